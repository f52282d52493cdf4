package dev.coppice.store.log;

/// Receives the commits of a write-ahead log in order.
@FunctionalInterface
public interface CommitVisitor {
    /// One commit.
    ///
    /// @param bytes hold the whole record, and perhaps others; they begin with a record of the log, this one or one
    ///     before. The visitor may keep them and must not write to them
    /// @param bodyOffset where the record's body begins in them, right behind its header
    /// @param bodyLength bytes of the body
    /// @param sequence the commit's number
    void commit(byte[] bytes, int bodyOffset, int bodyLength, long sequence);
}
