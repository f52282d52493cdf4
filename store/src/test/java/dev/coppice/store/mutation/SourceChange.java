package dev.coppice.store.mutation;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

/// A planted bug: a change of a few words in one source file of the engine, compiled for a test only.
///
/// @param file the source file, below the package `dev.coppice.store` and without its ending
/// @param anchor what stands before the place in the file, once
/// @param from the first such text after the anchor is taken out
/// @param to and this put in
record SourceChange(String file, String anchor, String from, String to) {
    private static final Path SOURCES = Path.of("src/main/java/dev/coppice/store");

    /// The changed source.
    String source() throws IOException {
        String text = Files.readString(SOURCES.resolve(file + ".java"));
        int anchored = text.indexOf(anchor);
        int at = anchored < 0 ? -1 : text.indexOf(from, anchored);
        if (at < 0) {
            throw new AssertionError("there is no '" + from + "' after '" + anchor + "' in " + file
                    + ".java any more; plant the same bug in the present code");
        }
        return text.substring(0, at) + to + text.substring(at + from.length());
    }

    /// Compiles the changed class beside the engine as it is.
    ///
    /// @param folder an empty folder for its source and classes
    /// @return the folder of its classes
    Path compile(Path folder) throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"))
                .resolve(file.substring(file.lastIndexOf('/') + 1) + ".java");
        Files.writeString(source, source());
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
            throw new AssertionError("the changed " + file + ".java does not compile");
        }
        return classes;
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
}
