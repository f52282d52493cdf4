package dev.coppice.store.tree;

import dev.coppice.store.StoreException;
import dev.coppice.store.page.OverflowPage;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.page.ValuePage;
import dev.coppice.store.partition.DataFile;
import java.lang.foreign.MemorySegment;

/// Reads overflow pages that lie in value pages. Every file page that is passed was verified. Copying allocates
/// nothing.
final class ValuePieces {
    private ValuePieces() {}

    /// Whether a file page is a value page.
    static boolean areIn(DataFile file, long filePage) {
        return PageHeader.kind(file.segment(), file.base(filePage)) == PageFormat.KIND_VALUE;
    }

    /// Copies bytes of an overflow page.
    ///
    /// @param index its position among those of its value
    /// @param length the bytes that it has
    static void copy(
            DataFile file,
            long filePage,
            long logicalPage,
            long index,
            int length,
            long from,
            MemorySegment target,
            long targetFrom,
            long count) {
        MemorySegment segment = file.segment();
        long base = file.base(filePage);
        int position = find(file, base, logicalPage, index, length);
        long here = ValuePage.lengthHere(segment, base, position);
        long first = Math.clamp(here - from, 0, count);
        if (first > 0) {
            MemorySegment.copy(segment, ValuePage.offset(segment, base, position) + from, target, targetFrom, first);
        }
        if (first < count) {
            long next = file.base(next(file, filePage));
            requireContinued(file, next, length - here);
            MemorySegment.copy(
                    segment,
                    ValuePage.continuedOffset(segment, next) + from + first - here,
                    target,
                    targetFrom + first,
                    count - first);
        }
    }

    /// The bytes of an overflow page where they lie; null when they do not lie in one piece.
    static MemorySegment inPlace(DataFile file, long filePage, long logicalPage, long index, int length) {
        MemorySegment segment = file.segment();
        long base = file.base(filePage);
        int position = find(file, base, logicalPage, index, length);
        return ValuePage.lengthHere(segment, base, position) < length
                ? null
                : segment.asSlice(ValuePage.offset(segment, base, position), length);
    }

    /// The file page in which an overflow page goes on, verified; [PageFormat#NO_PAGE] when it lies in one piece.
    static long continuation(DataFile file, long filePage, long logicalPage) {
        MemorySegment segment = file.segment();
        long base = file.base(filePage);
        int position = ValuePage.find(segment, base, logicalPage);
        return position < 0
                        || ValuePage.lengthHere(segment, base, position) == ValuePage.length(segment, base, position)
                ? PageFormat.NO_PAGE
                : next(file, filePage);
    }

    /// An overflow page as one that lies in its file by itself.
    static MemorySegment asPage(DataFile file, long filePage, long logicalPage, int pageSize) {
        MemorySegment segment = file.segment();
        long base = file.base(filePage);
        int position = ValuePage.find(segment, base, logicalPage);
        if (position < 0) {
            throw notThere(file, base, logicalPage);
        }
        long index = ValuePage.index(segment, base, position);
        int length = ValuePage.length(segment, base, position);
        byte[] page = new byte[pageSize];
        MemorySegment built = MemorySegment.ofArray(page);
        copy(file, filePage, logicalPage, index, length, 0, built, OverflowPage.offset(0), length);
        OverflowPage.build(page, 0, pageSize, index, length);
        PageHeader.seal(page, 0, pageSize, file.fileTag(), filePage, logicalPage);
        return built.asReadOnly();
    }

    private static int find(DataFile file, long base, long logicalPage, long index, int length) {
        MemorySegment segment = file.segment();
        int position = ValuePage.find(segment, base, logicalPage);
        if (position < 0) {
            throw notThere(file, base, logicalPage);
        }
        if (ValuePage.index(segment, base, position) != index || ValuePage.length(segment, base, position) != length) {
            throw new StoreException.Corrupt(
                    file.path(),
                    base,
                    "logical page " + logicalPage + " with part " + index + " of a value, " + length + " bytes",
                    "part " + ValuePage.index(segment, base, position) + ", "
                            + ValuePage.length(segment, base, position) + " bytes");
        }
        return position;
    }

    private static StoreException.Corrupt notThere(DataFile file, long base, long logicalPage) {
        return new StoreException.Corrupt(
                file.path(), base, "a value page with logical page " + logicalPage, "none of this number");
    }

    /// The file page in which the last overflow page of a value page goes on, verified.
    private static long next(DataFile file, long filePage) {
        long more = ValuePage.more(file.segment(), file.base(filePage));
        if (more >= 1L << file.header().pagesPerFileShift()) {
            throw new StoreException.Corrupt(
                    file.path(),
                    file.base(filePage),
                    "a value page that goes on in a page of its file",
                    "page " + more);
        }
        long next = file.header().filePage() + more;
        if (!file.isVerified(next)) {
            file.verify(next, PageFormat.NO_PAGE);
        }
        if (!areIn(file, next)) {
            throw new StoreException.Corrupt(
                    file.path(),
                    file.base(next),
                    "a value page that continues the one at offset " + file.base(filePage),
                    "a page of kind " + PageHeader.kind(file.segment(), file.base(next)));
        }
        return next;
    }

    private static void requireContinued(DataFile file, long base, long length) {
        int found = ValuePage.continuedLength(file.segment(), base);
        if (found != length) {
            throw new StoreException.Corrupt(
                    file.path(), base, "the last " + length + " bytes of an overflow page", found + " bytes");
        }
    }
}
