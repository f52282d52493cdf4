package dev.coppice.bench.measure;

/// What one thread does again and again while the clock runs.
public interface Operation extends AutoCloseable {
    /// Does it once.
    void run() throws Exception;

    @Override
    default void close() {}

    /// Makes a thread's operation; called on that thread, which also closes it.
    @FunctionalInterface
    interface Factory {
        /// The operation of thread number `thread`, counted from 0.
        Operation create(int thread) throws Exception;
    }
}
