package dev.coppice.cli;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Runs a test's body for many seeds, and makes a failure say how to see it again. The properties are those of the
/// store's tests: `coppice.seed` runs one seed only, `coppice.seeds` sets how many are run, and `coppice.seedBase`
/// where they start.
public final class Seeds {
    private static final String ONE = "coppice.seed";

    private Seeds() {}

    /// Runs the body for a number of seeds, one after the other, and stops at the first failure.
    ///
    /// @param count how many, unless a property says otherwise
    /// @throws AssertionError with seed and command, caused by what the body threw
    public static void forEach(Class<?> test, int count, Body body) {
        Long one = Long.getLong(ONE);
        if (one != null) {
            run(test, one, body);
            return;
        }
        var seeds = new SplittableRandom(
                Long.getLong("coppice.seedBase", test.getName().hashCode()));
        for (int i = Integer.getInteger("coppice.seeds", count); i > 0; i--) {
            run(test, seeds.nextLong(), body);
        }
    }

    private static void run(Class<?> test, long seed, Body body) {
        try {
            body.run(new SplittableRandom(seed));
        } catch (Throwable e) {
            throw new AssertionError(
                    "seed " + seed + " fails: " + e + "\n  replay: mvn -pl cli -am test -Dtest=" + test.getSimpleName()
                            + " -Dsurefire.failIfNoSpecifiedTests=false -D" + ONE + "=" + seed,
                    e);
        }
    }

    /// A text after some accidents: cut, with pieces put in, a byte changed, or repeated inside itself.
    ///
    /// @param pieces what may be put in
    public static byte[] mangled(byte[] text, byte[][] pieces, SplittableRandom random) {
        byte[] bytes = text.clone();
        for (int i = random.nextInt(5); i >= 0; i--) {
            int at = random.nextInt(bytes.length + 1);
            switch (random.nextInt(4)) {
                case 0 -> bytes = Arrays.copyOf(bytes, at);
                case 1 -> {
                    byte[] piece = pieces[random.nextInt(pieces.length)];
                    for (int copies = random.nextInt(1, 4); copies > 0; copies--) {
                        bytes = inserted(bytes, at, piece);
                    }
                }
                case 2 -> {
                    if (at < bytes.length) {
                        bytes[at] = (byte) random.nextInt();
                    }
                }
                default -> bytes = inserted(bytes, at, bytes);
            }
        }
        return bytes;
    }

    private static byte[] inserted(byte[] bytes, int at, byte[] piece) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + piece.length);
        System.arraycopy(bytes, at, longer, at + piece.length, bytes.length - at);
        System.arraycopy(piece, 0, longer, at, piece.length);
        return longer;
    }

    /// What is run for one seed.
    @FunctionalInterface
    public interface Body {
        /// Runs the test.
        void run(SplittableRandom random) throws Exception;
    }
}
