package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.id.TestObjects.PutFailure;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// The allocators of forks and of scratch sessions.
class IdAllocatorForksTest {
    private static final int BATCH = 100;

    private final TestObjects objects = TestObjects.create();
    private final IdAllocator primary = IdAllocator.open(objects, IdPaths.PRIMARY, BATCH);

    private IdAllocator fork(long forkId, IdAllocator parent) {
        IdAllocator.bootstrapForkFromPrimary(objects, forkId, parent.highWaterMarks());
        return IdAllocator.openFork(objects, forkId, BATCH);
    }

    // ---- Making one

    @Test
    void bootstrap_writesTheParentsMarksInMemory() {
        primary.allocateVids(7);
        primary.allocateEids(3);

        assertThat(IdAllocator.bootstrapForkFromPrimary(objects, 5, primary.highWaterMarks()))
                .isTrue();

        assertThat(objects.text("catalog/forks/5/id_allocator.json")).isEqualTo("""
                {
                  "next_vid_batch": 7,
                  "next_eid_batch": 3
                }""");
    }

    @Test
    void fork_handsOutIdsAboveAllThatItInherits() {
        primary.allocateVids(7);
        primary.allocateEids(3);

        IdAllocator fork = fork(1, primary);

        assertThat(fork.allocateVid()).isEqualTo(7);
        assertThat(fork.allocateEid()).isEqualTo(3);
        assertThat(objects.marks(IdPaths.ofFork(1))).isEqualTo(new IdMarks(107, 103));
    }

    @Test
    void forkOfAFork_beginsAboveItsParent_andSoOn() {
        IdAllocator parent = primary;
        long last = primary.allocateVid();
        for (long forkId = 1; forkId <= 50; forkId++) {
            IdAllocator fork = fork(forkId, parent);
            long first = fork.allocateVid();
            assertThat(first).isEqualTo(last + 1);
            last = first;
            parent = fork;
        }
    }

    @Test
    void bootstrap_whereAnObjectIs_changesNothingWhateverItSays() {
        IdAllocator fork = fork(1, primary);
        fork.allocateVids(50);
        String before = objects.text(IdPaths.ofFork(1));
        objects.write(IdPaths.ofFork(2), "garbage");

        assertThat(IdAllocator.bootstrapForkFromPrimary(objects, 1, new IdMarks(9_999, 9_999)))
                .isFalse();
        assertThat(IdAllocator.bootstrapForkFromPrimary(objects, 2, IdMarks.ZERO))
                .isFalse();

        assertThat(objects.text(IdPaths.ofFork(1))).isEqualTo(before);
        assertThat(objects.text(IdPaths.ofFork(2))).isEqualTo("garbage");
    }

    @Test
    void bootstrap_thatCannotTellWhetherItWrote_isAnErrorAndMayBeRepeated() {
        objects.failPut(0, PutFailure.AFTER);
        assertThatThrownBy(() -> IdAllocator.bootstrapForkFromPrimary(objects, 1, new IdMarks(7, 3)))
                .isInstanceOf(GraphException.Io.class)
                .hasMessageContaining(IdPaths.ofFork(1))
                .hasRootCauseInstanceOf(IOException.class);

        assertThat(IdAllocator.bootstrapForkFromPrimary(objects, 1, new IdMarks(7, 3)))
                .isFalse();
        assertThat(objects.marks(IdPaths.ofFork(1))).isEqualTo(new IdMarks(7, 3));
    }

    @Test
    void bootstrap_whenTheStoreFails_isAnErrorAndOverwritesNothing() {
        fork(1, primary).allocateVids(50);
        String before = objects.text(IdPaths.ofFork(1));
        objects.failPuts(() -> PutFailure.BEFORE);

        assertThatThrownBy(() -> IdAllocator.bootstrapForkFromPrimary(objects, 1, IdMarks.ZERO))
                .isInstanceOf(GraphException.Io.class);
        assertThatThrownBy(() -> IdAllocator.bootstrapForkFromPrimary(objects, 2, IdMarks.ZERO))
                .isInstanceOf(GraphException.Io.class);

        assertThat(objects.text(IdPaths.ofFork(1))).isEqualTo(before);
        assertThat(objects.text(IdPaths.ofFork(2))).isNull();
    }

    @Test
    void bootstrap_ofANegativeFork_isInvalid() {
        assertThatThrownBy(() -> IdAllocator.bootstrapForkFromPrimary(objects, -1, IdMarks.ZERO))
                .isInstanceOf(GraphException.Invalid.class);
    }

