package dev.coppice.bench.workload;

import java.util.List;

/// Workloads that one child process runs one after the other.
///
/// @param <T> what the workloads are given
/// @param id names the step
/// @param ending how the process ends
/// @param workloads what it runs
public record Step<T extends Turn>(String id, Ending ending, List<Workload<? super T>> workloads) {
    /// How a step's process ends.
    public enum Ending {
        /// It returns once its workloads have.
        EXITS,
        /// It writes until it is killed.
        KILLED
    }

    /// A step whose process returns.
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends Turn> Step<T> of(String id, Workload<? super T>... workloads) {
        return new Step<T>(id, Ending.EXITS, List.of(workloads));
    }
}
