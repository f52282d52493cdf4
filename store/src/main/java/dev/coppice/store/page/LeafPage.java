package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.BYTE;
import static dev.coppice.store.page.PageFormat.ENTRY_EXPIRY;
import static dev.coppice.store.page.PageFormat.ENTRY_OVERFLOW;
import static dev.coppice.store.page.PageFormat.EXPIRY_SIZE;
import static dev.coppice.store.page.PageFormat.HEADER_SIZE;
import static dev.coppice.store.page.PageFormat.HEAD_SIZE;
import static dev.coppice.store.page.PageFormat.INT;
import static dev.coppice.store.page.PageFormat.LONG;
import static dev.coppice.store.page.PageFormat.OFFSET_SIZE;
import static dev.coppice.store.page.PageFormat.SHORT;
import static dev.coppice.store.page.Slots.LINE;
import static dev.coppice.store.page.Slots.RARE_SUM;

import java.lang.foreign.MemorySegment;

/// Reads a leaf page where it lies: at an offset, `base`, of a segment that may map a whole file.
///
/// The page was verified by [PageHeader#verify] before; then no method fails. On other bytes a method returns anything
/// or throws [IndexOutOfBoundsException], but it always returns, and reads nothing outside the segment. An `index` runs
/// from 0 to [#count] - 1 and is not checked either. Nothing is allocated, and everything may be called from any
/// thread.
public final class LeafPage {
    private LeafPage() {}

    /// The number of entries.
    public static int count(MemorySegment segment, long base) {
        return PageHeader.entryCount(segment, base);
    }

    /// The index of a key.
    ///
    /// @param key holds the key from index 0 on
    /// @param keyLength the key's length in bytes, at most that of the array
    /// @return the index, or `-(i + 1)` when the page has no such key, where `i`, from 0 to [#count], is the index of
    ///     the first entry after it
    public static int find(MemorySegment segment, long base, byte[] key, int keyLength) {
        int count = PageHeader.entryCount(segment, base);
        // In a page that is in no cache, the header must arrive before the slots can be asked for. Asking now for the
        // lines where they mostly are lets the waits overlap. The sum must be used, or the loads are optimized away; in
        // the rare case that it is the number, the longer way finds the same.
        long ahead = segment.get(LONG, base + LINE)
                + segment.get(LONG, base + 2 * LINE)
                + segment.get(LONG, base + 3 * LINE);
        if (ahead == RARE_SUM) {
            return findByEntries(segment, base, 0, count, key, keyLength);
        }
        int prefixLength = PageHeader.prefixLength(segment, base);
        int order = Keys.comparePrefix(segment, base + HEADER_SIZE, prefixLength, key, keyLength);
        if (order != 0) {
            return order > 0 ? -1 : -(count + 1);
        }
        long heads = base + PageFormat.slotsOffset(prefixLength);
        // The search would ask for one line of the slots after the other, as it finds out which. The rest of all the
        // slots, asked for now, comes at once.
        long rest = Slots.sumOfLines(segment, base + 4 * LINE, heads + (long) count * (HEAD_SIZE + OFFSET_SIZE));
        if (rest == RARE_SUM) {
            return findByEntries(segment, base, 0, count, key, keyLength);
        }
        int head = Keys.head(key, prefixLength, keyLength);
        int at = Slots.lowerBound(segment, heads, count, head);
        if (at == count || Slots.head(segment, heads, at) != head) {
            return -(at + 1);
        }
        order = compareAfterHead(segment, entry(segment, base, heads, count, at), key, prefixLength, keyLength);
        if (order == 0) {
            return at;
        }
        if (order > 0) {
            return -(at + 1);
        }
        int next = at + 1;
        if (next == count || Slots.head(segment, heads, next) != head) {
            return -(next + 1);
        }
        return findByEntries(segment, base, next, count, key, keyLength);
    }

    /// The index of the first entry whose key is not before a key; [#count] when all are.
    public static int lowerBound(MemorySegment segment, long base, byte[] key, int keyLength) {
        int found = find(segment, base, key, keyLength);
        return found >= 0 ? found : -(found + 1);
    }

    /// Compares the key of an entry with a key.
    ///
    /// @return less than, equal to, or greater than 0 as the entry's key is before, equal to, or after the given one
    public static int compareKey(MemorySegment segment, long base, int index, byte[] key, int keyLength) {
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
        int count = PageHeader.entryCount(segment, base);
        return compareAfterHead(segment, entry(segment, base, heads, count, index), key, prefixLength, keyLength);
    }

    /// The length of an entry's key in bytes.
    public static int keyLength(MemorySegment segment, long base, int index) {
        return PageHeader.prefixLength(segment, base) + suffixLength(segment, entry(segment, base, index));
    }

    /// Copies an entry's key to the start of an array.
    ///
    /// @param target has room for the key; [PageFormat#MAX_KEY_LENGTH] bytes always do
    /// @return the key's length in bytes
    public static int copyKey(MemorySegment segment, long base, int index, byte[] target) {
        return copyKey(segment, base, index, target, 0);
    }

    static int copyKey(MemorySegment segment, long base, int index, byte[] target, int at) {
        int prefixLength = PageHeader.prefixLength(segment, base);
        int count = PageHeader.entryCount(segment, base);
        long heads = base + PageFormat.slotsOffset(prefixLength);
        long entry = entry(segment, base, heads, count, index);
        int suffixLength = suffixLength(segment, entry);
        Bytes.copy(segment, base + HEADER_SIZE, target, at, prefixLength);
        Bytes.copyHead(Slots.head(segment, heads, index), target, at + prefixLength, suffixLength);
        if (suffixLength > HEAD_SIZE) {
            int afterHead = at + prefixLength + HEAD_SIZE;
            Bytes.copy(segment, restOffset(segment, entry), target, afterHead, suffixLength - HEAD_SIZE);
        }
        return prefixLength + suffixLength;
    }

