package dev.coppice.store.host;

/// The time. Thread-safe.
public interface Clock {
    /// Wall-clock time in milliseconds since 1970-01-01T00:00Z, for times to live and labels. May jump.
    long millis();

    /// A monotonic time in nanoseconds from an arbitrary origin, for measuring durations.
    long nanos();
}
