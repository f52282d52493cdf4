package dev.coppice.store.engine;

import dev.coppice.store.partition.DataFile;
import java.util.HashSet;
import java.util.Set;

/// Reads pages from the storage again and remembers which, and which leaves were found sound, so that what forks share
/// is looked at once.
final class PageChecks {
    private record Page(String file, long filePage, long logicalPage) {}

    private final Set<Page> verified = new HashSet<>();
    private final Set<Page> soundLeaves = new HashSet<>();
    private long entries;

    /// Verifies a page against its checksum and its place.
    void verify(DataFile file, long filePage, long logicalPage) {
        Page page = new Page(file.path(), filePage, logicalPage);
        if (!verified.contains(page)) {
            file.verify(filePage, logicalPage);
            verified.add(page);
        }
    }

    /// Whether [#foundSound] was told of a leaf.
    boolean isSound(DataFile file, long filePage, long logicalPage) {
        return soundLeaves.contains(new Page(file.path(), filePage, logicalPage));
    }

    /// All that a leaf says by itself is right, and none of its entries leads elsewhere.
    void foundSound(DataFile file, long filePage, long logicalPage) {
        soundLeaves.add(new Page(file.path(), filePage, logicalPage));
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
