package dev.coppice.bench.data;

/// Mixes a counter into a number that looks random: a bijection on 64 bits, so distinct inputs stay distinct.
public final class Mix {
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private Mix() {}

    /// The mixed form of `value`: every input bit changes about half of the output bits.
    public static long mix(long value) {
        long z = value + GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }

    /// The mixed form of an ordered pair.
    public static long mix(long first, long second) {
        return mix(mix(first) + second);
    }
}
