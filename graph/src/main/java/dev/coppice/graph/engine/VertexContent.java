package dev.coppice.graph.engine;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a vertex is made of, with names as numbers. Immutable; the changed ones are copies.
///
/// @param label the label's number
/// @param externalId the name in the outside world, or null
/// @param values the values, by key and ordinal
record VertexContent(int label, String externalId, List<Value> values) {
    private static final int MORE = 1;

    /// One value of a property.
    ///
    /// @param meta properties of the property, by the numbers of their keys
    record Value(int key, int ordinal, Object value, SortedMap<Integer, Object> meta) {
        private static final Comparator<Value> ORDER =
                Comparator.comparingInt(Value::key).thenComparingInt(Value::ordinal);

        static Value single(int key, Object value) {
            return new Value(key, 0, value, new TreeMap<>());
        }
    }

    VertexContent {
        List<Value> sorted = new ArrayList<>(values);
        sorted.sort(Value.ORDER);
        values = Collections.unmodifiableList(sorted);
    }

    /// The values of one property, by ordinal.
    List<Value> valuesOf(int key) {
        return values.stream().filter(value -> value.key == key).toList();
    }

    /// The same, with one value in place of all that the key had.
    VertexContent withOnly(Value value) {
        return without(value.key).with(value);
    }

    /// The same, with a value in place of the one of its key and ordinal, if there was one.
    VertexContent with(Value value) {
        List<Value> more = new ArrayList<>(without(value.key, value.ordinal).values);
        more.add(value);
        return new VertexContent(label, externalId, more);
    }

    VertexContent without(int key) {
        return new VertexContent(
                label,
                externalId,
                values.stream().filter(value -> value.key != key).toList());
    }

    VertexContent without(int key, int ordinal) {
        return new VertexContent(
                label,
                externalId,
                values.stream()
                        .filter(value -> value.key != key || value.ordinal != ordinal)
                        .toList());
    }

    byte[] toBytes(RecordWriter writer) {
        writer.clear();
        writer.varint(label);
        writer.optionalText(externalId);
        writer.varint(values.size());
        for (Value value : values) {
            boolean hasMore = value.ordinal != 0 || !value.meta.isEmpty();
            writer.varint(2L * value.key + (hasMore ? MORE : 0));
            if (hasMore) {
                writer.varint(value.ordinal).varint(value.meta.size());
                value.meta.forEach((key, meta) -> writer.varint(key).value(meta));
            }
            writer.value(value.value);
        }
        return writer.toBytes();
    }

    static VertexContent of(MemorySegment record) {
        RecordReader reader = new RecordReader(record);
        int label = reader.smallVarint();
        int textLength = reader.smallVarint();
        String externalId = textLength == 0 ? null : reader.text(textLength - 1);
        int count = reader.smallVarint();
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(readValue(reader));
        }
        reader.requireEnd();
        return new VertexContent(label, externalId, values);
    }

    static Value readValue(RecordReader reader) {
        return readValue(reader, reader.varint());
    }

    /// The value whose tag was read.
    static Value readValue(RecordReader reader, long tag) {
        if ((tag & MORE) == 0) {
            return new Value(keyOf(tag), 0, reader.value(), Collections.emptySortedMap());
        }
        int ordinal = reader.smallVarint();
        int count = reader.smallVarint();
        SortedMap<Integer, Object> meta = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            meta.put(reader.smallVarint(), reader.value());
        }
        return new Value(keyOf(tag), ordinal, reader.value(), meta);
    }

    /// The key of a value whose tag was read.
    static int keyOf(long tag) {
        return (int) Math.min(tag >>> 1, Integer.MAX_VALUE);
    }

    /// Skips what lies between a tag and the value.
    static void skipMore(RecordReader reader, long tag) {
        if ((tag & MORE) != 0) {
            reader.smallVarint();
            int count = reader.smallVarint();
            for (int i = 0; i < count; i++) {
                reader.smallVarint();
                reader.skipValue();
            }
        }
    }
}
