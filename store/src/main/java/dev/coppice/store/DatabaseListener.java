package dev.coppice.store;

/// Is told what a database does in the background. Called on whichever thread does it, after it is done; must be
/// thread-safe, return soon, and not call back into the database. What is thrown changes nothing; it is logged once.
public interface DatabaseListener {
    /// A checkpoint of a fork has ended.
    ///
    /// @param fork the fork's name
    /// @param sequence all commits up to this one are in the tables
    /// @param pages pages written
    /// @param nanos how long it took
    default void checkpointed(String fork, long sequence, long pages, long nanos) {}

    /// A compaction of a fork has ended.
    ///
    /// @param fork the fork's name
    /// @param pages pages moved
    /// @param filesDeleted files that nothing could reach any more
    default void compacted(String fork, long pages, long filesDeleted) {}

    /// A fork was created, of a fork, a snapshot or an archive.
    ///
    /// @param parent the name of the fork whose state it was
    /// @param fork the new fork's name
    default void forked(String parent, String fork) {}

    /// A fork was dropped, by a call or because its time had passed.
    ///
    /// @param fork the fork's name
    default void dropped(String fork) {}
}
