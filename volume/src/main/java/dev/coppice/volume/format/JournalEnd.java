package dev.coppice.volume.format;

/// A place between two groups.
///
/// @param sequence of the group before it
/// @param position where the next one begins, in bytes ever written to the journal
public record JournalEnd(long sequence, long position) {}
