package dev.coppice.store.sim;

import dev.coppice.store.host.Entropy;
import java.util.SplittableRandom;

/// Numbers that look random and repeat with their seed. Thread-safe, and repeatable as long as one thread asks.
public final class SeededEntropy implements Entropy {
    private final SplittableRandom random;

    /// The sequence of a seed.
    public SeededEntropy(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public synchronized long nextLong() {
        return random.nextLong();
    }
}
