package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.HEADER_SIZE;
import static dev.coppice.store.page.PageFormat.INT_IN_ARRAY;
import static dev.coppice.store.page.PageFormat.SHORT_IN_ARRAY;

import java.util.Arrays;

/// Builds a value page, see [ValuePage]. Confined to one thread.
public final class ValuePageBuilder {
    private final int pageSize;
    private final byte[] bytes;
    private long[] logicalPages = new long[8];
    private long[] indexes = new long[8];
    private int[] lengths = new int[8];
    private int count;
    private int continued;
    private int size; // of what `bytes` holds, the continued ones included

    /// An empty page.
    public ValuePageBuilder(int pageSize) {
        this.pageSize = PageFormat.checkPageSize(pageSize);
        bytes = new byte[pageSize];
    }

    /// Forgets all overflow pages.
    public void reset() {
        count = 0;
        continued = 0;
        size = 0;
    }

    /// The number of overflow pages that begin in the page.
    public int count() {
        return count;
    }

    /// The bytes of one more overflow page that the page has room for; less than 1 when it is full.
    public int room() {
        return pageSize - HEADER_SIZE - ValuePage.directorySize(count + 1) - size;
    }

    /// Whether a logical page begins in the page.
    public boolean contains(long logicalPage) {
        for (int i = 0; i < count; i++) {
            if (logicalPages[i] == logicalPage) {
                return true;
            }
        }
        return false;
    }

    /// Begins the page with what another one had no room for.
    ///
    /// @param from holds the bytes
    /// @param length at least 1, and less than a page holds
    public void addContinued(byte[] from, int offset, int length) {
        if (count > 0 || size > 0) {
            throw new IllegalStateException("continued bytes come first");
        }
        System.arraycopy(from, offset, bytes, 0, length);
        continued = length;
        size = length;
    }

    /// Adds an overflow page that does not begin in this page yet.
    ///
    /// @param index its position among those of its value
    /// @param from holds its bytes
    /// @param length the number of them, at least 1. When that is more than [#room], which must be at least 1, this is
    ///     the last one, and only the first of them lie in this page
    /// @return the bytes that lie in this page
    public int add(long logicalPage, long index, byte[] from, int offset, int length) {
        PageFormat.checkLogicalPage(logicalPage);
        int here = Math.min(length, room());
        if (here < 1) {
            throw new IllegalArgumentException("the page is full");
        }
        if (count == lengths.length) {
            logicalPages = Arrays.copyOf(logicalPages, 2 * count);
            indexes = Arrays.copyOf(indexes, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        System.arraycopy(from, offset, bytes, size, here);
        logicalPages[count] = logicalPage;
        indexes[count] = index;
        lengths[count] = length;
        size += here;
        count++;
        return here;
    }

    /// Writes the page; [PageHeader#seal] completes it, with [PageFormat#NO_PAGE] for the logical page.
    ///
    /// @param target takes the page from index 0 on
    /// @param more the index in its file of the page in which the last overflow page goes on, 0 for none
    public void build(byte[] target, long more) {
        int directory = ValuePage.directorySize(count);
        PageHeader.write(target, 0, pageSize, PageFormat.KIND_VALUE, 0, count, continued, 0, directory + size, more);
        int next = HEADER_SIZE + directory + continued;
        for (int i = 0; i < count; i++) {
            INT_IN_ARRAY.set(target, ValuePage.logicalOffset(i), (int) logicalPages[i]);
            INT_IN_ARRAY.set(target, ValuePage.indexOffset(count, i), (int) indexes[i]);
            SHORT_IN_ARRAY.set(target, ValuePage.offsetOffset(count, i), (short) next);
            SHORT_IN_ARRAY.set(target, ValuePage.lengthOffset(count, i), (short) lengths[i]);
            next += lengths[i];
        }
        System.arraycopy(bytes, 0, target, HEADER_SIZE + directory, size);
    }
}
