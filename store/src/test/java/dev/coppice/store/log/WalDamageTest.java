package dev.coppice.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import dev.coppice.store.log.RecordReader.End;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The log after crashes, and damage of every kind that a disk or a person can do to it.
class WalDamageTest extends WalTestCase {
    // ---- Ends after a crash

    @Test
    void replay_newestSegmentIsEmpty_continuesTheOneBefore() throws IOException {
        WalState state = crashedAt(5);
        disk.replace(segment(2), new byte[0]);
        assertThat(replay(0, ALL).lastSequence()).isEqualTo(5);
        assertThat(continuedAfter(recover())).isEqualTo(6);
        assertThat(segmentNames()).hasSize(3);
        assertThat(state.segments()).hasSize(1);
    }

    @Test
    void replay_newestSegmentHasNoBeginning_continuesTheOneBefore() throws IOException {
        crashedAt(5);
        disk.replace(segment(2), new byte[] {1, 2, 3});
        WalState state = recover();
        assertThat(state.lastSequence()).isEqualTo(5);
        assertThat(state.end()).isEqualTo(End.TORN);
        assertThat(disk.contents(segment(2))).isEmpty();
        assertThat(continuedAfter(state)).isEqualTo(6);
    }

    @Test
    void replay_everyLengthOfTheNewestSegment_isRepairedAndContinued() throws IOException {
        crashedAt(3);
        byte[] whole = disk.contents(segment(1));
        int length = (int) recover().segments().getFirst().length();
        long previous = 0;
        for (int cut = 0; cut <= length; cut++) {
            disk.replace(segment(1), Arrays.copyOf(whole, cut));
            disk.delete(segment(2));
            WalState state = recover();
            assertThat(state.lastSequence()).isBetween(previous, 3L);
            previous = state.lastSequence();
            assertThat(disk.contents(segment(1)).length).isLessThanOrEqualTo(cut);
            assertThat(replay(0, ALL).end()).as("once repaired").isEqualTo(End.CLEAN);
            assertThat(continuedAfter(state)).isEqualTo(previous + 1);
        }
        assertThat(previous).isEqualTo(3);
    }

    @Test
    void replay_withoutRepair_changesNothing() throws IOException {
        crashedAt(3);
        byte[] torn = Arrays.copyOf(disk.contents(segment(1)), 250);
        disk.replace(segment(1), torn);
        WalState state = replay(0, ALL);
        assertThat(state.end()).isEqualTo(End.TORN);
        assertThat(disk.contents(segment(1))).isEqualTo(torn);
        recover();
        assertThat(disk.contents(segment(1)).length).isLessThan(250);
    }

    @Test
    void replay_anyBitOfAClosedLogFlipped_isCorruptOrWithoutEffect() throws IOException {
        WriteAheadLog log = open(WalState.empty(0), 250);
        commitThrough(log, 4);
        log.close();
        assertThat(segmentNames()).hasSize(2);
        for (int number = 1; number <= 2; number++) {
            byte[] bytes = disk.contents(segment(number));
            for (int bit = 0; bit < 8 * bytes.length; bit++) {
                byte[] flipped = bytes.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                disk.replace(segment(number), flipped);
                visited.clear();
                try {
                    replay(0, ALL);
                    assertThat(visited).as("segment %d, bit %d", number, bit).containsExactly(1L, 2L, 3L, 4L);
                } catch (StoreException.Corrupt e) {
                    assertThat(e.file()).contains(WalFormat.segmentName(number));
                }
            }
            disk.replace(segment(number), bytes);
        }
    }

    // ---- Damage in the middle

    @Test
    void replay_segmentIsMissing_isCorruptAndNamesThePlace() throws IOException {
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        commitThrough(log, 30);
        log.close();
        List<String> names = segmentNames();
        for (int missing = 0; missing < names.size() - 1; missing++) {
            String file = WalFormat.directory(FORK) + "/" + names.get(missing);
            byte[] bytes = disk.contents(file);
            disk.delete(file);
            String neighbour = names.get(missing == 0 ? 1 : missing - 1);
            assertThatThrownBy(() -> replay(0, ALL))
                    .as(names.get(missing))
                    .isInstanceOfSatisfying(
                            StoreException.Corrupt.class,
                            e -> assertThat(e.file()).endsWith(neighbour))
                    .hasMessageContaining("commit ");
            disk.replace(file, bytes);
        }
        assertThat(replay(0, ALL).lastSequence()).isEqualTo(30);
    }

