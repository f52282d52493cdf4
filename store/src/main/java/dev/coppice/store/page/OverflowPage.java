package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.HEADER_SIZE;

import java.lang.foreign.MemorySegment;

/// Pages that hold the pieces of one large value. A value of `n` bytes takes [#pageCount] pages with consecutive
/// logical ids; all but the last are full. Accessors follow the rules of [LeafPage].
public final class OverflowPage {
    private OverflowPage() {}

    /// The bytes of a value that one page holds.
    public static int capacity(int pageSize) {
        return pageSize - HEADER_SIZE;
    }

    /// The number of pages that a value takes.
    ///
    /// @param valueLength the value's length in bytes; one of 0 bytes takes no page
    public static long pageCount(int pageSize, long valueLength) {
        return Math.ceilDiv(valueLength, capacity(pageSize));
    }

    /// The bytes of the value that a page holds.
    public static int length(MemorySegment segment, long base) {
        return PageHeader.contentLength(segment, base);
    }

    /// The offset in the segment of the first of them.
    public static long offset(long base) {
        return base + HEADER_SIZE;
    }

    /// The position of a page among those of its value, from 0.
    public static long index(MemorySegment segment, long base) {
        return segment.get(PageFormat.LONG, base + PageFormat.OVERFLOW_INDEX);
    }

    /// Writes a page around a piece that the caller has put at [#offset]; [PageHeader#seal] completes it.
    ///
    /// @param target holds the page at `at`; all of it but the piece is overwritten
    /// @param index the position of the page among those of its value, from 0
    /// @param length the length of the piece in bytes, 1 to [#capacity]
    public static void build(byte[] target, int at, int pageSize, long index, int length) {
        if (length < 1 || length > capacity(pageSize)) {
            throw new IllegalArgumentException(
                    "an overflow page holds 1 to " + capacity(pageSize) + " bytes, not " + length);
        }
        PageHeader.write(target, at, pageSize, PageFormat.KIND_OVERFLOW, 0, 0, 0, 0, length, index);
    }
}
