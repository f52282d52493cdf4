package dev.coppice.store.tree;

import dev.coppice.store.partition.DataFile;

/// Where new pages of one partition go. Thread-safe.
public interface PageAllocation {
    /// Takes the next file page. If it is the first of a new file, the file is recorded durably and created first.
    long allocate();

    /// The file that holds a page given by [#allocate()].
    DataFile file(long filePage);
}
