package dev.coppice.bench.data;

import java.util.SplittableRandom;

/// A sequence of indexes drawn before the clock starts, so that drawing costs nothing while it runs. Replayed in a
/// circle.
public final class Trace {
    private static final int LENGTH = 1 << 20;

    private final int[] indexes = new int[LENGTH];
    private int next;

    /// Scrambled-zipfian indexes of `dataset`: a few are drawn most of the time, and those lie anywhere.
    public static Trace zipfian(Dataset dataset, double theta, long seed) {
        Zipf zipf = new Zipf(dataset.entries(), theta);
        // The scrambling does not depend on the thread's seed: all threads have the same favourites.
        Permutation scrambled = new Permutation(dataset.entries(), dataset.seed());
        SplittableRandom random = new SplittableRandom(seed);
        Trace trace = new Trace();
        for (int i = 0; i < LENGTH; i++) {
            trace.indexes[i] = Math.toIntExact(scrambled.at(zipf.next(random) - 1));
        }
        return trace;
    }

    /// The next index.
    public long next() {
        return indexes[next++ & LENGTH - 1];
    }
}
