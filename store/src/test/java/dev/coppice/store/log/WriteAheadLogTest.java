package dev.coppice.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.DirectoryStorage;
import dev.coppice.store.log.RecordReader.End;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteAheadLogTest extends WalTestCase {
    // ---- Commits and replay

    @Test
    void replay_committedAndClosed_givesEveryCommitInOrder() throws IOException {
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        commitThrough(log, 50);
        assertThat(log.lastSequence()).isEqualTo(50);
        assertThat(log.syncedSequence()).isEqualTo(50);
        log.close();

        WalState state = replay(0, ALL);
        assertThat(visited).containsExactlyElementsOf(range(1, 50));
        assertThat(state.lastSequence()).isEqualTo(50);
        assertThat(state.syncedSequence()).isEqualTo(50);
        assertThat(state.end()).isEqualTo(End.SEALED);
        assertThat(state.segments()).hasSizeGreaterThan(5);
        assertThat(state.segments().getFirst().startSequence()).isZero();
        assertThat(state.segments().stream().mapToLong(WalSegment::length).sum())
                .isEqualTo(bytesOnDisk());
    }

    @Test
    void replay_partOfTheLog_givesThatPart() {
        WriteAheadLog log = open(WalState.empty(100), SMALL);
        commitThrough(log, 150);
        log.close();
        for (long after = 100; after <= 150; after += 7) {
            for (long through = after; through <= 150; through += 9) {
                visited.clear();
                WalState state = replay(after, through);
                assertThat(visited).containsExactlyElementsOf(range(after + 1, through));
                assertThat(state.lastSequence()).isEqualTo(through);
            }
        }
    }

    @Test
    void replay_moreWantedThanThereIs_isCorrupt() {
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        commitThrough(log, 10);
        log.close();
        assertCorrupt(() -> replay(0, 11), "commits through 11");
        assertCorrupt(() -> replay(20, 21), "commits through 21");
    }

    @Test
    void replay_noLog_isTheStateAfterWhichItWouldBegin() {
        WalState state = replay(42, ALL);
        assertThat(state).isEqualTo(WalState.empty(42));
        assertCorrupt(() -> replay(42, 43), "no segment");
    }

    @Test
    void replay_checkpointBeyondTheLog_continuesBehindTheCheckpoint() {
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        commitThrough(log, 3);
        log.close();
        WalState state = replay(7, ALL);
        assertThat(state.lastSequence()).isEqualTo(7);
        log = open(state, SMALL);
        commitThrough(log, 9);
        log.close();
        visited.clear();
        assertThat(replay(7, ALL).lastSequence()).isEqualTo(9);
        assertThat(visited).containsExactly(8L, 9L);
        assertCorrupt(() -> replay(0, ALL), "commit 4");
    }

    @Test
    void replay_record_comesWithItsHeader() {
        WriteAheadLog log = open(WalState.empty(8), SMALL);
        commitThrough(log, 9);
        WriteAheadLog.replay(storage, DATABASE, FORK, 8, ALL, false, (record, offset, length, sequence) -> {
            int at = offset - RecordFormat.HEADER_LENGTH;
            assertThat(RecordFormat.isHeaderIntact(record, at)).isTrue();
            assertThat(RecordFormat.number(record, at)).isEqualTo(sequence).isEqualTo(9);
            assertThat(RecordFormat.isHeaderIntact(record, 0)).isTrue();
            assertThat(RecordFormat.number(record, 0)).isLessThanOrEqualTo(sequence);
            assertThat(Arrays.copyOfRange(record, offset, offset + length)).isEqualTo(body(9));
            visited.add(sequence);
        });
        assertThat(visited).containsExactly(9L);
        log.close();
    }

    @Test
    void append_notTheNextSequence_isRefused() {
        WriteAheadLog log = open(WalState.empty(3), SMALL);
        for (long sequence : new long[] {3, 5, 0}) {
            byte[] record = record(1);
            assertThatThrownBy(() -> log.append(record, record.length, sequence))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(log.lastSequence()).isEqualTo(3);
        log.close();
    }

    @Test
    void write_withoutSync_isSeenButNotYetDurable() {
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        append(log, 1);
        append(log, 2);
        log.write();
        assertThat(log.lastSequence()).isEqualTo(2);
        assertThat(log.syncedSequence()).isZero();
        assertThat(replay(0, ALL).lastSequence()).isEqualTo(2);
        log.sync();
        assertThat(log.syncedSequence()).isEqualTo(2);
        log.close();
    }

    @Test
    void open_logThatIsNotWritten_createsNothing() {
        open(WalState.empty(0), SMALL).close();
        assertThat(disk.files()).isEmpty();
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        commitThrough(log, 1);
        log.close();
        WalState state = replay(0, ALL);
        WriteAheadLog reopened = open(state, SMALL);
        reopened.write();
        reopened.sync();
        reopened.close();
        assertThat(replay(0, ALL)).isEqualTo(state);
    }

    @Test
    void log_ofOneCommit_isAFewHundredBytes() throws IOException {
        WriteAheadLog log = open(WalState.empty(0), WriteAheadLog.SEGMENT_LENGTH);
        commitThrough(log, 1);
        assertThat(bytesOnDisk()).isLessThan(512);
        assertThat(log.retainedBytes()).isEqualTo(bytesOnDisk());
        log.close();
    }

    @Test
    void close_thenAnything_isRefused() {
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        commitThrough(log, 1);
        log.close();
        log.close();
        assertThatThrownBy(() -> append(log, 2)).isInstanceOf(StoreException.Closed.class);
        assertThatThrownBy(log::sync).isInstanceOf(StoreException.Closed.class);
        assertThatThrownBy(log::write).isInstanceOf(StoreException.Closed.class);
    }

    @Test
    void close_batchNotYetWritten_makesItDurable() {
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        append(log, 1);
        log.close();
        assertThat(replay(0, ALL).syncedSequence()).isEqualTo(1);
    }

    @Test
    void replay_onARealDirectory_givesEveryCommitInOrder(@TempDir Path directory) {
        storage = new DirectoryStorage(directory);
        WalState state = WalState.empty(0);
        for (int writer = 1; writer <= 3; writer++) {
            WriteAheadLog log = open(state, 500);
            commitThrough(log, 15 * writer);
            log.trim(10);
            if (writer == 2) {
                log.close();
            }
            visited.clear();
            state = WriteAheadLog.replay(storage, DATABASE, FORK, 10, ALL, true, this::visit);
            assertThat(visited).containsExactlyElementsOf(range(11, 15 * writer));
        }
        assertThat(state.segments()).hasSizeGreaterThan(2);
        assertThat(state.segments().getFirst().startSequence()).isLessThanOrEqualTo(10);
    }

    // ---- Following writers and readers

    @Test
    void open_afterAnotherWriter_beginsItsOwnSegment() throws IOException {
        WalState state = WalState.empty(0);
        for (int writer = 1; writer <= 4; writer++) {
            WriteAheadLog log = open(state, WriteAheadLog.SEGMENT_LENGTH);
            commitThrough(log, 10 * writer);
            if (writer % 2 == 0) {
                log.close();
            }
            state = recover();
            assertThat(state.lastSequence()).isEqualTo(10L * writer);
            assertThat(state.end()).isEqualTo(writer % 2 == 0 ? End.SEALED : End.CLEAN);
        }
        assertThat(segmentNames())
                .containsExactly(
                        WalFormat.segmentName(1),
                        WalFormat.segmentName(2),
                        WalFormat.segmentName(3),
                        WalFormat.segmentName(4));
    }

    @Test
    void replay_besideAWriter_seesEveryWrittenCommit() {
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        for (long sequence = 1; sequence <= 100; sequence++) {
            append(log, sequence);
            if (sequence % 3 == 0) {
                log.sync();
            } else {
                log.write();
            }
            visited.clear();
            WalState state = replay(sequence - 1, ALL);
            assertThat(state.lastSequence()).isEqualTo(sequence);
            assertThat(visited).containsExactly(sequence);
        }
        log.close();
    }

    // ---- Trimming

    @Test
    void trim_checkpointed_deletesWholeSegmentsOldestFirstAndKeepsTheNewest() throws IOException {
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        commitThrough(log, 40);
        List<WalSegment> segments = replay(0, ALL).segments();
        for (long through = 0; through <= 45; through++) {
            log.trim(through);
            long limit = through;
            List<WalSegment> needed = new ArrayList<>(segments);
            while (needed.size() > 1 && needed.get(1).startSequence() <= limit) {
                needed.removeFirst();
            }
            assertThat(segmentNames())
                    .containsExactlyElementsOf(needed.stream()
                            .map(segment -> WalFormat.segmentName(segment.number()))
                            .toList());
            assertThat(log.retainedBytes()).isEqualTo(bytesOnDisk());
            visited.clear();
            assertThat(replay(Math.min(through, 40), ALL).lastSequence()).isEqualTo(40);
        }
        assertThat(segmentNames()).hasSize(1);
        commitThrough(log, 60);
        log.close();
        assertThat(replay(40, ALL).lastSequence()).isEqualTo(60);
    }

    @Test
    void trim_neededByOthers_keepsWhatTheyNeed() throws IOException {
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        commitThrough(log, 40);
        int all = segmentNames().size();
        needed = (after, through) -> true;
        log.trim(40);
        assertThat(segmentNames()).hasSize(all);
        needed = (after, through) -> through >= 20;
        log.trim(40);
        assertThat(replay(19, 40).lastSequence()).isEqualTo(40);
        assertThat(visited).startsWith(20L);
        assertThat(segmentNames()).hasSizeBetween(2, all - 1);
        needed = (after, through) -> false;
        log.trim(40);
        assertThat(segmentNames()).hasSize(1);
        log.close();
    }

    @Test
    void trim_oldPartNeeded_deletesWhatLiesBetween() throws IOException {
        needed = (after, through) -> after < 5;
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        commitThrough(log, 60);
        int all = segmentNames().size();
        log.trim(60);
        assertThat(segmentNames()).hasSizeBetween(2, all - 2);
        assertThat(replay(0, 5).lastSequence()).isEqualTo(5);
        commitThrough(log, 70);
        log.close();
        assertThat(replay(60, ALL).lastSequence()).isEqualTo(70);
        assertThatThrownBy(() -> replay(5, 60)).isInstanceOf(StoreException.Corrupt.class);
        WriteAheadLog next =
                open(WriteAheadLog.replay(storage, DATABASE, FORK, 60, ALL, true, (r, a, b, c) -> {}), SMALL);
        commitThrough(next, 80);
        next.close();
        assertThat(replay(60, ALL).lastSequence()).isEqualTo(80);
        assertThat(replay(0, 5).lastSequence()).isEqualTo(5);
    }

    @Test
    void trim_afterReopening_deletesSegmentsOfEarlierWriters() throws IOException {
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        commitThrough(log, 20);
        log.close();
        log = open(recover(), SMALL);
        log.trim(20);
        assertThat(segmentNames()).hasSize(1);
        commitThrough(log, 21);
        log.trim(20);
        assertThat(segmentNames()).hasSize(1);
        log.close();
        assertThat(replay(20, ALL).lastSequence()).isEqualTo(21);
    }

    @Test
    void trim_fileCannotBeDeleted_isTriedAgain() throws IOException {
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        commitThrough(log, 20);
        disk.failWhen(call -> call.operation() == Operation.DELETE, Fault.EIO);
        assertThatThrownBy(() -> log.trim(20)).isInstanceOf(StoreException.Io.class);
        assertThat(log.retainedBytes()).isEqualTo(bytesOnDisk());
        disk.heal();
        log.trim(20);
        assertThat(segmentNames()).hasSize(1);
        log.close();
    }

    @Test
    void append_segmentCannotBeCreated_isTriedAgain() throws IOException {
        WriteAheadLog log = open(WalState.empty(0), SMALL);
        for (Operation failing : new Operation[] {Operation.CREATE, Operation.WRITE}) {
            disk.failWhen(call -> call.operation() == failing, Fault.ENOSPC);
            assertThatThrownBy(() -> append(log, 1)).isInstanceOf(StoreException.Full.class);
            assertThat(log.lastSequence()).isZero();
            assertThat(disk.files()).isEmpty();
            disk.heal();
        }
        commitThrough(log, 2);
        log.close();
        assertThat(replay(0, ALL).lastSequence()).isEqualTo(2);
    }

    @Test
    void syncAhead_commitsOnlyWritten_areOnTheDiskAndNotYetCalledDurable() {
        WriteAheadLog log = open(WalState.empty(0), WriteAheadLog.SEGMENT_LENGTH);
        commitThrough(log, 1);
        append(log, 2);
        log.write();

        log.syncAhead();

        assertThat(log.syncedSequence()).isEqualTo(1);
        storage = disk.crash(1, Loss.DROP_UNSYNCED);
        assertThat(recover().lastSequence()).isEqualTo(2);
    }

    @Test
    void syncAhead_nothingBegunOrClosed_touchesNothing() {
        WriteAheadLog log = open(WalState.empty(0), WriteAheadLog.SEGMENT_LENGTH);
        log.syncAhead();
        commitThrough(log, 1);
        log.close();
        disk.failWhen(call -> true, Fault.EIO);

        log.syncAhead();

        assertThat(log.syncedSequence()).isEqualTo(1);
    }
}
