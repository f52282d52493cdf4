package dev.coppice.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Whole directory trees: how much they hold, and getting rid of them.
public final class Directories {
    private Directories() {}

    /// Bytes that the file system has allocated to the files below a directory: holes do not count, preallocated space
    /// does.
    public static long allocatedBytes(Path directory) throws IOException, InterruptedException {
        return sizes(directory).getFirst();
    }

    /// Bytes allocated to the files below `added` that are not also, by a hard link, below `base`.
    public static long allocatedBeside(Path base, Path added) throws IOException, InterruptedException {
        return sizes(base, added).getLast(); // du counts a file only where it meets it first
    }

    private static List<Long> sizes(Path... directories) throws IOException, InterruptedException {
        // The JDK does not tell a file's blocks, so ask the tool that does.
        List<String> command = new ArrayList<>(List.of("du", "--summarize", "--block-size=1"));
        Arrays.stream(directories).map(Path::toString).forEach(command::add);
        Process du = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD) // files that vanish while it looks
                .start();
        List<Long> sizes;
        try (var lines = du.inputReader().lines()) {
            sizes = lines.map(line -> Long.parseLong(line.substring(0, line.indexOf('\t'))))
                    .toList();
        }
        du.waitFor();
        if (sizes.size() != directories.length) {
            throw new IOException("du does not tell the size of " + Arrays.toString(directories));
        }
        return sizes;
    }

    /// Deletes a directory and all that is in it, if it exists.
    public static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> all;
        try (var walk = Files.walk(directory)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
