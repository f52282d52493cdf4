package dev.coppice.graph.value;

import dev.coppice.graph.GraphException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// Writes values as they lie in records: compact, typed, and canonical, so that two values are equal, as [ValueType]
/// says, if and only if their bytes are. The page of the package has the format.
///
/// Allocates only for decimals and big integers, for sets and maps, and where the target grows.
public final class ValueWriter {
    private ValueWriter() {}

    /// Appends a value.
    ///
    /// @throws GraphException.Invalid when it cannot be stored, because of its class or that of an element, because
    ///     lists, sets and maps lie in each other more than 32 deep, because a string is no text, because two elements
    ///     of a set or keys of a map are equal, which Java's own can only be with arrays, or because the target has no
    ///     room for it; then the target is as it was
    public static void write(ByteWriter target, Object value) {
        int start = target.length();
        boolean written = false;
        try {
            write(target, value, 0);
            written = true;
        } finally {
            if (!written) {
                target.truncate(start);
            }
        }
    }

    private static void write(ByteWriter target, Object value, int depth) {
        ValueType type = ValueType.of(value);
        target.writeByte(Boolean.TRUE.equals(value) ? ValueFormat.TRUE : type.tag());
        switch (type) {
            case BOOLEAN -> {}
            case BYTE -> target.writeByte((Byte) value);
            case SHORT, INTEGER, LONG -> writeZigzag(target, ((Number) value).longValue());
            case FLOAT -> target.writeInt(Float.floatToIntBits((Float) value));
            case DOUBLE -> target.writeLong(Double.doubleToLongBits((Double) value));
            case BIG_INTEGER -> writeBytes(target, ((BigInteger) value).toByteArray());
            case DECIMAL -> writeDecimal(target, (BigDecimal) value);
            case STRING -> writeString(target, (String) value);
            case BYTES -> writeBytes(target, (byte[]) value);
            case DATE -> writeZigzag(target, ((LocalDate) value).toEpochDay());
            case TIME -> target.writeVarint(((LocalTime) value).toNanoOfDay());
            case INSTANT -> writeSeconds(target, ((Instant) value).getEpochSecond(), ((Instant) value).getNano());
            case OFFSET_DATE_TIME -> writeOffsetDateTime(target, (OffsetDateTime) value);
            case LEGACY_DATE -> writeZigzag(target, ((Date) value).getTime());
            case DURATION -> writeSeconds(target, ((Duration) value).getSeconds(), ((Duration) value).getNano());
            case UUID -> writeUuid(target, (UUID) value);
            case VECTOR -> writeVector(target, (float[]) value);
            case LIST -> writeList(target, (List<?>) value, deeper(depth));
            case SET -> writeSet(target, (Set<?>) value, deeper(depth));
            case MAP -> writeMap(target, (Map<?, ?>) value, deeper(depth));
        }
    }

    /// Appends a value or null.
    static void writeElement(ByteWriter target, Object element, int depth) {
        if (element == null) {
            target.writeByte(ValueFormat.NULL);
        } else {
            write(target, element, depth);
        }
    }

    private static void writeZigzag(ByteWriter target, long value) {
        target.writeVarint(Varint.toZigzag(value));
    }

    private static void writeSeconds(ByteWriter target, long seconds, int nanos) {
        writeZigzag(target, seconds);
        target.writeVarint(nanos);
    }

    private static void writeOffsetDateTime(ByteWriter target, OffsetDateTime value) {
        writeSeconds(target, value.toEpochSecond(), value.getNano());
        writeZigzag(target, value.getOffset().getTotalSeconds());
    }

    private static void writeDecimal(ByteWriter target, BigDecimal value) {
        writeZigzag(target, value.scale());
        writeBytes(target, value.unscaledValue().toByteArray());
    }

    private static void writeString(ByteWriter target, String text) {
        long length = Utf8.length(text);
        target.writeVarint(length);
        int at = target.extend(Math.toIntExact(Math.min(length, Integer.MAX_VALUE)));
        Utf8.write(text, (int) length, target.array(), at);
    }

    private static void writeBytes(ByteWriter target, byte[] bytes) {
        target.writeVarint(bytes.length);
        target.write(bytes);
    }

    private static void writeUuid(ByteWriter target, UUID value) {
        target.writeLong(Long.reverseBytes(value.getMostSignificantBits()));
        target.writeLong(Long.reverseBytes(value.getLeastSignificantBits()));
    }

    private static void writeVector(ByteWriter target, float[] vector) {
        target.writeVarint(vector.length);
        for (float component : vector) {
            target.writeInt(Float.floatToIntBits(component));
        }
    }

    private static void writeList(ByteWriter target, List<?> list, int depth) {
        int start = target.length();
        for (Object element : list) {
            writeElement(target, element, depth);
        }
        target.insertLength(start);
    }

    private static void writeSet(ByteWriter target, Set<?> set, int depth) {
        var sorted = new TreeSet<byte[]>(Arrays::compareUnsigned);
        for (Object element : set) {
            if (!sorted.add(encoded(target, element, depth))) {
                throw new GraphException.Invalid("two elements of a set are equal: " + nameOf(element)
                        + " is compared by content; leave one out, or store a list");
            }
        }
        int start = target.length();
        sorted.forEach(target::write);
        target.insertLength(start);
    }

    private static void writeMap(ByteWriter target, Map<?, ?> map, int depth) {
        var sorted = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            byte[] key = encoded(target, entry.getKey(), depth);
            if (sorted.put(key, encoded(target, entry.getValue(), depth)) != null) {
                throw new GraphException.Invalid("two keys of a map are equal: " + nameOf(entry.getKey())
                        + " is compared by content; leave one entry out");
            }
        }
        int start = target.length();
        sorted.forEach((key, value) -> {
            target.write(key);
            target.write(value);
        });
        target.insertLength(start);
    }

    /// The bytes of an element, for which the target's end serves as scratch.
    private static byte[] encoded(ByteWriter target, Object element, int depth) {
        int start = target.length();
        writeElement(target, element, depth);
        byte[] bytes = Arrays.copyOfRange(target.array(), start, target.length());
        target.truncate(start);
        return bytes;
    }

    private static int deeper(int depth) {
        if (depth == ValueFormat.DEPTH_MAX) {
            throw new GraphException.Invalid("lists, sets and maps lie in each other more than " + ValueFormat.DEPTH_MAX
                    + " deep: flatten the value, and see that no collection holds itself");
        }
        return depth + 1;
    }

    private static String nameOf(Object element) {
        return element == null
                ? "null"
                : "a value of class " + element.getClass().getTypeName();
    }
}
