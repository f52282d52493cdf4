package dev.coppice.store;

/// Is told of each measurable event. A leaf module binds it to Micrometer. Thread-safe, and cheap: the calls are made
/// on the paths that they measure, except reads, which are not measured one by one.
public interface DatabaseMetrics {
    /// Measures nothing.
    DatabaseMetrics NONE = new DatabaseMetrics() {};

    /// A group of commits was written.
    ///
    /// @param commits the number of transactions in the group
    /// @param bytes bytes written to the log
    /// @param nanos how long writing, and syncing if asked for, took
    default void committed(int commits, long bytes, long nanos) {}

    /// A transaction lost against another one.
    default void conflicted() {}

    /// A checkpoint wrote pages.
    default void checkpointed(long pages, long bytes, long nanos) {}

    /// A compaction moved pages.
    default void compacted(long pages, long bytes, long nanos) {}

    /// A fork was created.
    default void forked(long nanos) {}
}
