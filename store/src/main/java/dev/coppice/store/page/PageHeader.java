package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.HEADER_SIZE;
import static dev.coppice.store.page.PageFormat.INT_IN_ARRAY;
import static dev.coppice.store.page.PageFormat.LONG_IN_ARRAY;
import static dev.coppice.store.page.PageFormat.SHORT_IN_ARRAY;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// The first bytes of every page: who it is, what it holds, and the checksum over all of it. Accessors follow the rules
/// of [LeafPage].
public final class PageHeader {
    private PageHeader() {}

    /// The kind, one of `PageFormat.KIND_…`.
    public static int kind(MemorySegment segment, long base) {
        return segment.get(PageFormat.BYTE, base + PageFormat.KIND);
    }

    /// The height above the leaves, 0 to 255; 0 for all kinds but an index page.
    public static int level(MemorySegment segment, long base) {
        return Byte.toUnsignedInt(segment.get(PageFormat.BYTE, base + PageFormat.LEVEL));
    }

    /// The number of entries of a leaf, or of children of an index page.
    public static int entryCount(MemorySegment segment, long base) {
        return Short.toUnsignedInt(segment.get(PageFormat.SHORT, base + PageFormat.ENTRY_COUNT));
    }

    /// The identity of the file that the page was written for.
    public static long fileTag(MemorySegment segment, long base) {
        return segment.get(PageFormat.LONG, base + PageFormat.FILE_TAG);
    }

    /// The file page that the page was written for.
    public static long filePage(MemorySegment segment, long base) {
        return segment.get(PageFormat.LONG, base + PageFormat.FILE_PAGE);
    }

    /// The logical page that the page was written for; [PageFormat#NO_PAGE] where it is none.
    public static long logicalPage(MemorySegment segment, long base) {
        return segment.get(PageFormat.LONG, base + PageFormat.LOGICAL_PAGE);
    }

    /// The length of the prefix that all keys of the page share, in bytes.
    public static int prefixLength(MemorySegment segment, long base) {
        return Short.toUnsignedInt(segment.get(PageFormat.SHORT, base + PageFormat.PREFIX_LENGTH));
    }

    /// The page's flags, `PageFormat.PAGE_…` combined.
    public static int flags(MemorySegment segment, long base) {
        return Short.toUnsignedInt(segment.get(PageFormat.SHORT, base + PageFormat.FLAGS));
    }

    /// The bytes in use after the header.
    public static int contentLength(MemorySegment segment, long base) {
        return segment.get(PageFormat.INT, base + PageFormat.CONTENT_LENGTH);
    }

    /// Completes a page that a builder has written: fills in where it will be, then the checksum.
    ///
    /// @param target holds the page
    /// @param at where in the array the page starts
    /// @param pageSize the page's size in bytes
    /// @param fileTag the identity of the file, [DataFileHeader#fileTag]
    /// @param filePage the file page that it is written to
    /// @param logicalPage the logical page that it becomes; [PageFormat#NO_PAGE] for a file's header page
    public static void seal(byte[] target, int at, int pageSize, long fileTag, long filePage, long logicalPage) {
        LONG_IN_ARRAY.set(target, at + PageFormat.FILE_TAG, fileTag);
        LONG_IN_ARRAY.set(target, at + PageFormat.FILE_PAGE, filePage);
        LONG_IN_ARRAY.set(target, at + PageFormat.LOGICAL_PAGE, logicalPage);
        CRC32C checksum = new CRC32C();
        checksum.update(target, at + PageFormat.KIND, pageSize - PageFormat.KIND);
        INT_IN_ARRAY.set(target, at + PageFormat.CHECKSUM, (int) checksum.getValue());
    }