    // ---- Opening one

    @Test
    void openFork_withoutAnObject_isAnErrorAndNotAFreshStart() throws IOException {
        assertThatThrownBy(() -> IdAllocator.openFork(objects, 1, BATCH))
                .isInstanceOf(GraphException.Corrupt.class)
                .hasMessageContaining(IdPaths.ofFork(1))
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> IdAllocator.open(objects, IdPaths.ofFork(1)))
                .isInstanceOf(GraphException.Corrupt.class);
        assertThatThrownBy(() -> IdAllocator.open(objects, IdPaths.FORKS + "1/some_other.json"))
                .isInstanceOf(GraphException.Corrupt.class);
        assertThat(objects.list("")).isEmpty();
    }

    @Test
    void openFork_thatLostItsObjectAfterItWasUsed_isAnError() throws IOException {
        fork(1, primary).allocateVid();
        objects.delete(IdPaths.ofFork(1));

        assertThatThrownBy(() -> IdAllocator.openFork(objects, 1, BATCH)).isInstanceOf(GraphException.Corrupt.class);
    }

    @Test
    void openFork_goesOnWhereTheForkWas_whateverItsParentDid() {
        primary.allocateVids(10);
        fork(1, primary).allocateVid(); // 10, reserved up to 110
        primary.allocateVids(10_000);

        assertThat(IdAllocator.openFork(objects, 1, BATCH).allocateVid()).isEqualTo(110);
    }

    // ---- Independence

    @Test
    void siblingsAndParent_handOutEqualIds_eachFromItsOwnObject() {
        primary.allocateVids(10);
        IdAllocator one = fork(1, primary);
        IdAllocator two = fork(2, primary);
        String primarysObject = objects.text(IdPaths.PRIMARY);

        for (long expected = 10; expected < 1_000; expected++) {
            assertThat(one.allocateVid()).isEqualTo(expected);
        }
        assertThat(objects.text(IdPaths.PRIMARY)).isEqualTo(primarysObject);
        assertThat(objects.marks(IdPaths.ofFork(2))).isEqualTo(new IdMarks(10, 0));

        assertThat(two.allocateVid()).isEqualTo(10);
        assertThat(primary.allocateVid()).isEqualTo(10);
    }

    // ---- Scratch

    @Test
    void scratch_handsOutIdsAboveTheMarksAndPersistsNothing() {
        primary.allocateVids(7);
        primary.allocateEids(3);
        int puts = objects.puts();
        String before = objects.text(IdPaths.PRIMARY);

        for (int session = 0; session < 5_000; session++) {
            IdAllocator scratch = IdAllocator.scratch(primary.highWaterMarks());
            assertThat(scratch.allocateVid()).isEqualTo(7);
            assertThat(scratch.allocateVids(1_000_000)).isEqualTo(8);
            assertThat(scratch.allocateEid()).isEqualTo(3);
            assertThat(scratch.highWaterMarks()).isEqualTo(new IdMarks(1_000_008, 4));
            scratch.checkpoint();
        }

        assertThat(objects.puts()).isEqualTo(puts);
        assertThat(objects.text(IdPaths.PRIMARY)).isEqualTo(before);
        assertThat(primary.allocateVid()).isEqualTo(7);
    }

    @Test
    void scratch_ofAScratch_beginsAboveIt() {
        IdAllocator outer = IdAllocator.scratch(new IdMarks(100, 50));
        outer.allocateVids(10);

        IdAllocator inner = IdAllocator.scratch(outer.highWaterMarks());

        assertThat(inner.allocateVid()).isEqualTo(110);
        assertThat(inner.allocateEid()).isEqualTo(50);
        assertThat(outer.allocateVid()).isEqualTo(110);
    }

    @Test
    void scratch_raisedOrAsked_isLikeAnyOther() {
        IdAllocator scratch = IdAllocator.scratch(new IdMarks(100, 50));

        scratch.raiseTo(new IdMarks(200, 10));

        assertThat(scratch.allocateVid()).isEqualTo(200);
        assertThat(scratch.allocateEid()).isEqualTo(50);
        assertThatThrownBy(() -> scratch.allocateVids(0)).isInstanceOf(GraphException.Invalid.class);
        assertThat(scratch).hasToString("ids of a scratch session: vid 201, eid 51");
    }
}
