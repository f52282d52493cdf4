package dev.coppice.store.engine;

/// Runs of logical pages that hold large values, newest first: an immutable linked list, so that a commit adds to it
/// without copying. A checkpoint frees those that no entry names any more.
///
/// @param firstLogicalPage the first page of the newest run
/// @param count its pages
/// @param older the runs before it, null for none
record ValueRuns(long firstLogicalPage, long count, ValueRuns older) {
    /// No runs.
    static final ValueRuns NONE = new ValueRuns(0, 0, null);

    ValueRuns with(long first, long pages) {
        return new ValueRuns(first, pages, this);
    }
}
