package dev.coppice.store.engine;

import dev.coppice.store.partition.DataFile;
import java.util.HashSet;
import java.util.Set;

/// Reads pages from the storage again and remembers which, so that what forks share is read once.
final class PageChecks {
    private record Page(String file, long filePage, long logicalPage) {}

    private final Set<Page> verified = new HashSet<>();
    private long entries;

    /// Verifies a page against its checksum and its place.
    void verify(DataFile file, long filePage, long logicalPage) {
        Page page = new Page(file.path(), filePage, logicalPage);
        if (!verified.contains(page)) {
            file.verify(filePage, logicalPage);
            verified.add(page);
        }
    }

    void countEntries(long count) {
        entries += count;
    }

    long pagesVerified() {
        return verified.size();
    }

    long entriesSeen() {
        return entries;
    }
}
