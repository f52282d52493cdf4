package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.sim.Seeds;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PersistentMapTest {
    private record Version(PersistentMap<Long, Long> map, Map<Long, Long> model) {}

    @Test
    void changes_randomKeys_giveWhatATreeMapHoldsAndLeaveEarlierMapsAsTheyWere() {
        Seeds.forEach(getClass(), 50, seed -> {
            Random random = new Random(seed);
            PersistentMap<Long, Long> map = PersistentMap.empty();
            Map<Long, Long> model = new TreeMap<>();
            List<Version> versions = new ArrayList<>();
            int range = 1 + random.nextInt(400);
            for (int i = 0; i < 600; i++) {
                long key = random.nextInt(range);
                if (random.nextInt(3) == 0) {
                    map = map.without(key);
                    model.remove(key);
                } else {
                    map = map.with(key, (long) i);
                    model.put(key, (long) i);
                }
                if (random.nextInt(50) == 0) {
                    versions.add(new Version(map, new TreeMap<>(model)));
                }
            }
            versions.add(new Version(map, model));
            for (Version version : versions) {
                requireEqual(version, range);
            }
        });
    }

    private static void requireEqual(Version version, int range) {
        assertThat(version.map().size()).isEqualTo(version.model().size());
        assertThat(List.copyOf(version.map().keySet()))
                .isEqualTo(List.copyOf(version.model().keySet()));
        assertThat(List.copyOf(version.map().values()))
                .isEqualTo(List.copyOf(version.model().values()));
        for (long key = -1; key <= range; key++) {
            assertThat(version.map().find(key)).isEqualTo(version.model().get(key));
        }
    }

    @Test
    void with_ascendingKeys_comparesFewOfThem() {
        int[] comparisons = {0};
        record Counted(int number, int[] comparisons) implements Comparable<Counted> {
            @Override
            public int compareTo(Counted other) {
                comparisons[0]++;
                return Integer.compare(number, other.number);
            }
        }
        PersistentMap<Counted, Integer> map = PersistentMap.empty();
        for (int i = 0; i < 100_000; i++) {
            map = map.with(new Counted(i, comparisons), i);
        }
        for (int i = 0; i < 100_000; i += 2) {
            map = map.without(new Counted(i, comparisons));
        }
        comparisons[0] = 0;

        for (int i = 1; i < 100_000; i += 2) {
            assertThat(map.find(new Counted(i, comparisons))).isEqualTo(i);
        }

        // No branch has more than three quarters of its parent's weight: at most log(50,001) / log(4/3) levels.
        assertThat(comparisons[0] / 50_000).isLessThan(38);
    }

    @Test
    void without_absentKey_isTheSameMap() {
        PersistentMap<Long, Long> map = PersistentMap.<Long, Long>empty().with(1L, 1L);

        assertThat(map.without(2L)).isSameAs(map);
        assertThat(map.without(1L)).isEmpty();
        assertThat(PersistentMap.<Long, Long>empty().without(1L)).isEmpty();
    }

    @Test
    void iterator_atTheEnd_hasNoNext() {
        Iterator<Long> keys =
                PersistentMap.<Long, Long>empty().with(1L, 1L).keySet().iterator();
        keys.next();

        assertThat(keys.hasNext()).isFalse();
        assertThatThrownBy(keys::next).isInstanceOf(NoSuchElementException.class);
    }
}
