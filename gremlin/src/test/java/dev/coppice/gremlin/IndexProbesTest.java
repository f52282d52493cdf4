package dev.coppice.gremlin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.value.ByteWriter;
import dev.coppice.graph.value.OrderedKeyWriter;
import dev.coppice.store.sim.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.tinkerpop.gremlin.process.traversal.Compare;
import org.junit.jupiter.api.Test;

final class IndexProbesTest {
    private static final int PAIRS = 2_000;

    @Test
    void equalTo_whateverGremlinTakesForEqual_isAskedFor() {
        Seeds.forEach(IndexProbesTest.class, 20, seed -> {
            Numbers numbers = new Numbers(seed);
            for (int i = 0; i < PAIRS; i++) {
                Number asked = numbers.next();
                Number stored = numbers.near(asked);
                if (!IndexProbes.isSearchable(asked) || !Compare.eq.test(stored, asked)) {
                    continue;
                }
                List<Object> probes = IndexProbes.equalTo(asked);
                assertThat(probes == null || probes.stream().anyMatch(probe -> order(probe, stored) == 0))
                        .as("%s equals %s, of which the index is asked for %s", text(stored), text(asked), probes)
                        .isTrue();
            }
        });
    }

    @Test
    void isExact_whateverTheIndexFinds_gremlinTakesForEqual() {
        Seeds.forEach(IndexProbesTest.class, 20, seed -> {
            Numbers numbers = new Numbers(seed);
            for (int i = 0; i < PAIRS; i++) {
                Number asked = numbers.next();
                Number stored = numbers.near(asked);
                if (IndexProbes.isSearchable(asked) && IndexProbes.isExact(asked) && order(asked, stored) == 0) {
                    assertThat(Compare.eq.test(stored, asked))
                            .as("%s is found for %s", text(stored), text(asked))
                            .isTrue();
                }
            }
        });
    }

    @Test
    void bounds_whateverGremlinTakesForAboveOrBelow_isWithin() {
        Seeds.forEach(IndexProbesTest.class, 20, seed -> {
            Numbers numbers = new Numbers(seed);
            for (int i = 0; i < PAIRS; i++) {
                Number asked = numbers.next();
                Number stored = numbers.near(asked);
                if (IndexProbes.isSearchable(asked)) {
                    checkLower(Compare.gt, IndexProbes.lower(asked, false), stored, asked);
                    checkLower(Compare.gte, IndexProbes.lower(asked, true), stored, asked);
                    checkUpper(Compare.lt, IndexProbes.upper(asked, false), stored, asked);
                    checkUpper(Compare.lte, IndexProbes.upper(asked, true), stored, asked);
                }
            }
        });
    }

    private static void checkLower(Compare compare, IndexProbes.Bound bound, Number stored, Number asked) {
        check(compare, bound, stored, asked, bound == null ? 0 : order(stored, bound.value()));
    }

    private static void checkUpper(Compare compare, IndexProbes.Bound bound, Number stored, Number asked) {
        check(compare, bound, stored, asked, bound == null ? 0 : order(bound.value(), stored));
    }

    /// @param side above 0 when the stored number is on the bound's right side, 0 when it is the bound
    private static void check(Compare compare, IndexProbes.Bound bound, Number stored, Number asked, int side) {
        boolean isWithin = bound == null || side > 0 || side == 0 && bound.isInclusive();
        boolean isMeant = compare.test(stored, asked);
        assertThat(!isMeant || isWithin)
                .as("%s is %s %s, and the bound is %s", text(stored), compare, text(asked), bound)
                .isTrue();
        boolean isNumber = !Double.isNaN(stored.doubleValue());
        if (bound != null && bound.isExact() && isWithin && isNumber) {
            assertThat(isMeant)
                    .as("%s is within %s for %s %s", text(stored), bound, compare, text(asked))
                    .isTrue();
        }
    }

    /// The order of an index.
    private static int order(Object one, Object other) {
        return Integer.signum(Arrays.compareUnsigned(key(one), key(other)));
    }

    private static byte[] key(Object value) {
        ByteWriter writer = new ByteWriter(16);
        OrderedKeyWriter.write(writer, value, Integer.MAX_VALUE);
        return writer.toByteArray();
    }

    private static String text(Number number) {
        return number.getClass().getSimpleName() + " " + number;
    }

    /// Numbers of all types, most of them where conversions lose something.
    private static final class Numbers {
        private static final double[] SPECIAL = {
            0,
            -0.0,
            1,
            0.1,
            0.5,
            -2.5,
            1e-300,
            1e-320,
            Double.MIN_VALUE,
            1e300,
            Double.MAX_VALUE,
            16_777_216,
            9_007_199_254_740_992.0,
            9.3e18,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN
        };

        private final SplittableRandom random;

        Numbers(long seed) {
            random = new SplittableRandom(seed);
        }

        Number next() {
            return switch (random.nextInt(4)) {
                case 0 -> typed(SPECIAL[random.nextInt(SPECIAL.length)]);
                case 1 -> typed(random.nextInt(-20, 20));
                case 2 -> typed((1L << random.nextInt(63)) + random.nextInt(-2, 3));
                default -> typed(random.nextDouble() * Math.pow(10, random.nextInt(-5, 25)));
            };
        }

        /// Often a number that is the same one in another type, or beside it.
        Number near(Number number) {
            return switch (random.nextInt(4)) {
                case 0 -> typed(number.doubleValue());
                case 1 -> typed(number.longValue() + random.nextInt(-1, 2));
                case 2 -> decimal(number);
                default -> next();
            };
        }

        private Number decimal(Number number) {
            return Double.isFinite(number.doubleValue()) ? new BigDecimal(number.toString()) : number;
        }

        private Number typed(double number) {
            return switch (random.nextInt(6)) {
                case 0 -> (float) number;
                case 1 -> (int) number;
                case 2 -> (long) number;
                case 3 -> Double.isFinite(number) ? new BigDecimal(number) : number;
                case 4 -> Double.isFinite(number) ? BigDecimal.valueOf(number) : number;
                default -> number;
            };
        }

        private Number typed(long number) {
            return switch (random.nextInt(6)) {
                case 0 -> (float) number;
                case 1 -> (double) number;
                case 2 -> (int) number;
                case 3 -> BigInteger.valueOf(number);
                case 4 -> BigDecimal.valueOf(number);
                default -> number;
            };
        }
    }
}
