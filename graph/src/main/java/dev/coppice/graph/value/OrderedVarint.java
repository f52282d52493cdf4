package dev.coppice.graph.value;

import dev.coppice.graph.GraphException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Unsigned integers of up to 64 bits in 1 to 9 bytes whose order, as unsigned bytes, is that of the numbers: for the
/// ids of vertices and edges in keys. Numbers below 2^7 take 1 byte, below 2^14 2 bytes, below 2^21 3 bytes, and so on
/// to 2^56 and 8 bytes; those above take 9.
///
/// As many ones as the first byte begins with, so many bytes follow it; then comes, but in the longest form, a zero,
/// and then the number, most significant bit first. The shortest form is the only valid one, so [#length] of what
/// was read is what it took, and no number's bytes begin with those of another.
///
/// No method allocates.
public final class OrderedVarint {
    /// The most bytes that a number takes.
    public static final int LENGTH_MAX = 9;

    /// Bits of numbers in forms that are not the longest, for each byte.
    private static final int BITS_PER_BYTE = 7;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private OrderedVarint() {}

    /// The bytes that a number takes, read as unsigned.
    public static int length(long value) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
        return bits > BITS_PER_BYTE * (LENGTH_MAX - 1) ? LENGTH_MAX : (bits + BITS_PER_BYTE - 1) / BITS_PER_BYTE;
    }

    /// The bytes of the number that begins with a byte.
    public static int lengthByFirst(byte first) {
        return Integer.numberOfLeadingZeros(~(first << Integer.SIZE - Byte.SIZE)) + 1;
    }

    /// Writes a number, read as unsigned, into an array, which must have room for it.
    ///
    /// @return the index after its last byte
    public static int write(byte[] target, int at, long value) {
        int length = length(value);
        int next = at;
        int rest = length;
        long bits = value;
        if (length == LENGTH_MAX) {
            target[next++] = (byte) 0xFF;
            rest--;
        } else {
            bits |= ((1L << length - 1) - 1) << BITS_PER_BYTE * length + 1;
        }
        while (rest > 0) {
            rest--;
            target[next++] = (byte) (bits >>> Byte.SIZE * rest);
        }
        return next;
    }

    /// Reads the number at an index. No byte from `limit` on, which must not be behind the array's end, counts.
    ///
    /// @throws GraphException.Corrupt when what is there is none: cut off, or longer than it need be
    public static long read(byte[] source, int at, int limit) {
        int length = checkedLength(at < limit ? lengthByFirst(source[at]) : 1, at, limit);
        if (length < LENGTH_MAX && at <= source.length - Long.BYTES) {
            // What lies behind the number is shifted out again.
            long bits = (long) LONG.get(source, at);
            return checked(bits << length >>> Long.SIZE - BITS_PER_BYTE * length, length, at);
        }
        long value = source[at] & 0xFF >>> length;
        for (int i = 1; i < length; i++) {
            value = value << Byte.SIZE | Byte.toUnsignedLong(source[at + i]);
        }
        return checked(value, length, at);
    }

    /// Reads the number at an offset. Looks at no byte from `limit` on, which must not be behind the segment's end.
    ///
    /// @throws GraphException.Corrupt when what is there is none: cut off, or longer than it need be
    public static long read(MemorySegment source, long at, long limit) {
        int length = checkedLength(at < limit ? lengthByFirst(source.get(ValueLayout.JAVA_BYTE, at)) : 1, at, limit);
        long value = source.get(ValueLayout.JAVA_BYTE, at) & 0xFF >>> length;
        for (int i = 1; i < length; i++) {
            value = value << Byte.SIZE | Byte.toUnsignedLong(source.get(ValueLayout.JAVA_BYTE, at + i));
        }
        return checked(value, length, at);
    }

    private static int checkedLength(int length, long at, long limit) {
        if (length > limit - at) {
            throw Malformed.at("a number in a key", at, length + " bytes", Long.toString(limit - at));
        }
        return length;
    }

    private static long checked(long value, int length, long at) {
        if (length(value) != length) {
            throw Malformed.at("a number in a key", at, length(value) + " bytes", length + " for the same number");
        }
        return value;
    }
}
