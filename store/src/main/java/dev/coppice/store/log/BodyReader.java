package dev.coppice.store.log;

import dev.coppice.store.StoreException;
import java.nio.charset.StandardCharsets;

/// Reads the body of a manifest or catalog record back. Survives any bytes: whatever is not well-formed is reported as
/// [StoreException.Corrupt] with its place in the file, and no length is used before it is known to lie in the body.
/// Not thread-safe.
public final class BodyReader {
    private final String file;
    private final byte[] bytes;
    private final int end;
    private final long fileOffsetOfByte0;
    private int at;

    /// Reads part of an array.
    ///
    /// @param file the file's name, for messages
    /// @param fileOffset where in the file the body begins, for messages
    /// @param bytes holds the body
    /// @param from the body's first byte
    /// @param length the body's length
    public BodyReader(String file, long fileOffset, byte[] bytes, int from, int length) {
        this.file = file;
        this.bytes = bytes;
        this.at = from;
        this.end = from + length;
        this.fileOffsetOfByte0 = fileOffset - from;
    }

    public int remaining() {
        return end - at;
    }

    /// The next unsigned 64-bit number; one above [Long#MAX_VALUE] comes out negative.
    public long varint(String what) {
        // Manifests are hundreds of thousands of short numbers, read once, by code that is hardly compiled yet.
        int from = at;
        if (end - from > 2) {
            byte first = bytes[from];
            if (first >= 0) {
                at = from + 1;
                return first;
            }
            byte second = bytes[from + 1];
            if (second > 0) {
                at = from + 2;
                return first & 0x7F | second << 7;
            }
            byte third = bytes[from + 2];
            if (second < 0 && third > 0) {
                at = from + 3;
                return first & 0x7F | (second & 0x7F) << 7 | third << 14;
            }
        }
        return longVarint(what);
    }

    private long longVarint(String what) {
        int first = at;
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            if (at == end) {
                throw corruptAt(first, what, "a number cut off by the end of the record");
            }
            byte next = bytes[at++];
            value |= (next & 0x7FL) << shift;
            if (shift == 63 && (next & 0xFE) != 0) {
                throw corruptAt(first, what, "a number of more than 64 bits");
            }
            if (next >= 0) {
                if (next == 0 && shift > 0) {
                    throw corruptAt(first, what, "a number in more bytes than it needs");
                }
                return value;
            }
        }
    }

    /// The next unsigned number, which must not be above a limit.
    public long varint(String what, long max) {
        int first = at;
        long value = varint(what);
        if (value < 0 || value > max) {
            throw corruptAt(first, what + " of at most " + max, Long.toUnsignedString(value));
        }
        return value;
    }

    /// The number of items that follow, of which each takes at least so many bytes: more than could follow are an
    /// error before anything is allocated for them.
    public int count(String what, int minimumItemBytes) {
        int first = at;
        long value = varint(what);
        if (value < 0 || value > remaining() / minimumItemBytes) {
            throw corruptAt(
                    first, what + " that fits the " + remaining() + " bytes left", Long.toUnsignedString(value));
        }
        return (int) value;
    }

    /// The next string, of at most so many ASCII characters.
    public String string(String what, int maxLength) {
        int length = (int) varint("the length of " + what, Math.min(maxLength, remaining()));
        if (length > remaining()) {
            throw corrupt(what + " of " + length + " characters", remaining() + " bytes");
        }
        for (int i = at; i < at + length; i++) {
            if (bytes[i] < 0) {
                throw corruptAt(i, "ASCII in " + what, "byte 0x" + Integer.toHexString(bytes[i] & 0xFF));
            }
        }
        String value = new String(bytes, at, length, StandardCharsets.US_ASCII);
        at += length;
        return value;
    }

    /// A reader of the next bytes, which this one passes over.
    public BodyReader slice(int length) {
        BodyReader slice = new BodyReader(file, fileOffsetOfByte0 + at, bytes, at, length);
        at += length;
        return slice;
    }

    /// Checks that all was read.
    public void expectEnd(String what) {
        if (at != end) {
            throw corruptAt(at, "the end of " + what, (end - at) + " more bytes");
        }
    }

    /// The error that the number just read, or what was read before it, contradicts the format.
    public StoreException.Corrupt corrupt(String expected, String found) {
        return corruptAt(at, expected, found);
    }

    private StoreException.Corrupt corruptAt(int index, String expected, String found) {
        return new StoreException.Corrupt(file, fileOffsetOfByte0 + index, expected, found);
    }
}
