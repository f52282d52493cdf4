package dev.coppice.bench;

import dev.coppice.bench.workload.Pace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What one run does.
///
/// @param engines the ids of the engines, in turn in each round
/// @param groups the ids of the groups to run; what they need runs in any case
/// @param rounds how often everything is measured, each time from an empty directory
/// @param directory where the engines keep their files
/// @param pace how long measurements take
/// @param cacheBytes memory that each engine may use to cache what is on disk
/// @param heapBytes the heap of each child process
/// @param timeout after which a child process is given up
public record Plan(
        List<String> engines,
        Set<String> groups,
        int rounds,
        Path directory,
        Pace pace,
        long cacheBytes,
        long heapBytes,
        Duration timeout) {
    /// The directory of one engine.
    public Path directoryOf(String engine) {
        return directory.resolve(engine);
    }

    /// The file that child processes write figures to, one after the other.
    public Path output() {
        return directory.resolve("figures");
    }
}
