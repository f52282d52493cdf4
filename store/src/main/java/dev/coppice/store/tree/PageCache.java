package dev.coppice.store.tree;

import java.lang.foreign.MemorySegment;

/// Holds decompressed pages, as many as fit into a given number of bytes. Thread-safe without locks; [#find] allocates
/// nothing.
///
/// A page has its place in one of many small sets, which are searched from end to end. When a set is full, the page
/// goes that has not been found again since the last time that one had to go: pages that are read once, as by a scan,
/// make place for each other and leave the others alone.
///
/// Nothing orders the writes of one thread before the reads of another. It need not: what is in the arrays is checked
/// against the whole identity of a page, and an entry with its bytes is complete before a reference to it exists.
final class PageCache {
    /// The pages of one set; their marks lie in one or two lines of memory.
    private static final int WAYS = 8;

    private static final class Entry {
        final long fileTag;
        final long filePage;
        final long logicalPage;
        final MemorySegment page;
        boolean isUsed;

        Entry(long fileTag, long filePage, long logicalPage, MemorySegment page) {
            this.fileTag = fileTag;
            this.filePage = filePage;
            this.logicalPage = logicalPage;
            this.page = page;
        }

        boolean is(long tag, long inFile, long logical) {
            return logicalPage == logical && filePage == inFile && fileTag == tag;
        }
    }

    private final int sets;
    private final long[] marks;
    private final Entry[] entries;

    /// An empty cache.
    ///
    /// @param bytes the most that its pages may take; there is room for one set at least
    PageCache(long bytes, int pageSize) {
        sets = Math.clamp(bytes / pageSize / WAYS, 1, Integer.MAX_VALUE / WAYS / 2);
        marks = new long[sets * WAYS];
        entries = new Entry[sets * WAYS];
    }

    /// The page that was put under this identity, or null.
    MemorySegment find(long fileTag, long filePage, long logicalPage) {
        long mark = mark(fileTag, filePage, logicalPage);
        int first = firstOf(mark);
        for (int i = first; i < first + WAYS; i++) {
            if (marks[i] == mark) {
                Entry entry = entries[i];
                if (entry != null && entry.is(fileTag, filePage, logicalPage)) {
                    if (!entry.isUsed) {
                        entry.isUsed = true;
                    }
                    return entry.page;
                }
            }
        }
        return null;
    }

    /// Keeps a page for a while.
    void put(long fileTag, long filePage, long logicalPage, MemorySegment page) {
        long mark = mark(fileTag, filePage, logicalPage);
        int at = placeIn(firstOf(mark), mark);
        entries[at] = new Entry(fileTag, filePage, logicalPage, page);
        marks[at] = mark;
    }

    private int placeIn(int first, long mark) {
        int start = (int) (mark & WAYS - 1);
        int unused = -1;
        for (int i = 0; i < WAYS; i++) {
            int at = first + (start + i & WAYS - 1);
            Entry entry = entries[at];
            if (entry == null) {
                return at;
            }
            if (!entry.isUsed && unused < 0) {
                unused = at;
            }
        }
        if (unused >= 0) {
            return unused;
        }
        for (int i = first; i < first + WAYS; i++) {
            Entry entry = entries[i];
            if (entry != null) {
                entry.isUsed = false;
            }
        }
        return first + start;
    }

    /// The number of pages in the cache.
    int size() {
        int count = 0;
        for (Entry entry : entries) {
            count += entry == null ? 0 : 1;
        }
        return count;
    }

    /// The number of pages that the cache has room for.
    int capacity() {
        return entries.length;
    }

    private int firstOf(long mark) {
        return (int) ((mark >>> 32) * sets >>> 32) * WAYS;
    }

    private static long mark(long fileTag, long filePage, long logicalPage) {
        long hash = (fileTag ^ filePage * 0x9E37_79B9_7F4A_7C15L ^ Long.rotateLeft(logicalPage, 32))
                * 0xBF58_476D_1CE4_E5B9L;
        hash = (hash ^ hash >>> 29) * 0x94D0_49BB_1331_11EBL;
        return hash ^ hash >>> 32;
    }
}
