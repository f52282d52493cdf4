package dev.coppice.bench.graph.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Copies a directory, as `cp -r` does.
final class CopiedDirectory {
    private CopiedDirectory() {}

    /// Copies all that is in a directory into an absent one, and puts it on the device.
    static void copy(Path source, Path target) throws IOException {
        List<Path> all;
        try (var walk = Files.walk(source)) {
            all = walk.toList(); // parents before what is in them
        }
        for (Path path : all) {
            Path copy = target.resolve(source.relativize(path).toString());
            Files.copy(path, copy);
            if (Files.isRegularFile(copy)) {
                force(copy);
            }
        }
    }

    /// Puts a file on the device.
    static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
