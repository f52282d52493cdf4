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
import java.util.function.Function;
import java.util.stream.Collectors;

/// The types that values of properties have, each with the Java class that its values are of. A value of any other
/// class, also of a subclass that adds to one of these, is refused and not converted, because what is read must be what
/// was written.
///
/// **When two values are equal.** They are of one type, and equal as [Object#equals] of their class says; vectors and
/// byte arrays by content, lists, sets and maps by their elements, so compared, whatever class the collection is of. So
/// the integer 1, the long 1, the float 1.0 and the string "1" are four values; the decimals 1.0 and 1.00 are two; 0.0
/// and -0.0 are two; and all NaN of a type are one.
///
/// **Null is no value**, but may be an element of a list or a set and a key or value of a map.
public enum ValueType {
    /// True or false.
    BOOLEAN(ValueFormat.FALSE, Boolean.class),
    /// An integer of 8 bits.
    BYTE(3, Byte.class),
    /// An integer of 16 bits.
    SHORT(4, Short.class),
    /// An integer of 32 bits.
    INTEGER(5, Integer.class),
    /// An integer of 64 bits.
    LONG(6, Long.class),
    /// A binary floating-point number of 32 bits (IEEE 754).
    FLOAT(7, Float.class),
    /// A binary floating-point number of 64 bits (IEEE 754).
    DOUBLE(8, Double.class),
    /// An integer of any size.
    BIG_INTEGER(9, BigInteger.class),
    /// A decimal number of any size; its scale belongs to the value.
    DECIMAL(10, BigDecimal.class),
    /// Text. Half a surrogate pair is not text and is refused.
    STRING(11, String.class),
    /// Bytes.
    BYTES(12, byte[].class),
    /// A day of the calendar, without time and time zone.
    DATE(13, LocalDate.class),
    /// A time of the day, to the nanosecond, without time zone.
    TIME(14, LocalTime.class),
    /// A point in time, to the nanosecond.
    INSTANT(15, Instant.class),
    /// A point in time, to the nanosecond, with the offset from UTC in which it was noted.
    OFFSET_DATE_TIME(16, OffsetDateTime.class),
    /// A point in time, to the millisecond, as older programs have it. Subclasses, such as those of `java.sql`, are
    /// other types and refused.
    LEGACY_DATE(17, Date.class),
    /// A span of time, to the nanosecond.
    DURATION(18, Duration.class),
    /// A universally unique identifier.
    UUID(19, java.util.UUID.class),
    /// A vector of 32-bit floating-point numbers.
    VECTOR(20, float[].class),
    /// Values, or nulls, in an order.
    LIST(21, List.class),
    /// Different values, or null, in no order.
    SET(22, Set.class),
    /// Values by keys, in no order. Keys are values of any type, also of different ones, or null.
    MAP(23, Map.class);

    private static final Map<Class<?>, ValueType> BY_CLASS =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ValueType::javaClass, Function.identity()));
    private static final ValueType[] BY_TAG = byTag();

    private final int tag;
    private final Class<?> javaClass;

    ValueType(int tag, Class<?> javaClass) {
        this.tag = tag;
        this.javaClass = javaClass;
    }

    /// The type of a value.
    ///
    /// @throws GraphException.Invalid when values of its class cannot be stored, or it is null; elements of collections
    ///     are not looked at
    public static ValueType of(Object value) {
        if (value == null) {
            throw new GraphException.Invalid("null is no value: leave the property out, or remove it");
        }
        ValueType type = BY_CLASS.get(value.getClass());
        if (type != null) {
            return type;
        }
        if (value instanceof List) {
            return LIST;
        }
        if (value instanceof Set) {
            return SET;
        }
        if (value instanceof Map) {
            return MAP;
        }
        throw new GraphException.Invalid("a value of class " + value.getClass().getTypeName()
                + " cannot be stored: convert it to one of "
                + Arrays.stream(values())
                        .map(storable -> storable.javaClass.getTypeName())
                        .collect(Collectors.joining(", ")));
    }

    /// The class of the values, or, of lists, sets and maps, the interface that they implement.
    public Class<?> javaClass() {
        return javaClass;
    }

    /// Whether values of the type are numbers, which keys of indexes order among each other whatever their types.
    public boolean isNumber() {
        return Number.class.isAssignableFrom(javaClass);
    }

    /// Whether values of the type have a place in the order of [OrderedKeyWriter]. Vectors, lists, sets and maps have
    /// none.
    public boolean isOrdered() {
        return this != VECTOR && this != LIST && this != SET && this != MAP;
    }

    /// The first byte of the type's values in records; the true boolean has the one after it.
    int tag() {
        return tag;
    }

    /// The type whose values begin with a byte, or null when none do.
    static ValueType ofTag(int tag) {
        return tag < BY_TAG.length ? BY_TAG[tag] : null;
    }

    private static ValueType[] byTag() {
        ValueType[] types = new ValueType[MAP.tag + 1];
        for (ValueType type : values()) {
            types[type.tag] = type;
        }
        types[ValueFormat.TRUE] = BOOLEAN;
        return types;
    }
}
