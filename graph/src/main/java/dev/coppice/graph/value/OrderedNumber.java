package dev.coppice.graph.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/// Numbers of all types in one order: their bytes are equal if and only if the numbers are, whatever their types, and
/// otherwise in the order of the numbers, exactly. The page of the package has the format.
///
/// A number is written as ±1.f × 2^e, in 64 significant bits. That is exact for all but some big integers and decimals.
/// Of those it is what they begin with, rounded towards zero, and the decimal digits of the whole number follow, to
/// tell it from others that begin with the same bits.
final class OrderedNumber {
    /// The exponents of integers of 64 bits, for which there is room in the first byte.
    private static final int EXPONENTS_IN_FIRST = Long.SIZE;

    private static final int EXPONENT_MIN = -1074;
    private static final int EXPONENT_MAX = 1023;
    private static final int SIGNIFICANT_BITS = 64;
    private static final int FRACTION_BITS_OF_DOUBLE = 52;
    private static final int BITS_PER_GROUP = 7;
    private static final int GROUPS_MAX = 9;
    private static final int EXPONENT_LENGTH = 2;

    // From 10^309 on, numbers are above all doubles, and below 10^-324 under them.
    private static final int DECIMAL_EXPONENT_MAX = 309;
    private static final int DECIMAL_EXPONENT_MIN = -323;

    /// Bytes of the decimal exponents of numbers that lie among the doubles, and of others.
    private static final int DECIMAL_EXPONENT_LENGTH = 2;

    private static final int LONG_DECIMAL_EXPONENT_LENGTH = 5;

    private static final int DIGITS_MAX = 99 << 1 | 1;
    private static final int CUT = 0xFF;
    private static final int INVERTED = 0xFF;

    private OrderedNumber() {}

    static void write(ByteWriter target, long value) {
        if (value == 0) {
            target.writeByte(OrderedKeys.ZERO);
            return;
        }
        // Read as unsigned, which the negation of the smallest one is right for.
        long magnitude = value < 0 ? -value : value;
        int shift = Long.numberOfLeadingZeros(magnitude);
        writeBinary(target, value < 0, Long.SIZE - 1 - shift, magnitude << shift, true);
    }

    static void write(ByteWriter target, double value) {
        boolean negative = value < 0;
        if (value == 0) {
            target.writeByte(OrderedKeys.ZERO);
        } else if (Double.isNaN(value)) {
            target.writeByte(OrderedKeys.NAN);
        } else if (Double.isInfinite(value)) {
            target.writeByte(mirrored(OrderedKeys.POSITIVE_INFINITY, negative));
        } else {
            writeFinite(target, negative, Math.abs(value));
        }
    }

    private static void writeFinite(ByteWriter target, boolean negative, double magnitude) {
        long fraction = Double.doubleToRawLongBits(magnitude) & (1L << FRACTION_BITS_OF_DOUBLE) - 1;
        if (magnitude < Double.MIN_NORMAL) {
            int shift = Long.numberOfLeadingZeros(fraction);
            writeBinary(target, negative, EXPONENT_MIN + Long.SIZE - 1 - shift, fraction << shift, true);
        } else {
            long significand = fraction | 1L << FRACTION_BITS_OF_DOUBLE;
            int shift = SIGNIFICANT_BITS - 1 - FRACTION_BITS_OF_DOUBLE;
            writeBinary(target, negative, Math.getExponent(magnitude), significand << shift, true);
        }
    }

    /// @param lengthMax how many bytes there may be
    /// @return whether the number was cut
    static boolean write(ByteWriter target, BigInteger value, int lengthMax) {
        if (value.bitLength() < Long.SIZE) {
            write(target, value.longValue());
            return false;
        }
        int end = OrderedKeyWriter.end(target, lengthMax) - 1;
        boolean negative = value.signum() < 0;
        BigInteger magnitude = value.abs();
        int exponentLength = writeLeadingBits(target, negative, magnitude, 0, true);
        return exponentLength > 0 && writeDigits(target, negative, magnitude, 0, exponentLength, end);
    }

