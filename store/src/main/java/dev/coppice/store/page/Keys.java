package dev.coppice.store.page;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The order of keys: unsigned bytes from left to right, and the shorter first when one begins with the other.
public final class Keys {
    private Keys() {}

    /// Compares two keys.
    ///
    /// @return less than, equal to, or greater than 0 as the first key is before, equal to, or after the second
    public static int compare(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
        return Arrays.compareUnsigned(a, aOffset, aOffset + aLength, b, bOffset, bOffset + bLength);
    }

    /// The number of leading bytes that two keys share.
    public static int sharedPrefix(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
        int mismatch = Arrays.mismatch(a, aOffset, aOffset + aLength, b, bOffset, bOffset + bLength);
        return mismatch < 0 ? aLength : mismatch;
    }

    /// The first four bytes from `from` on as a big-endian number, with zeros for those past the key's end. Unsigned,
    /// heads order as their keys do, save that a key and the same key with zeros after it can have the same head.
    ///
    /// @param from at most `length`
    static int head(byte[] key, int from, int length) {
        int remaining = length - from;
        if (remaining >= PageFormat.HEAD_SIZE) {
            return (int) PageFormat.BIG_ENDIAN_INT_IN_ARRAY.get(key, from);
        }
        int head = 0;
        for (int i = 0; i < remaining; i++) {
            head |= (key[from + i] & 0xFF) << 24 - 8 * i;
        }
        return head;
    }

    /// Compares bytes of a page with as many of a key, eight at a time. The last ones are compared together with some
    /// before them, so [PageFormat#HEAD_SIZE] bytes must precede both, as the head does wherever this is called.
    ///
    /// @return less than, equal to, or greater than 0 as the page's bytes are before, equal to, or after the key's
    static int compareAfterHead(MemorySegment segment, long offset, byte[] key, int keyOffset, int length) {
        int at = 0;
        for (; at <= length - Long.BYTES; at += Long.BYTES) {
            long ofPage = segment.get(PageFormat.LONG, offset + at);
            long ofKey = (long) PageFormat.LONG_IN_ARRAY.get(key, keyOffset + at);
            if (ofPage != ofKey) {
                return compareBytes(ofPage, ofKey);
            }
        }
        int rest = length - at;
        if (rest == 0) {
            return 0;
        }
        if (length >= Long.BYTES - PageFormat.HEAD_SIZE) {
            int end = length - Long.BYTES;
            int shift = Long.SIZE - Byte.SIZE * rest;
            return compareBytes(
                    segment.get(PageFormat.LONG, offset + end) >>> shift,
                    (long) PageFormat.LONG_IN_ARRAY.get(key, keyOffset + end) >>> shift);
        }
        int end = length - Integer.BYTES;
        int shift = Integer.SIZE - Byte.SIZE * rest;
        return compareBytes(
                segment.get(PageFormat.INT, offset + end) >>> shift,
                (int) PageFormat.INT_IN_ARRAY.get(key, keyOffset + end) >>> shift);
    }

    /// Compares a page's prefix with a key's first bytes.
    ///
    /// @return 0 when the key begins with the prefix; otherwise less than or greater than 0 as the prefix, and so every
    ///     key that begins with it, is before or after the key
    static int comparePrefix(MemorySegment segment, long offset, int prefixLength, byte[] key, int keyLength) {
        int length = Math.min(prefixLength, keyLength);
        int at = 0;
        for (; at <= length - Long.BYTES; at += Long.BYTES) {
            long ofPage = segment.get(PageFormat.LONG, offset + at);
            long ofKey = (long) PageFormat.LONG_IN_ARRAY.get(key, at);
            if (ofPage != ofKey) {
                return compareBytes(ofPage, ofKey);
            }
        }
        int rest = length - at;
        if (rest > 0) {
            int order = at <= key.length - Long.BYTES
                    ? compareFirst(
                            segment.get(PageFormat.LONG, offset + at),
                            (long) PageFormat.LONG_IN_ARRAY.get(key, at),
                            rest)
                    : compareOneByOne(segment, offset + at, key, at, rest);
            if (order != 0) {
                return order;
            }
        }
        return prefixLength > keyLength ? 1 : 0;
    }

    private static int compareFirst(long ofPage, long ofKey, int count) {
        int shift = Long.SIZE - Byte.SIZE * count;
        return compareBytes(ofPage << shift, ofKey << shift);
    }

    private static int compareOneByOne(MemorySegment segment, long offset, byte[] key, int keyOffset, int length) {
        for (int i = 0; i < length; i++) {
            int order = Byte.compareUnsigned(segment.get(PageFormat.BYTE, offset + i), key[keyOffset + i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /// Compares eight bytes that were read as little-endian numbers in the order in which they lie in memory.
    private static int compareBytes(long a, long b) {
        return Long.compareUnsigned(Long.reverseBytes(a), Long.reverseBytes(b));
    }
}
