package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.HEADER_SIZE;
import static dev.coppice.store.page.PageFormat.INT;
import static dev.coppice.store.page.PageFormat.LONG;
import static dev.coppice.store.page.PageFormat.OFFSET_SIZE;
import static dev.coppice.store.page.PageFormat.SHORT;

import java.lang.foreign.MemorySegment;

/// Reads a pack: a page that holds several leaf and overflow pages, compressed. Accessors follow the rules of
/// [LeafPage].
public final class PackPage {
    private static final int LOGICAL_SIZE = 4;

    private PackPage() {}

    /// The number of pages in the pack.
    public static int count(MemorySegment segment, long base) {
        return PageHeader.entryCount(segment, base);
    }

    /// The index in the pack's file of the first page of the dictionary that its pages are compressed with; 0 for none.
    public static long dictionary(MemorySegment segment, long base) {
        return segment.get(LONG, base + PageFormat.PACK_DICTIONARY);
    }

    /// The logical page at an index in the pack.
    public static long logicalPage(MemorySegment segment, long base, int index) {
        return Integer.toUnsignedLong(segment.get(INT, base + HEADER_SIZE + (long) index * LOGICAL_SIZE));
    }

    /// The index in the pack of a logical page, or -1.
    public static int find(MemorySegment segment, long base, long logicalPage) {
        int count = count(segment, base);
        for (int i = 0; i < count; i++) {
            if (logicalPage(segment, base, i) == logicalPage) {
                return i;
            }
        }
        return -1;
    }

    /// Where in the segment the compressed bytes of a page begin.
    public static long offset(MemorySegment segment, long base, int index) {
        int count = count(segment, base);
        long at = base + HEADER_SIZE + (long) count * LOGICAL_SIZE + (long) index * OFFSET_SIZE;
        return base + Short.toUnsignedInt(segment.get(SHORT, at));
    }

    /// The number of the compressed bytes of a page.
    public static int length(MemorySegment segment, long base, int index) {
        long end = index + 1 < count(segment, base)
                ? offset(segment, base, index + 1)
                : base + HEADER_SIZE + PageHeader.contentLength(segment, base);
        return (int) (end - offset(segment, base, index));
    }

    /// The bytes that a pack has room for when it holds so many pages.
    static int directorySize(int count) {
        return count * (LOGICAL_SIZE + OFFSET_SIZE);
    }
}