    /// @param lengthMax how many bytes there may be
    /// @return whether the number was cut
    static boolean write(ByteWriter target, BigDecimal value, int lengthMax) {
        if (value.signum() == 0) {
            target.writeByte(OrderedKeys.ZERO);
            return false;
        }
        int end = OrderedKeyWriter.end(target, lengthMax) - 1;
        boolean negative = value.signum() < 0;
        BigInteger unscaled = value.unscaledValue().abs();
        // The number is below 10^exponent and not below a tenth of it.
        long exponent = (long) value.precision() - value.scale();
        int exponentLength;
        if (exponent > DECIMAL_EXPONENT_MAX) {
            exponentLength = writeOutside(target, negative, OrderedKeys.POSITIVE_HUGE);
        } else if (exponent < DECIMAL_EXPONENT_MIN) {
            exponentLength = writeOutside(target, negative, OrderedKeys.POSITIVE_TINY);
        } else {
            exponentLength = writeLeadingBits(target, negative, unscaled, value.scale());
        }
        return exponentLength > 0 && writeDigits(target, negative, unscaled, value.scale(), exponentLength, end);
    }

    /// Writes the leading bits of unscaled × 10^-scale.
    ///
    /// @return the length of the decimal exponent that is to follow, 0 when these bits are the number
    private static int writeLeadingBits(ByteWriter target, boolean negative, BigInteger unscaled, int scale) {
        if (scale <= 0) {
            return writeLeadingBits(target, negative, unscaled.multiply(BigInteger.TEN.pow(-scale)), 0, true);
        }
        BigInteger divisor = BigInteger.TEN.pow(scale);
        // So far that the quotient has all significant bits.
        int shift = SIGNIFICANT_BITS + 1 - (unscaled.bitLength() - divisor.bitLength());
        BigInteger[] quotient =
                unscaled.shiftLeft(Math.max(0, shift)).divideAndRemainder(divisor.shiftLeft(Math.max(0, -shift)));
        return writeLeadingBits(target, negative, quotient[0], -shift, quotient[1].signum() == 0);
    }

    /// Writes the leading bits of magnitude × 2^scale.
    ///
    /// @param exact whether that is the number; if not, it is below it and has at least its significant bits
    /// @return the length of the decimal exponent that is to follow, 0 when these bits are the number
    private static int writeLeadingBits(
            ByteWriter target, boolean negative, BigInteger magnitude, int scale, boolean exact) {
        int exponent = magnitude.bitLength() - 1 + scale;
        if (exponent > EXPONENT_MAX) {
            return writeOutside(target, negative, OrderedKeys.POSITIVE_HUGE);
        }
        if (exponent < EXPONENT_MIN) {
            return writeOutside(target, negative, OrderedKeys.POSITIVE_TINY);
        }
        int dropped = magnitude.bitLength() - SIGNIFICANT_BITS;
        boolean all = exact && magnitude.getLowestSetBit() >= dropped;
        writeBinary(target, negative, exponent, magnitude.shiftRight(dropped).longValue(), all);
        return all ? 0 : DECIMAL_EXPONENT_LENGTH;
    }

    private static int writeOutside(ByteWriter target, boolean negative, int first) {
        target.writeByte(mirrored(first, negative));
        return LONG_DECIMAL_EXPONENT_LENGTH;
    }

    /// @param significand 64 bits, of which the highest is set
    /// @param all whether these are all bits of the number
    private static void writeBinary(ByteWriter target, boolean negative, int exponent, long significand, boolean all) {
        int inversion = negative ? INVERTED : 0;
        if (exponent < 0) {
            target.writeByte(mirrored(OrderedKeys.POSITIVE_SMALL, negative));
            writeExponent(target, exponent - EXPONENT_MIN, EXPONENT_LENGTH, inversion);
        } else if (exponent < EXPONENTS_IN_FIRST) {
            target.writeByte(mirrored(OrderedKeys.POSITIVE + exponent, negative));
        } else {
            target.writeByte(mirrored(OrderedKeys.POSITIVE_LARGE, negative));
            writeExponent(target, exponent - EXPONENTS_IN_FIRST, EXPONENT_LENGTH, inversion);
        }
        // The highest bit is set in every number, and left out.
        long rest = significand << 1;
        boolean more = true;
        for (int groups = 0; more && groups < GROUPS_MAX; groups++) {
            int group = (int) (rest >>> Long.SIZE - BITS_PER_GROUP);
            rest <<= BITS_PER_GROUP;
            more = rest != 0 || !all;
            target.writeByte((group << 1 | (more ? 1 : 0)) ^ inversion);
        }
    }

