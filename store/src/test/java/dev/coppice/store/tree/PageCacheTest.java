package dev.coppice.store.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PageCacheTest {
    private static final int PAGE = 4_096;

    /// A page that says who it is.
    private static MemorySegment page(long fileTag, long filePage, long logicalPage) {
        return MemorySegment.ofArray(new long[] {fileTag, filePage, logicalPage});
    }

    private static boolean is(MemorySegment page, long fileTag, long filePage, long logicalPage) {
        return page.get(ValueLayout.JAVA_LONG, 0) == fileTag
                && page.get(ValueLayout.JAVA_LONG, 8) == filePage
                && page.get(ValueLayout.JAVA_LONG, 16) == logicalPage;
    }

    private static void put(PageCache cache, long fileTag, long filePage, long logicalPage) {
        cache.put(fileTag, filePage, logicalPage, page(fileTag, filePage, logicalPage));
    }

    @Test
    void find_whatWasPut_isFoundUnderItsWholeIdentityOnly() {
        PageCache cache = new PageCache(1 << 20, PAGE);
        put(cache, 1, 2, 3);
        assertThat(is(cache.find(1, 2, 3), 1, 2, 3)).isTrue();
        assertThat(cache.find(2, 2, 3)).isNull();
        assertThat(cache.find(1, 3, 3)).isNull();
        assertThat(cache.find(1, 2, 2)).isNull();
    }

    @Test
    void put_moreThanThereIsRoomFor_staysWithinIt() {
        for (long bytes : new long[] {1, 1 << 16, 300_000, 1 << 20}) {
            PageCache cache = new PageCache(bytes, PAGE);
            for (int i = 0; i < 5_000; i++) {
                put(cache, 7, i / 5, i);
            }
            assertThat(cache.size()).isEqualTo(cache.capacity());
            assertThat((long) cache.capacity() * PAGE).isLessThanOrEqualTo(Math.max(bytes, 8 * PAGE));
        }
    }

    @Test
    void put_aScanOfPagesReadOnce_leavesThoseThatAreReadAgain() {
        PageCache cache = new PageCache(1 << 20, PAGE);
        int hot = 60;
        for (int i = 0; i < hot; i++) {
            put(cache, 1, i, i);
        }
        int found = 0;
        for (int i = 0; i < 10_000; i++) {
            found += cache.find(1, i % hot, i % hot) == null ? 0 : 1;
            put(cache, 2, i, i);
        }
        assertThat(found).isGreaterThan(9_500);
    }

    @Test
    void find_whileOthersPut_givesTheRightPageOrNone() throws Exception {
        PageCache cache = new PageCache(1 << 16, PAGE);
        AtomicBoolean isWrong = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            Future<?>[] all = new Future<?>[3];
            for (int t = 0; t < all.length; t++) {
                int seed = t;
                all[t] = threads.submit(() -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    for (int i = 0; i < 100_000; i++) {
                        long tag = random.nextInt(2);
                        long page = random.nextInt(50);
                        MemorySegment found = cache.find(tag, page, page);
                        if (found == null) {
                            put(cache, tag, page, page);
                        } else if (!is(found, tag, page, page)) {
                            isWrong.set(true);
                        }
                    }
                });
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        assertThat(isWrong).isFalse();
    }
}
