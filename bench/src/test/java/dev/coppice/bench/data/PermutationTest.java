package dev.coppice.bench.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PermutationTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 63, 64, 65, 1_000, 65_537, 200_000})
    void at_allPositions_givesEachNumberOnce(int size) {
        Permutation permutation = new Permutation(size, 3);
        BitSet seen = new BitSet(size);
        for (int position = 0; position < size; position++) {
            long number = permutation.at(position);
            assertThat(number).isBetween(0L, size - 1L);
            assertThat(seen.get((int) number)).isFalse();
            seen.set((int) number);
        }
    }

    @Test
    void at_otherSeed_givesAnotherOrder() {
        Permutation first = new Permutation(1_000, 1);
        Permutation second = new Permutation(1_000, 2);
        int same = 0;
        for (int position = 0; position < 1_000; position++) {
            same += first.at(position) == second.at(position) ? 1 : 0;
        }
        assertThat(same).isLessThan(20);
    }

    @Test
    void at_consecutivePositions_areFarApart() {
        int size = 100_000;
        Permutation permutation = new Permutation(size, 5);
        int ascents = 0;
        for (int position = 1; position < size; position++) {
            ascents += permutation.at(position) > permutation.at(position - 1) ? 1 : 0;
        }
        assertThat(ascents).isBetween(size * 48 / 100, size * 52 / 100);
    }
}
