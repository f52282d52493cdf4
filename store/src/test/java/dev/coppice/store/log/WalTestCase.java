package dev.coppice.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.Storage;
import dev.coppice.store.sim.EagerScheduler;
import dev.coppice.store.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// A log on a simulated disk, and what its tests share.
abstract class WalTestCase {
    static final long DATABASE = 0x1234;
    static final long FORK = 5;
    static final long ALL = Long.MAX_VALUE;
    static final int SMALL = 400; // bytes of a segment that a few commits fill

    final SimulatedDisk disk = new SimulatedDisk(1);
    Storage storage = disk;
    WriteAheadLog.Needs needed = (after, through) -> false;
    final List<Long> visited = new ArrayList<>();
    long term;

    WriteAheadLog open(WalState state, long segmentLength) {
        return new WriteAheadLog(
                storage, DATABASE, FORK, ++term, state, segmentLength, (after, through) -> needed.any(after, through));
    }

    // Commits 1 to last in a first segment, left as a crash leaves it.
    WalState crashedAt(long last) {
        commitThrough(open(WalState.empty(0), WriteAheadLog.SEGMENT_LENGTH), last);
        return replay(0, ALL);
    }

    long continuedAfter(WalState state) {
        WriteAheadLog log = open(state, SMALL);
        commitThrough(log, state.lastSequence() + 1);
        return replay(0, ALL).lastSequence();
    }

    void commitThrough(WriteAheadLog log, long last) {
        while (log.lastSequence() < last) {
            append(log, log.lastSequence() + 1);
            log.sync();
        }
    }

    static void append(WriteAheadLog log, long sequence) {
        byte[] record = record(sequence);
        log.append(record, record.length, sequence);
    }

    static void append(WriteAheadLog log, long sequence, String text) {
        byte[] record = sealedBody(text.getBytes(StandardCharsets.US_ASCII));
        log.append(record, record.length, sequence);
    }

    static byte[] record(long sequence) {
        return sealedBody(body(sequence));
    }

    static byte[] sealedBody(byte[] body) {
        byte[] record = new byte[RecordFormat.HEADER_LENGTH + body.length];
        System.arraycopy(body, 0, record, RecordFormat.HEADER_LENGTH, body.length);
        RecordFormat.sealBody(record, record.length);
        return record;
    }

    static byte[] body(long sequence) {
        return ("commit " + sequence).getBytes(StandardCharsets.US_ASCII);
    }

    static long endOfCommit(long sequence) {
        long end = RecordFormat.HEADER_LENGTH + WalFormat.SEGMENT_BODY_LENGTH;
        for (long each = 1; each <= sequence; each++) {
            end += RecordFormat.paddedLength(record(each).length);
        }
        return end;
    }

    WalState replay(long after, long through) {
        return replay(after, through, false);
    }

    WalState recover() {
        return replay(0, ALL, true);
    }

    // Before that also with all segments read ahead: it must come to the same, with the same error.
    private WalState replay(long after, long through, boolean repair) {
        List<Long> expected = new ArrayList<>();
        Object ahead = replayReadAhead(after, through, expected);
        int before = visited.size();
        try {
            WalState state = WriteAheadLog.replay(storage, DATABASE, FORK, after, through, repair, this::visit);
            assertThat(ahead).isInstanceOfSatisfying(WalState.class, other -> {
                assertThat(other.lastSequence()).isEqualTo(state.lastSequence());
                assertThat(other.syncedSequence()).isEqualTo(state.syncedSequence());
                assertThat(other.unprovenFrom()).isEqualTo(state.unprovenFrom());
                assertThat(other.end()).isEqualTo(state.end());
                assertThat(other.flaw()).isEqualTo(state.flaw());
            });
            return state;
        } catch (StoreException e) {
            assertThat(ahead)
                    .isInstanceOfSatisfying(
                            e.getClass(), other -> assertThat(other).hasMessage(e.getMessage()));
            throw e;
        } finally {
            assertThat(visited.subList(before, visited.size())).isEqualTo(expected);
        }
    }

    private Object replayReadAhead(long after, long through, List<Long> sequences) {
        try (WalReplay replay = new WalReplay(storage, DATABASE, FORK, after, through)) {
            replay.readAhead(new EagerScheduler(), 0);
            return replay.run(false, (record, offset, length, sequence) -> {
                assertThat(Arrays.copyOfRange(record, offset, offset + length)).isEqualTo(body(sequence));
                sequences.add(sequence);
            });
        } catch (StoreException e) {
            return e;
        }
    }

    void visit(byte[] record, int offset, int length, long sequence) {
        assertThat(Arrays.copyOfRange(record, offset, offset + length)).isEqualTo(body(sequence));
        visited.add(sequence);
    }

    static void assertCorrupt(Runnable call, String message) {
        assertThatThrownBy(call::run).isInstanceOf(StoreException.Corrupt.class).hasMessageContaining(message);
    }

    static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    static String segment(long number) {
        return WalFormat.directory(FORK) + "/" + WalFormat.segmentName(number);
    }

    List<String> segmentNames() throws IOException {
        return storage.list(WalFormat.directory(FORK));
    }

    long bytesOnDisk() {
        return disk.files().stream()
                .mapToLong(file -> disk.contents(file).length)
                .sum();
    }
}
