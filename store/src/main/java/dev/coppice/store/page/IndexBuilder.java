package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.CHILD_SIZE;
import static dev.coppice.store.page.PageFormat.HEADER_SIZE;
import static dev.coppice.store.page.PageFormat.HEAD_SIZE;
import static dev.coppice.store.page.PageFormat.INT_IN_ARRAY;
import static dev.coppice.store.page.PageFormat.OFFSET_SIZE;
import static dev.coppice.store.page.PageFormat.SHORT_IN_ARRAY;

import java.util.Arrays;

/// Collects separators and children in key order and writes them as an index page, under the rules of [LeafBuilder].
/// The first child's separator stands for "before all keys": its bytes are ignored, and take no room.
public final class IndexBuilder {
    private static final byte[] NO_KEY = {};

    private final int pageSize;
    private final KeyRun separators = new KeyRun(); // of the children from the second on
    private int[] children = new int[64];
    private int count;

    /// Prepares for pages of one size.
    ///
    /// @param pageSize the size in bytes, one of those that [PageFormat#isPageSize] allows
    public IndexBuilder(int pageSize) {
        this.pageSize = PageFormat.checkPageSize(pageSize);
        reset();
    }

    /// Forgets all children.
    public void reset() {
        separators.clear();
        count = 0;
    }

    /// The number of children.
    public int count() {
        return count;
    }

    /// Whether there are no children.
    public boolean isEmpty() {
        return count == 0;
    }

    /// The bytes that the page would use now, its header included; at most the page's size.
    public int size() {
        return sizeOf(count, separators.prefixLength(), separators.suffixBytes());
    }

    /// Whether a child with this separator can be added.
    public boolean fits(byte[] separator, int offset, int length) {
        if (count == 0) {
            return true;
        }
        int shared = separators.sharedWith(separator, offset, length);
        return sizeOf(count + 1, shared, separators.suffixBytesWith(shared, length)) <= pageSize;
    }

    /// Adds a child when it fits.
    ///
    /// @param separator holds the inclusive lower bound of the child's keys
    /// @param child the child's logical page, 0 to [PageFormat#MAX_LOGICAL_PAGE]
    /// @return whether it fitted; if not, nothing changed
    public boolean add(byte[] separator, int offset, int length, long child) {
        PageFormat.checkLogicalPage(child);
        if (count > 0) {
            int shared = separators.sharedWith(separator, offset, length);
            int suffixBytes = separators.suffixBytesWith(shared, length);
            if (sizeOf(count + 1, shared, suffixBytes) > pageSize) {
                return false;
            }
            int at = separators.reserve(length);
            System.arraycopy(separator, offset, separators.bytes(), at, length);
            separators.append(length, 0, shared, suffixBytes);
        }
        if (count == children.length) {
            children = Arrays.copyOf(children, 2 * count);
        }
        children[count++] = (int) child;
        return true;
    }

    /// Adds the first child, which has no separator.
    ///
    /// @throws IllegalStateException when there are children
    public void addFirst(long child) {
        if (count != 0) {
            throw new IllegalStateException("there are " + count + " children before the first one");
        }
        add(NO_KEY, 0, 0, child);
    }

    /// The child in the middle, of at least two.
    public int middle() {
        return count / 2;
    }

    /// Copies the separator of a child but the first to the start of an array.
    ///
    /// @return its length in bytes
    public int copySeparator(int index, byte[] target) {
        int length = separators.keyLength(index - 1);
        System.arraycopy(separators.bytes(), separators.start(index - 1), target, 0, length);
        return length;
    }

    /// Moves the children from `from` on, at least 1, to an empty builder for the same page size. The separator of the
    /// first of them is lost here, so [#copySeparator] it before: the page above needs it.
    public void moveTail(int from, IndexBuilder target) {
        target.addFirst(Integer.toUnsignedLong(children[from]));
        for (int i = from + 1; i < count; i++) {
            int at = separators.start(i - 1);
            target.add(separators.bytes(), at, separators.keyLength(i - 1), Integer.toUnsignedLong(children[i]));
        }
        separators.truncate(from - 1);
        count = from;
    }

    /// Writes the page with all children, at least one, but does not [#reset]; [PageHeader#seal] completes it.
    ///
    /// @param target has room for a page at `at`; all of it is overwritten
    /// @param level the height above the leaves, 1 to 255
    /// @throws IllegalStateException when there are no children
    public void build(byte[] target, int at, int level) {
        if (count == 0) {
            throw new IllegalStateException("an index page has at least one child");
        }
        int prefixLength = separators.prefixLength();
        int size = size();
        PageHeader.write(
                target, at, pageSize, PageFormat.KIND_INDEX, level, count, prefixLength, 0, size - HEADER_SIZE, 0);
        int heads = separators.writePrefix(target, at);
        int childIds = heads + count * HEAD_SIZE;
        int offsets = childIds + count * CHILD_SIZE;
        int next = offsets + count * OFFSET_SIZE;
        byte[] bytes = separators.bytes();
        for (int i = 0; i < count; i++) {
            INT_IN_ARRAY.set(target, heads + i * HEAD_SIZE, i == 0 ? 0 : separators.head(i - 1));
            INT_IN_ARRAY.set(target, childIds + i * CHILD_SIZE, children[i]);
            SHORT_IN_ARRAY.set(target, offsets + i * OFFSET_SIZE, (short) (next - at));
            int suffixLength = i == 0 ? 0 : separators.keyLength(i - 1) - prefixLength;
            next = Varint.write(target, next, suffixLength);
            int restLength = suffixLength - HEAD_SIZE;
            if (restLength > 0) {
                System.arraycopy(bytes, separators.start(i) - restLength, target, next, restLength);
                next += restLength;
            }
        }
        if (next != at + size) {
            throw new AssertionError("an index page of " + size + " bytes took " + (next - at));
        }
    }

    private static int sizeOf(int count, int prefixLength, int suffixBytes) {
        // The first child has an entry as well: an empty suffix, of one byte.
        int first = count == 0 ? 0 : 1;
        return PageFormat.slotsOffset(prefixLength)
                + count * (HEAD_SIZE + CHILD_SIZE + OFFSET_SIZE)
                + first
                + suffixBytes;
    }
}
