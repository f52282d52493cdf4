package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// The end of 64 bits, and the middle, where a signed number would change its sign.
class IdAllocatorExhaustionTest {
    private static final String PATH = IdPaths.PRIMARY;
    private static final long END = -1; // 2^64 - 1

    private final TestObjects objects = TestObjects.create();

    private IdAllocator openAt(long vid, int batchSize) {
        objects.write(PATH, new String(IdMarksJson.encode(new IdMarks(vid, 0)), StandardCharsets.UTF_8));
        return IdAllocator.open(objects, PATH, batchSize);
    }

    @Test
    void allocate_upToTheLastId_thenIsAnErrorForGood() {
        IdAllocator ids = openAt(END - 5, 1_000);

        for (long expected = END - 5; expected != END; expected++) {
            assertThat(ids.allocateVid()).isEqualTo(expected);
        }
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(ids::allocateVid)
                    .isInstanceOf(GraphException.Exhausted.class)
                    .hasMessageContaining("vertex")
                    .hasMessageContaining(PATH);
        }
        assertThat(objects.text(PATH)).contains("18446744073709551615");
        assertThat(objects.puts()).isEqualTo(1);
        assertThat(ids.allocateEid()).isZero();
    }

    @Test
    void reserveBoth_atTheEndOfOneKind_reservesTheOther() {
        IdAllocator ids = openAt(END, 1_000);

        ids.reserveBoth();

        assertThatThrownBy(ids::allocateVid).isInstanceOf(GraphException.Exhausted.class);
        assertThat(ids.allocateEid()).isZero();
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(END, 1_000));
        assertThat(objects.puts()).isEqualTo(1);
    }

    @Test
    void reopen_atTheEnd_isExhaustedAndNotAFreshStart() {
        openAt(END - 5, 1_000).allocateVid();

        IdAllocator reopened = IdAllocator.open(objects, PATH);

        assertThat(reopened.highWaterMarks()).isEqualTo(new IdMarks(END, 0));
        assertThatThrownBy(reopened::allocateVid).isInstanceOf(GraphException.Exhausted.class);
        reopened.checkpoint();
        assertThat(reopened.allocateEid()).isZero();
    }

    @Test
    void allocate_moreThanThereAre_isAnErrorThatTakesNone() {
        IdAllocator ids = openAt(END - 5, 1_000);

        assertThatThrownBy(() -> ids.allocateVids(6))
                .isInstanceOf(GraphException.Exhausted.class)
                .hasMessageContaining("6 were asked for, 5 are left");
        assertThatThrownBy(() -> ids.allocateVids(Long.MAX_VALUE)).isInstanceOf(GraphException.Exhausted.class);
        assertThat(objects.puts()).isZero();

        assertThat(ids.allocateVids(5)).isEqualTo(END - 5);
        assertThatThrownBy(() -> ids.allocateVids(1)).isInstanceOf(GraphException.Exhausted.class);
    }

    @Test
    void allocate_aheadOfTheEnd_reservesWhatThereIs() {
        IdAllocator ids = openAt(END - 50, 40);

        for (long expected = END - 50; expected != END - 19; expected++) {
            assertThat(ids.allocateVid()).isEqualTo(expected);
        }

        assertThat(objects.puts()).isEqualTo(2);
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(END, 0));
    }

    @Test
    void allocate_acrossTheMiddle_goesOn() {
        IdAllocator ids = openAt(Long.MAX_VALUE - 50, 40);

        long expected = Long.MAX_VALUE - 50;
        for (int i = 0; i < 200; i++) {
            assertThat(ids.allocateVid()).isEqualTo(expected++);
        }
        assertThat(ids.allocateVids(500)).isEqualTo(expected);
        assertThat(IdAllocator.open(objects, PATH).allocateVid()).isLessThan(0).isGreaterThan(expected + 499);
    }

    @Test
    void allocate_halfOfAllIdsAtOnce_twice_leavesOne() {
        IdAllocator ids = openAt(0, 1_000);

        assertThat(ids.allocateVids(Long.MAX_VALUE)).isZero();
        assertThat(ids.allocateVids(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(ids.allocateVid()).isEqualTo(END - 1);
        assertThatThrownBy(ids::allocateVid).isInstanceOf(GraphException.Exhausted.class);
    }

    @Test
    void raiseTo_theEnd_leavesNothing() {
        IdAllocator ids = openAt(10, 1_000);

        ids.raiseTo(new IdMarks(END, 0));

        assertThatThrownBy(ids::allocateVid).isInstanceOf(GraphException.Exhausted.class);
        assertThat(ids.allocateEid()).isZero();
    }

    @Test
    void scratch_atTheEnd_isExhausted() {
        IdAllocator scratch = IdAllocator.scratch(new IdMarks(END - 2, 0));

        assertThatThrownBy(() -> scratch.allocateVids(3)).isInstanceOf(GraphException.Exhausted.class);
        assertThat(scratch.allocateVid()).isEqualTo(END - 2);
        assertThat(scratch.allocateVid()).isEqualTo(END - 1);
        assertThatThrownBy(scratch::allocateVid).isInstanceOf(GraphException.Exhausted.class);
        assertThat(scratch.highWaterMarks()).isEqualTo(new IdMarks(END, 0));
    }

    @Test
    void allocate_byManyThreadsUpToTheEnd_givesEachIdOnce() throws Exception {
        IdAllocator ids = openAt(END - 10_000, 64);
        Callable<List<Long>> taker = () -> {
            List<Long> taken = new ArrayList<>();
            while (true) {
                try {
                    taken.add(ids.allocateVid());
                } catch (GraphException.Exhausted e) {
                    return taken;
                }
            }
        };
        List<Long> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<List<Long>>> results =
                    threads.invokeAll(List.of(taker, taker, taker, taker, taker, taker, taker, taker));
            for (Future<List<Long>> result : results) {
                all.addAll(result.get());
            }
        }
        assertThat(all).doesNotHaveDuplicates().hasSize(10_000);
        assertThat(all).allMatch(id -> Long.compareUnsigned(id, END - 10_000) >= 0 && id != END);
    }
}
