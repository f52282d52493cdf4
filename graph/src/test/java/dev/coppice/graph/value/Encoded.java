package dev.coppice.graph.value;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;

/// Short names for what the tests do to bytes.
final class Encoded {
    private static final int CAPACITY = 16;

    private Encoded() {}

    static byte[] record(Object value) {
        var target = new ByteWriter(CAPACITY);
        ValueWriter.write(target, value);
        return target.toByteArray();
    }

    static String recordHex(Object value) {
        return HexFormat.of().formatHex(record(value));
    }

    static Object read(byte[] bytes) {
        return ValueReader.read(MemorySegment.ofArray(bytes), 0);
    }

    static Object readHex(String hex) {
        return read(HexFormat.of().parseHex(hex));
    }

    /// The bytes outside of the heap, where those of files are, and behind others.
    static MemorySegment offHeap(Arena arena, int before, byte[] bytes) {
        MemorySegment segment = arena.allocate(before + bytes.length);
        MemorySegment.copy(bytes, 0, segment, java.lang.foreign.ValueLayout.JAVA_BYTE, before, bytes.length);
        return segment;
    }

    static byte[] key(Object value, int lengthMax) {
        var target = new ByteWriter(CAPACITY);
        OrderedKeyWriter.write(target, value, lengthMax);
        return target.toByteArray();
    }

    static byte[] tuple(List<?> values, int lengthMax) {
        var target = new ByteWriter(CAPACITY);
        values.forEach(value -> OrderedKeyWriter.write(target, value, lengthMax));
        return target.toByteArray();
    }

    static String keyHex(Object value) {
        return HexFormat.of().formatHex(key(value, 1_000));
    }
}
