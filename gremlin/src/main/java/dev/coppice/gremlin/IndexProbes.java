package dev.coppice.gremlin;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.value.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/// What an index must be asked for so that nothing is missed that Gremlin takes for equal to a value, or above or below
/// it.
///
/// An index compares numbers exactly, whatever their types. Gremlin converts two numbers to the wider of their types
/// first, so that it takes the int 16,777,217 and the float 16,777,216 for equal, and the double 0.1 and the decimal
/// 0.1, but not 0.0 and -0.0. Where that can make a difference, the index is asked for more, and what it finds is
/// checked.
final class IndexProbes {
    /// Integers up to here are floats exactly.
    private static final long FLOAT_EXACT_MAX = 1L << 24;
    /// Integers up to here are doubles exactly.
    private static final long DOUBLE_EXACT_MAX = 1L << 53;
    /// More than any conversion changes a number, as a part of it.
    private static final double TOLERANCE = 0x1p-22;
    /// Below this, doubles have too few bits for the tolerance.
    private static final double SMALLEST = 1e-290;
    /// The longest text whose place in an index is not that of others too.
    private static final int TEXT_LENGTH_MAX = 50;
    /// A text up to here is whole in a key of an index, behind as many short values as may be before what is ordered
    /// by.
    private static final int UNCUT_LENGTH_MAX = 90;

    /// The least value of each type that Gremlin has no order for: values of one of them are compared as Java does, but
    /// all of them come behind those of the other types, by the names of their classes. An index has bytes last, which
    /// Gremlin cannot compare.
    static final List<Object> UNORDERED = List.of(
            LocalDate.MIN,
            LocalTime.MIN,
            Instant.MIN,
            new Date(Long.MIN_VALUE),
            Duration.ofSeconds(Long.MIN_VALUE),
            new byte[0]);

    private IndexProbes() {}

    /// A bound of a range.
    ///
    /// @param value the bound
    /// @param isInclusive whether it is in the range
    /// @param isExact whether the range has no value that Gremlin would leave out
    record Bound(Object value, boolean isInclusive, boolean isExact) {}

    /// Whether values of the type can be looked for.
    static boolean isSearchable(Object value) {
        if (value == null) {
            return false;
        }
        ValueType type;
        try {
            type = ValueType.of(value);
        } catch (GraphException.Invalid e) {
            return false;
        }
        return switch (type) {
            case FLOAT, DOUBLE -> !Double.isNaN(((Number) value).doubleValue());
            case BOOLEAN, BYTE, SHORT, INTEGER, LONG, BIG_INTEGER, DECIMAL, STRING -> true;
            case DATE, TIME, INSTANT, DURATION, UUID -> true;
            // Gremlin compares dates of two classes with each other, and never finds bytes equal.
            case OFFSET_DATE_TIME, LEGACY_DATE, BYTES, VECTOR, LIST, SET, MAP -> false;
        };
    }

    /// Whether two values are of one kind, numbers or otherwise.
    static boolean areComparable(Object one, Object other) {
        return one instanceof Number ? other instanceof Number : ValueType.of(one) == ValueType.of(other);
    }

    /// Whether values of an index, from one value to another, are of one kind that Gremlin orders in itself.
    ///
    /// @param least the value, or null where it is not known; the same of `greatest`
    static boolean areOfOneOrder(Object least, Object greatest) {
        return least != null && greatest != null && !(least instanceof byte[]) && areComparable(least, greatest);
    }

    /// Whether a value can be a bound, or one of the first values of an index with more keys.
    static boolean isShort(Object value) {
        return switch (value) {
            case String text -> text.length() <= TEXT_LENGTH_MAX;
            case BigInteger number -> number.bitLength() <= Long.SIZE;
            case BigDecimal number -> number.precision() <= TEXT_LENGTH_MAX;
            default -> true;
        };
    }

