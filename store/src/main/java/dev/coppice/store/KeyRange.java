package dev.coppice.store;

import java.util.Arrays;

/// A range of keys. A null bound is no bound. Immutable; the arrays must not be changed afterwards.
///
/// @param lower the lower bound or null
/// @param lowerInclusive whether a key equal to the lower bound is in the range
/// @param upper the upper bound or null
/// @param upperInclusive whether a key equal to the upper bound is in the range
public record KeyRange(byte[] lower, boolean lowerInclusive, byte[] upper, boolean upperInclusive) {
    private static final KeyRange ALL = new KeyRange(null, true, null, false);

    /// Every key.
    public static KeyRange all() {
        return ALL;
    }

    /// Keys at or above the bound.
    public static KeyRange from(byte[] lower) {
        return new KeyRange(lower, true, null, false);
    }

    /// Keys below the bound.
    public static KeyRange until(byte[] upper) {
        return new KeyRange(null, true, upper, false);
    }

    /// Keys at or above the first bound and below the second.
    public static KeyRange between(byte[] lower, byte[] upper) {
        return new KeyRange(lower, true, upper, false);
    }

    /// Keys that begin with the given bytes.
    public static KeyRange prefix(byte[] prefix) {
        return new KeyRange(prefix, true, afterPrefix(prefix), false);
    }

    /// The keys that lie in this range and in another one; perhaps none.
    public KeyRange intersection(KeyRange other) {
        boolean isHigher = lower == null || (other.lower != null && order(lower, other.lower, !lowerInclusive) < 0);
        boolean isLower = upper == null || (other.upper != null && order(upper, other.upper, upperInclusive) > 0);
        return new KeyRange(
                isHigher ? other.lower : lower,
                isHigher ? other.lowerInclusive : lowerInclusive,
                isLower ? other.upper : upper,
                isLower ? other.upperInclusive : upperInclusive);
    }

    /// The order of two bounds; of equal ones the first comes after if told so, or else before.
    private static int order(byte[] a, byte[] b, boolean after) {
        int order = Arrays.compareUnsigned(a, b);
        return order != 0 ? order : after ? 1 : -1;
    }

    /// Whether the key lies in the range.
    public boolean contains(byte[] key) {
        return !isBelow(key, key.length) && !isAbove(key, key.length);
    }

    /// Whether the first `length` bytes of the array, taken as a key, lie below the range.
    public boolean isBelow(byte[] key, int length) {
        if (lower == null) {
            return false;
        }
        int order = Arrays.compareUnsigned(key, 0, length, lower, 0, lower.length);
        return lowerInclusive ? order < 0 : order <= 0;
    }

    /// Whether the first `length` bytes of the array, taken as a key, lie above the range.
    public boolean isAbove(byte[] key, int length) {
        if (upper == null) {
            return false;
        }
        int order = Arrays.compareUnsigned(key, 0, length, upper, 0, upper.length);
        return upperInclusive ? order > 0 : order >= 0;
    }

    /// The smallest key above every key with this prefix: the prefix with its last byte that is not `0xFF` raised by
    /// one and the rest cut off; null when there is none.
    private static byte[] afterPrefix(byte[] prefix) {
        int length = prefix.length;
        while (length > 0 && prefix[length - 1] == (byte) 0xFF) {
            length--;
        }
        if (length == 0) {
            return null;
        }
        byte[] after = Arrays.copyOf(prefix, length);
        after[length - 1]++;
        return after;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRange range
                && Arrays.equals(lower, range.lower)
                && lowerInclusive == range.lowerInclusive
                && Arrays.equals(upper, range.upper)
                && upperInclusive == range.upperInclusive;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(lower) * 31 + Arrays.hashCode(upper);
    }
}
