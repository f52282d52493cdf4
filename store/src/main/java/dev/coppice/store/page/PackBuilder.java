package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.HEADER_SIZE;
import static dev.coppice.store.page.PageFormat.INT_IN_ARRAY;
import static dev.coppice.store.page.PageFormat.LONG_IN_ARRAY;
import static dev.coppice.store.page.PageFormat.OFFSET_SIZE;
import static dev.coppice.store.page.PageFormat.SHORT_IN_ARRAY;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Builds a pack of compressed pages, see [PackPage]. Confined to one thread.
///
/// What is compressed of a page is its *image*: of the header the fields that say what the page holds, and the content.
/// What says where it was written is left out, as are the zeros behind the content. To lie in one piece, an image is
/// made and taken apart inside the page's own bytes, in the fields that are left out.
public final class PackBuilder {
    /// The fields kind, level and entry count.
    private static final int HOLDS_SIZE = PageFormat.FILE_TAG - PageFormat.KIND;

    /// Where in a page its image begins.
    public static final int IMAGE_OFFSET = PageFormat.PREFIX_LENGTH - HOLDS_SIZE;

    /// The low bits of an entry, which say as the how manieth it was added.
    private static final int ADDED_BITS = 16;

    private final int pageSize;
    private final byte[] bytes;
    private long[] entries = new long[8]; // the logical page, and in the low bits when it was added
    private int[] starts = new int[9];
    private int count;

    /// An empty pack.
    public PackBuilder(int pageSize) {
        this.pageSize = PageFormat.checkPageSize(pageSize);
        bytes = new byte[pageSize];
    }

    /// Puts a page's image together, at [#IMAGE_OFFSET] of the page itself.
    ///
    /// @param page a page that a builder has made; its fields of identity are overwritten
    /// @return the length of the image
    public static int toImage(byte[] page) {
        System.arraycopy(page, PageFormat.KIND, page, IMAGE_OFFSET, HOLDS_SIZE);
        return HEADER_SIZE - IMAGE_OFFSET + (int) INT_IN_ARRAY.get(page, PageFormat.CONTENT_LENGTH);
    }

    /// Makes a page of its image, which lies at [#IMAGE_OFFSET] of the page itself.
    ///
    /// @param page zeros before the image; what is behind it is made zeros, for it may have been used as scratch space
    /// @param length the length of the image
    /// @param logicalPage the logical page that it is
    /// @return null when the page is a well-formed one that may be in a pack, else what is wrong
    public static PageDefect fromImage(byte[] page, int length, long logicalPage) {
        Arrays.fill(page, IMAGE_OFFSET + length, page.length, (byte) 0);
        System.arraycopy(page, IMAGE_OFFSET, page, PageFormat.KIND, HOLDS_SIZE);
        LONG_IN_ARRAY.set(page, PageFormat.LOGICAL_PAGE, logicalPage);
        int contentLength = (int) INT_IN_ARRAY.get(page, PageFormat.CONTENT_LENGTH);
        if (length - (HEADER_SIZE - IMAGE_OFFSET) != contentLength) {
            return PageDefect.of(PageFormat.CONTENT_LENGTH, "content of " + contentLength + " bytes", length);
        }
        if (!isPackable(page)) {
            return PageDefect.of(PageFormat.KIND, "a leaf or overflow page", page[PageFormat.KIND]);
        }
        return PageStructure.verify(MemorySegment.ofArray(page), 0, page.length);
    }

    /// Whether packs hold pages of this kind.
    public static boolean isPackable(byte[] page) {
        return page[PageFormat.KIND] == PageFormat.KIND_LEAF || page[PageFormat.KIND] == PageFormat.KIND_OVERFLOW;
    }

    /// Forgets all pages.
    public void reset() {
        count = 0;
    }

    /// The number of pages in the pack.
    public int count() {
        return count;
    }

    /// The most bytes that one more compressed page may have.
    public int room() {
        return pageSize - HEADER_SIZE - PackPage.directorySize(count + 1) - starts[count];
    }

    /// Whether a logical page is in the pack.
    public boolean contains(long logicalPage) {
        for (int i = 0; i < count; i++) {
            if (entries[i] >>> ADDED_BITS == logicalPage) {
                return true;
            }
        }
        return false;
    }

    /// Adds a page that is not in the pack.
    ///
    /// @param compressed begins with its compressed image
    /// @param length the bytes of that, at most [#room]
    public void add(long logicalPage, byte[] compressed, int length) {
        PageFormat.checkLogicalPage(logicalPage);
        if (length > room()) {
            throw new IllegalArgumentException(length + " bytes do not fit into " + room());
        }
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count + 1);
        }
        System.arraycopy(compressed, 0, bytes, starts[count], length);
        entries[count] = logicalPage << ADDED_BITS | count;
        starts[count + 1] = starts[count] + length;
        count++;
    }

    /// Writes the page; [PageHeader#seal] completes it, with [PageFormat#NO_PAGE] for the logical page.
    ///
    /// @param target takes the page from index 0 on
    /// @param dictionary the index in its file of the first page of the dictionary, 0 for none
    public void build(byte[] target, long dictionary) {
        Arrays.sort(entries, 0, count);
        int offsets = HEADER_SIZE + count * Integer.BYTES;
        int next = offsets + count * OFFSET_SIZE;
        PageHeader.write(
                target,
                0,
                pageSize,
                PageFormat.KIND_PACK,
                0,
                count,
                0,
                0,
                PackPage.directorySize(count) + starts[count],
                dictionary);
        for (int i = 0; i < count; i++) {
            int added = (int) entries[i] & (1 << ADDED_BITS) - 1;
            int length = starts[added + 1] - starts[added];
            INT_IN_ARRAY.set(target, HEADER_SIZE + i * Integer.BYTES, (int) (entries[i] >>> ADDED_BITS));
            SHORT_IN_ARRAY.set(target, offsets + i * OFFSET_SIZE, (short) next);
            System.arraycopy(bytes, starts[added], target, next, length);
            next += length;
        }
    }
}
