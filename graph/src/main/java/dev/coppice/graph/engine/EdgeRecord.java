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
        int wanted = names.number(Name.KEY, key);
        RecordReader reader = new RecordReader(bytes);
        int count = wanted == Names.UNKNOWN ? 0 : skipHeader(reader);
        for (int i = 0; i < count; i++) {
            int found = reader.smallVarint();
            if (found >= wanted) {
                return found == wanted ? reader.value() : null;
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
