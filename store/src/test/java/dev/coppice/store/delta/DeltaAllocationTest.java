package dev.coppice.store.delta;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/// Reading allocates nothing.
class DeltaAllocationTest {
    private static final int COUNT = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Random random = new Random(4);
    private final byte[][] keys = new byte[COUNT][];
    private final Delta delta = fill();
    private final DeltaCursor cursor = new DeltaCursor(delta);

    private Delta fill() {
        for (int i = 0; i < COUNT; i++) {
            keys[i] = Chunks.key("key-" + random.nextInt(10) + ":" + random.nextLong(4L * COUNT));
        }
        Delta.Editor editor = Delta.EMPTY.edit();
        for (int i = 0; i < COUNT; i += 2) { // the others are absent, or nearly all of them
            editor.put(Chunks.put(i, keys[i]), Chunks.BODY);
        }
        return editor.freeze();
    }

    private void assertAllocatesNothing(ToLongFunction<DeltaAllocationTest> reads) {
        long found = 0;
        for (int warming = 0; warming < 3; warming++) { // links what is linked at first use
            found += reads.applyAsLong(this);
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        found += reads.applyAsLong(this);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(found).isPositive();
        assertThat(allocated).isZero();
    }

    @Test
    void leafFor_presentAndAbsentKeys_allocatesNothing() {
        assertAllocatesNothing(test -> {
            long found = 0;
            for (byte[] key : test.keys) {
                DeltaLeaf leaf = test.delta.leafFor(key, key.length);
                int index = leaf.indexOf(key, key.length);
                found += index < 0 ? 0 : leaf.chunk(index).length + leaf.at(index);
            }
            return found;
        });
    }

    @Test
    void seeks_allKinds_allocateNothing() {
        assertAllocatesNothing(test -> {
            long found = 0;
            for (byte[] key : test.keys) {
                test.cursor.reset(test.delta);
                found += test.cursor.seekExact(key, key.length) ? 1 : 0;
                found += test.cursor.seekCeiling(key, key.length) ? test.cursor.at() : 0;
                found += test.cursor.seekHigher(key, key.length) ? test.cursor.at() : 0;
                found += test.cursor.seekFloor(key, key.length) ? test.cursor.at() : 0;
                found += test.cursor.seekLower(key, key.length) ? test.cursor.at() : 0;
            }
            return found;
        });
    }

    @Test
    void steps_wholeDeltaInBothDirections_allocateNothing() {
        assertAllocatesNothing(test -> {
            long sum = 0;
            for (boolean valid = test.cursor.first(); valid; valid = test.cursor.next()) {
                sum += test.cursor.at();
            }
            for (boolean valid = test.cursor.last(); valid; valid = test.cursor.previous()) {
                sum += test.cursor.chunk().length;
            }
            return sum;
        });
    }

    @Test
    void ranges_andLastChanges_allocateNothing() {
        assertAllocatesNothing(test -> {
            long sum = 0;
            for (int i = 1; i < test.keys.length; i++) {
                sum += test.delta.lastChange(test.keys[i], test.keys[i].length);
                sum += test.delta.maxSequenceInRange(test.keys[i - 1], true, test.keys[i], false, COUNT - 100L);
            }
            return sum;
        });
    }
}
