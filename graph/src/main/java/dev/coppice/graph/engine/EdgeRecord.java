package dev.coppice.graph.engine;

import dev.coppice.graph.Edge;
import dev.coppice.graph.GraphFork.Name;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/// An edge that was read: its number and its bytes.
record EdgeRecord(long id, MemorySegment bytes, Names names) implements Edge {
    @Override
    public String type() {
        return names.name(Name.TYPE, new RecordReader(bytes).varint());
    }

    @Override
    public long outVertex() {
        RecordReader reader = new RecordReader(bytes);
        reader.varint();
        return reader.varint();
    }

    @Override
    public long inVertex() {
        RecordReader reader = new RecordReader(bytes);
        reader.varint();
        reader.varint();
        return reader.varint();
    }

    @Override
    public Object value(String key) {
        return value(bytes, names.number(Name.KEY, key));
    }

    /// The value of a property in a record, or null when there is none.
    ///
    /// @param key the number of the property's key, or [Names#UNKNOWN]
    static Object value(MemorySegment record, int key) {
        RecordReader reader = new RecordReader(record);
        int count = key == Names.UNKNOWN ? 0 : skipHeader(reader);
        for (int i = 0; i < count; i++) {
            int found = reader.smallVarint();
            if (found >= key) {
                return found == key ? reader.value() : null;
            }
            reader.skipValue();
        }
        return null;
    }

    @Override
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        EdgeContent.of(bytes).values().forEach((key, value) -> values.put(names.name(Name.KEY, key), value));
        return values;
    }

    private static int skipHeader(RecordReader reader) {
        reader.varint();
        reader.varint();
        reader.varint();
        return reader.smallVarint();
    }

    @Override
    public String toString() {
        return "e[" + Long.toUnsignedString(id) + "]";
    }
}
