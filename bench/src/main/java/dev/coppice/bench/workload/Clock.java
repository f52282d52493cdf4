package dev.coppice.bench.workload;

/// Turns readings of the system's monotonic clock into durations.
public final class Clock {
    private Clock() {}

    /// Seconds since a reading.
    public static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    /// Milliseconds since a reading.
    public static double millisSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e6;
    }
}
