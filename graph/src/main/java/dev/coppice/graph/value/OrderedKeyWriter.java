package dev.coppice.graph.value;

import dev.coppice.graph.GraphException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.UUID;

/// Writes values as they lie in keys of indexes: their order as unsigned bytes is that of the values. No value's bytes
/// begin with those of another, so values one after the other are ordered as tuples are, the first one first. The page
/// of the package has the format.
///
/// **The order.** Booleans, false first; then numbers, dates, times, instants, offset date-times, legacy dates,
/// durations, strings, UUIDs, bytes. Numbers of all types are compared with each other, exactly: equal ones have equal
/// keys, so 1, 1.0 and the decimal 1.00 have one key, 0.0 and -0.0 have one, and all NaN have one, the greatest. Bytes
/// are compared as unsigned numbers; everything else as `compareTo` of its class does, so that an index answers as a
/// comparison in Java would. That is so for strings beyond the basic plane, and for UUIDs, whose halves Java compares
/// as signed numbers. Vectors, lists, sets and maps have no order.
///
/// **Values that are too long are cut.** A value below another one has a key below or equal to the other's, always; but
/// cut keys may be equal where values are not, and what follows a cut key does not order the values.
/// [OrderedKeys#isCut] tells, and whoever finds such a key must ask the record. The limit must be the same for all keys
/// of an index.
///
/// Allocates only for big integers and decimals, and where the target grows.
public final class OrderedKeyWriter {
    /// The smallest limit that a key may have. Strings and bytes of 29 bytes, and everything of a fixed size, fit it.
    public static final int LENGTH_MAX_MIN = 32;

    /// Bytes that strings and bytes end with.
    private static final int END_LENGTH = 2;

    private OrderedKeyWriter() {}

    /// Appends a value.
    ///
    /// @param lengthMax how many bytes may be appended, at least [#LENGTH_MAX_MIN]; with [Integer#MAX_VALUE] nothing is
    ///     cut
    /// @return whether the value was cut
    /// @throws GraphException.Invalid when values of its type are not storable or have no order; then the target is as
    ///     it was
    public static boolean write(ByteWriter target, Object value, int lengthMax) {
        checkLimit(lengthMax);
        ValueType type = ValueType.of(value);
        return switch (type) {
            case BYTE, SHORT, INTEGER, LONG -> {
                OrderedNumber.write(target, ((Number) value).longValue());
                yield false;
            }
            case FLOAT, DOUBLE -> {
                OrderedNumber.write(target, ((Number) value).doubleValue());
                yield false;
            }
            case BIG_INTEGER -> OrderedNumber.write(target, (BigInteger) value, lengthMax);
            case DECIMAL -> OrderedNumber.write(target, (BigDecimal) value, lengthMax);
            case STRING -> {
                int end = end(target, lengthMax) - END_LENGTH;
                target.writeByte(OrderedKeys.STRING);
                yield writeEnd(target, writeText(target, (String) value, end));
            }
            case BYTES -> {
                int end = end(target, lengthMax) - END_LENGTH;
                target.writeByte(OrderedKeys.BYTES);
                yield writeEnd(target, writeBytes(target, (byte[]) value, end));
            }
            case BOOLEAN, DATE, TIME, INSTANT, OFFSET_DATE_TIME, LEGACY_DATE, DURATION, UUID -> {
                writeFixed(target, value, type);
                yield false;
            }
            case VECTOR, LIST, SET, MAP -> throw OrderedKeys.unordered(type);
        };
    }

    /// Appends what the keys of all strings begin with that begin with a prefix, and no others but where it was cut.
    ///
    /// @param lengthMax the limit that the keys were written with
    /// @return whether the prefix is too long for the limit and was cut, so that keys of other strings begin so, too,
    ///     and records must be asked
    public static boolean writePrefix(ByteWriter target, String prefix, int lengthMax) {
        checkLimit(lengthMax);
        int end = end(target, lengthMax) - END_LENGTH;
        target.writeByte(OrderedKeys.STRING);
        return !writeText(target, prefix, end);
    }

    private static void checkLimit(int lengthMax) {
        if (lengthMax < LENGTH_MAX_MIN) {
            throw new GraphException.Invalid("a key of at most " + lengthMax + " bytes: the limit must be at least "
                    + LENGTH_MAX_MIN + "; index fewer properties together");
        }
    }

    /// The length of the target that a value must not go beyond, which no target does when there is no other limit.
    static int end(ByteWriter target, int lengthMax) {
        return (int) Math.min(Integer.MAX_VALUE, (long) target.length() + lengthMax);
    }

    private static void writeFixed(ByteWriter target, Object value, ValueType type) {
        target.writeByte(Boolean.TRUE.equals(value) ? OrderedKeys.TRUE : OrderedKeys.firstByteMin(type));
        switch (value) {
            case LocalDate date -> OrderedNumber.write(target, date.toEpochDay());
            case LocalTime time -> OrderedNumber.write(target, time.toNanoOfDay());
            case Instant instant -> writeSeconds(target, instant.getEpochSecond(), instant.getNano());
            case OffsetDateTime time -> {
                writeSeconds(target, time.toEpochSecond(), time.getNano());
                OrderedNumber.write(target, time.getOffset().getTotalSeconds());
            }
            case Date date -> OrderedNumber.write(target, date.getTime());
            case Duration duration -> writeSeconds(target, duration.getSeconds(), duration.getNano());
            case UUID uuid -> {
                writeSigned(target, uuid.getMostSignificantBits());
                writeSigned(target, uuid.getLeastSignificantBits());
            }
            default -> {}
        }
    }

    private static void writeSeconds(ByteWriter target, long seconds, int nanos) {
        OrderedNumber.write(target, seconds);
        OrderedNumber.write(target, nanos);
    }

    private static void writeSigned(ByteWriter target, long value) {
        target.writeLong(Long.reverseBytes(value ^ Long.MIN_VALUE));
    }

    /// Writes each unit of UTF-16 as UTF-8 does a character: so halves of surrogate pairs, with which Java compares,
    /// are compared here, too.
    ///
    /// @param end the length of the target from which on the text is cut
    /// @return whether it was not
    private static boolean writeText(ByteWriter target, String text, int end) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            boolean fits;
            if (unit < 0x80) {
                fits = writeEscaped(target, unit, end);
            } else if (unit < 0x800) {
                fits = writeEscaped(target, 0xC0 | unit >> 6, end) && writeEscaped(target, 0x80 | unit & 0x3F, end);
            } else {
                fits = writeEscaped(target, 0xE0 | unit >> 12, end)
                        && writeEscaped(target, 0x80 | unit >> 6 & 0x3F, end)
                        && writeEscaped(target, 0x80 | unit & 0x3F, end);
            }
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean writeBytes(ByteWriter target, byte[] bytes, int end) {
        for (byte next : bytes) {
            if (!writeEscaped(target, next, end)) {
                return false;
            }
        }
        return true;
    }

    /// @return whether there was room
    private static boolean writeEscaped(ByteWriter target, int value, int end) {
        int room = end - target.length();
        if (value == 0 && room >= 2) {
            target.writeByte(0);
            target.writeByte(OrderedKeys.ESCAPED);
            return true;
        }
        if (value != 0 && room >= 1) {
            target.writeByte(value);
            return true;
        }
        return false;
    }

    /// @return whether the value was cut
    private static boolean writeEnd(ByteWriter target, boolean fits) {
        target.writeByte(0);
        target.writeByte(fits ? OrderedKeys.ENDED : OrderedKeys.CUT);
        return !fits;
    }
}
