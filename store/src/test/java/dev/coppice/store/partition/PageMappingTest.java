package dev.coppice.store.partition;

import static dev.coppice.store.partition.FilePages.NO_PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.coppice.store.sim.Seeds;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageMappingTest {
    /// The first page of each height of the tree, and what is beside.
    private static final long[] EDGES = {
        0,
        1,
        7,
        8,
        9,
        1023,
        1024,
        1025,
        8191,
        8192,
        (1 << 20) - 1,
        1 << 20,
        (1 << 20) + 1,
        (1 << 30) - 1,
        1 << 30,
        (1 << 30) + 1,
        3L << 30,
        PageMapping.MAX_LOGICAL_PAGE - 1,
        PageMapping.MAX_LOGICAL_PAGE
    };

    @Test
    void get_empty_isNoPageForEveryLong() {
        for (long page : new long[] {0, 1, 1 << 20, NO_PAGE, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32}) {
            assertThat(PageMapping.EMPTY.get(page)).isEqualTo(NO_PAGE);
        }
        assertThat(PageMapping.EMPTY.size()).isZero();
        assertThat(PageMapping.EMPTY.limit()).isZero();
    }

    @Test
    void set_eachEdge_isFoundAndItsNeighboursAreNot() {
        for (long edge : EDGES) {
            PageMapping.Editor editor = PageMapping.EMPTY.edit();
            assertThat(editor.set(edge, 77)).isEqualTo(NO_PAGE);
            assertThat(editor.get(edge)).isEqualTo(77);
            PageMapping mapping = editor.freeze();

            assertThat(mapping.get(edge)).isEqualTo(77);
            assertThat(mapping.limit()).isEqualTo(edge + 1);
            assertThat(mapping.size()).isEqualTo(1);
            for (long other : EDGES) {
                if (other != edge) {
                    assertThat(mapping.get(other))
                            .as("page %s beside %s", other, edge)
                            .isEqualTo(NO_PAGE);
                }
            }
            assertThat(mapping.get(NO_PAGE)).isEqualTo(NO_PAGE);
            assertThat(mapping.get(1L << 32 | edge)).isEqualTo(NO_PAGE);
            assertThat(mapping.get(Long.MIN_VALUE | edge)).isEqualTo(NO_PAGE);
        }
    }

    @Test
    void edit_everyPairOfEdges_bothAreFoundInEveryOrder() {
        for (long first : EDGES) {
            for (long second : EDGES) {
                PageMapping.Editor editor = PageMapping.EMPTY.edit();
                editor.set(first, 1);
                PageMapping before = editor.freeze();
                editor.set(second, 2);
                PageMapping after = editor.freeze();
                editor.clear(second);
                PageMapping cleared = editor.freeze();

                assertThat(before.get(first)).isEqualTo(1);
                assertThat(after.get(second)).isEqualTo(2);
                assertThat(after.get(first)).isEqualTo(first == second ? 2 : 1);
                assertThat(after.limit()).isEqualTo(Math.max(first, second) + 1);
                assertThat(cleared.limit()).isEqualTo(first == second ? 0 : first + 1);
                assertThat(cleared.size()).isEqualTo(first == second ? 0 : 1);
            }
        }
    }

    @Test
    void set_outOfRange_isRefused() {
        PageMapping.Editor editor = PageMapping.EMPTY.edit();

        assertThatThrownBy(() -> editor.set(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> editor.set(1L << 32, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> editor.set(0xFFFF_FFFFL, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> editor.set(0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> editor.clear(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(editor.freeze()).isSameAs(PageMapping.EMPTY);
    }

    @Test
    void freeze_nothingChanged_isTheSameVersion() {
        PageMapping.Editor editor = PageMapping.EMPTY.edit();
        editor.set(5, 5);
        PageMapping mapping = editor.freeze();

        assertThat(editor.freeze()).isSameAs(mapping);
        PageMapping.Editor second = mapping.edit();
        assertThat(second.clear(99)).isEqualTo(NO_PAGE);
        assertThat(second.freeze()).isSameAs(mapping);
    }

    /// Random edits over dense, sparse and huge id ranges; every version ever frozen is kept with its model and looked
    /// at again at the end, and random pairs of versions are compared.
    @ParameterizedTest
    @ValueSource(longs = {6, 40, 1100, 5000, 3L << 20, PageMapping.MAX_LOGICAL_PAGE + 1})
    void edit_random_everyVersionAgreesWithItsModel(long range) {
        Seeds.forEach(getClass(), 12, seed -> {
            var random = new SplittableRandom(seed);
            var versions = new ArrayList<PageMapping>(List.of(PageMapping.EMPTY));
            var models = new ArrayList<TreeMap<Long, Long>>(List.of(new TreeMap<>()));
            PageMapping.Editor editor = PageMapping.EMPTY.edit();
            var model = new TreeMap<Long, Long>();
            for (int round = 0; round < 25; round++) {
                if (random.nextInt(6) == 0) { // go on from an older version
                    int from = random.nextInt(versions.size());
                    editor = versions.get(from).edit();
                    model = new TreeMap<>(models.get(from));
                }
                edit(random, range, editor, model);
                PageMapping frozen = editor.freeze();
                versions.add(frozen);
                models.add(new TreeMap<>(model));
            }
            for (int i = 0; i < versions.size(); i++) {
                assertAgree(versions.get(i), models.get(i), random, range);
            }
            for (int i = 0; i < 30; i++) {
                int before = random.nextInt(versions.size());
                int after = random.nextInt(versions.size());
                assertDiff(versions.get(before), versions.get(after), models.get(before), models.get(after));
            }
        });
    }

    private static void edit(
            SplittableRandom random, long range, PageMapping.Editor editor, TreeMap<Long, Long> model) {
        int edits = random.nextInt(random.nextInt(4) == 0 ? 400 : 12);
        int clearPercent = random.nextInt(4) == 0 ? 80 : 30;
        long at = random.nextLong(range);
        for (int i = 0; i < edits; i++) {
            at = random.nextInt(3) == 0 ? random.nextLong(range) : (at + 1) % range;
            long page = at;
            if (random.nextInt(100) < clearPercent && !model.isEmpty()) {
                Long present = model.ceilingKey(page);
                page = present == null ? page : present;
                Long before = model.remove(page);
                assertThat(editor.clear(page)).isEqualTo(before == null ? NO_PAGE : before);
            } else {
                long filePage = random.nextInt(5) == 0 ? random.nextLong(Long.MAX_VALUE) : random.nextInt(3);
                Long before = model.put(page, filePage);
                assertThat(editor.set(page, filePage)).isEqualTo(before == null ? NO_PAGE : before);
            }
            assertThat(editor.size()).isEqualTo(model.size());
        }
        if (random.nextInt(8) == 0) {
            model.keySet().forEach(editor::clear);
            model.clear();
        }
    }

    private static void assertAgree(
            PageMapping mapping, TreeMap<Long, Long> model, SplittableRandom random, long range) {
        assertThat(mapping.size()).isEqualTo(model.size());
        assertThat(mapping.limit()).isEqualTo(model.isEmpty() ? 0 : model.lastKey() + 1);
        var found = new ArrayList<Long>();
        mapping.forEach((logicalPage, filePage) -> {
            assertThat(model.get(logicalPage)).isEqualTo(filePage);
            found.add(logicalPage);
        });
        assertThat(found).containsExactlyElementsOf(model.keySet());
        model.forEach(
                (logicalPage, filePage) -> assertThat(mapping.get(logicalPage)).isEqualTo(filePage));
        for (int i = 0; i < 50; i++) {
            long page = random.nextLong(range);
            assertThat(mapping.get(page)).isEqualTo(model.getOrDefault(page, NO_PAGE));
        }
    }

    private static void assertDiff(
            PageMapping before, PageMapping after, TreeMap<Long, Long> beforeModel, TreeMap<Long, Long> afterModel) {
        var expected = new ArrayList<List<Long>>();
        var keys = new TreeSet<>(beforeModel.keySet());
        keys.addAll(afterModel.keySet());
        for (long key : keys) {
            long was = beforeModel.getOrDefault(key, NO_PAGE);
            long is = afterModel.getOrDefault(key, NO_PAGE);
            if (was != is) {
                expected.add(List.of(key, was, is));
            }
        }
        var found = new ArrayList<List<Long>>();
        PageMapping.diff(before, after, (page, was, is) -> found.add(List.of(page, was, is)));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void diff_equalNumbersThatAreNotShared_arePassed() {
        PageMapping.Editor one = PageMapping.EMPTY.edit();
        PageMapping.Editor other = PageMapping.EMPTY.edit();
        for (long page = 0; page < 3_000; page += 100) {
            one.set(page, page);
            other.set(page, page);
        }
        List<Long> found = new ArrayList<>();
        PageMapping.diff(one.freeze(), other.freeze(), 2_800, (page, was, is) -> found.add(page));
        assertThat(found).containsExactly(2_800L, 2_900L);
    }

    @Test
    void diff_fewChangesAmongMany_comparesOnlyWhatChanged() {
        PageMapping.Editor editor = PageMapping.EMPTY.edit();
        for (long page = 0; page < 2_000_000; page++) {
            editor.set(page, page);
        }
        PageMapping before = editor.freeze();
        long[] changed = {3, 4, 5, 700_000, 1_999_999};
        for (long page : changed) {
            editor.set(page, page + 1);
        }
        PageMapping after = editor.freeze();
        var found = new ArrayList<Long>();
        long compared = PageMapping.diff(before, after, (page, was, is) -> found.add(page));

        assertThat(found).containsExactly(3L, 4L, 5L, 700_000L, 1_999_999L);
        // three leaves, the two nodes above them and the root
        assertThat(compared).isEqualTo(6);
        assertThat(PageMapping.diff(after, after, (page, was, is) -> {})).isZero();
    }

    @Test
    void diff_tableGrewByALevel_doesNotCompareWhatStayed() {
        PageMapping.Editor editor = PageMapping.EMPTY.edit();
        for (long page = 0; page < 1 << 20; page++) {
            editor.set(page, page);
        }
        PageMapping before = editor.freeze();
        editor.set(1 << 20, 9);
        PageMapping after = editor.freeze();
        var found = new ArrayList<Long>();

        assertThat(PageMapping.diff(before, after, (page, was, is) -> found.add(page)))
                .isLessThan(10);
        assertThat(found).containsExactly(1L << 20);
        assertThat(PageMapping.diff(after, before, (page, was, is) -> found.add(page)))
                .isLessThan(10);
    }

    @Test
    void get_everyHeight_allocatesNothing() {
        for (long limit : new long[] {500, 100_000, 3 << 20, 2L << 30}) {
            PageMapping.Editor editor = PageMapping.EMPTY.edit();
            for (long page = 0; page < limit; page += limit / 100) {
                editor.set(page, page);
            }
            editor.set(limit - 1, 1);
            PageMapping mapping = editor.freeze();
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long leastAllocated = Long.MAX_VALUE; // the virtual machine itself allocates while it compiles and links
            for (int round = 0; round < 10; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                long sum = read(mapping, limit);
                leastAllocated = Math.min(leastAllocated, threads.getCurrentThreadAllocatedBytes() - before);
                assertThat(sum).isNotZero();
            }

            assertThat(leastAllocated).as("bytes allocated for %s pages", limit).isZero();
        }
    }

    private static long read(PageMapping mapping, long limit) {
        long sum = 0;
        for (long i = 0; i < 100_000; i++) {
            sum += mapping.get((i * 7919) % (limit + 5));
        }
        return sum;
    }
}
