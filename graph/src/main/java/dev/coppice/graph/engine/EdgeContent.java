package dev.coppice.graph.engine;

import java.lang.foreign.MemorySegment;
import java.util.SortedMap;
import java.util.TreeMap;

/// What an edge is made of, with names as numbers. Immutable; the changed ones are copies.
///
/// @param type the type's number
/// @param out the vertex that it leads away from
/// @param in the vertex that it leads to
/// @param values the values, by the numbers of their keys; not changed
record EdgeContent(int type, long out, long in, SortedMap<Integer, Object> values) {
    EdgeContent with(int key, Object value) {
        SortedMap<Integer, Object> more = new TreeMap<>(values);
        more.put(key, value);
        return new EdgeContent(type, out, in, more);
    }

    EdgeContent without(int key) {
        SortedMap<Integer, Object> fewer = new TreeMap<>(values);
        fewer.remove(key);
        return new EdgeContent(type, out, in, fewer);
    }

    byte[] toBytes(RecordWriter writer) {
        writer.clear();
        writer.varint(type).varint(out).varint(in).varint(values.size());
        values.forEach((key, value) -> writer.varint(key).value(value));
        return writer.toBytes();
    }

    static EdgeContent of(MemorySegment record) {
        RecordReader reader = new RecordReader(record);
        int type = reader.smallVarint();
        long out = reader.varint();
        long in = reader.varint();
        int count = reader.smallVarint();
        SortedMap<Integer, Object> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            values.put(reader.smallVarint(), reader.value());
        }
        reader.requireEnd();
        return new EdgeContent(type, out, in, values);
    }
}
