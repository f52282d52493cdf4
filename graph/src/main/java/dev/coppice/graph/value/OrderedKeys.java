package dev.coppice.graph.value;

import dev.coppice.graph.GraphException;

/// Finds its way in keys that [OrderedKeyWriter] has written: where a value ends, whether it was cut, and between which
/// bytes the values of a type lie. A key has no type's exact value: the integer 1 and the double 1.0 are one there, and
/// the record tells them apart.
///
/// No method allocates.
public final class OrderedKeys {
    static final int FALSE = 0x08;
    static final int TRUE = 0x09;

    // The first bytes of numbers mirror each other around that of zero.
    static final int NEGATIVE_INFINITY = 0x10;
    static final int ZERO = 0x55;
    static final int POSITIVE_TINY = 0x56;
    static final int POSITIVE_SMALL = 0x57;
    static final int POSITIVE = 0x58;
    static final int POSITIVE_LARGE = 0x98;
    static final int POSITIVE_HUGE = 0x99;
    static final int POSITIVE_INFINITY = 0x9A;
    static final int NAN = 0x9B;

    static final int DATE = 0xA0;
    static final int TIME = 0xA1;
    static final int INSTANT = 0xA2;
    static final int OFFSET_DATE_TIME = 0xA3;
    static final int LEGACY_DATE = 0xA4;
    static final int DURATION = 0xA5;

    static final int STRING = 0xB0;
    static final int UUID = 0xB1;
    static final int BYTES = 0xB2;

    // What follows a zero byte in strings and bytes.
    static final int ENDED = 0x00;
    static final int CUT = 0x01;
    static final int ESCAPED = 0xFF;

    private static final String KEY = "a key";

    private OrderedKeys() {}

    /// The index after the value at an index.
    ///
    /// @param key an array that has the key
    /// @param at where the value begins
    /// @param limit where the key ends in the array
    /// @throws GraphException.Corrupt when no value begins there, or it does not end before the limit
    public static int end(byte[] key, int at, int limit) {
        int end = walk(key, at, limit);
        return end < 0 ? ~end : end;
    }

    /// Whether the value at an index was too long for its key, which has only how it begins. Different values may have
    /// the same cut key, so whoever finds one must ask the record.
    ///
    /// @param key an array that has the key
    /// @param at where the value begins
    /// @param limit where the key ends in the array
    /// @throws GraphException.Corrupt when no value begins there, or it does not end before the limit
    public static boolean isCut(byte[] key, int at, int limit) {
        return walk(key, at, limit) < 0;
    }

    /// The smallest byte that keys of a type begin with, 0 to 255. All types of numbers share one range.
    ///
    /// @throws GraphException.Invalid when the type has no order
    public static int firstByteMin(ValueType type) {
        return switch (type) {
            case BOOLEAN -> FALSE;
            case BYTE, SHORT, INTEGER, LONG, FLOAT, DOUBLE, BIG_INTEGER, DECIMAL -> NEGATIVE_INFINITY;
            case DATE -> DATE;
            case TIME -> TIME;
            case INSTANT -> INSTANT;
            case OFFSET_DATE_TIME -> OFFSET_DATE_TIME;
            case LEGACY_DATE -> LEGACY_DATE;
            case DURATION -> DURATION;
            case STRING -> STRING;
            case UUID -> UUID;
            case BYTES -> BYTES;
            case VECTOR, LIST, SET, MAP -> throw unordered(type);
        };
    }

    /// The greatest byte that keys of a type begin with, 0 to 254. Of numbers it is that of infinity: NaN, which is
    /// neither less nor greater than anything, comes after it.
    ///
    /// @throws GraphException.Invalid when the type has no order
    public static int firstByteMax(ValueType type) {
        if (type.isNumber()) {
            return POSITIVE_INFINITY;
        }
        return type == ValueType.BOOLEAN ? TRUE : firstByteMin(type);
    }

    static GraphException.Invalid unordered(ValueType type) {
        return new GraphException.Invalid("a value of type " + type
                + " cannot be in a key of an index, for it has no order: index another property");
    }

    /// The index after a value, or its complement when the value was cut.
    private static int walk(byte[] key, int at, int limit) {
        int first = unsigned(key, at, limit);
        return switch (first) {
            case FALSE, TRUE -> at + 1;
            case DATE, TIME, LEGACY_DATE -> numbers(key, at + 1, limit, 1);
            case INSTANT, DURATION -> numbers(key, at + 1, limit, 2);
            case OFFSET_DATE_TIME -> numbers(key, at + 1, limit, 3);
            case STRING, BYTES -> escaped(key, at + 1, limit);
            case UUID -> fixed(at + 1, 2 * Long.BYTES, limit);
            default -> OrderedNumber.walk(key, at, limit);
        };
    }

    private static int numbers(byte[] key, int at, int limit, int count) {
        int next = at;
        for (int i = 0; i < count; i++) {
            int end = OrderedNumber.walk(key, next, limit);
            if (end < 0) {
                throw malformed(next, "a number of 64 bits", "a longer one");
            }
            next = end;
        }
        return next;
    }

    private static int escaped(byte[] key, int at, int limit) {
        int next = at;
        while (true) {
            if (unsigned(key, next++, limit) == 0) {
                int mark = unsigned(key, next++, limit);
                switch (mark) {
                    case ESCAPED -> {}
                    case ENDED -> {
                        return next;
                    }
                    case CUT -> {
                        return ~next;
                    }
                    default -> throw malformed(next - 1, "0, 1 or 255 after a zero", Integer.toString(mark));
                }
            }
        }
    }

    static int fixed(int at, int count, int limit) {
        if (count > limit - at) {
            throw malformed(at, count + " more bytes", Integer.toString(limit - at));
        }
        return at + count;
    }

    static int unsigned(byte[] key, int at, int limit) {
        if (at >= limit) {
            throw malformed(at, "more bytes", "the end");
        }
        return Byte.toUnsignedInt(key[at]);
    }

    static GraphException.Corrupt malformed(int at, String expected, String found) {
        return Malformed.at(KEY, at, expected, found);
    }
}
