package dev.coppice.store.tree;

import dev.coppice.store.page.OverflowPage;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.page.ValuePageBuilder;
import dev.coppice.store.partition.DataFile;
import java.lang.foreign.MemorySegment;

/// Puts the overflow pages that a [PageWriter] is given, and that are far from full, side by side into value pages. One
/// value page is in the making at a time; what it has no room for goes on in the next. Confined to one thread.
final class ValuePacker {
    /// An overflow page that is fuller than this part of a page is read faster from a page of its own.
    private static final double FULL = 0.75;

    /// Less than this part of an overflow page is not worth a second page to read.
    private static final int SHORTEST_PART = 8;

    private final PageWriter writer;
    private final PageAllocation allocation;
    private final ValuePageBuilder open;
    private final byte[] built;
    /// Where the value page in the making will be, or [PageFormat#NO_PAGE].
    private long openPage = PageFormat.NO_PAGE;

    ValuePacker(PageWriter writer, PageAllocation allocation, int pageSize) {
        this.writer = writer;
        this.allocation = allocation;
        open = new ValuePageBuilder(pageSize);
        built = new byte[pageSize];
    }

    /// Whether a built page belongs into a value page.
    static boolean takes(byte[] page) {
        MemorySegment segment = MemorySegment.ofArray(page);
        return PageHeader.kind(segment, 0) == PageFormat.KIND_OVERFLOW
                && OverflowPage.length(segment, 0) <= OverflowPage.capacity(page.length) * FULL;
    }

    /// Adds an overflow page.
    ///
    /// @return the file page of the value page in which it begins
    long add(byte[] page, long logicalPage) {
        MemorySegment segment = MemorySegment.ofArray(page);
        long index = OverflowPage.index(segment, 0);
        int from = (int) OverflowPage.offset(0);
        int length = OverflowPage.length(segment, 0);
        if (openPage != PageFormat.NO_PAGE
                && (open.room() < Math.ceilDiv(length, SHORTEST_PART) || open.contains(logicalPage))) {
            close();
        }
        if (openPage == PageFormat.NO_PAGE) {
            start(allocation.allocate());
        }
        if (length > open.room()) {
            long next = allocation.allocate();
            if (allocation.file(next) == allocation.file(openPage)) {
                return addInTwo(page, logicalPage, index, from, length, next);
            }
            close();
            start(next);
        }
        open.add(logicalPage, index, page, from, length);
        return openPage;
    }

    private long addInTwo(byte[] page, long logicalPage, long index, int from, int length, long next) {
        long first = openPage;
        int here = open.add(logicalPage, index, page, from, length);
        close(next);
        start(next);
        open.addContinued(page, from + here, length - here);
        return first;
    }

    private void start(long filePage) {
        // May write all pages before this one, so none may be in the making.
        writer.reserve(filePage);
        open.reset();
        openPage = filePage;
    }

    /// Ends the value page in the making. Before what the writer has in its buffer is written.
    void close() {
        if (openPage != PageFormat.NO_PAGE) {
            close(PageFormat.NO_PAGE);
        }
    }

    private void close(long next) {
        DataFile file = allocation.file(openPage);
        open.build(built, next == PageFormat.NO_PAGE ? 0 : next - file.header().filePage());
        writer.place(openPage, built, PageFormat.NO_PAGE);
        openPage = PageFormat.NO_PAGE;
    }
}
