package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.id.TestObjects.PutFailure;
import dev.coppice.store.sim.Seeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many threads on one allocator, and on several that share a path.
@Timeout(120)
class IdAllocatorThreadsTest {
    private static final String PATH = IdPaths.PRIMARY;
    private static final int THREADS = 16;

    /// Ids that one call gave.
    private record Range(IdKind kind, long first, int count) {}

    @Test
    void allocate_byManyThreads_whileWritesFailAtRandom_givesEachIdOnce() {
        Seeds.forEach(getClass(), 4, seed -> {
            TestObjects objects = TestObjects.create();
            var failures = new AtomicInteger();
            objects.failPuts(() -> failure(seed, failures));
            IdAllocator ids = IdAllocator.open(objects, PATH, 64);

            hammer(seed, objects, List.of(ids), 2_000);

            assertThat(objects.puts()).isGreaterThan(100);
        });
    }

    @Test
    void allocate_bySeveralAllocatorsOnOnePath_whileWritesFailAtRandom_givesEachIdOnce() {
        Seeds.forEach(getClass(), 4, seed -> {
            TestObjects objects = TestObjects.create();
            var failures = new AtomicInteger();
            objects.failPuts(() -> failure(seed, failures));
            List<IdAllocator> allocators = new ArrayList<>();
            for (int batch : new int[] {1, 7, 64, 1_000}) {
                allocators.add(IdAllocator.open(objects, PATH, batch));
            }

            hammer(seed, objects, allocators, 500);
        });
    }

    private static PutFailure failure(long seed, AtomicInteger index) {
        int choice = new SplittableRandom(seed + index.getAndIncrement()).nextInt(10);
        return choice == 0 ? PutFailure.BEFORE : choice == 1 ? PutFailure.AFTER : PutFailure.NONE;
    }

    private static void hammer(long seed, TestObjects objects, List<IdAllocator> allocators, int calls)
            throws Exception {
        var start = new CyclicBarrier(THREADS);
        List<Callable<List<Range>>> takers = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            IdAllocator ids = allocators.get(thread % allocators.size());
            var random = new SplittableRandom(seed * THREADS + thread);
            takers.add(() -> {
                start.await();
                return take(ids, objects, random, calls);
            });
        }
        var vertices = new BitSet();
        var edges = new BitSet();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (Future<List<Range>> result : threads.invokeAll(takers)) {
                result.get().forEach(range -> markUnseen(range.kind() == IdKind.VERTEX ? vertices : edges, range));
            }
        }
        assertThat(vertices.cardinality()).isGreaterThan(calls);
        assertThat(edges.cardinality()).isGreaterThan(calls);
    }

    private static List<Range> take(IdAllocator ids, TestObjects objects, SplittableRandom random, int calls) {
        List<Range> taken = new ArrayList<>();
        long[] next = new long[IdKind.values().length];
        while (taken.size() < calls) {
            IdKind kind = random.nextBoolean() ? IdKind.VERTEX : IdKind.EDGE;
            int count = random.nextInt(4) == 0 ? 1 + random.nextInt(100) : 1;
            try {
                long first = allocate(ids, kind, count);
                assertThat(first).as("ids of one thread ascend").isGreaterThanOrEqualTo(next[kind.ordinal()]);
                next[kind.ordinal()] = first + count;
                if (taken.size() % 64 == 0) {
                    assertThat(kind.of(objects.marks(PATH))).isGreaterThanOrEqualTo(first + count);
                    assertThat(kind.of(ids.highWaterMarks())).isGreaterThanOrEqualTo(first + count);
                }
                taken.add(new Range(kind, first, count));
            } catch (GraphException.Io | GraphException.Conflict expected) {
                // Once more.
            }
        }
        return taken;
    }

    private static long allocate(IdAllocator ids, IdKind kind, int count) {
        if (count == 1) {
            return kind == IdKind.VERTEX ? ids.allocateVid() : ids.allocateEid();
        }
        return kind == IdKind.VERTEX ? ids.allocateVids(count) : ids.allocateEids(count);
    }

    private static void markUnseen(BitSet seen, Range range) {
        int from = Math.toIntExact(range.first());
        int to = from + range.count();
        int clash = seen.nextSetBit(from);
        assertThat(clash < 0 || clash >= to)
                .as("%s was handed out before", range)
                .isTrue();
        seen.set(from, to);
    }

    // ---- While one thread reserves

    @Test
    void allocate_whileAnotherThreadReservesAhead_doesNotWait() throws Exception {
        TestObjects objects = TestObjects.create();
        IdAllocator ids = IdAllocator.open(objects, PATH, 100);
        ids.allocateEid();
        for (int i = 0; i < 75; i++) {
            ids.allocateVid();
        }
        var reserving = new CountDownLatch(1);
        var mayGoOn = new CountDownLatch(1);
        objects.beforePut(() -> {
            reserving.countDown();
            await(mayGoOn);
        });
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Long> reserver = threads.submit(ids::allocateVid);
            await(reserving);

            for (long expected = 76; expected < 100; expected++) {
                assertThat(ids.allocateVid()).isEqualTo(expected);
            }
            assertThat(ids.allocateEid()).isEqualTo(1);
            assertThat(ids.highWaterMarks()).isEqualTo(new IdMarks(100, 2));
            assertThat(reserver).isNotDone();

            Future<Long> waiter = threads.submit(ids::allocateVid); // nothing is left for it
            mayGoOn.countDown();
            assertThat(reserver.get()).isEqualTo(75);
            assertThat(waiter.get()).isEqualTo(100);
        }
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(200, 100));
    }

    @Test
    void allocate_whileABulkAllocationReserves_takesWhatIsLeft() throws Exception {
        TestObjects objects = TestObjects.create();
        IdAllocator ids = IdAllocator.open(objects, PATH, 100);
        ids.allocateVid();
        var reserving = new CountDownLatch(1);
        var mayGoOn = new CountDownLatch(1);
        objects.beforePut(() -> {
            reserving.countDown();
            await(mayGoOn);
        });
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Long> bulk = threads.submit(() -> ids.allocateVids(1_000)); // reserves 1 to 1,100
            await(reserving);

            for (long expected = 1; expected < 100; expected++) {
                assertThat(ids.allocateVid()).isEqualTo(expected);
            }
            mayGoOn.countDown();
            assertThat(bulk.get()).isEqualTo(100);
        }
        // One id is left of the first reservation, so the bulk allocation has made the next as well.
        assertThat(objects.puts()).isEqualTo(3);
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(1_201, 0));
        assertThat(ids.allocateVid()).isEqualTo(1_100);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
