package dev.coppice.graph.value;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Decodes one value. It refuses not only what has no meaning but also each second way to write the same, so that equal
/// values have equal bytes whoever wrote them.
final class ValueDecoder {
    private static final String VALUE = "a value";
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG_BIG_ENDIAN =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int ARRAY_LENGTH_MAX = Integer.MAX_VALUE - 8;

    private final MemorySegment source;
    private final long start;
    private final long end;
    private long at;

    /// One for the value that takes the bytes from an offset to another.
    ValueDecoder(MemorySegment source, long start, long end) {
        this.source = source;
        this.start = start;
        this.end = end;
        this.at = start;
    }

    Object decode() {
        try {
            return value(end, 0);
        } catch (DateTimeException | ArithmeticException e) {
            throw Malformed.at(VALUE, start, "fields in their range", e.getMessage(), e);
        }
    }

    private Object element(long limit, int depth) {
        if (ValueReader.tagOf(source, at, limit) == ValueFormat.NULL) {
            at++;
            return null;
        }
        return value(limit, depth);
    }

    private Object value(long limit, int depth) {
        ValueType type = ValueReader.typeOf(source, at, limit);
        int tag = source.get(ValueLayout.JAVA_BYTE, at++);
        return switch (type) {
            case BOOLEAN -> tag == ValueFormat.TRUE;
            case BYTE -> source.get(ValueLayout.JAVA_BYTE, take(Byte.BYTES, limit));
            case SHORT -> (short) integer(Short.MIN_VALUE, Short.MAX_VALUE, limit);
            case INTEGER -> (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE, limit);
            case LONG -> zigzag(limit);
            case FLOAT -> floatOf(source.get(INT, take(Float.BYTES, limit)));
            case DOUBLE -> doubleOf(source.get(LONG, take(Double.BYTES, limit)));
            case BIG_INTEGER -> bigInteger(limit);
            case DECIMAL -> decimal(limit);
            case STRING -> string(limit);
            case BYTES -> bytes(limit);
            case DATE -> LocalDate.ofEpochDay(zigzag(limit));
            case TIME -> LocalTime.ofNanoOfDay(varint(limit));
            case INSTANT -> Instant.ofEpochSecond(zigzag(limit), nanos(limit));
            case OFFSET_DATE_TIME -> offsetDateTime(limit);
            case LEGACY_DATE -> new Date(zigzag(limit));
            case DURATION -> Duration.ofSeconds(zigzag(limit), nanos(limit));
            case UUID -> uuid(limit);
            case VECTOR -> vector(limit);
            case LIST -> list(count(Byte.BYTES, limit), deeper(depth));
            case SET -> set(count(Byte.BYTES, limit), deeper(depth));
            case MAP -> map(count(Byte.BYTES, limit), deeper(depth));
        };
    }

    private long varint(long limit) {
        long value = Varint.read(source, at, limit);
        at += Varint.length(value);
        return value;
    }

    private long zigzag(long limit) {
        return Varint.fromZigzag(varint(limit));
    }

    private long integer(long min, long max, long limit) {
        long from = at;
        long value = zigzag(limit);
        if (value < min || value > max) {
            throw Malformed.at(VALUE, from, "an integer from " + min + " to " + max, Long.toString(value));
        }
        return value;
    }

    private long nanos(long limit) {
        long from = at;
        long nanos = varint(limit);
        if (nanos < 0 || nanos >= ValueFormat.NANOS_PER_SECOND) {
            throw Malformed.at(VALUE, from, "nanoseconds of a second", Long.toUnsignedString(nanos));
        }
        return nanos;
    }

    private float floatOf(int bits) {
        float value = Float.intBitsToFloat(bits);
        if (Float.isNaN(value) && bits != ValueFormat.FLOAT_NAN) {
            throw Malformed.at(VALUE, at - Float.BYTES, "the canonical NaN", Integer.toHexString(bits));
        }
        return value;
    }

    private double doubleOf(long bits) {
        double value = Double.longBitsToDouble(bits);
        if (Double.isNaN(value) && bits != ValueFormat.DOUBLE_NAN) {
            throw Malformed.at(VALUE, at - Double.BYTES, "the canonical NaN", Long.toHexString(bits));
        }
        return value;
    }

