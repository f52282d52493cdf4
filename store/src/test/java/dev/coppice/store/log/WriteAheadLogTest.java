package dev.coppice.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.DirectoryStorage;
import dev.coppice.store.host.Storage;
import dev.coppice.store.log.RecordReader.End;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Operation;
import dev.coppice.store.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteAheadLogTest {
    private static final long DATABASE = 0x1234;
    private static final long FORK = 5;
    private static final long ALL = Long.MAX_VALUE;
    private static final int SMALL = 400; // bytes of a segment that a few commits fill

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private Storage storage = disk;
    private final AtomicLong lowestNeeded = new AtomicLong(ALL);
    private final List<Long> visited = new ArrayList<>();
    private long term;

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
            assertThat(offset).isEqualTo(RecordFormat.HEADER_LENGTH);
            assertThat(record).hasSize(offset + length);
            assertThat(RecordFormat.number(record, 0)).isEqualTo(sequence).isEqualTo(9);
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
        lowestNeeded.set(1);
        log.trim(40);
        assertThat(segmentNames()).hasSize(all);
        lowestNeeded.set(20);
        log.trim(40);
        assertThat(replay(19, 40).lastSequence()).isEqualTo(40);
        assertThat(visited).startsWith(20L);
        assertThat(segmentNames()).hasSizeBetween(2, all - 1);
        lowestNeeded.set(ALL);
        log.trim(40);
        assertThat(segmentNames()).hasSize(1);
        log.close();
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

    // ---- Helpers

    private WriteAheadLog open(WalState state, long segmentLength) {
        return new WriteAheadLog(storage, DATABASE, FORK, ++term, state, segmentLength, lowestNeeded::get);
    }

    // Commits 1 to last in a first segment, left as a crash leaves it.
    private WalState crashedAt(long last) {
        commitThrough(open(WalState.empty(0), WriteAheadLog.SEGMENT_LENGTH), last);
        return replay(0, ALL);
    }

    private long continuedAfter(WalState state) {
        WriteAheadLog log = open(state, SMALL);
        commitThrough(log, state.lastSequence() + 1);
        return replay(0, ALL).lastSequence();
    }

    private void commitThrough(WriteAheadLog log, long last) {
        while (log.lastSequence() < last) {
            append(log, log.lastSequence() + 1);
            log.sync();
        }
    }

    private static void append(WriteAheadLog log, long sequence) {
        byte[] record = record(sequence);
        log.append(record, record.length, sequence);
    }

    private static void append(WriteAheadLog log, long sequence, String text) {
        byte[] record = sealedBody(text.getBytes(StandardCharsets.US_ASCII));
        log.append(record, record.length, sequence);
    }

    private static byte[] record(long sequence) {
        return sealedBody(body(sequence));
    }

    private static byte[] sealedBody(byte[] body) {
        byte[] record = new byte[RecordFormat.HEADER_LENGTH + body.length];
        System.arraycopy(body, 0, record, RecordFormat.HEADER_LENGTH, body.length);
        RecordFormat.sealBody(record, record.length);
        return record;
    }

    private static byte[] body(long sequence) {
        return ("commit " + sequence).getBytes(StandardCharsets.US_ASCII);
    }

    private static long endOfCommit(long sequence) {
        long end = RecordFormat.HEADER_LENGTH + WalFormat.SEGMENT_BODY_LENGTH;
        for (long each = 1; each <= sequence; each++) {
            end += RecordFormat.paddedLength(record(each).length);
        }
        return end;
    }

    private WalState replay(long after, long through) {
        return WriteAheadLog.replay(storage, DATABASE, FORK, after, through, false, this::visit);
    }

    private WalState recover() {
        return WriteAheadLog.replay(storage, DATABASE, FORK, 0, ALL, true, this::visit);
    }

    private void visit(byte[] record, int offset, int length, long sequence) {
        assertThat(Arrays.copyOfRange(record, offset, offset + length)).isEqualTo(body(sequence));
        visited.add(sequence);
    }

    private static void assertCorrupt(Runnable call, String message) {
        assertThatThrownBy(call::run).isInstanceOf(StoreException.Corrupt.class).hasMessageContaining(message);
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static String segment(long number) {
        return WalFormat.directory(FORK) + "/" + WalFormat.segmentName(number);
    }

    private List<String> segmentNames() throws IOException {
        return storage.list(WalFormat.directory(FORK));
    }

    private long bytesOnDisk() {
        return disk.files().stream()
                .mapToLong(file -> disk.contents(file).length)
                .sum();
    }
}
