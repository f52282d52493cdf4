package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class IdAllocatorTest {
    private static final String PATH = IdPaths.PRIMARY;

    private final TestObjects objects = TestObjects.create();

    private IdAllocator open(int batchSize) {
        return IdAllocator.open(objects, PATH, batchSize);
    }

    private static void allocateVids(IdAllocator ids, int count) {
        for (int i = 0; i < count; i++) {
            ids.allocateVid();
        }
    }

    // ---- Numbers

    @Test
    void allocate_inNewDatabase_countsEachKindFromZero() {
        IdAllocator ids = open(100);

        for (long expected = 0; expected < 350; expected++) {
            assertThat(ids.allocateVid()).isEqualTo(expected);
        }
        for (long expected = 0; expected < 350; expected++) {
            assertThat(ids.allocateEid()).isEqualTo(expected);
        }
    }

    @Test
    void allocate_manyAtOnce_givesTheFirstOfConsecutiveIds() {
        IdAllocator ids = open(100);

        assertThat(ids.allocateVids(5)).isZero();
        assertThat(ids.allocateVid()).isEqualTo(5);
        assertThat(ids.allocateVids(1)).isEqualTo(6);
        assertThat(ids.allocateVids(1_000_000)).isEqualTo(7);
        assertThat(ids.allocateVid()).isEqualTo(1_000_007);
        assertThat(ids.allocateEids(3)).isZero();
        assertThat(ids.allocateEid()).isEqualTo(3);
    }

    @Test
    void allocate_lessThanOne_isInvalid() {
        IdAllocator ids = open(100);

        assertThatThrownBy(() -> ids.allocateVids(0)).isInstanceOf(GraphException.Invalid.class);
        assertThatThrownBy(() -> ids.allocateEids(-1)).isInstanceOf(GraphException.Invalid.class);
        assertThat(ids.highWaterMarks()).isEqualTo(IdMarks.ZERO);
        assertThat(objects.puts()).isZero();
    }

    @Test
    void open_withoutRoomInABatch_isInvalid() {
        assertThatThrownBy(() -> open(0)).isInstanceOf(GraphException.Invalid.class);
        assertThatThrownBy(() -> open(Integer.MIN_VALUE)).isInstanceOf(GraphException.Invalid.class);
    }

    // ---- What is written when

    @Test
    void reserveBoth_afterOpening_reservesABatchOfEachInOneWrite() {
        objects.write(PATH, "{\"next_vid_batch\": 70, \"next_eid_batch\": 30}");
        int before = objects.puts();
        IdAllocator ids = open(100);

        ids.reserveBoth();
        assertThat(ids.highWaterMarks()).isEqualTo(new IdMarks(70, 30));
        assertThat(ids.allocateVid()).isEqualTo(70);
        assertThat(ids.allocateEid()).isEqualTo(30);
        ids.reserveBoth();

        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(170, 130));
        assertThat(objects.puts() - before).isEqualTo(1);
    }

    @Test
    void reserveBoth_whereThereAreIdsOfOneKind_writesNothing() {
        IdAllocator ids = open(100);
        ids.allocateEid();

        ids.reserveBoth();

        assertThat(objects.puts()).isEqualTo(1);
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(0, 100));
    }

    @Test
    void reserveBoth_byTwoAllocators_givesThemDifferentRanges() {
        IdAllocator one = open(100);
        IdAllocator other = open(100);

        one.reserveBoth();
        other.reserveBoth();

        assertThat(one.allocateVid()).isZero();
        assertThat(other.allocateVid()).isEqualTo(100);
        assertThat(one.allocateEid()).isZero();
        assertThat(other.allocateEid()).isEqualTo(100);
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(200, 200));
    }

    @Test
    void reserveBoth_ofScratchSession_writesNothing() {
        IdAllocator ids = IdAllocator.scratch(new IdMarks(5, 6));

        ids.reserveBoth();

        assertThat(ids.allocateVid()).isEqualTo(5);
        assertThat(ids.allocateEid()).isEqualTo(6);
    }

    @Test
    void open_writesNothing() throws IOException {
        IdAllocator ids = open(100);

        assertThat(ids.highWaterMarks()).isEqualTo(IdMarks.ZERO);
        assertThat(objects.puts()).isZero();
        assertThat(objects.list("")).isEmpty();
    }

    @Test
    void allocate_firstOfAKind_reservesABatchAndLeavesTheOtherKindAsItIs() {
        IdAllocator ids = IdAllocator.open(objects, PATH);

        ids.allocateVid();
        assertThat(objects.text(PATH)).isEqualTo("""
                {
                  "next_vid_batch": 1000,
                  "next_eid_batch": 0
                }""");

        ids.allocateEid();
        assertThat(objects.text(PATH)).isEqualTo("""
                {
                  "next_vid_batch": 1000,
                  "next_eid_batch": 1000
                }""");
        assertThat(objects.puts()).isEqualTo(2);
    }

    @Test
    void allocate_withRoomInTheBatch_writesAndReadsNothing() {
        IdAllocator ids = open(1_000);
        ids.allocateVid();
        int gets = objects.gets();

        allocateVids(ids, 749);

        assertThat(ids.highWaterMarks().vid()).isEqualTo(750);
        assertThat(objects.puts()).isEqualTo(1);
        assertThat(objects.gets()).isEqualTo(gets);
    }

    @Test
    void allocate_fromTheLastQuarter_reservesTheNextBatchOnce() {
        IdAllocator ids = open(1_000);

        allocateVids(ids, 751);
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(2_000, 0));

        allocateVids(ids, 999);
        assertThat(objects.puts()).isEqualTo(2);
        allocateVids(ids, 1);
        assertThat(objects.puts()).isEqualTo(3);
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(3_000, 0));
        assertThat(ids.allocateVid()).isEqualTo(1_751);
    }

    @Test
    void allocate_moreThanIsLeft_reservesRequestAndBatchInOneWrite() {
        IdAllocator ids = open(100);

        ids.allocateVids(5);
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(105, 0));

        ids.allocateVids(1_000);
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(1_105, 0));
        assertThat(objects.puts()).isEqualTo(2);
    }

    @Test
    void allocate_asManyAsAreLeft_needsNoReservationFirst() {
        IdAllocator ids = open(3); // too small a batch to reserve ahead
        ids.allocateVid();
        objects.failPuts(() -> TestObjects.PutFailure.BEFORE);

        assertThat(ids.allocateVids(2)).isEqualTo(1);
        assertThatThrownBy(ids::allocateVid).isInstanceOf(GraphException.Io.class);
    }

    @Test
    void allocate_batchOfOne_reservesEachId() {
        IdAllocator ids = open(1);

        allocateVids(ids, 20);

        assertThat(objects.puts()).isEqualTo(20);
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(20, 0));
    }

    // ---- Reopening

    @Test
    void reopen_goesOnAtTheEndOfWhatWasReserved() {
        allocateVids(open(10), 15);

        IdAllocator reopened = open(10);

        assertThat(reopened.highWaterMarks()).isEqualTo(new IdMarks(20, 0));
        assertThat(reopened.allocateVid()).isEqualTo(20);
        assertThat(reopened.allocateEid()).isZero();
    }

    @Test
    void reopen_ofABatchHardlyUsed_skipsTheRest() {
        allocateVids(open(1_000), 3);

        assertThat(open(1_000).allocateVid()).isEqualTo(1_000);
    }

    @Test
    void reopen_again_withoutAllocation_skipsNothing() {
        allocateVids(open(10), 1);

        for (int i = 0; i < 5; i++) {
            assertThat(open(10).highWaterMarks()).isEqualTo(new IdMarks(10, 0));
        }
        assertThat(objects.puts()).isEqualTo(1);
    }

    @Test
    void reopen_withAnotherBatchSize_isFree() {
        allocateVids(open(10), 1);

        IdAllocator larger = open(500);

        assertThat(larger.allocateVid()).isEqualTo(10);
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(510, 0));
    }

    // ---- Marks

    @Test
    void highWaterMarks_areTheNextIds() {
        IdAllocator ids = open(100);

        allocateVids(ids, 7);
        ids.allocateEids(3);

        assertThat(ids.highWaterMarks()).isEqualTo(new IdMarks(7, 3));
    }

    @Test
    void checkpoint_ofWhatIsCovered_writesNothing() {
        IdAllocator ids = open(100);

        ids.checkpoint();
        assertThat(objects.text(PATH)).isNull();

        allocateVids(ids, 7);
        ids.checkpoint();
        ids.checkpoint();
        assertThat(objects.puts()).isEqualTo(1);
        assertThat(objects.marks(PATH).covers(ids.highWaterMarks())).isTrue();
        assertThat(ids.allocateVid()).isEqualTo(7);
    }

    @Test
    void raiseTo_aboveWhatIsReserved_isDurableAndGoesOnThere() {
        IdAllocator ids = open(100);
        allocateVids(ids, 7);
        allocateVids(ids, 1);

        ids.raiseTo(new IdMarks(5_000, 30));

        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(5_000, 30));
        assertThat(ids.highWaterMarks()).isEqualTo(new IdMarks(5_000, 30));
        assertThat(ids.allocateVid()).isEqualTo(5_000);
        assertThat(ids.allocateEid()).isEqualTo(30);
        assertThat(open(100).allocateVid()).isGreaterThan(5_000);
    }

    @Test
    void raiseTo_withinWhatIsReserved_writesNothing() {
        IdAllocator ids = open(100);
        allocateVids(ids, 7);

        ids.raiseTo(new IdMarks(50, 0));

        assertThat(objects.puts()).isEqualTo(1);
        assertThat(ids.allocateVid()).isEqualTo(50);
    }

    @Test
    void raiseTo_lowerMarks_changesNothing() {
        IdAllocator ids = open(100);
        allocateVids(ids, 7);

        ids.raiseTo(new IdMarks(6, 0));
        ids.raiseTo(IdMarks.ZERO);

        assertThat(ids.highWaterMarks()).isEqualTo(new IdMarks(7, 0));
        assertThat(objects.puts()).isEqualTo(1);
    }

    @Test
    void raiseTo_whenItCannotBeWritten_changesNothing() {
        IdAllocator ids = open(100);
        allocateVids(ids, 7);
        objects.failPuts(() -> TestObjects.PutFailure.BEFORE);

        assertThatThrownBy(() -> ids.raiseTo(new IdMarks(5_000, 0))).isInstanceOf(GraphException.Io.class);

        assertThat(ids.highWaterMarks()).isEqualTo(new IdMarks(7, 0));
        assertThat(ids.allocateVid()).isEqualTo(7);
    }

    @Test
    void persistedMarks_whereNothingIs_areEmpty() {
        assertThat(IdAllocator.persistedMarks(objects, PATH)).isEmpty();
    }

    @Test
    void toString_saysWhoseAndWhereItIs() {
        IdAllocator ids = open(100);
        allocateVids(ids, 7);

        assertThat(ids).hasToString("ids of id_allocator.json: vid 7, eid 0");
    }
}
