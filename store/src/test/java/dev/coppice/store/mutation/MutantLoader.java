package dev.coppice.store.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

/// Loads the engine and its tests anew, with one class of the engine changed. All else is the parent's.
final class MutantLoader extends ClassLoader {
    private static final String OURS = "dev.coppice.store.";

    private final Path changed;

    private MutantLoader(Path changed) {
        super(MutantLoader.class.getClassLoader());
        this.changed = changed;
    }

    /// Compiles a mutant.
    ///
    /// @param folder an empty folder for its source and classes
    static MutantLoader of(Mutant mutant, Path folder) throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"))
                .resolve(mutant.className().substring(mutant.className().lastIndexOf('.') + 1) + ".java");
        Files.writeString(source, mutant.source(Path.of("src/main/java")));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        int result = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "-proc:none",
                        "-nowarn",
                        "-cp",
                        engine().toString(),
                        "-d",
                        classes.toString(),
                        source.toString());
        if (result != 0) {
            throw new AssertionError(mutant + " does not compile");
        }
        return new MutantLoader(classes);
    }

    private static Path engine() {
        try {
            return Path.of(dev.coppice.store.Database.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/') + ".class";
        Path own = changed.resolve(path);
        try (InputStream in =
                Files.exists(own) ? Files.newInputStream(own) : getParent().getResourceAsStream(path)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
