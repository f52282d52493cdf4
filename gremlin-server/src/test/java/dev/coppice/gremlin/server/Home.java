package dev.coppice.gremlin.server;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/// A folder as the distribution is: the script, the configuration, and the libraries that these tests run with. What is
/// started in it are processes of their own.
record Home(Path folder) {
    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path LIBRARIES = libraries();

    /// A new one.
    static Home create() throws IOException {
        Path homes = Files.createDirectories(MODULE.resolve("target/homes"));
        Home home = new Home(Files.createTempDirectory(homes, "home"));
        copy(MODULE.resolve("coppice-gremlin"), home.folder.resolve("coppice-gremlin"));
        copyFolder(MODULE.resolve("conf"), home.folder.resolve("conf"));
        copyFolder(MODULE.resolve("ext"), home.folder.resolve("ext"));
        Files.createSymbolicLink(home.folder.resolve("lib"), LIBRARIES);
        return home;
    }

    /// The database of the shipped configuration.
    Path database() {
        return folder.resolve("data/graph");
    }

    /// Starts the script, with the JDK of these tests.
    ///
    /// @param log where it says what it has to say
    Process start(Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(folder.resolve("coppice-gremlin").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("COPPICE_JAVA_OPTS");
        return builder.directory(folder.toFile()).start();
    }

    /// Runs a process to its end.
    ///
    /// @return its exit code
    static int finish(Process process) throws InterruptedException {
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("the process goes on after two minutes");
        }
        return process.exitValue();
    }

    /// A folder with all that is on the class path, but for the tests' own; made once, in this process.
    private static Path libraries() {
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(MODULE.resolve("target/homes")), "lib");
            int number = 0;
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                Path path = Path.of(entry);
                number++;
                if (Files.isRegularFile(path) && !isOfTests(path)) {
                    Files.createSymbolicLink(folder.resolve(number + "-" + path.getFileName()), path);
                } else if (Files.isDirectory(path) && path.endsWith("classes")) {
                    pack(path, folder.resolve(number + "-classes.jar"));
                }
            }
            return folder;
        } catch (IOException e) {
            throw new IllegalStateException("cannot lay out the libraries", e);
        }
    }

    private static boolean isOfTests(Path jar) {
        String name = jar.getFileName().toString();
        return Stream.of("junit", "assertj", "opentest4j", "apiguardian", "byte-buddy", "surefire", "jspecify")
                        .anyMatch(name::startsWith)
                || name.endsWith("-tests.jar");
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(path).toString().replace(File.separatorChar, '/')));
                Files.copy(path, out);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to);
        if (!to.toFile().setExecutable(Files.isExecutable(from))) {
            throw new IOException("cannot set the rights of " + to);
        }
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
    }
}
