package dev.coppice.bench.measure;

import java.util.concurrent.TimeUnit;

/// When a thread stops: after a time or a number of operations, whichever comes first.
///
/// @param nanos the time
/// @param operations the number of operations of one thread, rounded up to whole strides
public record Limit(long nanos, long operations) {
    /// Stops after a time.
    public static Limit ofMillis(long millis) {
        return new Limit(TimeUnit.MILLISECONDS.toNanos(millis), Long.MAX_VALUE);
    }

    /// Stops after a number of operations.
    public static Limit ofOperations(long operations) {
        return new Limit(Long.MAX_VALUE, operations);
    }
}
