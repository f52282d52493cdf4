package dev.coppice.graph.engine;

import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexProperty;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// A vertex that was read: its number and its bytes.
record VertexRecord(long id, MemorySegment bytes, Names names) implements Vertex {
    @Override
    public String label() {
        return names.name(Name.LABEL, new RecordReader(bytes).varint());
    }

    @Override
    public String externalId() {
        RecordReader reader = new RecordReader(bytes);
        reader.varint();
        int length = reader.smallVarint();
        return length == 0 ? null : reader.text(length - 1);
    }

    @Override
    public Object value(String key) {
        return value(bytes, names.number(Name.KEY, key));
    }

    /// The value of a property in a record, the one with the smallest ordinal, or null when there is none.
    ///
    /// @param key the number of the property's key, or [Names#UNKNOWN]
    static Object value(MemorySegment record, int key) {
        if (key == Names.UNKNOWN) {
            return null;
        }
        RecordReader reader = new RecordReader(record);
        return goTo(key, skipHeader(reader), reader) > 0 ? reader.value() : null;
    }

    /// Whether a condition holds of one of the values of a property in a record.
    ///
    /// @param key the number of the property's key, or [Names#UNKNOWN]
    static boolean hasValue(MemorySegment record, int key, Predicate<Object> condition) {
        if (key == Names.UNKNOWN) {
            return false;
        }
        RecordReader reader = new RecordReader(record);
        int left = goTo(key, skipHeader(reader), reader);
        while (left > 0) {
            if (condition.test(reader.value())) {
                return true;
            }
            left = goTo(key, left - 1, reader);
        }
        return false;
    }

    /// Goes to the next value of a property.
    ///
    /// @param left how many values are left
    /// @return how many are left from that one on; 0 when there is none
    private static int goTo(int key, int left, RecordReader reader) {
        for (int i = left; i > 0; i--) {
            long tag = reader.varint();
            int found = VertexContent.keyOf(tag);
            if (found > key) {
                return 0;
            }
            VertexContent.skipMore(reader, tag);
            if (found == key) {
                return i;
            }
            reader.skipValue();
        }
        return 0;
    }

    @Override
    public List<VertexProperty> properties() {
        List<VertexProperty> properties = new ArrayList<>();
        RecordReader reader = new RecordReader(bytes);
        int count = skipHeader(reader);
        for (int i = 0; i < count; i++) {
            properties.add(toProperty(VertexContent.readValue(reader)));
        }
        return properties;
    }

    @Override
    public List<VertexProperty> properties(String key) {
        int wanted = names.number(Name.KEY, key);
        RecordReader reader = new RecordReader(bytes);
        int count = wanted == Names.UNKNOWN ? 0 : skipHeader(reader);
        List<VertexProperty> properties = new ArrayList<>(1);
        for (int i = 0; i < count; i++) {
            long tag = reader.varint();
            int found = VertexContent.keyOf(tag);
            if (found > wanted) {
                break;
            }
            if (found == wanted) {
                properties.add(toProperty(key, VertexContent.readValue(reader, tag)));
            } else {
                VertexContent.skipMore(reader, tag);
                reader.skipValue();
            }
        }
        return properties;
    }

    @Override
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (VertexProperty property : properties()) {
            values.putIfAbsent(property.key(), property.value());
        }
        return values;
    }

    private static int skipHeader(RecordReader reader) {
        reader.varint();
        int length = reader.smallVarint();
        if (length > 0) {
            reader.skip(length - 1);
        }
        return reader.smallVarint();
    }

    private VertexProperty toProperty(VertexContent.Value value) {
        return toProperty(names.name(Name.KEY, value.key()), value);
    }

    private VertexProperty toProperty(String key, VertexContent.Value value) {
        Map<String, Object> meta = value.meta().isEmpty() ? Map.of() : new LinkedHashMap<>();
        value.meta().forEach((name, metaValue) -> meta.put(names.name(Name.KEY, name), metaValue));
        return new VertexProperty(key, value.ordinal(), value.value(), meta);
    }

    @Override
    public String toString() {
        return "v[" + Long.toUnsignedString(id) + "]";
    }
}