    private BigInteger bigInteger(long limit) {
        long from = at;
        byte[] bytes = bytes(limit);
        boolean minimal = bytes.length == 1 || bytes.length > 1 && bytes[0] != bytes[1] >> 7;
        if (!minimal) {
            throw Malformed.at(VALUE, from, "an integer in its shortest form", bytes.length + " bytes");
        }
        return new BigInteger(bytes);
    }

    private BigDecimal decimal(long limit) {
        int scale = (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE, limit);
        return new BigDecimal(bigInteger(limit), scale);
    }

    private String string(long limit) {
        long from = at;
        String text = Utf8.decode(bytes(limit));
        if (text == null) {
            throw Malformed.at(VALUE, from, "UTF-8", "other bytes");
        }
        return text;
    }

    private byte[] bytes(long limit) {
        int count = arrayLength(count(Byte.BYTES, limit));
        byte[] bytes = new byte[count];
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, take(count, limit), bytes, 0, count);
        return bytes;
    }

    private OffsetDateTime offsetDateTime(long limit) {
        long seconds = zigzag(limit);
        int nanos = (int) nanos(limit);
        ZoneOffset offset = ZoneOffset.ofTotalSeconds((int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE, limit));
        return OffsetDateTime.of(LocalDateTime.ofEpochSecond(seconds, nanos, offset), offset);
    }

    private UUID uuid(long limit) {
        long from = take(2 * Long.BYTES, limit);
        return new UUID(source.get(LONG_BIG_ENDIAN, from), source.get(LONG_BIG_ENDIAN, from + Long.BYTES));
    }

    private float[] vector(long limit) {
        float[] vector = new float[arrayLength(count(Float.BYTES, limit))];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = floatOf(source.get(INT, take(Float.BYTES, limit)));
        }
        return vector;
    }

    private List<Object> list(long length, int depth) {
        long limit = at + length;
        List<Object> list = new ArrayList<>();
        while (at < limit) {
            list.add(element(limit, depth));
        }
        return Collections.unmodifiableList(list);
    }

    private Set<Object> set(long length, int depth) {
        long limit = at + length;
        var keys = new EncodedKeys();
        List<Object> elements = new ArrayList<>();
        while (at < limit) {
            elements.add(key(keys, limit, depth));
        }
        return new DecodedSet(keys, elements);
    }

    private Map<Object, Object> map(long length, int depth) {
        long limit = at + length;
        var keys = new EncodedKeys();
        List<Map.Entry<Object, Object>> entries = new ArrayList<>();
        while (at < limit) {
            Object key = key(keys, limit, depth);
            entries.add(new SimpleImmutableEntry<>(key, element(limit, depth)));
        }
        return new DecodedMap(keys, entries);
    }

    /// Reads an element of a set or a key of a map, which must ascend.
    private Object key(EncodedKeys keys, long limit, int depth) {
        long from = at;
        Object key = element(limit, depth);
        if (!keys.add(source, from, arrayLength(at - from))) {
            throw Malformed.at(VALUE, from, "elements or keys that ascend", "one that does not");
        }
        return key;
    }

    /// Reads a count, and checks that what it counts is there.
    private long count(int size, long limit) {
        long from = at;
        long count = varint(limit);
        if (Long.compareUnsigned(count, (limit - at) / size) > 0) {
            throw Malformed.at(VALUE, from, "a count of at most " + (limit - at) / size, Long.toUnsignedString(count));
        }
        return count;
    }

    private int arrayLength(long count) {
        if (count > ARRAY_LENGTH_MAX) {
            throw Malformed.at(VALUE, at, "at most " + ARRAY_LENGTH_MAX + " elements", Long.toString(count));
        }
        return (int) count;
    }

    private long take(long count, long limit) {
        if (count > limit - at) {
            throw Malformed.at(VALUE, at, count + " more bytes", Long.toString(limit - at));
        }
        long from = at;
        at += count;
        return from;
    }

    private int deeper(int depth) {
        if (depth == ValueFormat.DEPTH_MAX) {
            throw Malformed.at(VALUE, at, "collections at most " + depth + " deep", "one more");
        }
        return depth + 1;
    }
}
