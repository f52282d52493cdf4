package dev.coppice.store.log;

/// One file of a write-ahead log.
///
/// @param number its number in the log
/// @param startSequence the last sequence before its first commit; its commits are those after it, through the
///     `startSequence` of the next segment
/// @param length bytes of its file
public record WalSegment(long number, long startSequence, long length) {}
