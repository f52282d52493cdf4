package dev.coppice.store.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import dev.coppice.store.sim.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AppendAllocatorTest {
    private static final int SHIFT = 3; // 7 pages to a file besides its header

    private final FileIdTermMapping terms = new FileIdTermMapping();
    private final List<String> started = new ArrayList<>();

    @Test
    void allocate_pageAfterPage_skipsHeadersAndStartsFiles() {
        AppendAllocator allocator = allocator(4, 2);
        var pages = new ArrayList<Long>();
        for (int i = 0; i < 15; i++) {
            pages.add(allocator.allocate());
        }

        assertThat(pages).containsExactly(17L, 18L, 19L, 20L, 21L, 22L, 23L, 25L, 26L, 27L, 28L, 29L, 30L, 31L, 33L);
        assertThat(started).containsExactly("2 in term 4", "3 in term 4", "4 in term 4");
        assertThat(terms).hasToString("{2=4, 3=4, 4=4}");
        assertThat(allocator.maxFilePage()).isEqualTo(33);
        assertThat(allocator.highWaterFileId()).isEqualTo(4);
    }

    @Test
    void allocate_nothingYet_startsNoFile() {
        AppendAllocator allocator = allocator(4, 2);

        assertThat(started).isEmpty();
        assertThat(terms.size()).isZero();
        assertThat(allocator.maxFilePage()).isEqualTo(15);
        assertThat(allocator.highWaterFileId()).isEqualTo(1);
        assertThat(allocator(1, 0).maxFilePage()).isEqualTo(-1);
        assertThat(allocator(1, 0).highWaterFileId()).isEqualTo(-1);
    }

    @Test
    void allocate_lastPageOfFile_doesNotStartTheNext() {
        AppendAllocator allocator = allocator(1, 0);

        assertThat(allocator.allocateRun(7)).isEqualTo(new AppendAllocator.Run(1, 7));
        assertThat(started).hasSize(1);
        assertThat(allocator.allocateRun(1)).isEqualTo(new AppendAllocator.Run(9, 1));
        assertThat(started).hasSize(2);
    }

    @Test
    void allocateRun_longerThanFile_endsWithTheFile() {
        AppendAllocator allocator = allocator(1, 0);

        assertThat(allocator.allocateRun(5)).isEqualTo(new AppendAllocator.Run(1, 5));
        assertThat(allocator.allocateRun(5)).isEqualTo(new AppendAllocator.Run(6, 2));
        assertThat(allocator.allocateRun(100)).isEqualTo(new AppendAllocator.Run(9, 7));
        assertThatThrownBy(() -> allocator.allocateRun(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void newFile_whenCalled_mappingHasTheFileAlready() {
        var seen = new ArrayList<Boolean>();
        var allocator = new AppendAllocator(
                SHIFT, 6, terms, 0, (fileId, term) -> seen.add(terms.contains(fileId) && terms.term(fileId) == term));
        allocator.allocateRun(8);
        allocator.allocateRun(8);

        assertThat(seen).containsExactly(true, true);
    }

    @Test
    void newFile_fails_idIsGivenUpAndNextAllocationStartsTheNextFile() {
        var failing = new boolean[] {true};
        var allocator = new AppendAllocator(SHIFT, 6, terms, 3, (fileId, term) -> {
            if (failing[0]) {
                throw new StoreException.Full("no room for the manifest", null);
            }
        });

        assertThatThrownBy(allocator::allocate).isInstanceOf(StoreException.Full.class);
        assertThat(allocator.maxFilePage()).isEqualTo(31); // file 3 is out of reach
        assertThat(allocator.highWaterFileId()).isEqualTo(3);
        assertThatThrownBy(() -> allocator.allocateRun(2)).isInstanceOf(StoreException.Full.class);
        failing[0] = false;
        assertThat(allocator.allocate()).isEqualTo(5 * 8 + 1);
    }

    @Test
    void startFile_recordedWithAnotherTerm_isAnError() {
        AppendAllocator allocator = allocator(6, 3);
        terms.record(3, 5);

        assertThatThrownBy(allocator::allocate)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("file 3 was created in term 5");
        assertThat(started).isEmpty();
        assertThat(terms.term(3)).isEqualTo(5);
    }

    @Test
    void startFile_recordedWithTheSameTerm_isVerifiedAndUsed() {
        AppendAllocator allocator = allocator(6, 3);
        terms.record(3, 6);

        assertThat(allocator.allocate()).isEqualTo(25);
        assertThat(started).containsExactly("3 in term 6");
    }

    @Test
    void constructor_fileIdRecordedBefore_isRefused() {
        terms.record(3, 5);

        assertThatThrownBy(() -> allocator(6, 3)).isInstanceOf(IllegalStateException.class);
        assertThat(allocator(6, 4).allocate()).isEqualTo(33);
    }

    @Test
    void allocate_idSpaceUsedUp_isAnError() {
        AppendAllocator allocator = allocator(1, FilePages.maxFileId(SHIFT));
        assertThat(allocator.allocateRun(7).firstFilePage()).isEqualTo(Long.MAX_VALUE - 14);

        assertThatThrownBy(allocator::allocate).isInstanceOf(IllegalStateException.class);
        assertThat(started).hasSize(1);
    }

    @Test
    void allocate_manyThreads_noPageTwice() throws Exception {
        AppendAllocator allocator = new AppendAllocator(SHIFT, 1, terms, 0, (fileId, term) -> {});
        try (var executor = Executors.newFixedThreadPool(4)) {
            var results = new ArrayList<Future<List<Long>>>();
            for (int thread = 0; thread < 4; thread++) {
                results.add(executor.submit(() -> {
                    var pages = new ArrayList<Long>();
                    for (int i = 0; i < 2000; i++) {
                        AppendAllocator.Run run = allocator.allocateRun(1 + i % 3);
                        for (int page = 0; page < run.count(); page++) {
                            pages.add(run.firstFilePage() + page);
                        }
                    }
                    return pages;
                }));
            }
            var all = new HashSet<Long>();
            for (var result : results) {
                for (long page : result.get()) {
                    assertThat(all.add(page)).isTrue();
                    assertThat(FilePages.pageIndex(page, SHIFT)).isNotZero();
                }
            }
        }
    }

    /// Writers that come and go over one durable manifest, each step of starting a file failing now and then, and the
    /// process killed in between: no page is handed out, and no file created, twice.
    @Test
    void allocate_crashesAtEveryStep_noIdTwice() {
        Seeds.forEach(getClass(), 200, seed -> {
            var random = new SplittableRandom(seed);
            var durableTerms = new FileIdTermMapping();
            var durableMax = new long[] {-1};
            var created = new HashSet<Long>();
            var pages = new HashSet<Long>();
            for (long term = 1; term < 20; term++) {
                FileIdTermMapping shared = durableTerms.copy();
                long next = Math.max(
                                Math.max(
                                        shared.highestFileId(),
                                        created.stream()
                                                .mapToLong(id -> id)
                                                .max()
                                                .orElse(-1)),
                                durableMax[0] < 0 ? -1 : FilePages.fileId(durableMax[0], SHIFT))
                        + 1;
                var allocator = new AppendAllocator(SHIFT, term, shared, next, (fileId, ofTerm) -> {
                    if (random.nextInt(6) == 0) {
                        throw new StoreException.Full("before the manifest", null);
                    }
                    durableTerms.record(fileId, ofTerm);
                    if (random.nextInt(6) == 0) {
                        throw new StoreException.Io("after the manifest, before the file", null);
                    }
                    assertThat(created.add(fileId)).as("file created once").isTrue();
                    if (random.nextInt(6) == 0) {
                        throw new StoreException.Io("after the file", null);
                    }
                });
                for (int i = random.nextInt(40); i > 0; i--) {
                    try {
                        long page = allocator.allocate();
                        assertThat(pages.add(page)).as("page handed out once").isTrue();
                        long fileId = FilePages.fileId(page, SHIFT);
                        assertThat(durableTerms.term(fileId)).isEqualTo(term);
                        assertThat(created).contains(fileId);
                    } catch (StoreException.Full | StoreException.Io e) {
                        // The writer goes on with the next file.
                    }
                }
                if (random.nextBoolean()) {
                    durableMax[0] = allocator.maxFilePage();
                    durableTerms.forget(durableTerms.highestFileId()); // deleted, and the id is still not free
                    created.remove(durableMax[0] >> SHIFT);
                }
            }
        });
    }

    private AppendAllocator allocator(long term, long nextFileId) {
        return new AppendAllocator(
                SHIFT, term, terms, nextFileId, (fileId, ofTerm) -> started.add(fileId + " in term " + ofTerm));
    }
}
