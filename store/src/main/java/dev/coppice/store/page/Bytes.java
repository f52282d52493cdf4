package dev.coppice.store.page;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Copies of a few bytes out of a page, where a call of the general copy would cost more than the copy itself.
final class Bytes {
    private static final int FEW = 64;

    private Bytes() {}

    static void copy(MemorySegment segment, long offset, byte[] target, int at, int length) {
        if (length > FEW) {
            MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, target, at, length);
        } else if (length >= Long.BYTES) {
            for (int i = 0; i < length - Long.BYTES; i += Long.BYTES) {
                copyLong(segment, offset + i, target, at + i);
            }
            copyLong(segment, offset + length - Long.BYTES, target, at + length - Long.BYTES);
        } else if (length >= Integer.BYTES) {
            copyInt(segment, offset, target, at);
            copyInt(segment, offset + length - Integer.BYTES, target, at + length - Integer.BYTES);
        } else {
            for (int i = 0; i < length; i++) {
                target[at + i] = segment.get(PageFormat.BYTE, offset + i);
            }
        }
    }

    private static void copyLong(MemorySegment segment, long offset, byte[] target, int at) {
        PageFormat.LONG_IN_ARRAY.set(target, at, segment.get(PageFormat.LONG, offset));
    }

    private static void copyInt(MemorySegment segment, long offset, byte[] target, int at) {
        PageFormat.INT_IN_ARRAY.set(target, at, segment.get(PageFormat.INT, offset));
    }

    /// Writes the first `length` bytes, at most [PageFormat#HEAD_SIZE], of a head.
    static void copyHead(int head, byte[] target, int at, int length) {
        if (length >= PageFormat.HEAD_SIZE) {
            PageFormat.BIG_ENDIAN_INT_IN_ARRAY.set(target, at, head);
            return;
        }
        for (int i = 0; i < length; i++) {
            target[at + i] = (byte) (head >>> 24 - 8 * i);
        }
    }
}
