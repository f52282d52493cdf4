package dev.coppice.store.host;

/// The time of the machine.
public final class SystemClock implements Clock {
    /// The machine's clock.
    public SystemClock() {}

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
