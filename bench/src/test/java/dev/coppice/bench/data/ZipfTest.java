package dev.coppice.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ZipfTest {
    private static final int DRAWS = 400_000;

    @ParameterizedTest
    @CsvSource({"1, 0.99", "2, 0.99", "10, 0.5", "1000, 0.99", "100000, 1.2"})
    void next_manyDraws_frequenciesMatchTheDefinition(int ranks, double theta) {
        Zipf zipf = new Zipf(ranks, theta);
        SplittableRandom random = new SplittableRandom(42);
        int[] counts = new int[ranks + 1];
        for (int i = 0; i < DRAWS; i++) {
            counts[Math.toIntExact(zipf.next(random))]++;
        }
        double sumOfWeights = 0;
        for (int rank = 1; rank <= ranks; rank++) {
            sumOfWeights += Math.pow(rank, -theta);
        }
        for (int rank = 1; rank <= Math.min(ranks, 50); rank++) {
            double expected = DRAWS * Math.pow(rank, -theta) / sumOfWeights;
            assertThat((double) counts[rank]).as("rank %d", rank).isCloseTo(expected, within(5 * Math.sqrt(expected)));
        }
    }

    @Test
    void next_millionsOfRanks_staysInRangeAndReachesTheTail() {
        long ranks = 5_000_000;
        Zipf zipf = new Zipf(ranks, 0.99);
        SplittableRandom random = new SplittableRandom(7);
        long greatest = 0;
        for (int i = 0; i < DRAWS; i++) {
            long rank = zipf.next(random);
            assertThat(rank).isBetween(1L, ranks);
            greatest = Math.max(greatest, rank);
        }
        assertThat(greatest).isGreaterThan(ranks / 2);
    }

    @Test
    void construction_thetaOfOne_isRefused() {
        assertThatThrownBy(() -> new Zipf(10, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
