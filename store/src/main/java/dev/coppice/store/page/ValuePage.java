package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.HEADER_SIZE;
import static dev.coppice.store.page.PageFormat.INT;
import static dev.coppice.store.page.PageFormat.LONG;
import static dev.coppice.store.page.PageFormat.SHORT;

import java.lang.foreign.MemorySegment;

/// Reads a value page: several overflow pages that are not full, side by side. The last of them may go on in another
/// page of the file. Accessors follow the rules of [LeafPage].
public final class ValuePage {
    private static final int LOGICAL_SIZE = 4;
    private static final int INDEX_SIZE = 4;
    private static final int SHORT_SIZE = 2;

    private ValuePage() {}

    /// The number of overflow pages that begin in the page.
    public static int count(MemorySegment segment, long base) {
        return PageHeader.entryCount(segment, base);
    }

    /// The logical page at a position in the page.
    public static long logicalPage(MemorySegment segment, long base, int position) {
        return Integer.toUnsignedLong(segment.get(INT, base + logicalOffset(position)));
    }

    /// The position in the page of a logical page, or -1.
    public static int find(MemorySegment segment, long base, long logicalPage) {
        int count = count(segment, base);
        for (int i = 0; i < count; i++) {
            if (logicalPage(segment, base, i) == logicalPage) {
                return i;
            }
        }
        return -1;
    }

    /// The position of an overflow page among those of its value, from 0.
    public static long index(MemorySegment segment, long base, int position) {
        return Integer.toUnsignedLong(segment.get(INT, base + indexOffset(count(segment, base), position)));
    }

    /// The bytes of an overflow page, those that lie in another page included.
    public static int length(MemorySegment segment, long base, int position) {
        return Short.toUnsignedInt(segment.get(SHORT, base + lengthOffset(count(segment, base), position)));
    }

    /// Where in the segment the bytes of an overflow page begin.
    public static long offset(MemorySegment segment, long base, int position) {
        return base + Short.toUnsignedInt(segment.get(SHORT, base + offsetOffset(count(segment, base), position)));
    }

    /// The bytes of an overflow page that lie in this page.
    public static int lengthHere(MemorySegment segment, long base, int position) {
        long end = base + HEADER_SIZE + PageHeader.contentLength(segment, base);
        return (int) Math.min(length(segment, base, position), end - offset(segment, base, position));
    }

    /// The index in the file of the page in which the last overflow page goes on; 0 when it ends in this one.
    public static long more(MemorySegment segment, long base) {
        return segment.get(LONG, base + PageFormat.VALUE_MORE);
    }

    /// The number of bytes that continue the last overflow page of another value page.
    public static int continuedLength(MemorySegment segment, long base) {
        return PageHeader.prefixLength(segment, base);
    }

    /// Where in the segment they begin.
    public static long continuedOffset(MemorySegment segment, long base) {
        return base + HEADER_SIZE + directorySize(count(segment, base));
    }

    /// The bytes that say what so many overflow pages are and where they lie.
    static int directorySize(int count) {
        return count * (LOGICAL_SIZE + INDEX_SIZE + SHORT_SIZE + SHORT_SIZE);
    }

    static int logicalOffset(int position) {
        return HEADER_SIZE + position * LOGICAL_SIZE;
    }

    static int indexOffset(int count, int position) {
        return HEADER_SIZE + count * LOGICAL_SIZE + position * INDEX_SIZE;
    }

    static int offsetOffset(int count, int position) {
        return HEADER_SIZE + count * (LOGICAL_SIZE + INDEX_SIZE) + position * SHORT_SIZE;
    }

    static int lengthOffset(int count, int position) {
        return HEADER_SIZE + count * (LOGICAL_SIZE + INDEX_SIZE + SHORT_SIZE) + position * SHORT_SIZE;
    }
}
