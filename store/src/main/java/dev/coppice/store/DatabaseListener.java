package dev.coppice.store;

/// Is told what a database does in the background. Called on whichever thread does it; must return soon and not call
/// back into the database. Exceptions are logged and otherwise ignored.
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

    /// A fork was created.
    default void forked(String parent, String fork) {}

    /// A fork was dropped, by a call or because its time had passed.
    default void dropped(String fork) {}
}