    /// Whether what the index finds for a value is what Gremlin takes for equal to it, so that nothing is to be
    /// checked.
    static boolean isExact(Object value) {
        return !(value instanceof Number number) || isSmallInteger(number) && number.longValue() != 0;
    }

    /// All values that the index must be asked for so that nothing is missed that Gremlin takes for equal to one.
    ///
    /// @return null when there are too many
    static List<Object> equalTo(Object value) {
        return switch (value) {
            case Float number -> Math.abs(number) < FLOAT_EXACT_MAX ? withDecimal(number) : null;
            case Double number -> Math.abs(number) < DOUBLE_EXACT_MAX ? withDecimal(number) : null;
            case Number number -> isSmallInteger(number) ? List.of(number) : withBinaries(number);
            default -> List.of(value);
        };
    }

    private static List<Object> withDecimal(Number binary) {
        return distinct(binary, new BigDecimal(binary.toString()));
    }

    private static List<Object> withBinaries(Number number) {
        return Double.isInfinite(number.doubleValue())
                ? null
                : distinct(number, number.doubleValue(), (double) number.floatValue());
    }

    private static List<Object> distinct(Number... numbers) {
        List<Object> distinct = new ArrayList<>();
        List<BigDecimal> seen = new ArrayList<>();
        for (Number number : numbers) {
            boolean isFinite = Double.isFinite(number.doubleValue());
            BigDecimal worth = isFinite ? worth(number) : null;
            if (isFinite && seen.stream().noneMatch(other -> other.compareTo(worth) == 0)) {
                seen.add(worth);
                distinct.add(number);
            }
        }
        return distinct;
    }

    private static BigDecimal worth(Number number) {
        return switch (number) {
            case BigDecimal decimal -> decimal;
            case BigInteger integer -> new BigDecimal(integer);
            case Float binary -> new BigDecimal(binary.doubleValue());
            case Double binary -> new BigDecimal(binary);
            default -> new BigDecimal(number.longValue());
        };
    }

    /// The bound below everything that Gremlin takes for above a value.
    ///
    /// @param isInclusive whether what is equal to the value is meant too
    /// @return null when there is none
    static Bound lower(Object value, boolean isInclusive) {
        return bound(value, isInclusive, -TOLERANCE);
    }

    /// The bound above everything that Gremlin takes for below a value.
    static Bound upper(Object value, boolean isInclusive) {
        return bound(value, isInclusive, TOLERANCE);
    }

    private static Bound bound(Object value, boolean isInclusive, double tolerance) {
        if (isExact(value)) {
            return new Bound(value, isInclusive, true);
        }
        Number number = (Number) value;
        double moved = number.doubleValue() + Math.abs(number.doubleValue()) * tolerance;
        boolean isTooSmall = Math.abs(moved) < SMALLEST && worth(number).signum() != 0;
        return !Double.isFinite(moved) || isTooSmall ? null : new Bound(moved, true, false);
    }

    /// Whether two values that follow each other in an ordered index may belong the other way round, because it may
    /// have no more than their beginnings: texts and numbers that are long and begin alike.
    static boolean mayBeMisplaced(Object one, Object other) {
        return switch (one) {
            case String first
            when other instanceof String second ->
                Math.min(first.length(), second.length()) > UNCUT_LENGTH_MAX
                        && first.regionMatches(0, second, 0, UNCUT_LENGTH_MAX);
            case Number first
            when other instanceof Number second ->
                !isShort(first) && !isShort(second) && first.doubleValue() == second.doubleValue();
            default -> false;
        };
    }

    private static boolean isSmallInteger(Number number) {
        return switch (number) {
            case Byte small -> true;
            case Short small -> true;
            case Integer integer -> Math.abs((long) integer) <= FLOAT_EXACT_MAX;
            case Long integer -> integer >= -FLOAT_EXACT_MAX && integer <= FLOAT_EXACT_MAX;
            default -> false;
        };
    }
}
