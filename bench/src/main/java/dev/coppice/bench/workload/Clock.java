package dev.coppice.bench.workload;

/// Turns readings of the system's monotonic clock into durations.
final class Clock {
    private Clock() {}

    static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    static double millisSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e6;
    }
}
