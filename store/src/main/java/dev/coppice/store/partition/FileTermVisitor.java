package dev.coppice.store.partition;

/// Receives entries of a [FileIdTermMapping].
@FunctionalInterface
public interface FileTermVisitor {
    /// Receives one entry.
    ///
    /// @param fileId the data file
    /// @param term the term of the writer that created it
    void visit(long fileId, long term);
}
