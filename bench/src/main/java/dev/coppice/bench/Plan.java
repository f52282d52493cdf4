package dev.coppice.bench;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.engine.EngineKind;
import dev.coppice.bench.workload.Pace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What one run does.
///
/// @param engines the engines, in turn in each round
/// @param groups the ids of the groups to run; what they need runs in any case
/// @param datasets the data, one after the other
/// @param rounds how often everything is measured, each time from an empty directory
/// @param directory where the engines keep their files
/// @param pace how long measurements take
/// @param cacheBytes memory that each engine may use to cache what is on disk
/// @param heapBytes the heap of each child process
/// @param timeout after which a child process is given up
record Plan(
        List<EngineKind> engines,
        Set<String> groups,
        List<Dataset> datasets,
        int rounds,
        Path directory,
        Pace pace,
        long cacheBytes,
        long heapBytes,
        Duration timeout) {}
