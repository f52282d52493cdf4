package dev.coppice.graph.value;

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
import java.util.UUID;

/// The order of values, said a second time and without any encoding: what [OrderedKeyWriter] promises.
final class OrderedOracle {
    private static final List<ValueType> RANKS = List.of(
            ValueType.BOOLEAN,
            ValueType.DOUBLE, // stands for all numbers
            ValueType.DATE,
            ValueType.TIME,
            ValueType.INSTANT,
            ValueType.OFFSET_DATE_TIME,
            ValueType.LEGACY_DATE,
            ValueType.DURATION,
            ValueType.STRING,
            ValueType.UUID,
            ValueType.BYTES);

    private OrderedOracle() {}

    static int compare(Object left, Object right) {
        int rank = Integer.compare(rank(left), rank(right));
        return rank != 0 ? rank : Integer.signum(compareOfOneRank(left, right));
    }

    static int compareTuples(List<?> left, List<?> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    private static int rank(Object value) {
        return RANKS.indexOf(value instanceof Number ? ValueType.DOUBLE : ValueType.of(value));
    }

    private static int compareOfOneRank(Object left, Object right) {
        return switch (left) {
            case Boolean value -> value.compareTo((Boolean) right);
            case Number value -> compareNumbers(value, (Number) right);
            case LocalDate value -> value.compareTo((LocalDate) right);
            case LocalTime value -> value.compareTo((LocalTime) right);
            case Instant value -> value.compareTo((Instant) right);
            case OffsetDateTime value -> value.compareTo((OffsetDateTime) right);
            case Date value -> value.compareTo((Date) right);
            case Duration value -> value.compareTo((Duration) right);
            case String value -> value.compareTo((String) right);
            case UUID value -> value.compareTo((UUID) right);
            case byte[] value -> Arrays.compareUnsigned(value, (byte[]) right);
            default -> throw new AssertionError(left.getClass());
        };
    }

    private static int compareNumbers(Number left, Number right) {
        int size = Integer.compare(infinity(left), infinity(right));
        return size != 0 || infinity(left) != 0 ? size : exact(left).compareTo(exact(right));
    }

    /// -1 and 1 for the infinities, 2 for NaN, 0 for all other numbers.
    private static int infinity(Number number) {
        if (!(number instanceof Double || number instanceof Float)) {
            return 0;
        }
        double real = number.doubleValue();
        if (Double.isNaN(real)) {
            return 2;
        }
        return Double.isInfinite(real) ? (int) Math.signum(real) : 0;
    }

    private static BigDecimal exact(Number number) {
        return switch (number) {
            case BigDecimal decimal -> decimal;
            case BigInteger integer -> new BigDecimal(integer);
            case Double real -> new BigDecimal(real);
            case Float real -> new BigDecimal(real);
            default -> BigDecimal.valueOf(number.longValue());
        };
    }
}
