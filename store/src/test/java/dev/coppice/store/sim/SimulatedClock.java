package dev.coppice.store.sim;

import dev.coppice.store.host.Clock;

/// A clock that moves only when told to. Thread-safe.
public final class SimulatedClock implements Clock {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private long nanos;
    private long wallOffsetMillis;

    /// A clock at a moment.
    ///
    /// @param millis the wall-clock time that it shows at first
    public SimulatedClock(long millis) {
        wallOffsetMillis = millis;
    }

    @Override
    public synchronized long millis() {
        return wallOffsetMillis + nanos / NANOS_PER_MILLI;
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    /// Lets time pass.
    public void advanceMillis(long millis) {
        advanceNanos(millis * NANOS_PER_MILLI);
    }

    /// Lets time pass.
    public synchronized void advanceNanos(long duration) {
        if (duration < 0) {
            throw new IllegalArgumentException("monotonic time cannot go back by " + -duration + " ns");
        }
        nanos += duration;
    }

    /// Sets the wall clock forward or back, as an operator may; the monotonic time stays.
    public synchronized void jumpTo(long millis) {
        wallOffsetMillis = millis - nanos / NANOS_PER_MILLI;
    }
}
