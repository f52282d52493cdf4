package dev.coppice.store.delta;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// How nodes order their keys: a node keeps the prefix that all of its keys share once, and of each key the head, the
/// 8 bytes after that prefix as one number. A search compares numbers that lie side by side, and looks at the bytes of
/// a key only where heads are equal.
final class KeyHeads {
    /// The prefix of a node whose keys share nothing that is worth keeping.
    static final byte[] NO_PREFIX = {};

    private static final int HEADS_PER_LINE = 8;

    private static final VarHandle BIG_ENDIAN_LONG = MethodHandles.byteArrayViewVarHandle(
                    long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private KeyHeads() {}

    /// The head of the key part `from` to `to`: its first 8 bytes, zeros after its end. Biased, so that comparing two
    /// heads as signed numbers compares the bytes as unsigned ones; heads of different keys may be equal.
    static long head(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length >= Long.BYTES) {
            return (long) BIG_ENDIAN_LONG.get(bytes, from) ^ Long.MIN_VALUE;
        }
        if (length == 0) {
            return Long.MIN_VALUE;
        }
        if (from + Long.BYTES <= bytes.length) { // what follows the key is read with it and masked away
            long mask = -1L << (Long.SIZE - length * Byte.SIZE);
            return ((long) BIG_ENDIAN_LONG.get(bytes, from) & mask) ^ Long.MIN_VALUE;
        }
        long head = 0;
        for (int i = from; i < to; i++) {
            head = head << Byte.SIZE | bytes[i] & 0xFF;
        }
        return head << (Long.SIZE - length * Byte.SIZE) ^ Long.MIN_VALUE;
    }

    /// The first index in `from` to `to` whose head is not less than `head`; `to` when all are less.
    static int lowerBound(long[] heads, int from, int to, long head) {
        // Counts the smaller heads: first by lines of the cache, of which it looks at the last head each, then in the
        // one line where the answer is. A binary search makes fewer comparisons, but each waits for the one before to
        // say which line to load; these loads are independent, and a quarter faster when the lines are not cached.
        int line = from;
        for (int i = from + HEADS_PER_LINE - 1; i < to; i += HEADS_PER_LINE) {
            line += heads[i] < head ? HEADS_PER_LINE : 0;
        }
        int end = Math.min(line + HEADS_PER_LINE - 1, to);
        int index = line;
        for (int i = line; i < end; i++) {
            index += heads[i] < head ? 1 : 0;
        }
        return index;
    }

    /// The first index in `from` to `to` whose head is greater than `head`; `to` when none is.
    static int upperBound(long[] heads, int from, int to, long head) {
        return head == Long.MAX_VALUE ? to : lowerBound(heads, from, to, head + 1);
    }

    /// Where a key stands to the keys that begin with a prefix.
    ///
    /// @return 0 when it begins with the prefix, negative when it is less than all that do, positive when greater
    static int compareWithPrefix(byte[] key, int offset, int length, byte[] prefix) {
        int common = Math.min(length, prefix.length);
        int order = Arrays.compareUnsigned(key, offset, offset + common, prefix, 0, common);
        return order == 0 ? common - prefix.length : order;
    }

    /// How many leading bytes two keys share.
    static int commonLength(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
        int common = Math.min(aLength, bLength);
        int mismatch = Arrays.mismatch(a, aOffset, aOffset + common, b, bOffset, bOffset + common);
        return mismatch < 0 ? common : mismatch;
    }

    /// Whether two heads begin with the same 4 bytes: then only the other 4 tell keys between them apart, and a longer
    /// prefix is worth looking for.
    static boolean wasteful(long first, long last) {
        return first >>> Integer.SIZE == last >>> Integer.SIZE;
    }
}
