package dev.coppice.bench.workload;

import java.util.List;

/// Workloads that one child process runs one after the other.
///
/// @param id names the step
/// @param ending how the process ends
/// @param workloads what it runs
public record Step(String id, Ending ending, List<Workload> workloads) {
    /// How a step's process ends.
    public enum Ending {
        /// It returns once its workloads have.
        EXITS,
        /// It writes until it is killed.
        KILLED
    }
}
