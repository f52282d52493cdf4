package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.BYTE;
import static dev.coppice.store.page.PageFormat.CHILD_SIZE;
import static dev.coppice.store.page.PageFormat.HEADER_SIZE;
import static dev.coppice.store.page.PageFormat.HEAD_SIZE;
import static dev.coppice.store.page.PageFormat.INT;
import static dev.coppice.store.page.PageFormat.OFFSET_SIZE;
import static dev.coppice.store.page.PageFormat.SHORT;

import java.lang.foreign.MemorySegment;

/// Reads an index page where it lies, under the rules of [LeafPage]. Child `i` holds the keys from separator `i` on and
/// before separator `i + 1`; the first separator stands for "before all keys" and is stored empty.
public final class IndexPage {
    private IndexPage() {}

    /// The number of children, at least 1.
    public static int count(MemorySegment segment, long base) {
        return PageHeader.entryCount(segment, base);
    }

    /// The height above the leaves: 1 when the children are leaf pages.
    public static int level(MemorySegment segment, long base) {
        return PageHeader.level(segment, base);
    }

    /// The index of the child whose range holds a key.
    ///
    /// @param key holds the key from index 0 on
    /// @param keyLength the key's length in bytes, at most that of the array
    public static int findChild(MemorySegment segment, long base, byte[] key, int keyLength) {
        int count = PageHeader.entryCount(segment, base);
        int prefixLength = PageHeader.prefixLength(segment, base);
        int order = Keys.comparePrefix(segment, base + HEADER_SIZE, prefixLength, key, keyLength);
        if (order != 0) {
            return order > 0 ? 0 : count - 1;
        }
        long heads = base + PageFormat.slotsOffset(prefixLength);
        int head = Keys.head(key, prefixLength, keyLength);
        int before = Slots.lowerBound(segment, heads + HEAD_SIZE, count - 1, head);
        int next = before + 1;
        if (next >= count || Slots.head(segment, heads, next) != head) {
            return before;
        }
        return findAmongEqualHeads(segment, base, before, count, key, keyLength);
    }

    /// As [#findChild], for a page that is likely to be in no cache. Asks memory for all heads and children at once,
    /// rather than for one line after the other as the search finds out which; costs a little where they are near.
    public static int findChildInFarPage(MemorySegment segment, long base, byte[] key, int keyLength) {
        int count = PageHeader.entryCount(segment, base);
        long heads = base + PageFormat.slotsOffset(PageHeader.prefixLength(segment, base));
        long sum = Slots.sumOfLines(segment, base + Slots.LINE, heads + (long) count * (HEAD_SIZE + CHILD_SIZE));
        return sum == Slots.RARE_SUM
                ? findAmongEqualHeads(segment, base, 0, count, key, keyLength) // the longer way to the same
                : findChild(segment, base, key, keyLength);
    }

    /// The logical page id of a child.
    public static long child(MemorySegment segment, long base, int index) {
        int count = PageHeader.entryCount(segment, base);
        long heads = base + PageFormat.slotsOffset(PageHeader.prefixLength(segment, base));
        long at = heads + (long) count * HEAD_SIZE + (long) index * CHILD_SIZE;
        return Integer.toUnsignedLong(segment.get(INT, at));
    }

    /// Copies a separator, the inclusive lower bound of a child's keys, to the start of an array. The first is empty.
    ///
    /// @param target has room for it; [PageFormat#MAX_KEY_LENGTH] bytes always do
    /// @return its length in bytes
    public static int copySeparator(MemorySegment segment, long base, int index, byte[] target) {
        if (index == 0) {
            return 0;
        }
        int prefixLength = PageHeader.prefixLength(segment, base);
        long heads = base + PageFormat.slotsOffset(prefixLength);
        long entry = entry(segment, base, index);
        int suffixLength = suffixLength(segment, entry);
        Bytes.copy(segment, base + HEADER_SIZE, target, 0, prefixLength);
        Bytes.copyHead(Slots.head(segment, heads, index), target, prefixLength, suffixLength);
        if (suffixLength > HEAD_SIZE) {
            long rest = restOffset(segment, entry);
            Bytes.copy(segment, rest, target, prefixLength + HEAD_SIZE, suffixLength - HEAD_SIZE);
        }
        return prefixLength + suffixLength;
    }

    /// Compares a separator, but not the first, with a key.
    ///
    /// @return less than, equal to, or greater than 0 as the separator is before, equal to, or after the key
    public static int compareSeparator(MemorySegment segment, long base, int index, byte[] key, int keyLength) {
        int prefixLength = PageHeader.prefixLength(segment, base);
        int order = Keys.comparePrefix(segment, base + HEADER_SIZE, prefixLength, key, keyLength);
        if (order != 0) {
            return order;
        }
        long heads = base + PageFormat.slotsOffset(prefixLength);
        order = Integer.compareUnsigned(Slots.head(segment, heads, index), Keys.head(key, prefixLength, keyLength));
        if (order != 0) {
            return order;
        }
        long entry = entry(segment, base, index);
        int suffixLength = suffixLength(segment, entry);
        int keySuffixLength = keyLength - prefixLength;
        int rest = Math.min(suffixLength, keySuffixLength) - HEAD_SIZE;
        if (rest > 0) {
            long at = restOffset(segment, entry);
            order = Keys.compareAfterHead(segment, at, key, prefixLength + HEAD_SIZE, rest);
            if (order != 0) {
                return order;
            }
        }
        return suffixLength - keySuffixLength;
    }

    /// The offset in the segment of a separator's entry.
    static long entry(MemorySegment segment, long base, int index) {
        int count = PageHeader.entryCount(segment, base);
        long heads = base + PageFormat.slotsOffset(PageHeader.prefixLength(segment, base));
        long at = heads + (long) count * (HEAD_SIZE + CHILD_SIZE) + (long) index * OFFSET_SIZE;
        return base + Short.toUnsignedInt(segment.get(SHORT, at));
    }

    /// The length of the separator after the page's prefix, in no more than two bytes.
    static int suffixLength(MemorySegment segment, long entry) {
        int length = segment.get(BYTE, entry);
        return length >= 0 ? length : length & 0x7F | (segment.get(BYTE, entry + 1) & 0x7F) << 7;
    }

    /// The offset of the separator's bytes after the head.
    static long restOffset(MemorySegment segment, long entry) {
        return entry + (segment.get(BYTE, entry) >= 0 ? 1 : 2);
    }

    /// The last child of `from` to `to - 1` whose separator is not after the key; that of `from` is known to be one.
    private static int findAmongEqualHeads(
            MemorySegment segment, long base, int from, int to, byte[] key, int keyLength) {
        int low = from;
        int high = to;
        while (high - low > 1) {
            int middle = low + high >>> 1;
            if (compareSeparator(segment, base, middle, key, keyLength) <= 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