    /// The length of an entry's value in bytes, wherever its bytes are.
    public static long valueLength(MemorySegment segment, long base, int index) {
        return valueLengthAt(segment, entry(segment, base, index));
    }

    /// The offset, in the segment, of the bytes of an entry's value, unless [#isOverflow].
    public static long valueOffset(MemorySegment segment, long base, int index) {
        return inlineOffset(segment, entry(segment, base, index));
    }

    /// Whether an entry's value lies in overflow pages.
    public static boolean isOverflow(MemorySegment segment, long base, int index) {
        return isOverflowAt(segment, entry(segment, base, index));
    }

    /// The logical page with the first bytes of an entry's value, when [#isOverflow].
    public static long overflowPage(MemorySegment segment, long base, int index) {
        return overflowPageAt(segment, entry(segment, base, index));
    }

    /// When an entry expires, in milliseconds since 1970; 0 when it does not.
    public static long expiry(MemorySegment segment, long base, int index) {
        return expiryAt(segment, entry(segment, base, index));
    }

    /// When the first entry of the page expires, in milliseconds since 1970; [Long#MAX_VALUE] when none does.
    public static long minExpiry(MemorySegment segment, long base) {
        return segment.get(LONG, base + PageFormat.MIN_EXPIRY);
    }

    /// The offset in the segment of an entry: whoever wants several things of it finds it once.
    public static long entry(MemorySegment segment, long base, int index) {
        int prefixLength = PageHeader.prefixLength(segment, base);
        int count = PageHeader.entryCount(segment, base);
        return entry(segment, base, base + PageFormat.slotsOffset(prefixLength), count, index);
    }

    private static long entry(MemorySegment segment, long base, long heads, int count, int index) {
        long at = heads + (long) count * HEAD_SIZE + (long) index * OFFSET_SIZE;
        return base + Short.toUnsignedInt(segment.get(SHORT, at));
    }

    /// The length of the key after the page's prefix. A key's length needs no more than two bytes.
    static int suffixLength(MemorySegment segment, long entry) {
        int length = segment.get(BYTE, entry + 1);
        return length >= 0 ? length : length & 0x7F | (segment.get(BYTE, entry + 2) & 0x7F) << 7;
    }

    /// As [#isOverflow], of the entry at an offset.
    public static boolean isOverflowAt(MemorySegment segment, long entry) {
        return (segment.get(BYTE, entry) & ENTRY_OVERFLOW) != 0;
    }

    /// As [#overflowPage], of the entry at an offset.
    public static long overflowPageAt(MemorySegment segment, long entry) {
        return Integer.toUnsignedLong(segment.get(INT, inlineOffset(segment, entry)));
    }

    /// As [#valueLength], of the entry at an offset.
    public static long valueLengthAt(MemorySegment segment, long entry) {
        return Varint.read(segment, valueLengthOffset(segment, entry));
    }

    /// As [#expiry], of the entry at an offset.
    public static long expiryAt(MemorySegment segment, long entry) {
        boolean has = (segment.get(BYTE, entry) & ENTRY_EXPIRY) != 0;
        return has ? segment.get(LONG, expiryOffset(segment, entry)) : 0;
    }

    private static long valueLengthOffset(MemorySegment segment, long entry) {
        return entry + (segment.get(BYTE, entry + 1) >= 0 ? 2 : 3);
    }

    private static long expiryOffset(MemorySegment segment, long entry) {
        return Varint.skip(segment, valueLengthOffset(segment, entry));
    }

    /// The offset of the key's bytes after the head, which the value's follow.
    static long restOffset(MemorySegment segment, long entry) {
        long at = expiryOffset(segment, entry);
        return (segment.get(BYTE, entry) & ENTRY_EXPIRY) == 0 ? at : at + EXPIRY_SIZE;
    }

    /// The offset of the value's bytes, or of the page id that stands for them.
    public static long inlineOffset(MemorySegment segment, long entry) {
        int rest = suffixLength(segment, entry) - HEAD_SIZE;
        return restOffset(segment, entry) + Math.max(rest, 0);
    }

    /// Compares an entry's key with a key that has the page's prefix and the same head. When one of the two ends within
    /// its head, the other goes on with zeros, or ends there too: the shorter is first.
    private static int compareAfterHead(
            MemorySegment segment, long entry, byte[] key, int prefixLength, int keyLength) {
        int suffixLength = suffixLength(segment, entry);
        int keySuffixLength = keyLength - prefixLength;
        int rest = Math.min(suffixLength, keySuffixLength) - HEAD_SIZE;
        if (rest > 0) {
            int order = Keys.compareAfterHead(segment, restOffset(segment, entry), key, prefixLength + HEAD_SIZE, rest);
            if (order != 0) {
                return order;
            }
        }
        return suffixLength - keySuffixLength;
    }

    /// Finds a key among the entries `from` to `to - 1` without relying on their heads to differ.
    private static int findByEntries(MemorySegment segment, long base, int from, int to, byte[] key, int keyLength) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = low + high >>> 1;
            int order = compareKey(segment, base, middle, key, keyLength);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return -(low + 1);
    }
}
