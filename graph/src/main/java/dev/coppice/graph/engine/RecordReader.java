package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.value.ValueReader;
import dev.coppice.graph.value.Varint;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Reads the parts of a record, one after the other. Any bytes are safe: what is not there, or is none of what is asked
/// for, is [GraphException.Corrupt].
final class RecordReader {
    private final MemorySegment source;
    private final long limit;
    private long at;

    RecordReader(MemorySegment source) {
        this.source = source;
        limit = source.byteSize();
    }

    long varint() {
        long value = Varint.read(source, at, limit);
        at += Varint.length(value);
        return value;
    }

    /// A number that counts or names something: at most 2^31 - 1.
    int smallVarint() {
        long value = varint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new GraphException.Corrupt("a record has the number " + Long.toUnsignedString(value)
                    + " before offset " + at + ", where one below 2^31 is expected; run `coppice check`");
        }
        return (int) value;
    }

    /// A length and a text of it.
    String text() {
        return text(smallVarint());
    }

    /// A text.
    ///
    /// @param length its bytes
    String text(int length) {
        requireLeft(length);
        byte[] bytes = source.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
        at += length;
        return new String(bytes, StandardCharsets.UTF_8);
    }

    Object value() {
        long from = at;
        skipValue();
        return ValueReader.read(source, from, at);
    }

    void skipValue() {
        at = ValueReader.skip(source, at);
    }

    void skip(int length) {
        requireLeft(length);
        at += length;
    }

    void requireEnd() {
        if (at < limit) {
            throw new GraphException.Corrupt("a record goes on for " + (limit - at) + " bytes after its end at offset "
                    + at + "; run `coppice check`");
        }
    }

    private void requireLeft(int length) {
        if (length > limit - at) {
            throw new GraphException.Corrupt("a record ends at offset " + limit + ", and " + length
                    + " bytes are expected at " + at + "; run `coppice check`");
        }
    }
}