    /// Checks that the bytes are those that [#seal] completed, and for this place. Every reader calls it before the
    /// first use of a page; what it found good needs no other check to be read.
    ///
    /// @param page the page from position to limit; both stay
    /// @param fileTag the identity of the file
    /// @param filePage the file page that it was read from
    /// @param logicalPage the logical page that it should be, or that the pack or value page should hold; or
    ///     [PageFormat#NO_PAGE] to accept any
    /// @return null when the page is good, else what is wrong
    public static PageDefect verify(ByteBuffer page, long fileTag, long filePage, long logicalPage) {
        PageDefect defect = verifyChecksum(page);
        if (defect == null) {
            defect = verifyField(page, PageFormat.FILE_TAG, "a page of the file with tag ", fileTag);
        }
        if (defect == null) {
            defect = verifyField(page, PageFormat.FILE_PAGE, "file page ", filePage);
        }
        return defect == null ? verifyLogicalPage(page, logicalPage) : defect;
    }

    private static PageDefect verifyLogicalPage(ByteBuffer page, long logicalPage) {
        MemorySegment segment = MemorySegment.ofBuffer(page);
        int kind = kind(segment, 0);
        if (kind == PageFormat.KIND_PACK || kind == PageFormat.KIND_VALUE) {
            PageDefect defect = PageStructure.verify(segment, 0, (int) segment.byteSize());
            return defect != null || logicalPage == PageFormat.NO_PAGE || holds(segment, kind, logicalPage)
                    ? defect
                    : PageDefect.of(HEADER_SIZE, "a page with logical page " + Long.toHexString(logicalPage), "none");
        }
        return logicalPage == PageFormat.NO_PAGE
                ? null
                : verifyField(page, PageFormat.LOGICAL_PAGE, "logical page ", logicalPage);
    }

    private static boolean holds(MemorySegment page, int kind, long logicalPage) {
        return kind == PageFormat.KIND_PACK
                ? PackPage.find(page, 0, logicalPage) >= 0
                : ValuePage.find(page, 0, logicalPage) >= 0;
    }

    /// Checks the checksum only.
    ///
    /// @param page the page from position to limit; both stay
    /// @return null when it is that of the bytes, else what is wrong
    public static PageDefect verifyChecksum(ByteBuffer page) {
        int at = page.position();
        if (!PageFormat.isPageSize(page.remaining())) {
            return PageDefect.of(0, "a whole page", page.remaining() + " bytes");
        }
        CRC32C checksum = new CRC32C();
        checksum.update(page.slice(at + PageFormat.KIND, page.remaining() - PageFormat.KIND));
        int computed = (int) checksum.getValue();
        int stored = littleEndian(page).getInt(at + PageFormat.CHECKSUM);
        return stored == computed
                ? null
                : PageDefect.of(
                        PageFormat.CHECKSUM,
                        "checksum " + Integer.toHexString(computed) + " over the page's bytes",
                        Integer.toHexString(stored));
    }

    /// Writes all of a header but what [#seal] adds, and zeros after the content.
    static void write(
            byte[] target,
            int at,
            int pageSize,
            int kind,
            int level,
            int count,
            int prefixLength,
            int flags,
            int contentLength,
            long minExpiry) {
        target[at + PageFormat.KIND] = (byte) kind;
        target[at + PageFormat.LEVEL] = (byte) level;
        SHORT_IN_ARRAY.set(target, at + PageFormat.ENTRY_COUNT, (short) count);
        SHORT_IN_ARRAY.set(target, at + PageFormat.PREFIX_LENGTH, (short) prefixLength);
        SHORT_IN_ARRAY.set(target, at + PageFormat.FLAGS, (short) flags);
        INT_IN_ARRAY.set(target, at + PageFormat.CONTENT_LENGTH, contentLength);
        LONG_IN_ARRAY.set(target, at + PageFormat.MIN_EXPIRY, minExpiry);
        Arrays.fill(target, at + HEADER_SIZE + contentLength, at + pageSize, (byte) 0);
    }

    private static PageDefect verifyField(ByteBuffer page, int offset, String what, long expected) {
        long found = littleEndian(page).getLong(page.position() + offset);
        return found == expected
                ? null
                : PageDefect.of(offset, what + Long.toHexString(expected), Long.toHexString(found));
    }

    private static ByteBuffer littleEndian(ByteBuffer page) {
        return page.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
}
