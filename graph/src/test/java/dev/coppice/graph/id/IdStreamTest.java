package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class IdStreamTest {
    private static final int FREE = 0;
    private static final int RESERVED = 1;
    private static final int TAKEN = 2;
    private static final int RANGES = 300_000;
    private static final int RANGE_AND_GAP_MAX = 20;
    private static final int TAKERS = 3;

    private final AtomicIntegerArray states = new AtomicIntegerArray(RANGES * RANGE_AND_GAP_MAX);

    @Test
    void tryTake_ofMoreThanIsLeft_takesNone() {
        var stream = new IdStream(IdKind.VERTEX, 5, 8, 0);

        assertThat(stream.tryTake(4)).isEqualTo(IdStream.NONE);
        assertThat(stream.tryTake(3)).isEqualTo(5);
        assertThat(stream.tryTake(1)).isEqualTo(IdStream.NONE);
    }

    @Test
    void tryTake_betweenTheTwoStepsOfAnExtension_takesNone() {
        var stream = new IdStream(IdKind.VERTEX, 12, 8, 0); // the cursor is set, the end is not

        assertThat(stream.tryTake(1)).isEqualTo(IdStream.NONE);
        assertThat(stream.cursor()).isEqualTo(12);
    }

    @Test
    void extend_behindAGap_givesUpWhatIsLeft() {
        var stream = new IdStream(IdKind.VERTEX, 5, 8, 0);

        assertThat(stream.extendAndTake(100, 110, 4)).isEqualTo(100);
        assertThat(stream.tryTake(6)).isEqualTo(104);
    }

    @Test
    void extend_atTheEnd_goesOnWithWhatIsLeft() {
        var stream = new IdStream(IdKind.VERTEX, 5, 8, 0);

        assertThat(stream.extendAndTake(8, 12, 4)).isEqualTo(5);
        assertThat(stream.tryTake(3)).isEqualTo(9);
    }

    @Test
    void extend_byLessThanIsAskedFor_takesNone() {
        var stream = new IdStream(IdKind.VERTEX, 5, 8, 0);

        assertThat(stream.extendAndTake(8, 12, 8)).isEqualTo(IdStream.NONE);
        assertThat(stream.tryTake(7)).isEqualTo(5);
    }

    /// One thread adds ranges, half of them behind gaps, as fast as it can; others take whatever they see.
    @Test
    @Timeout(60)
    void takers_whileRangesAreAdded_takeOnlyWhatIsReserved_andOnce() throws Exception {
        var stream = new IdStream(IdKind.VERTEX, 0, 0, 0);
        var done = new AtomicBoolean();
        List<Future<Integer>> takers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(TAKERS)) {
            for (int i = 0; i < TAKERS; i++) {
                int count = 1 + i % 2;
                takers.add(threads.submit(() -> {
                    int taken = 0;
                    while (!done.get()) {
                        taken += mark(stream.tryTake(count), count);
                    }
                    return taken;
                }));
            }
            addRanges(stream);
            done.set(true);
        }
        for (Future<Integer> taker : takers) {
            assertThat(taker.get()).isPositive();
        }
    }

    private void addRanges(IdStream stream) {
        var random = new SplittableRandom(1);
        int end = 0;
        for (int i = 0; i < RANGES; i++) {
            int from = end + (random.nextBoolean() ? 0 : 1 + random.nextInt(9));
            int newEnd = from + 1 + random.nextInt(10);
            for (int id = from; id < newEnd; id++) {
                states.set(id, RESERVED);
            }
            int count = random.nextInt(2);
            mark(stream.extendAndTake(from, newEnd, count), count);
            end = newEnd;
        }
    }

    /// @return how many ids were taken
    private int mark(long first, int count) {
        if (first == IdStream.NONE) {
            return 0;
        }
        for (int id = (int) first; id < first + count; id++) {
            int state = states.compareAndExchange(id, RESERVED, TAKEN);
            if (state != RESERVED) {
                throw new AssertionError("id " + id + (state == FREE ? " was not reserved" : " was taken before"));
            }
        }
        return count;
    }
}
