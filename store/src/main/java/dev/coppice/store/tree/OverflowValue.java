package dev.coppice.store.tree;

import dev.coppice.store.page.OverflowPage;
import dev.coppice.store.partition.DataFile;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Reads values that lie in a run of overflow pages with consecutive logical numbers.
final class OverflowValue {
    private static final int COMPARE_BYTES = 1 << 16;

    private OverflowValue() {}

    /// Copies bytes of a value.
    ///
    /// @param count at most `length - from`
    static void copy(
            Pages pages, long firstPage, long length, long from, MemorySegment target, long targetFrom, long count) {
        int payload = OverflowPage.capacity(pages.pageSize());
        if (length <= payload) { // most, and no division then
            copyPiece(pages, firstPage, 0, (int) length, from, target, targetFrom, count);
            return;
        }
        long done = 0;
        while (done < count) {
            long position = from + done;
            long index = position / payload;
            long inPage = position % payload;
            int inThisPage = (int) Math.min(payload, length - index * payload);
            long step = Math.min(count - done, inThisPage - inPage);
            copyPiece(pages, firstPage + index, index, inThisPage, inPage, target, targetFrom + done, step);
            done += step;
        }
    }

    private static void copyPiece(
            Pages pages,
            long logicalPage,
            long index,
            int length,
            long from,
            MemorySegment target,
            long targetFrom,
            long count) {
        long filePage = pages.locate(logicalPage);
        DataFile file = pages.file(filePage);
        MemorySegment image = pages.image(logicalPage, filePage);
        if (image != null) {
            MemorySegment.copy(image, OverflowPage.offset(0) + from, target, targetFrom, count);
        } else if (ValuePieces.areIn(file, filePage)) {
            ValuePieces.copy(file, filePage, logicalPage, index, length, from, target, targetFrom, count);
        } else {
            long offset = OverflowPage.offset(file.base(filePage)) + from;
            MemorySegment.copy(file.segment(), offset, target, targetFrom, count);
        }
    }

    /// A value where it lies; null when that is not in one piece.
    static MemorySegment inPlace(Pages pages, long firstPage, long length) {
        if (length > OverflowPage.capacity(pages.pageSize())) {
            return null;
        }
        long filePage = pages.locate(firstPage);
        DataFile file = pages.file(filePage);
        MemorySegment image = pages.image(firstPage, filePage);
        if (image != null) {
            return image.asSlice(OverflowPage.offset(0), length);
        }
        return ValuePieces.areIn(file, filePage)
                ? ValuePieces.inPlace(file, filePage, firstPage, 0, (int) length)
                : file.segment().asSlice(OverflowPage.offset(file.base(filePage)), length);
    }

    /// Whether two values lie in the very same file pages.
    static boolean shared(ValueLocation a, Pages aPages, ValueLocation b, Pages bPages) {
        if (a.overflowPage() != b.overflowPage()) {
            return false;
        }
        long count = OverflowPage.pageCount(aPages.pageSize(), a.length());
        for (long i = 0; i < count; i++) {
            long page = a.overflowPage() + i;
            long filePage = aPages.mapping().get(page);
            // Two forks may give the same number to different files.
            if (filePage < 0
                    || filePage != bPages.mapping().get(page)
                    || aPages.file(filePage) != bPages.file(filePage)) {
                return false;
            }
        }
        return true;
    }

    /// Whether two values of equal length have equal bytes.
    static boolean equal(ValueLocation a, Pages aPages, ValueLocation b, Pages bPages) {
        if (!a.isOverflow() && !b.isOverflow()) {
            return a.toSegment(aPages).mismatch(b.toSegment(bPages)) < 0;
        }
        byte[] left = new byte[(int) Math.min(COMPARE_BYTES, a.length())];
        byte[] right = new byte[left.length];
        for (long done = 0; done < a.length(); done += COMPARE_BYTES) {
            int count = (int) Math.min(COMPARE_BYTES, a.length() - done);
            read(a, aPages, done, left, count);
            read(b, bPages, done, right, count);
            if (java.util.Arrays.mismatch(left, 0, count, right, 0, count) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static void read(ValueLocation value, Pages pages, long from, byte[] target, int count) {
        MemorySegment segment = MemorySegment.ofArray(target);
        if (value.isOverflow()) {
            copy(pages, value.overflowPage(), value.length(), from, segment, 0, count);
        } else {
            MemorySegment.copy(value.toSegment(pages), from, segment, 0, count);
        }
    }

    static InputStream stream(Pages pages, long firstPage, long length) {
        return new InputStream() {
            private long position;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int count) {
                Objects.checkFromIndexSize(offset, count, target.length);
                if (count == 0) {
                    return 0;
                }
                long step = Math.min(count, length - position);
                if (step <= 0) {
                    return -1;
                }
                copy(pages, firstPage, length, position, MemorySegment.ofArray(target), offset, step);
                position += step;
                return (int) step;
            }

            @Override
            public long skip(long count) {
                long step = Math.clamp(count, 0, length - position);
                position += step;
                return step;
            }

            @Override
            public int available() {
                return (int) Math.min(Integer.MAX_VALUE, length - position);
            }
        };
    }
}
