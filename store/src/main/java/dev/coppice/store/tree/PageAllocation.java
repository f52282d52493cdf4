package dev.coppice.store.tree;

import dev.coppice.store.PageCompression;
import dev.coppice.store.partition.AppendAllocator;
import dev.coppice.store.partition.DataFile;

/// Where new pages of one partition go. Thread-safe.
public interface PageAllocation {
    /// Takes the next file page. If it is the first of a new file, the file is recorded durably and created first.
    long allocate();

    /// Takes file pages that follow each other in one file: as many as wanted, or as the file has room for.
    AppendAllocator.Run allocateRun(int pages);

    /// The file that holds a page given by [#allocate()].
    DataFile file(long filePage);

    /// What compresses pages; null when they are written as they are.
    PageCompression compression();
}
