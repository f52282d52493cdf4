package dev.coppice.store.sim;

import java.nio.file.Path;
import java.util.SplittableRandom;

/// Runs a test's body for many seeds, and makes a failure say how to see it again.
///
/// The system property `coppice.seed` runs one seed only, `coppice.seeds` sets how many are run, and `coppice.seedBase`
/// where they start; without it they are the same on every run, so that a build that was green stays green.
public final class Seeds {
    private static final String ONE = "coppice.seed";
    private static final String COUNT = "coppice.seeds";
    private static final String BASE = "coppice.seedBase";

    private Seeds() {}

    /// Runs the body for a number of seeds, one after the other, and stops at the first failure.
    ///
    /// @param test the test class, named in the command to replay
    /// @param count how many, unless a property says otherwise
    /// @throws AssertionError with seed and command, caused by what the body threw
    public static void forEach(Class<?> test, int count, Body body) {
        Long one = Long.getLong(ONE);
        if (one != null) {
            run(test, one, body);
            return;
        }
        var seeds = new SplittableRandom(Long.getLong(BASE, test.getName().hashCode()));
        int runs = Integer.getInteger(COUNT, count);
        for (int i = 0; i < runs; i++) {
            run(test, seeds.nextLong(), body);
        }
    }

    private static void run(Class<?> test, long seed, Body body) {
        try {
            body.run(seed);
        } catch (Exception | Error e) {
            throw new AssertionError(
                    "seed " + seed + " fails: " + e + "\n  replay: mvn -pl " + module() + " -am test -Dtest="
                            + test.getSimpleName() + " -Dsurefire.failIfNoSpecifiedTests=false"
                            + " -D" + ONE + "=" + seed,
                    e);
        }
    }

    /// The folder of the module whose tests run: Maven runs them in it.
    private static Path module() {
        return Path.of("").toAbsolutePath().getFileName();
    }

    /// What is run for one seed.
    @FunctionalInterface
    public interface Body {
        /// Runs the test.
        void run(long seed) throws Exception;
    }
}
