package dev.coppice.store.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import dev.coppice.store.sim.Seeds;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogicalPagesTest {
    @Test
    void of_mappingWithHoles_givesTheLowestFirst() {
        PageMapping.Editor editor = PageMapping.EMPTY.edit();
        for (long page : new long[] {0, 1, 3, 6, 130}) {
            editor.set(page, 1);
        }
        LogicalPages pages = LogicalPages.of(editor.freeze());

        assertThat(pages.inUseCount()).isEqualTo(5);
        assertThat(pages.allocate()).isEqualTo(2);
        assertThat(pages.allocateRun(2)).isEqualTo(4);
        assertThat(pages.allocateRun(100)).isEqualTo(7);
        assertThat(pages.allocateRun(24)).isEqualTo(131);
        assertThat(pages.allocateRun(23)).isEqualTo(107);
        assertThat(pages.allocate()).isEqualTo(155);
        assertThat(pages.limit()).isEqualTo(156);
    }

    @Test
    void allocateRun_freePagesAtTheEnd_areUsedForALongerRun() {
        LogicalPages pages = LogicalPages.of(PageMapping.EMPTY);
        pages.allocateRun(10);
        pages.releaseRun(7, 3);

        assertThat(pages.allocateRun(5)).isEqualTo(7);
        assertThat(pages.limit()).isEqualTo(12);
        assertThat(pages.inUseCount()).isEqualTo(12);
    }

    @Test
    void release_twice_isAnError() {
        LogicalPages pages = LogicalPages.of(PageMapping.EMPTY);
        pages.allocateRun(4);
        pages.release(2);

        assertThatThrownBy(() -> pages.release(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2");
        assertThatThrownBy(() -> pages.releaseRun(1, 3)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pages.release(4)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pages.releaseRun(3, 2)).isInstanceOf(IllegalStateException.class);
        assertThat(pages.inUseCount()).isEqualTo(3);
        assertThat(pages.isFree(1)).isFalse();
        assertThat(pages.isFree(3)).isFalse();
    }

    @Test
    void claim_pagesInUse_isAnErrorAndTakesNothing() {
        LogicalPages pages = LogicalPages.of(PageMapping.EMPTY);
        pages.claim(5, 3);

        assertThatThrownBy(() -> pages.claim(3, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("5");
        assertThat(pages.isFree(3)).isTrue();
        assertThat(pages.isFree(4)).isTrue();
        pages.claim(3, 2);
        pages.claim(100, 1);
        assertThat(pages.inUseCount()).isEqualTo(6);
        assertThat(pages.allocateRun(4)).isEqualTo(8);
    }

    @Test
    void allocate_allInUse_isFull() {
        LogicalPages pages = LogicalPages.of(PageMapping.EMPTY, 999);
        pages.claim(998, 1);
        assertThat(pages.allocateRun(997)).isZero();

        assertThatThrownBy(() -> pages.allocateRun(2)).isInstanceOf(StoreException.Full.class);
        assertThatThrownBy(() -> pages.allocateRun(Long.MAX_VALUE)).isInstanceOf(StoreException.Full.class);
        assertThat(pages.allocate()).isEqualTo(997);
        assertThat(pages.allocate()).isEqualTo(999);
        assertThatThrownBy(pages::allocate).isInstanceOf(StoreException.Full.class);
        pages.release(123);
        assertThat(pages.allocate()).isEqualTo(123);
        assertThat(pages.inUseCount()).isEqualTo(1000);
    }

    @Test
    void arguments_outOfRange_areRefused() {
        LogicalPages pages = LogicalPages.of(PageMapping.EMPTY);

        assertThatThrownBy(() -> pages.allocateRun(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pages.release(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pages.isFree(1L << 32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pages.claim(0, Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void operations_random_agreeWithBitSet() {
        Seeds.forEach(getClass(), 60, seed -> {
            var random = new SplittableRandom(seed);
            var inUse = new BitSet();
            PageMapping.Editor editor = PageMapping.EMPTY.edit();
            int initial = random.nextInt(3) == 0 ? 9000 : 200;
            int density = random.nextInt(101);
            for (int page = 0; page < initial; page++) {
                if (random.nextInt(100) < density) {
                    editor.set(page, 1);
                    inUse.set(page);
                }
            }
            LogicalPages pages = LogicalPages.of(editor.freeze());
            int longest = new int[] {3, 6, 300, 3000}[random.nextInt(4)];
            for (int i = 0; i < 600; i++) {
                int count = 1 + random.nextInt(longest);
                if (random.nextInt(100) < 55) {
                    int expected = firstRun(inUse, count);
                    assertThat(pages.allocateRun(count)).as("run of %s", count).isEqualTo(expected);
                    inUse.set(expected, expected + count);
                } else if (!inUse.isEmpty()) {
                    int first = inUse.nextSetBit(random.nextInt(inUse.length()));
                    int end = Math.min(first + count, inUse.nextClearBit(first));
                    pages.releaseRun(first, end - first);
                    inUse.clear(first, end);
                }
                assertThat(pages.inUseCount()).isEqualTo(inUse.cardinality());
            }
            for (int page = 0; page < inUse.length() + 100; page++) {
                assertThat(pages.isFree(page)).as("page %s", page).isEqualTo(!inUse.get(page));
            }
        });
    }

    private static int firstRun(BitSet inUse, int count) {
        int first = inUse.nextClearBit(0);
        while (true) {
            int end = inUse.nextSetBit(first);
            if (end < 0 || end - first >= count) {
                return first;
            }
            first = inUse.nextClearBit(end);
        }
    }
}
