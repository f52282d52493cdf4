package dev.coppice.gremlin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Where tests have their databases: in memory where the system has a place for that, because TinkerPop's suites make
/// some 2,000 of them, and none is about what a disk does.
final class TestDirectories {
    /// A folder that is deleted when the process ends.
    static final Path ROOT = root();

    private TestDirectories() {}

    private static Path root() {
        Path memory = Path.of("/dev/shm");
        try {
            Path root = Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "coppice-gremlin")
                    : Files.createTempDirectory("coppice-gremlin");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root)));
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A folder that is not there yet.
    static Path fresh() {
        try {
            Path parent = Files.createTempDirectory(ROOT, "test");
            return parent.resolve("graph");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Deletes a folder with all that is in it, if it is there.
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
