package dev.coppice.store.delta;

import java.util.Arrays;

/// Sorts heads together with the places that they come from: each pair is one number, the first bits of the head and
/// then the place. Many are distributed digit after digit, in few passes that compare nothing: they are read again
/// right after a start, when little of the code is compiled yet.
final class HeadSort {
    private static final int PLACE_BITS = 31;
    private static final long PLACES = (1L << PLACE_BITS) - 1;
    // The 33 bits of a head, in three digits.
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;
    private static final int FIRST = PLACE_BITS;
    private static final int SECOND = FIRST + DIGIT_BITS;
    private static final int THIRD = SECOND + DIGIT_BITS;
    // Below this, counting all digits costs more than it saves.
    private static final int COUNTED_MIN = 4 * DIGITS;

    private HeadSort() {}

    /// Where in the sorted array a pair comes from.
    static int place(long pair) {
        return (int) (pair & PLACES);
    }

    /// Whether two pairs have the same head, as far as it is kept.
    static boolean alike(long a, long b) {
        return (a ^ b) >>> PLACE_BITS == 0;
    }

    /// Pairs of heads and their places, in the order of the heads, those alike in the order of their places.
    ///
    /// @param heads that many are used
    static long[] sorted(long[] heads, int length) {
        long[] pairs = new long[length];
        if (length < COUNTED_MIN) {
            for (int i = 0; i < length; i++) {
                pairs[i] = heads[i] & ~PLACES | i;
            }
            Arrays.sort(pairs);
            return pairs;
        }
        int[] first = new int[DIGITS];
        int[] second = new int[DIGITS];
        int[] third = new int[DIGITS];
        for (int i = 0; i < length; i++) {
            long pair = heads[i] & ~PLACES | i;
            pairs[i] = pair;
            first[digit(pair, FIRST)]++;
            second[digit(pair, SECOND)]++;
            third[digit(pair, THIRD)]++;
        }
        long[] other = distribute(pairs, new long[length], FIRST, first);
        pairs = distribute(other, pairs, SECOND, second);
        return distribute(pairs, other, THIRD, third);
    }

    private static long[] distribute(long[] source, long[] target, int shift, int[] counts) {
        int next = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            int count = counts[digit];
            counts[digit] = next;
            next += count;
        }
        for (long pair : source) {
            target[counts[digit(pair, shift)]++] = pair;
        }
        return target;
    }

    // Heads are signed: turned round, the negative ones come first.
    private static int digit(long pair, int shift) {
        return (int) ((pair ^ Long.MIN_VALUE) >>> shift) & (DIGITS - 1);
    }
}
