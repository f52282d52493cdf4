package dev.coppice.bench.data;

/// A pseudo-random order of the numbers below a size, computed rather than stored.
///
/// A four-round Feistel network permutes the smallest even number of bits that holds the size, and a result that falls
/// outside is permuted again until it falls inside; on average this takes fewer than four steps.
public final class Permutation {
    private static final int ROUNDS = 4;

    private final long size;
    private final long seed;
    private final int halfBits;
    private final long halfMask;

    /// An order of the numbers from 0 to `size - 1`, the same for the same seed.
    public Permutation(long size, long seed) {
        if (size < 1 || size > 1L << 62) {
            throw new IllegalArgumentException("size " + size);
        }
        this.size = size;
        this.seed = seed;
        int bits = Math.max(2, Long.SIZE - Long.numberOfLeadingZeros(size - 1));
        this.halfBits = (bits + 1) / 2;
        this.halfMask = (1L << halfBits) - 1;
    }

    /// The number at `position`, which must be below the size.
    public long at(long position) {
        long number = position;
        do {
            number = permuteOnce(number);
        } while (number >= size);
        return number;
    }

    private long permuteOnce(long number) {
        long left = number >>> halfBits;
        long right = number & halfMask;
        for (int round = 0; round < ROUNDS; round++) {
            long next = left ^ (Mix.mix(right ^ seed + round) & halfMask);
            left = right;
            right = next;
        }
        return left << halfBits | right;
    }
}
