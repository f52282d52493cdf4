package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.id.TestObjects.PutFailure;
import dev.coppice.store.sim.Seeds;
import java.io.IOException;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Random courses of calls, compared with what they must come to.
class IdAllocatorModelTest {
    private static final String PATH = IdPaths.PRIMARY;

    // ---- One allocator, nothing fails: each number is known beforehand

    @Test
    void allocator_thatNothingDisturbs_givesExactlyTheIdsOfTheModel() {
        Seeds.forEach(getClass(), 200, seed -> {
            var random = new SplittableRandom(seed);
            TestObjects objects = TestObjects.create();
            int batch = 1 + random.nextInt(random.nextBoolean() ? 8 : 100);
            var vertices = new Model(batch);
            var edges = new Model(batch);
            IdAllocator ids = IdAllocator.open(objects, PATH, batch);
            for (int step = 0; step < 300; step++) {
                int count = 1 + random.nextInt(3 * batch);
                switch (random.nextInt(12)) {
                    case 0 -> {
                        ids = IdAllocator.open(objects, PATH, batch);
                        vertices.reopen();
                        edges.reopen();
                    }
                    case 1 -> ids.checkpoint();
                    case 2 -> {
                        IdMarks marks = new IdMarks(vertices.cursor + count - batch, edges.cursor - count + batch);
                        if (marks.vid() >= 0 && marks.eid() >= 0) {
                            ids.raiseTo(marks);
                            vertices.raise(marks.vid());
                            edges.raise(marks.eid());
                        }
                    }
                    case 3, 4 -> assertThat(ids.allocateVids(count)).isEqualTo(vertices.take(count, batch));
                    case 5 -> assertThat(ids.allocateEids(count)).isEqualTo(edges.take(count, batch));
                    case 6, 7, 8 -> assertThat(ids.allocateEid()).isEqualTo(edges.take(1, batch - 1));
                    default -> assertThat(ids.allocateVid()).isEqualTo(vertices.take(1, batch - 1));
                }
                assertThat(ids.highWaterMarks()).isEqualTo(new IdMarks(vertices.cursor, edges.cursor));
                assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(vertices.end, edges.end));
            }
        });
    }

    /// One kind's numbers, as the documentation has them.
    private static final class Model {
        private final int batch;
        private long cursor;
        private long end;

        Model(int batch) {
            this.batch = batch;
        }

        void reopen() {
            cursor = end;
        }

        void raise(long to) {
            end = Math.max(end, to);
            cursor = Math.max(cursor, to);
        }

        long take(int count, int spare) {
            if (count > end - cursor) {
                end = cursor + count + spare;
            }
            long first = cursor;
            cursor += count;
            if (end - cursor < batch / 4) {
                end += batch;
            }
            return first;
        }
    }

    // ---- Several allocators on one path, and a store that fails

    @Test
    void allocators_ofOnePath_whileTheStoreFails_neverGiveAnIdTwiceOrBeforeItIsDurable() {
        Seeds.forEach(getClass(), 300, seed -> new Course(seed).run());
    }

    private static final class Course {
        private final SplittableRandom random;
        private final TestObjects objects = TestObjects.create();
        private final IdAllocator[] allocators;
        private final BitSet[] seen = {new BitSet(), new BitSet()};
        private IdMarks lastDurable = IdMarks.ZERO;

        Course(long seed) {
            random = new SplittableRandom(seed);
            allocators = new IdAllocator[1 + random.nextInt(3)];
            int failing = random.nextInt(40);
            objects.failPuts(() -> random.nextInt(100) >= failing
                    ? PutFailure.NONE
                    : random.nextBoolean() ? PutFailure.BEFORE : PutFailure.AFTER);
        }

        void run() {
            for (int step = 0; step < 400; step++) {
                try {
                    step(random.nextInt(allocators.length));
                } catch (GraphException.Io expected) {
                    // The store fails, the allocator goes on.
                }
                IdMarks durable = objects.marks(PATH);
                assertThat(durable.covers(lastDurable)).isTrue();
                lastDurable = durable;
            }
        }

        private void step(int index) {
            int action = random.nextInt(20);
            if (action == 0) {
                objects.failNextGet(new IOException("not found"));
            }
            if (action == 1 || allocators[index] == null) {
                allocators[index] = null; // an attempt to open that fails leaves none
                allocators[index] = IdAllocator.open(objects, PATH, 1 + random.nextInt(20));
            }
            IdAllocator ids = allocators[index];
            switch (action) {
                case 2 -> ids.checkpoint();
                case 3 -> {
                    IdMarks marks = objects.marks(PATH);
                    IdMarks raised =
                            new IdMarks(marks.vid() + random.nextInt(20) - 10, marks.eid() + random.nextInt(9));
                    if (raised.vid() >= 0) {
                        ids.raiseTo(raised);
                        assertThat(ids.highWaterMarks().covers(raised)).isTrue();
                    }
                }
                case 4, 5, 6 -> {
                    int count = 1 + random.nextInt(60);
                    boolean ofVertices = random.nextBoolean();
                    take(ids, ofVertices, ofVertices ? ids.allocateVids(count) : ids.allocateEids(count), count);
                }
                default -> {
                    boolean ofVertices = random.nextBoolean();
                    take(ids, ofVertices, ofVertices ? ids.allocateVid() : ids.allocateEid(), 1);
                }
            }
        }

        private void take(IdAllocator ids, boolean ofVertices, long first, int count) {
            IdKind kind = ofVertices ? IdKind.VERTEX : IdKind.EDGE;
            int from = Math.toIntExact(first);
            int to = from + count;
            assertThat(kind.of(objects.marks(PATH)))
                    .as("durable before it leaves")
                    .isGreaterThanOrEqualTo(to);
            assertThat(kind.of(ids.highWaterMarks())).isEqualTo(to);
            BitSet ofKind = seen[kind.ordinal()];
            int clash = ofKind.nextSetBit(from);
            assertThat(clash < 0 || clash >= to)
                    .as("%s id %d again", kind, clash)
                    .isTrue();
            ofKind.set(from, to);
        }
    }
}
