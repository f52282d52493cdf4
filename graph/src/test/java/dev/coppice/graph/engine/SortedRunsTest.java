package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.sim.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SortedRunsTest {
    private record Entry(byte[] key, byte[] value) {
        @Override
        public String toString() {
            return Arrays.toString(key) + "=" + Arrays.toString(value);
        }
    }

    private static List<String> sorted(SortedRuns runs) {
        List<String> found = new ArrayList<>();
        runs.forEach((key, value) -> found.add(new Entry(key, value).toString()));
        return found;
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 5_000, 1 << 20})
    void forEach_entriesAtRandom_areInTheOrderOfTheirBytes_howeverManyFilesThereWere(int bytesMax) {
        Seeds.forEach(SortedRunsTest.class, 3, seed -> compareWithSorting(bytesMax, new Random(seed)));
    }

    private static void compareWithSorting(int bytesMax, Random random) {
        List<Entry> entries = new ArrayList<>();
        try (SortedRuns runs = new SortedRuns(bytesMax)) {
            for (int i = 0; i < 3_000; i++) {
                // Few different bytes, so that many keys begin alike, or are another one's beginning, or the same.
                byte[] key = new byte[random.nextInt(12)];
                for (int at = 0; at < key.length; at++) {
                    key[at] = (byte) (random.nextInt(3) * 100);
                }
                // Equal keys have equal values: which of them comes first is not said.
                Entry entry = new Entry(key, new byte[] {(byte) Arrays.hashCode(key)});
                entries.add(entry);
                runs.add(entry.key(), entry.value());
            }
            entries.sort(Comparator.comparing(Entry::key, Arrays::compareUnsigned));
            assertThat(sorted(runs))
                    .isEqualTo(entries.stream().map(Entry::toString).toList());
        }
    }

    @Test
    void forEach_longEntries_areWhole() {
        try (SortedRuns runs = new SortedRuns(100)) {
            byte[] key = new byte[1_000];
            byte[] value = new byte[0xFFFF];
            value[0xFFFE] = 7;
            runs.add(key, value);
            runs.add(new byte[0], new byte[0]);
            assertThat(sorted(runs))
                    .containsExactly(new Entry(new byte[0], new byte[0]).toString(), new Entry(key, value).toString());
        }
    }

    @Test
    void forEach_nothing_isNothing() {
        try (SortedRuns runs = new SortedRuns(100)) {
            assertThat(sorted(runs)).isEmpty();
        }
    }
}
