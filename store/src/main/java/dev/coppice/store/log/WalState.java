package dev.coppice.store.log;

import java.util.List;

/// What replaying a write-ahead log found, and where a writer goes on.
///
/// @param lastSequence the last commit that the log holds, or what was replayed after, whichever is higher
/// @param syncedSequence the highest commit known to have been durable when the log was read
/// @param unprovenFrom the offset in the newest segment behind which there may be commits that are not known to have
///     been durable
/// @param end how the newest segment ended; null when the replay was told where to stop and did not get there
/// @param flaw what stands at its end instead of a commit, for a person
/// @param segments every segment present, oldest first
public record WalState(
        long lastSequence,
        long syncedSequence,
        long unprovenFrom,
        RecordReader.End end,
        String flaw,
        List<WalSegment> segments) {
    /// Takes its own copy of the list.
    public WalState {
        segments = List.copyOf(segments);
    }

    /// The state of a log that has not begun.
    ///
    /// @param lastSequence the durable state that its first commit follows
    public static WalState empty(long lastSequence) {
        return new WalState(lastSequence, lastSequence, 0, RecordReader.End.CLEAN, "no segment", List.of());
    }
}