    @Test
    void replay_segmentBeforeTheNewestIsShort_isCorrupt() throws IOException {
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        commitThrough(log, 20);
        log.close();
        byte[] whole = disk.contents(segment(2));
        int neededLength = whole.length - RecordFormat.HEADER_LENGTH;
        for (int length = 0; length < neededLength; length++) {
            disk.replace(segment(2), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> replay(0, ALL))
                    .as("length %d", length)
                    .isInstanceOfSatisfying(
                            StoreException.Corrupt.class,
                            e -> assertThat(e.file()).endsWith(WalFormat.segmentName(2)));
        }
    }

    @Test
    void replay_commitsBeyondTheStartOfTheNextSegment_doNotCount() throws IOException {
        crashedAt(5);
        byte[] withFive = disk.contents(segment(1));
        disk.replace(segment(1), Arrays.copyOf(withFive, (int) endOfCommit(4)));
        WriteAheadLog log = open(recover(), SMALL);
        append(log, 5, "other");
        log.close();
        disk.replace(segment(1), withFive); // the cut had not reached the disk
        List<String> bodies = new ArrayList<>();
        WalState state = WriteAheadLog.replay(
                storage,
                DATABASE,
                FORK,
                0,
                ALL,
                true,
                (record, offset, length, _) ->
                        bodies.add(new String(record, offset, length, StandardCharsets.US_ASCII)));
        assertThat(state.lastSequence()).isEqualTo(5);
        assertThat(bodies).hasSize(5).endsWith("other");
    }

    @Test
    void replay_segmentOfAnotherPlace_isCorrupt() throws IOException {
        crashedAt(3);
        byte[] own = disk.contents(segment(1));
        byte[] ofAnotherFork = new SegmentHeader(DATABASE, FORK + 1, 1, 1, 0).toRecord();
        byte[] ofAnotherDatabase = new SegmentHeader(DATABASE + 1, FORK, 1, 1, 0).toRecord();
        byte[] ofAnotherNumber = new SegmentHeader(DATABASE, FORK, 2, 1, 0).toRecord();
        for (byte[] foreign : List.of(ofAnotherFork, ofAnotherDatabase, ofAnotherNumber)) {
            disk.replace(segment(1), foreign);
            assertCorrupt(() -> replay(0, ALL), "segment 1 of fork 5 of database 1234");
            assertThat(disk.contents(segment(1))).as("nothing is cut").isEqualTo(foreign);
        }
        disk.replace(segment(1), own);
        disk.rename(segment(1), segment(9));
        assertCorrupt(() -> replay(0, ALL), "segment 9");
    }

    @Test
    void replay_segmentOfANewerVersion_isNotADatabaseOfThisRelease() throws IOException {
        crashedAt(3);
        byte[] start = Arrays.copyOf(disk.contents(segment(1)), 88);
        disk.replace(segment(2), Records.resealed(start, RecordFormat.FORMAT_VERSION, 2));
        assertThatThrownBy(() -> replay(0, ALL))
                .isInstanceOf(StoreException.NotADatabase.class)
                .hasMessageContaining("newer");
    }

    @Test
    void replay_recordOfAnUnknownKindOrPlace_isCorrupt() throws IOException {
        long tag = WalFormat.tag(DATABASE, FORK, 1);
        byte[] start = new SegmentHeader(DATABASE, FORK, 1, 1, 0).toRecord();
        byte[] commit = Records.sealed(WalFormat.KIND_COMMIT, 1, 0, tag);
        for (byte[] misplaced : List.of(
                new Records().add(commit).zeros(100).bytes(),
                new Records().add(start).add(start).bytes(),
                new Records().add(start).add(Records.sealed(9, 0, 0, tag)).bytes())) {
            disk.replace(segment(1), misplaced);
            assertThatThrownBy(() -> replay(0, ALL)).isInstanceOf(StoreException.Corrupt.class);
        }
    }

    @Test
    void replay_otherFilesInTheDirectory_areLeftAlone() throws IOException {
        crashedAt(3);
        disk.replace(WalFormat.directory(FORK) + "/wal_note", new byte[9]);
        disk.replace(WalFormat.directory(FORK) + "/tables/" + WalFormat.segmentName(2), new byte[9]);
        assertThat(replay(0, ALL).lastSequence()).isEqualTo(3);
    }
}
