package dev.coppice.graph.value;

import dev.coppice.graph.GraphException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Unsigned integers of up to 64 bits in 1 to 10 bytes, seven bits to a byte, least significant first; the high bit of
/// a byte says that another follows. The shortest form is the only valid one, so [#length] of what was read is what it
/// took. Its bytes are not in the order of the numbers: see [OrderedVarint] for keys.
public final class Varint {
    /// The most bytes that a number takes.
    public static final int LENGTH_MAX = 10;

    private Varint() {}

    /// The bytes that a number takes, read as unsigned.
    public static int length(long value) {
        return value >>> 7 == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    }

    /// Writes a number, read as unsigned, into an array, which must have room for it.
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

    /// Reads the number at an offset. Looks at no byte from `limit` on, which must not be behind the segment's end.
    ///
    /// @throws GraphException.Corrupt when what is there is none: cut off, longer than it need be, or of more than 64
    ///     bits
    public static long read(MemorySegment source, long at, long limit) {
        if (at < limit) {
            byte only = source.get(ValueLayout.JAVA_BYTE, at);
            if (only >= 0) {
                return only;
            }
        }
        return readLonger(source, at, limit);
    }

    private static long readLonger(MemorySegment source, long at, long limit) {
        long value = 0;
        for (int i = 0; i < LENGTH_MAX && at + i < limit; i++) {
            byte next = source.get(ValueLayout.JAVA_BYTE, at + i);
            value |= (next & 0x7FL) << 7 * i;
            if (next >= 0) {
                boolean overlong = i > 0 && next == 0;
                boolean tooLarge = i == LENGTH_MAX - 1 && next > 1;
                if (overlong || tooLarge) {
                    break;
                }
                return value;
            }
        }
        throw Malformed.at("a number", at, "a varint in its shortest form", "none before offset " + limit);
    }

    /// Folds the sign into the lowest bit: 0, -1, 1, -2 ... become 0, 1, 2, 3 ...
    public static long toZigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }

    /// The inverse of [#toZigzag].
    public static long fromZigzag(long folded) {
        return (folded >>> 1) ^ -(folded & 1);
    }
}
