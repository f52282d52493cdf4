package dev.coppice.store;

/// Is told of each measurable event. A leaf module binds it to Micrometer. Must be thread-safe, and should be cheap:
/// the calls are made by the threads whose work they measure, after it is done, durable if it is to be, and visible to
/// all. Reads are not measured one by one. What is thrown changes nothing; it is logged once. Times are of the host's
/// clock.
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

    /// A checkpoint of a fork has ended.
    ///
    /// @param pages pages written
    /// @param bytes the same in bytes
    /// @param nanos how long it took, from its beginning, pauses between its steps included
    default void checkpointed(long pages, long bytes, long nanos) {}

    /// A compaction of a fork has moved pages, and deleted the files that nothing needs any more.
    ///
    /// @param pages pages moved
    /// @param bytes the same in bytes
    /// @param nanos how long it took, from its beginning, pauses between its steps included
    default void compacted(long pages, long bytes, long nanos) {}

    /// A fork was created, of a fork, a snapshot or an archive.
    ///
    /// @param nanos how long that took, until it was durable
    default void forked(long nanos) {}
}
