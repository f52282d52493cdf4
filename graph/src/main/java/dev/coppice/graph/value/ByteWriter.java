package dev.coppice.graph.value;

import dev.coppice.graph.GraphException;
import java.util.Arrays;

/// Bytes that are appended to, in an array that grows. Made once and [cleared][#clear] for each record or key, it
/// allocates nothing once it is as large as the largest of them.
///
/// Confined to one thread at a time.
public final class ByteWriter {
    private static final int LENGTH_MAX = Integer.MAX_VALUE - 8;
    private static final int CAPACITY_MIN = 16;

    private byte[] bytes;
    private int length;

    /// An empty one.
    ///
    /// @param capacity bytes that there is room for before the array grows
    public ByteWriter(int capacity) {
        bytes = new byte[Math.max(CAPACITY_MIN, capacity)];
    }

    /// The number of bytes written.
    public int length() {
        return length;
    }

    /// The array with the bytes, from its start to [#length]. Valid until the next call that writes.
    public byte[] array() {
        return bytes;
    }

    /// A copy of the bytes.
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /// Forgets all bytes, and keeps the room.
    public void clear() {
        length = 0;
    }

    /// Forgets the bytes from a length on.
    ///
    /// @param newLength 0 to [#length]
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException("cannot cut " + length + " bytes to " + newLength);
        }
        length = newLength;
    }

    /// Appends the lowest 8 bits.
    ///
    /// @throws GraphException.Invalid when there would be 2 GiB or more, here and in all methods below
    public void writeByte(int value) {
        int at = extend(1);
        bytes[at] = (byte) value;
    }

    /// Appends 4 bytes, little-endian.
    public void writeInt(int value) {
        int at = extend(Integer.BYTES);
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[at + i] = (byte) (value >>> 8 * i);
        }
    }

    /// Appends 8 bytes, little-endian.
    public void writeLong(long value) {
        int at = extend(Long.BYTES);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[at + i] = (byte) (value >>> 8 * i);
        }
    }

    /// Appends a number, read as unsigned, as a [Varint].
    public void writeVarint(long value) {
        int at = extend(Varint.length(value));
        Varint.write(bytes, at, value);
    }

    /// Appends a number as an [OrderedVarint].
    public void writeOrderedVarint(long value) {
        int at = extend(OrderedVarint.length(value));
        OrderedVarint.write(bytes, at, value);
    }

    /// Appends a part of an array.
    public void write(byte[] source, int from, int count) {
        int at = extend(count);
        System.arraycopy(source, from, bytes, at, count);
    }

    /// Appends an array.
    public void write(byte[] source) {
        write(source, 0, source.length);
    }

    /// Appends bytes that the caller will set in [#array].
    ///
    /// @return the index of the first one
    int extend(int count) {
        int at = length;
        if (count > bytes.length - at) {
            grow(count);
        }
        length = at + count;
        return at;
    }

    /// Puts the number of bytes that were written since a length in front of them, as a [Varint].
    void insertLength(int start) {
        int count = length - start;
        int room = Varint.length(count);
        extend(room);
        System.arraycopy(bytes, start, bytes, start + room, count);
        Varint.write(bytes, start, count);
    }

    private void grow(int count) {
        long needed = (long) length + count;
        if (needed > LENGTH_MAX) {
            throw new GraphException.Invalid(
                    "values that take " + needed + " bytes together: at most " + LENGTH_MAX + " can be stored as one");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(LENGTH_MAX, Math.max(needed, 2L * bytes.length)));
    }
}
