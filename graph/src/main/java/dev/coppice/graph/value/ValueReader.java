package dev.coppice.graph.value;

import dev.coppice.graph.GraphException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reads what [ValueWriter] has written, from a segment of the heap or of a file. Any bytes at all are safe: they are a
/// value, or [GraphException.Corrupt] says where they are none, and nothing is allocated before what it is for is known
/// to be there.
///
/// Offsets are in bytes from the segment's start, and values may be followed by anything. Because the bytes of values
/// are canonical, two of them can be compared for equality without being read.
public final class ValueReader {
    private static final String VALUE = "a value";

    private ValueReader() {}

    /// The type of the value at an offset. Looks at its first byte only, and allocates nothing.
    ///
    /// @throws GraphException.Corrupt when no value begins with that byte
    public static ValueType type(MemorySegment source, long at) {
        return typeOf(source, at, source.byteSize());
    }

    /// The offset after the value at an offset. Takes the same short time whatever the value's size, and allocates
    /// nothing; so it does not look at what is inside of it.
    ///
    /// @throws GraphException.Corrupt when there is none, or not all of it
    public static long skip(MemorySegment source, long at) {
        return skip(source, at, source.byteSize());
    }

    /// The value at an offset. What is returned belongs to the caller; lists, sets and maps cannot be changed. Sets and
    /// maps iterate in the order in which they are stored, and find elements and keys as [ValueType] compares values:
    /// also arrays, by content, and in logarithmic time whatever the hash codes.
    ///
    /// Memory and time are proportional to the bytes of the value, times the depth of sets and maps in each other.
    ///
    /// @throws GraphException.Corrupt when there is none, or it is none that the writer would have written
    public static Object read(MemorySegment source, long at) {
        return read(source, at, skip(source, at));
    }

    /// The value between two offsets, of which [#skip] has told the second: see [#read(MemorySegment, long)].
    ///
    /// @throws GraphException.Corrupt when it is none that the writer would have written
    public static Object read(MemorySegment source, long at, long end) {
        return new ValueDecoder(source, at, end).decode();
    }

    static ValueType typeOf(MemorySegment source, long at, long limit) {
        int tag = tagOf(source, at, limit);
        ValueType type = ValueType.ofTag(tag);
        if (type == null) {
            throw Malformed.at(VALUE, at, "the first byte of one", Integer.toString(tag));
        }
        return type;
    }

    static int tagOf(MemorySegment source, long at, long limit) {
        if (at >= limit) {
            throw Malformed.at(VALUE, at, "its first byte", "the end");
        }
        return Byte.toUnsignedInt(source.get(ValueLayout.JAVA_BYTE, at));
    }

    private static long skip(MemorySegment source, long at, long limit) {
        ValueType type = typeOf(source, at, limit);
        long content = at + 1;
        return switch (type) {
            case BOOLEAN -> content;
            case BYTE -> skipBytes(content, Byte.BYTES, limit);
            case FLOAT -> skipBytes(content, Float.BYTES, limit);
            case DOUBLE -> skipBytes(content, Double.BYTES, limit);
            case UUID -> skipBytes(content, 2 * Long.BYTES, limit);
            case SHORT, INTEGER, LONG, DATE, TIME, LEGACY_DATE -> skipNumbers(source, content, 1, limit);
            case INSTANT, DURATION -> skipNumbers(source, content, 2, limit);
            case OFFSET_DATE_TIME -> skipNumbers(source, content, 3, limit);
            case BIG_INTEGER, STRING, BYTES, LIST, SET, MAP -> skipCounted(source, content, Byte.BYTES, limit);
            case DECIMAL -> skipCounted(source, skipNumbers(source, content, 1, limit), Byte.BYTES, limit);
            case VECTOR -> skipCounted(source, content, Float.BYTES, limit);
        };
    }

    private static long skipNumbers(MemorySegment source, long at, int count, long limit) {
        long next = at;
        for (int i = 0; i < count; i++) {
            next += Varint.length(Varint.read(source, next, limit));
        }
        return next;
    }

    private static long skipCounted(MemorySegment source, long at, int size, long limit) {
        long count = Varint.read(source, at, limit);
        long next = at + Varint.length(count);
        if (Long.compareUnsigned(count, (limit - next) / size) > 0) {
            throw Malformed.at(
                    VALUE,
                    at,
                    "a count of at most " + (limit - next) / size + ", for that is there",
                    Long.toUnsignedString(count));
        }
        return next + count * size;
    }

    private static long skipBytes(long at, int count, long limit) {
        if (count > limit - at) {
            throw Malformed.at(VALUE, at, count + " more bytes", Long.toString(limit - at));
        }
        return at + count;
    }
}
