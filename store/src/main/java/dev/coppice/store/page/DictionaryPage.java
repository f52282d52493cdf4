package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.HEADER_SIZE;
import static dev.coppice.store.page.PageFormat.LONG;

import java.lang.foreign.MemorySegment;

/// Pages that hold the pieces of one dictionary, see [PackPage]. They follow each other in their file; all but the last
/// are full. Accessors follow the rules of [LeafPage].
public final class DictionaryPage {
    /// The most pages that one dictionary takes.
    public static final int MAX_PAGES = 64;

    private DictionaryPage() {}

    /// The number of pages of the dictionary.
    public static int pageCount(MemorySegment segment, long base) {
        return PageHeader.entryCount(segment, base);
    }

    /// The position of a page among those of its dictionary, from 0.
    public static long index(MemorySegment segment, long base) {
        return segment.get(LONG, base + PageFormat.OVERFLOW_INDEX);
    }

    /// The offset in the segment of a page's piece, whose length is [PageHeader#contentLength].
    public static long offset(long base) {
        return base + HEADER_SIZE;
    }

    /// Writes the page that holds a piece; [PageHeader#seal] completes it, with [PageFormat#NO_PAGE] for the logical
    /// page.
    ///
    /// @param target takes the page from index 0 on
    /// @param dictionary the whole dictionary
    /// @param index the position of the page, from 0
    public static void build(byte[] target, byte[] dictionary, int index) {
        int capacity = OverflowPage.capacity(target.length);
        int from = index * capacity;
        int length = Math.min(capacity, dictionary.length - from);
        System.arraycopy(dictionary, from, target, HEADER_SIZE, length);
        int pages = (int) OverflowPage.pageCount(target.length, dictionary.length);
        PageHeader.write(target, 0, target.length, PageFormat.KIND_DICTIONARY, 0, pages, 0, 0, length, index);
    }
}
