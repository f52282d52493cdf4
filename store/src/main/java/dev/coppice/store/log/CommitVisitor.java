package dev.coppice.store.log;

/// Receives the commits of a write-ahead log in order.
@FunctionalInterface
public interface CommitVisitor {
    /// One commit.
    ///
    /// @param record the whole record, header included; a new array that the visitor may keep
    /// @param bodyOffset where the body begins in it
    /// @param bodyLength bytes of the body
    /// @param sequence the commit's number
    void commit(byte[] record, int bodyOffset, int bodyLength, long sequence);
}
