package dev.coppice.store.log;

import static dev.coppice.store.log.LogPolicy.EACH_RECORD_SYNCED;
import static dev.coppice.store.log.Records.NAME;
import static dev.coppice.store.log.Records.TAG;
import static dev.coppice.store.log.Records.numbers;
import static dev.coppice.store.log.Records.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecordWriterTest {
    private final MemoryFile file = new MemoryFile();
    private final RecordWriter writer = new RecordWriter(file, NAME, TAG, 0, -1);
    private final SplittableRandom random = new SplittableRandom(2);

    // ---- Batches

    @Test
    void sync_batchOfSmallRecords_isOneWriteAndOneSync() {
        for (int i = 0; i < 100; i++) {
            append(20);
        }
        assertThat(file.calls).isEmpty();
        writer.sync();
        assertThat(file.calls).containsExactly("write 0 7200", "sync");
        assertThat(writer.position()).isEqualTo(7200);
        assertThat(writer.syncedNumber()).isEqualTo(99);
        assertThat(recordsInFile()).containsExactlyElementsOf(upTo(99));
    }

    @Test
    void sync_nothingNew_callsNothing() {
        writer.sync();
        append(1);
        writer.sync();
        file.calls.clear();
        writer.write();
        writer.sync();
        assertThat(file.calls).isEmpty();
    }

    @Test
    void write_thenSync_makesDurableWithoutAnotherWrite() {
        append(1);
        writer.write();
        assertThat(writer.syncedNumber()).isEqualTo(-1);
        assertThat(recordsInFile()).containsExactly(0L);
        file.calls.clear();
        writer.sync();
        assertThat(file.calls).containsExactly("sync");
        assertThat(writer.syncedNumber()).isZero();
    }

    @Test
    void append_recordsOfEveryLength_areReadBack() {
        List<byte[]> bodies = new ArrayList<>();
        for (int length : new int[] {0, 1, 16_000, 16_384, 20_000, 1 << 20, 0, 3_000_001, 7}) {
            byte[] record = record(length);
            bodies.add(Arrays.copyOfRange(record, 48, record.length));
            writer.append(7, record, record.length);
            if (length % 2 == 0) {
                writer.sync();
            }
        }
        writer.sync();
        RecordReader reader = reader(file, EACH_RECORD_SYNCED, -1);
        for (byte[] body : bodies) {
            assertThat(reader.next()).isTrue();
            int at = reader.recordOffset() + 48;
            assertThat(Arrays.copyOfRange(reader.record(), at, at + reader.bodyLength()))
                    .isEqualTo(body);
        }
        assertThat(reader.next()).isFalse();
        assertThat(reader.end()).isEqualTo(RecordReader.End.CLEAN);
        assertThat(reader.validLength()).isEqualTo(writer.position());
    }

    @Test
    void append_sealsWithWhatWasSyncedBefore() {
        append(1);
        append(1);
        writer.sync();
        append(1);
        writer.sync();
        RecordReader reader = reader(file, EACH_RECORD_SYNCED, -1);
        List<Long> synced = new ArrayList<>();
        while (reader.next()) {
            synced.add(reader.syncedNumber());
        }
        assertThat(synced).containsExactly(-1L, -1L, 1L);
    }

    @Test
    void append_recordOfAnotherFileOrLength_isRefused() {
        byte[] foreign = Records.sealed(1, 0, -1, Records.OTHER_TAG);
        assertThatThrownBy(() -> writer.append(foreign, 48)).isInstanceOf(IllegalArgumentException.class);
        byte[] own = Records.sealed(1, 0, -1, TAG, (byte) 1);
        assertThatThrownBy(() -> writer.append(own, 48)).isInstanceOf(IllegalArgumentException.class);
        writer.append(own, 49);
        writer.write();
        assertThat(recordsInFile()).containsExactly(0L);
    }

    @Test
    void newWriter_positionThatStartsNoRecord_isRefused() {
        for (long position : new long[] {-8, 4}) {
            assertThatThrownBy(() -> new RecordWriter(file, NAME, TAG, position, 0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void newWriter_atTheEndOfALog_continuesIt() {
        append(5);
        writer.sync();
        writer.cutExtension();
        RecordWriter next = new RecordWriter(file, NAME, TAG, writer.position(), writer.lastNumber());
        byte[] record = record(9);
        assertThat(next.append(7, record, record.length)).isEqualTo(1);
        next.sync();
        assertThat(recordsInFile()).containsExactly(0L, 1L);
    }

    // ---- Growing ahead

    @Test
    void write_logOfVeryFewRecords_isNotExtended() {
        for (int i = 0; i < 2; i++) {
            append(100);
            writer.sync();
        }
        assertThat(file.size()).isEqualTo(writer.position());
    }

    @Test
    void write_logOfManySmallBatches_growsRarelyAndByRealZeros() {
        int growths = 0;
        long size = 0;
        for (int i = 0; i < 10_000; i++) {
            append(200);
            writer.sync();
            growths += file.size() > size ? 1 : 0;
            size = file.size();
        }
        assertThat(growths).isLessThan(15);
        assertThat(writer.fileLength()).isEqualTo(file.size());
        assertThat(file.size()).isBetween(writer.position(), writer.position() + (1 << 20) + 16_384);
        assertThat(file.hasHoles()).isFalse();
        assertThat(recordsInFile()).hasSize(10_000);
    }

    @Test
    void write_largeBatches_areNotExtended() {
        for (int i = 0; i < 5; i++) {
            append(100_000);
            writer.sync();
        }
        assertThat(file.size()).isEqualTo(writer.position());
    }

    @Test
    void cutExtension_extendedFile_endsWithItsLastRecord() {
        for (int i = 0; i < 10; i++) {
            append(100);
            writer.sync();
        }
        assertThat(file.size()).isGreaterThan(writer.position());
        writer.cutExtension();
        assertThat(file.size()).isEqualTo(writer.position());
        assertThat(writer.fileLength()).isEqualTo(writer.position());
        file.calls.clear();
        writer.sync();
        assertThat(file.calls).as("the new size is made durable").containsExactly("sync");
        append(100);
        writer.sync();
        assertThat(recordsInFile()).hasSize(11);
    }

    @Test
    void cutExtension_cannotShorten_throwsAndCanBeRepeated() {
        for (int i = 0; i < 10; i++) {
            append(100);
            writer.sync();
        }
        file.failTruncations(1);
        assertThatThrownBy(writer::cutExtension).isInstanceOf(StoreException.Io.class);
        writer.cutExtension();
        assertThat(file.size()).isEqualTo(writer.position());
    }

    @Test
    void write_noSpaceToGrowAhead_keepsTheBatch() {
        for (int i = 0; i < 2; i++) {
            append(100);
            writer.sync();
        }
        for (int i = 2; i < 10; i++) {
            append(100);
            file.failWritesAfter(1, "No space left on device");
            writer.sync();
            file.healWrites();
            assertThat(recordsInFile()).containsExactlyElementsOf(upTo(i));
        }
    }

    @Test
    void write_diskFailsWhileGrowingAhead_dropsTheBatch() {
        for (int i = 0; i < 2; i++) {
            append(100);
            writer.sync();
        }
        append(100);
        file.failWritesAfter(1, "Input/output error");
        assertThatThrownBy(writer::write).isInstanceOf(StoreException.Io.class);
        file.healWrites();
        assertThat(recordsInFile()).containsExactly(0L, 1L);
        assertThat(writer.lastNumber()).isEqualTo(1);
    }

    // ---- Failed writes

    @Test
    void write_fails_dropsTheBatchAndTakesItsPlaceAgain() {
        append(100);
        writer.sync();
        for (int batch = 0; batch < 3; batch++) {
            for (int i = 0; i < 10; i++) {
                append(3000);
            }
            file.failWritesAfter(0, "No space left on device");
            assertThatThrownBy(writer::write)
                    .isInstanceOf(StoreException.Full.class)
                    .hasMessageContaining(NAME)
                    .hasMessageContaining("No space left");
            file.healWrites();
            assertThat(writer.lastNumber()).isZero();
            assertThat(file.size()).as("what was written of the batch is gone").isEqualTo(writer.position());
            assertThat(file.calls).endsWith("truncate " + writer.position(), "sync");
        }
        append(5);
        writer.sync();
        assertThat(recordsInFile()).containsExactly(0L, 1L);
    }

    @Test
    void append_recordTooLongForTheBufferFails_dropsTheWholeBatch() {
        append(100);
        writer.write();
        append(100);
        file.failWritesAfter(2, "Input/output error");
        byte[] large = record(5 << 20);
        assertThatThrownBy(() -> writer.append(7, large, large.length)).isInstanceOf(StoreException.Io.class);
        file.healWrites();
        assertThat(writer.lastNumber()).isZero();
        append(1);
        writer.sync();
        assertThat(recordsInFile()).containsExactly(0L, 1L);
        assertThat(writer.syncedNumber()).isEqualTo(1);
    }

    @Test
    void write_failsAndCannotBeUndone_isUndoneBeforeAnythingElse() {
        append(100);
        writer.sync();
        append(100);
        append(100);
        file.failWritesAfter(0, "Input/output error");
        file.failTruncations(2);
        assertThatThrownBy(writer::write)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        file.healWrites();
        byte[] record = record(10);
        assertThatThrownBy(() -> writer.append(7, record, record.length)).isInstanceOf(StoreException.Io.class);
        append(10);
        writer.sync();
        assertThat(recordsInFile()).containsExactly(0L, 1L);
    }

    // ---- Failed syncs

    @Test
    void sync_fails_everyLaterCallThrowsTheSameError() {
        append(100);
        file.failSyncs(1);
        StoreException first = thrownBy(writer::sync);
        assertThat(first).isInstanceOf(StoreException.Io.class).hasMessageContaining(NAME);
        assertThat(writer.hasFailed()).isTrue();
        byte[] record = record(1);
        assertThat(thrownBy(writer::sync)).isSameAs(first);
        assertThat(thrownBy(writer::write)).isSameAs(first);
        assertThat(thrownBy(writer::cutExtension)).isSameAs(first);
        assertThat(thrownBy(() -> writer.append(7, record, record.length))).isSameAs(first);
        assertThat(writer.syncedNumber()).isEqualTo(-1);
    }

    @Test
    void write_failsAndItsRemovalCannotBeSynced_refusesToGoOn() {
        append(100);
        file.failWritesAfter(0, "Input/output error");
        file.failSyncs(1);
        assertThatThrownBy(writer::write).isInstanceOf(StoreException.Io.class);
        file.healWrites();
        assertThat(writer.hasFailed()).isTrue();
        assertThatThrownBy(writer::write).isInstanceOf(StoreException.Io.class).hasMessageContaining("syncing");
    }

    private static StoreException thrownBy(Runnable call) {
        try {
            call.run();
        } catch (StoreException e) {
            return e;
        }
        throw new AssertionError("nothing thrown");
    }

    private void append(int bodyLength) {
        byte[] record = record(bodyLength);
        writer.append(7, record, record.length);
    }

    private byte[] record(int bodyLength) {
        byte[] record = new byte[RecordFormat.HEADER_LENGTH + bodyLength];
        random.nextBytes(record);
        return record;
    }

    private List<Long> recordsInFile() {
        return numbers(reader(file, EACH_RECORD_SYNCED, -1));
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(0, last).boxed().toList();
    }
}
