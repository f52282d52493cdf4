package dev.coppice.store.page;

import java.lang.foreign.MemorySegment;

/// Unsigned integers of up to 64 bits in 1 to 10 bytes, seven bits to a byte, least significant first; the high bit of
/// a byte says that another follows. The shortest form is the only valid one.
public final class Varint {
    /// The most bytes that a varint takes.
    public static final int MAX_SIZE = 10;

    private Varint() {}

    /// The bytes that a value takes, read as unsigned.
    public static int size(long value) {
        return value >>> 7 == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    }

    /// Writes a value, read as unsigned.
    ///
    /// @return the index after its last byte
    public static int write(byte[] target, int at, long value) {
        long rest = value;
        int next = at;
        while (rest >>> 7 != 0) {
            target[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[next++] = (byte) rest;
        return next;
    }

    /// Reads a value that was verified before. From bytes that are no varint it reads some number, from no more than
    /// [#MAX_SIZE] bytes.
    static long read(MemorySegment segment, long at) {
        long value = segment.get(PageFormat.BYTE, at);
        if (value >= 0) {
            return value;
        }
        value &= 0x7F;
        for (int i = 1; i < MAX_SIZE; i++) {
            byte next = segment.get(PageFormat.BYTE, at + i);
            value |= (next & 0x7FL) << 7 * i;
            if (next >= 0) {
                break;
            }
        }
        return value;
    }

    /// The offset after a varint that was verified before, and at most [#MAX_SIZE] after its start in any bytes.
    static long skip(MemorySegment segment, long at) {
        long next = at;
        long limit = at + MAX_SIZE;
        while (segment.get(PageFormat.BYTE, next++) < 0 && next < limit) {
            // The last byte is the first without the high bit.
        }
        return next;
    }

    /// The bytes that the varint at an offset takes, or 0 when what is there before `limit` is none: cut off, longer
    /// than it need be, or of more than 64 bits.
    static int verifiedSize(MemorySegment segment, long at, long limit) {
        int last = 0;
        while (last < MAX_SIZE && at + last < limit && segment.get(PageFormat.BYTE, at + last) < 0) {
            last++;
        }
        if (last == MAX_SIZE || at + last >= limit) {
            return 0;
        }
        int final7 = segment.get(PageFormat.BYTE, at + last);
        boolean overlong = last > 0 && final7 == 0;
        boolean tooLarge = last == MAX_SIZE - 1 && final7 > 1;
        return overlong || tooLarge ? 0 : last + 1;
    }
}
