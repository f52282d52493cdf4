package dev.coppice.graph.engine;

import dev.coppice.graph.value.ByteWriter;
import dev.coppice.graph.value.ValueWriter;
import java.nio.charset.StandardCharsets;

/// Writes the parts of a record, or of a key, one after the other.
final class RecordWriter {
    private static final int FIRST_CAPACITY = 64;

    private final ByteWriter target = new ByteWriter(FIRST_CAPACITY);

    /// The bytes of one number.
    static byte[] ofVarint(long value) {
        return new RecordWriter().varint(value).toBytes();
    }

    RecordWriter clear() {
        target.clear();
        return this;
    }

    RecordWriter varint(long value) {
        target.writeVarint(value);
        return this;
    }

    RecordWriter orderedVarint(long value) {
        target.writeOrderedVarint(value);
        return this;
    }

    RecordWriter octet(int value) {
        target.writeByte(value);
        return this;
    }

    RecordWriter value(Object value) {
        ValueWriter.write(target, value);
        return this;
    }

    /// A length and a text of it.
    RecordWriter text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return varint(bytes.length).bytes(bytes);
    }

    /// A length plus 1 and a text of it, or 0 for null.
    RecordWriter optionalText(String text) {
        if (text == null) {
            return varint(0);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return varint(bytes.length + 1L).bytes(bytes);
    }

    RecordWriter bytes(byte[] bytes) {
        target.write(bytes);
        return this;
    }

    byte[] toBytes() {
        return target.toByteArray();
    }
}