    /// Writes unscaled × 10^-scale as 0.d × 10^e: e, and the digits d, two to a byte.
    ///
    /// @param end the length of the target from which on the number is cut
    /// @return whether it was
    private static boolean writeDigits(
            ByteWriter target, boolean negative, BigInteger unscaled, int scale, int exponentLength, int end) {
        int inversion = negative ? INVERTED : 0;
        String digits = unscaled.toString();
        long exponent = (long) digits.length() - scale;
        long bias = 1L << Byte.SIZE * exponentLength - 1;
        writeExponent(target, exponent + bias, exponentLength, inversion);
        int count = digits.length();
        while (digits.charAt(count - 1) == '0') {
            count--;
        }
        for (int i = 0; i < count; i += 2) {
            if (target.length() == end) {
                target.writeByte(CUT ^ inversion);
                return true;
            }
            int pair = 10 * (digits.charAt(i) - '0') + (i + 1 < count ? digits.charAt(i + 1) - '0' : 0);
            boolean more = i + 2 < count;
            target.writeByte((pair << 1 | (more ? 1 : 0)) ^ inversion);
        }
        return false;
    }

    private static void writeExponent(ByteWriter target, long exponent, int length, int inversion) {
        for (int i = length - 1; i >= 0; i--) {
            target.writeByte((int) (exponent >>> Byte.SIZE * i) ^ inversion);
        }
    }

    /// The first byte of a number, or of its negation.
    private static int mirrored(int first, boolean negative) {
        return negative ? 2 * OrderedKeys.ZERO - first : first;
    }

    /// The index after a number, or its complement when the number was cut.
    static int walk(byte[] key, int at, int limit) {
        int first = OrderedKeys.unsigned(key, at, limit);
        boolean negative = first < OrderedKeys.ZERO;
        int inversion = negative ? INVERTED : 0;
        int magnitude = mirrored(first, negative);
        if (magnitude == OrderedKeys.ZERO || magnitude == OrderedKeys.POSITIVE_INFINITY || first == OrderedKeys.NAN) {
            return at + 1;
        }
        if (magnitude == OrderedKeys.POSITIVE_TINY || magnitude == OrderedKeys.POSITIVE_HUGE) {
            return walkDigits(key, at + 1 + LONG_DECIMAL_EXPONENT_LENGTH, limit, inversion);
        }
        if (magnitude > OrderedKeys.POSITIVE_INFINITY) {
            throw OrderedKeys.malformed(at, "the first byte of a value", Integer.toString(first));
        }
        boolean exponentInFirst =
                magnitude >= OrderedKeys.POSITIVE && magnitude < OrderedKeys.POSITIVE + EXPONENTS_IN_FIRST;
        int next = at + 1 + (exponentInFirst ? 0 : EXPONENT_LENGTH);
        for (int groups = 0; groups < GROUPS_MAX; groups++) {
            int group = OrderedKeys.unsigned(key, next++, limit) ^ inversion;
            if ((group & 1) == 0) {
                return next;
            }
        }
        return walkDigits(key, next + DECIMAL_EXPONENT_LENGTH, limit, inversion);
    }

    private static int walkDigits(byte[] key, int at, int limit, int inversion) {
        int next = at;
        while (true) {
            int digits = OrderedKeys.unsigned(key, next++, limit) ^ inversion;
            if (digits == CUT) {
                return ~next;
            }
            if (digits > DIGITS_MAX) {
                throw OrderedKeys.malformed(next - 1, "two decimal digits", Integer.toString(digits >> 1));
            }
            if ((digits & 1) == 0) {
                return next;
            }
        }
    }
}
