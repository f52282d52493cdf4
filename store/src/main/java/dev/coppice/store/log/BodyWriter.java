package dev.coppice.store.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing byte array to which the body of a manifest or catalog record is encoded. Room can be left at the front for
/// the record's header, so that the finished bytes are sealed and written without another copy. Not thread-safe.
public final class BodyWriter {
    private static final int INITIAL_CAPACITY = 512;

    private final int start;
    private byte[] bytes;
    private int end;

    /// An empty body.
    ///
    /// @param headerBytes bytes to leave free at the front
    public BodyWriter(int headerBytes) {
        start = headerBytes;
        bytes = new byte[headerBytes + INITIAL_CAPACITY];
        end = headerBytes;
    }

    /// The array behind: the free header, the body, then bytes without meaning. Replaced when the body grows.
    public byte[] array() {
        return bytes;
    }

    /// The end of the body in [#array()].
    public int end() {
        return end;
    }

    /// The length of the body alone, in bytes.
    public int bodyLength() {
        return end - start;
    }

    /// A copy of the body alone.
    public byte[] body() {
        return Arrays.copyOfRange(bytes, start, end);
    }

    /// Appends an unsigned 64-bit number as LEB128: seven bits a byte, lowest first, the high bit set on all but the
    /// last, in as few bytes as the number needs.
    public void varint(long value) {
        if (bytes.length - end < Varints.MAX_LENGTH) {
            grow(Varints.MAX_LENGTH);
        }
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[end++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[end++] = (byte) rest;
    }

    /// Appends a signed number so that numbers near zero of either sign are short.
    public void zigzag(long value) {
        varint(Varints.toZigzag(value));
    }

    /// Appends bytes as they are.
    public void bytes(byte[] source) {
        if (bytes.length - end < source.length) {
            grow(source.length);
        }
        System.arraycopy(source, 0, bytes, end, source.length);
        end += source.length;
    }

    /// Appends a string of ASCII characters as its length and its bytes.
    public void string(String value) {
        byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
        varint(ascii.length);
        bytes(ascii);
    }

    private void grow(int room) {
        bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(end, room), (int)
                Math.min(2L * end, Integer.MAX_VALUE - 8)));
    }
}
