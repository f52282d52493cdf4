package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.id.TestObjects.PutFailure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A store that fails, and an object that is not what it was.
class IdAllocatorFailureTest {
    private static final String PATH = IdPaths.PRIMARY;

    private final TestObjects objects = TestObjects.create();

    private IdAllocator open(int batchSize) {
        return IdAllocator.open(objects, PATH, batchSize);
    }

    // ---- Writes that fail

    @Test
    void reservation_thatWasNotWritten_failsTheCallAndTheRetryReservesFirst() {
        IdAllocator ids = open(10);
        objects.failPut(0, PutFailure.BEFORE);

        assertThatThrownBy(ids::allocateVid)
                .isInstanceOf(GraphException.Io.class)
                .hasMessageContaining(PATH)
                .hasMessageContaining("the network is gone")
                .hasRootCauseInstanceOf(IOException.class);
        assertThat(ids.highWaterMarks()).isEqualTo(IdMarks.ZERO);
        assertThat(objects.text(PATH)).isNull();

        assertThat(ids.allocateVid()).isZero();
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(10, 0));
    }

    @Test
    void reserveBoth_thatFails_leavesNothingToHandOut() {
        for (PutFailure failure : List.of(PutFailure.BEFORE, PutFailure.AFTER)) {
            IdAllocator ids = open(10);
            IdMarks marks = ids.highWaterMarks();
            objects.failPut(0, failure);

            assertThatThrownBy(ids::reserveBoth).isInstanceOf(GraphException.Io.class);
            assertThat(ids.highWaterMarks()).isEqualTo(marks);
            IdMarks durable = objects.marks(PATH);

            ids.reserveBoth();
            assertThat(ids.allocateVid()).isEqualTo(durable.vid());
            assertThat(ids.allocateEid()).isEqualTo(durable.eid());
            assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(durable.vid() + 10, durable.eid() + 10));
        }
    }

    @Test
    void reservation_thatWasWrittenAllTheSame_isNotHandedOut() {
        IdAllocator ids = open(10);
        objects.failPut(0, PutFailure.AFTER);

        assertThatThrownBy(ids::allocateVid).isInstanceOf(GraphException.Io.class);
        assertThat(ids.highWaterMarks()).isEqualTo(IdMarks.ZERO);

        // Whether it was this allocator that wrote it, nobody can tell.
        assertThat(ids.allocateVid()).isEqualTo(10);
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(20, 0));
    }

    @ParameterizedTest
    @EnumSource(
            value = PutFailure.class,
            names = {"BEFORE", "AFTER"})
    void reservation_thatFailsAgainAndAgain_neverHandsOutWhatIsNotDurable(PutFailure failure) {
        IdAllocator ids = open(2);
        ids.allocateVids(2);
        assertThat(ids.allocateVids(2)).isEqualTo(2);
        objects.failPuts(() -> failure);

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(ids::allocateVid).isInstanceOf(GraphException.Io.class);
            assertThatThrownBy(() -> ids.allocateVids(7)).isInstanceOf(GraphException.Io.class);
            assertThat(ids.highWaterMarks().vid()).isEqualTo(4);
        }
        objects.failPuts(() -> PutFailure.NONE);

        long next = ids.allocateVid();
        assertThat(next).isGreaterThanOrEqualTo(4);
        assertThat(objects.marks(PATH).vid()).isGreaterThan(next);
    }

    @Test
    void reservation_thatFails_leavesTheOtherKindAsItIs() {
        IdAllocator ids = open(10);
        ids.allocateEid();
        objects.failPut(0, PutFailure.AFTER);

        assertThatThrownBy(ids::allocateVid).isInstanceOf(GraphException.Io.class);

        assertThat(ids.allocateEid()).isEqualTo(1);
        assertThat(ids.allocateVid()).isEqualTo(10);
        assertThat(ids.allocateEid()).isEqualTo(2);
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(20, 10));
    }

    @ParameterizedTest
    @EnumSource(
            value = PutFailure.class,
            names = {"BEFORE", "AFTER"})
    void reservationAhead_thatFails_failsNoCallUntilTheBatchIsUsedUp(PutFailure failure) {
        IdAllocator ids = open(100);
        ids.allocateVids(1); // up to 101
        objects.failPuts(() -> failure);

        for (long expected = 1; expected < 101; expected++) {
            assertThat(ids.allocateVid()).isEqualTo(expected);
        }
        assertThat(objects.puts()).as("one attempt, not one for each id").isEqualTo(2);
        assertThatThrownBy(ids::allocateVid).isInstanceOf(GraphException.Io.class);

        objects.failPuts(() -> PutFailure.NONE);
        long next = ids.allocateVid();
        assertThat(next).isGreaterThanOrEqualTo(101);
        assertThat(objects.marks(PATH).vid()).isEqualTo(next + 100);
        for (long expected = next + 1; expected < next + 200; expected++) {
            assertThat(ids.allocateVid()).isEqualTo(expected);
        }
    }

    @Test
    void allocation_afterDoubt_whenTheObjectCannotBeRead_fails() {
        IdAllocator ids = open(10);
        objects.failPut(0, PutFailure.AFTER);
        assertThatThrownBy(ids::allocateVid).isInstanceOf(GraphException.Io.class);
        objects.failNextGet(new IOException("still gone"));

        assertThatThrownBy(ids::allocateVid)
                .isInstanceOf(GraphException.Io.class)
                .hasMessageContaining("still gone");
        assertThat(ids.allocateVid()).isEqualTo(10);
    }

    // ---- Reads that fail

    @Test
    void open_whenTheStoreCannotBeRead_isAnErrorWhateverItSays() {
        List<IOException> failures = List.of(
                new IOException("not found"),
                new IOException("404 No such key: does not exist"),
                new FileNotFoundException("id_allocator.json (No such file or directory)"),
                new NoSuchFileException("id_allocator.json"),
                new IOException());
        for (IOException failure : failures) {
            objects.failNextGet(failure);

            assertThatThrownBy(() -> open(10))
                    .isInstanceOf(GraphException.Io.class)
                    .hasMessageContaining(PATH)
                    .hasCause(failure);
        }
        assertThat(objects.puts()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "garbage", "{\"next_vid_batch\": 1000}", "{\"next_vid_batch\": 10"})
    void open_ofWhatIsNoAllocator_isAnErrorAndNotAFreshStart(String content) {
        objects.write(PATH, content);

        assertThatThrownBy(() -> open(10))
                .isInstanceOf(GraphException.Corrupt.class)
                .hasMessageContaining(PATH)
                .hasMessageContaining("expected one JSON object")
                .hasMessageContaining("next_vid_batch");
        assertThatThrownBy(() -> IdAllocator.persistedMarks(objects, PATH)).isInstanceOf(GraphException.Corrupt.class);
        assertThat(objects.text(PATH)).isEqualTo(content);
    }

    // ---- An object that changes behind the allocator

    @Test
    void allocation_whenTheObjectIsGone_isAnErrorUntilACheckpoint() throws IOException {
        IdAllocator ids = openUsedUp();
        objects.delete(PATH);

        assertThatThrownBy(ids::allocateVid)
                .isInstanceOf(GraphException.Corrupt.class)
                .hasMessageContaining("does not exist")
                .hasMessageContaining("vid 6");
        assertThatThrownBy(ids::allocateEid).isInstanceOf(GraphException.Corrupt.class);
        assertThat(objects.text(PATH)).isNull();

        ids.checkpoint();
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(6, 0));
        assertThat(ids.allocateVid()).isEqualTo(6);
    }

    @Test
    void allocation_whenTheObjectThatWasOpenedIsGone_isAnError() throws IOException {
        open(10).allocateVid();
        IdAllocator reopened = open(10);
        objects.delete(PATH);

        assertThatThrownBy(reopened::allocateVid)
                .isInstanceOf(GraphException.Corrupt.class)
                .hasMessageContaining("does not exist");
        assertThat(objects.text(PATH)).isNull();
    }

    /// The six vertex ids that were reserved are handed out.
    private IdAllocator openUsedUp() {
        IdAllocator ids = open(3); // too small a batch to reserve ahead
        ids.allocateVids(3);
        ids.allocateVids(3);
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(6, 0));
        return ids;
    }

    @Test
    void allocation_whenAnOlderCopyTookTheObjectsPlace_isAnErrorUntilACheckpoint() {
        IdAllocator ids = open(10);
        ids.allocateVids(10);
        String older = objects.text(PATH);
        ids.allocateVids(30);
        objects.write(PATH, older);

        assertThatThrownBy(() -> ids.allocateVids(11))
                .isInstanceOf(GraphException.Corrupt.class)
                .hasMessageContaining("at least vid 50")
                .hasMessageContaining("found vid 20");
        assertThat(objects.text(PATH)).isEqualTo(older);

        ids.checkpoint();
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(50, 0));
        assertThat(ids.allocateVids(11)).isEqualTo(40);
    }

    @ParameterizedTest
    @EnumSource(
            value = PutFailure.class,
            names = {"BEFORE", "AFTER"})
    void checkpoint_thatFails_forgetsNothing(PutFailure failure) throws IOException {
        IdAllocator ids = openUsedUp();
        objects.delete(PATH);
        objects.failPut(0, failure);

        assertThatThrownBy(ids::checkpoint).isInstanceOf(GraphException.Io.class);
        if (failure == PutFailure.BEFORE) {
            assertThatThrownBy(ids::allocateVid).isInstanceOf(GraphException.Corrupt.class);
        }

        ids.checkpoint();
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(6, 0));
        assertThat(ids.allocateVid()).isEqualTo(6);
    }

    @Test
    void checkpoint_afterAnotherAllocatorsReservationWasLost_coversItToo() {
        IdAllocator ids = open(10);
        ids.allocateVid();
        open(10).allocateVids(100); // up to 120
        ids.allocateEid(); // reads that on the way
        objects.write(PATH, "{\"next_vid_batch\": 50, \"next_eid_batch\": 10}");

        ids.checkpoint();

        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(120, 10));
    }

    @Test
    void allocation_whenTheObjectBecameGarbage_isAnError() {
        IdAllocator ids = open(10);
        ids.allocateVids(20); // ten are left
        objects.write(PATH, "garbage");

        for (long expected = 20; expected < 30; expected++) {
            assertThat(ids.allocateVid()).isEqualTo(expected);
        }
        assertThatThrownBy(ids::allocateVid).isInstanceOf(GraphException.Corrupt.class);
        assertThatThrownBy(ids::checkpoint).isInstanceOf(GraphException.Corrupt.class);
        assertThat(objects.text(PATH)).isEqualTo("garbage");
    }

    // ---- Other allocators on the same path

    @Test
    void allocation_afterAnotherAllocatorReserved_goesOnAboveIt() {
        IdAllocator one = open(10);
        IdAllocator other = open(10);

        assertThat(one.allocateVid()).isZero();
        assertThat(other.allocateVid()).isEqualTo(10);
        assertThat(one.allocateVids(9)).isEqualTo(1);
        assertThat(one.allocateVid()).isEqualTo(20);
        assertThat(other.allocateVids(50)).isEqualTo(30);
        assertThat(one.allocateEid()).isZero();
        assertThat(other.allocateEid()).isEqualTo(10);
        assertThat(objects.marks(PATH)).isEqualTo(new IdMarks(90, 20));
    }

    @Test
    void allocation_beatenByAnotherEveryTime_isAConflictThatChangesNothing() {
        IdAllocator ids = open(10);
        ids.allocateEid();
        IdAllocator rival = IdAllocator.open(objects.sound(), PATH, 10);
        objects.beforePut(() -> rival.allocateEids(11));

        assertThatThrownBy(ids::allocateVid)
                .isInstanceOf(GraphException.Conflict.class)
                .hasMessageContaining(PATH);
        assertThatThrownBy(() -> ids.raiseTo(new IdMarks(500, 0))).isInstanceOf(GraphException.Conflict.class);
        assertThat(ids.highWaterMarks()).isEqualTo(new IdMarks(0, 1));

        objects.beforePut(() -> {});
        assertThat(ids.allocateVid()).isZero();
        assertThat(objects.marks(PATH))
                .isEqualTo(new IdMarks(10, rival.highWaterMarks().eid() + 10));
    }

    @Test
    void checkpoint_beatenByAnotherEveryTime_isAConflict() {
        IdAllocator ids = open(10);
        ids.allocateVids(10);
        int[] round = {0};
        objects.write(PATH, "{\"next_vid_batch\": 0, \"next_eid_batch\": 0}");
        objects.beforePut(() -> objects.write(PATH, "{\"next_vid_batch\": 0, \"next_eid_batch\": " + ++round[0] + "}"));

        assertThatThrownBy(ids::checkpoint).isInstanceOf(GraphException.Conflict.class);
    }
}
