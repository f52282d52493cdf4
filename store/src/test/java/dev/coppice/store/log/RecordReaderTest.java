package dev.coppice.store.log;

import static dev.coppice.store.log.LogPolicy.EACH_RECORD_SYNCED;
import static dev.coppice.store.log.LogPolicy.WRITE_AHEAD;
import static dev.coppice.store.log.Records.NAME;
import static dev.coppice.store.log.Records.OTHER_TAG;
import static dev.coppice.store.log.Records.TAG;
import static dev.coppice.store.log.Records.commit;
import static dev.coppice.store.log.Records.numbers;
import static dev.coppice.store.log.Records.reader;
import static dev.coppice.store.log.Records.resealed;
import static dev.coppice.store.log.Records.sealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import dev.coppice.store.log.RecordReader.End;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {
    private final SplittableRandom random = new SplittableRandom(1);

    // ---- Whole logs

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 100, 65_488, 65_536, 200_000, 3 << 20})
    void next_bodiesOfEveryLength_comeBackAsWritten(int length) {
        byte[] first = Records.body(random, length);
        byte[] second = Records.body(random, 13);
        RecordReader reader = reader(
                new Records().add(commit(5, 4, first)).add(commit(6, 5, second)).file(), WRITE_AHEAD, 4);

        assertThat(reader.next()).isTrue();
        assertThat(reader.kind()).isEqualTo(WalFormat.KIND_COMMIT);
        assertThat(reader.number()).isEqualTo(5);
        assertThat(reader.syncedNumber()).isEqualTo(4);
        assertThat(reader.position()).isZero();
        assertThat(reader.bodyLength()).isEqualTo(length);
        byte[] kept = reader.record();
        int at = reader.recordOffset();
        assertThat(reader.end()).isNull();
        assertThat(reader.next()).isTrue();
        assertThat(reader.position()).isEqualTo(RecordFormat.paddedLength(48 + length));
        assertThat(reader.next()).isFalse();
        assertThat(reader.next()).isFalse();

        assertThat(Arrays.copyOfRange(kept, at + 48, at + 48 + length)).isEqualTo(first);
        assertThat(reader.end()).isEqualTo(End.CLEAN);
        assertThat(reader.lastNumber()).isEqualTo(6);
    }

    @Test
    void next_windowsOfEveryLength_handOutTheSame() {
        Records log = new Records();
        List<byte[]> bodies = new ArrayList<>();
        for (int number = 1; number <= 60; number++) {
            bodies.add(Records.body(random, random.nextInt(number % 10 == 0 ? 1_000 : 40)));
            log.add(commit(number, number - 1, bodies.getLast()));
        }
        MemoryFile file = log.zeros(2_000).file();
        for (int length = 1; length < 600; length += random.nextInt(1, 5)) {
            RecordReader reader = new RecordReader(file, NAME, TAG, WRITE_AHEAD, 0, -1, length);
            List<byte[]> arrays = new ArrayList<>();
            List<Integer> offsets = new ArrayList<>();
            while (reader.next()) {
                arrays.add(reader.record());
                offsets.add(reader.recordOffset());
            }
            assertThat(reader.end()).isEqualTo(End.CLEAN);
            assertThat(arrays).hasSameSizeAs(bodies);
            for (int i = 0; i < arrays.size(); i++) {
                int at = offsets.get(i) + RecordFormat.HEADER_LENGTH;
                byte[] body = bodies.get(i);
                assertThat(Arrays.copyOfRange(arrays.get(i), at, at + body.length))
                        .isEqualTo(body);
                assertThat(RecordFormat.isHeaderIntact(arrays.get(i), 0)).isTrue();
                assertThat(RecordFormat.number(arrays.get(i), 0)).isBetween(1L, i + 1L);
            }
        }
    }

    @Test
    void next_fewRecordsBeforeManyZeros_areNotHandedOutWithTheZeros() {
        RecordReader reader = reader(
                new Records().add(commit(1, 0)).add(commit(2, 1)).zeros(1 << 20).file(), WRITE_AHEAD, 0);
        assertThat(reader.next()).isTrue();
        assertThat(reader.record()).hasSize(96);
        assertThat(reader.next()).isTrue();
        assertThat(reader.record()).hasSize(96);
        assertThat(reader.next()).isFalse();
        assertThat(reader.end()).isEqualTo(End.CLEAN);
    }

    @Test
    void next_emptyFile_isACleanEnd() {
        RecordReader reader = reader(new MemoryFile(), EACH_RECORD_SYNCED, -1);
        assertThat(reader.next()).isFalse();
        assertThat(reader.end()).isEqualTo(End.CLEAN);
        assertThat(reader.lastNumber()).isEqualTo(-1);
        assertThat(reader.validLength()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 47, 48, 49, 4096, 70_000, 300_001})
    void next_zerosBehindTheLastRecord_areACleanEnd(int zeros) {
        RecordReader reader =
                reader(new Records().add(commit(1, 0)).zeros(zeros).file(), WRITE_AHEAD, 0);
        assertThat(numbers(reader)).containsExactly(1L);
        assertThat(reader.end()).isEqualTo(End.CLEAN);
        assertThat(reader.validLength()).isEqualTo(48);
        assertThat(reader.flaw()).isNotEqualTo("the end of the file");
    }

    @Test
    void next_endMarker_sealsTheLogWhateverFollows() {
        Records log = new Records()
                .add(commit(1, 0))
                .add(sealed(WalFormat.KIND_END, 1, 1, TAG))
                .add(Records.body(random, 500));
        RecordReader reader = reader(log.file(), WRITE_AHEAD, 0);
        assertThat(numbers(reader)).containsExactly(1L, 1L);
        assertThat(reader.end()).isEqualTo(End.SEALED);
        assertThat(reader.validLength()).isEqualTo(96);
    }

    @Test
    void next_endMarkerKindInALogOfAnotherPolicy_isAnOrdinaryRecord() {
        Records log = new Records().add(sealed(2, 0, -1, TAG)).add(sealed(2, 1, 0, TAG));
        assertThat(numbers(reader(log.file(), EACH_RECORD_SYNCED, -1))).containsExactly(0L, 1L);
    }

    // ---- Torn ends

    @ParameterizedTest
    @EnumSource(LogPolicy.class)
    void next_fileCutAtEveryByteOfTheLastRecord_tellsTheRecordsBefore(LogPolicy policy) {
        byte[] log = threeRecords(policy);
        int whole = 2 * (log.length / 3);
        for (int length = whole; length < log.length; length++) {
            RecordReader reader = reader(new MemoryFile(Arrays.copyOf(log, length)), policy, -1);
            assertThat(numbers(reader)).as("cut at %d", length).containsExactly(0L, 1L);
            assertThat(reader.validLength()).isEqualTo(whole);
            assertThat(reader.end()).isEqualTo(length == whole ? End.CLEAN : End.TORN);
            assertThat(reader.flaw()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(LogPolicy.class)
    void next_anyPartOfTheLastRecordIsZero_tellsTheRecordsBefore(LogPolicy policy) {
        byte[] log = threeRecords(policy);
        int whole = 2 * (log.length / 3);
        for (int from = whole; from < log.length; from += 8) {
            for (int to = from + 8; to <= log.length; to += 8) {
                byte[] torn = log.clone();
                Arrays.fill(torn, from, to, (byte) 0);
                if (Arrays.equals(torn, log)) {
                    continue;
                }
                RecordReader reader = reader(new MemoryFile(torn), policy, -1);
                assertThat(numbers(reader)).as("zero from %d to %d", from, to).containsExactly(0L, 1L);
            }
        }
    }

    @Test
    void next_firstRecordOfAnUnsyncedBatchIsMissing_isTorn() {
        Records log = new Records()
                .add(commit(1, 0))
                .zeros(64)
                .add(commit(3, 1, (byte) 1))
                .add(commit(4, 1));
        RecordReader reader = reader(log.file(), WRITE_AHEAD, 0);
        assertThat(numbers(reader)).containsExactly(1L);
        assertThat(reader.end()).isEqualTo(End.TORN);
        assertThat(reader.validLength()).isEqualTo(48);
    }

    @Test
    void next_staleRecordsOfAnotherFile_areNotTaken() {
        Records log = new Records()
                .add(commit(1, 0))
                .add(sealed(WalFormat.KIND_COMMIT, 2, 1, OTHER_TAG, (byte) 9))
                .add(sealed(WalFormat.KIND_COMMIT, 3, 2, OTHER_TAG, (byte) 9));
        RecordReader reader = reader(log.file(), WRITE_AHEAD, 0);
        assertThat(numbers(reader)).containsExactly(1L);
        assertThat(reader.end()).isEqualTo(End.TORN);
        assertThat(reader.flaw()).contains("another log file");
    }

    @Test
    void next_tornBodyHoldsTheImageOfALog_isTorn() {
        byte[] image = new Records().add(commit(2, 1)).add(commit(9, 8)).bytes();
        byte[] last = commit(2, 1, image);
        last[60] ^= 1;
        RecordReader reader = reader(new Records().add(commit(1, 0)).add(last).file(), WRITE_AHEAD, 0);
        assertThat(numbers(reader)).containsExactly(1L);
        assertThat(reader.end()).isEqualTo(End.TORN);
        assertThat(reader.flaw()).contains("body");
    }

    @Test
    void next_paddingIsNotZero_isNotTaken() {
        byte[] record = commit(1, 0, (byte) 1);
        record[record.length - 1] = 1;
        RecordReader reader = reader(new MemoryFile(record), WRITE_AHEAD, 0);
        assertThat(numbers(reader)).isEmpty();
        assertThat(reader.end()).isEqualTo(End.TORN);
    }

    // ---- Damage to what was acknowledged

    @Test
    void next_anyBitOfASyncedLogFlipped_isCorruptOrLosesOnlyTheUnprovenLastRecord() {
        byte[] log = new Records()
                .add(commit(1, 0, (byte) 1, (byte) 2))
                .add(commit(2, 1, (byte) 3))
                .add(commit(3, 2, (byte) 4))
                .bytes();
        int lastRecord = 2 * (log.length / 3);
        for (int bit = 0; bit < 8 * log.length; bit++) {
            RecordReader reader = reader(new MemoryFile(log).flip(bit), WRITE_AHEAD, 0);
            if (bit / 8 < lastRecord) {
                assertThatThrownBy(() -> numbers(reader)).as("bit %d", bit).isInstanceOf(StoreException.Corrupt.class);
            } else {
                assertThat(numbers(reader)).as("bit %d", bit).containsExactly(1L, 2L);
                assertThat(reader.end()).isEqualTo(End.TORN);
            }
        }
    }

    @Test
    void next_anyBitOfAClosedLogFlipped_isCorruptOrLosesOnlyTheMarker() {
        byte[] log = new Records()
                .add(commit(1, 0, (byte) 1, (byte) 2))
                .add(commit(2, 1, (byte) 3))
                .add(commit(3, 2, (byte) 4))
                .add(sealed(WalFormat.KIND_END, 3, 3, TAG))
                .zeros(64)
                .bytes();
        int marker = log.length - 64 - 48;
        for (int bit = 0; bit < 8 * log.length; bit++) {
            RecordReader reader = reader(new MemoryFile(log).flip(bit), WRITE_AHEAD, 0);
            if (bit / 8 < marker) {
                assertThatThrownBy(() -> numbers(reader)).as("bit %d", bit).isInstanceOf(StoreException.Corrupt.class);
            } else {
                assertThat(numbers(reader)).as("bit %d", bit).startsWith(1L, 2L, 3L);
            }
        }
    }

    @Test
    void next_anyBitOfALogOfSyncedRecordsFlipped_isCorruptOrLosesOnlyTheLast() {
        byte[] log = threeRecords(EACH_RECORD_SYNCED);
        for (int bit = 0; bit < 8 * log.length; bit++) {
            RecordReader reader = reader(new MemoryFile(log).flip(bit), EACH_RECORD_SYNCED, -1);
            if (bit / 8 < 2 * (log.length / 3)) {
                assertThatThrownBy(() -> numbers(reader)).as("bit %d", bit).isInstanceOf(StoreException.Corrupt.class);
            } else {
                assertThat(numbers(reader)).as("bit %d", bit).containsExactly(0L, 1L);
            }
        }
    }

    @Test
    void next_damageFarBeforeTheProof_isCorruptAndSaysWhere() {
        Records log = new Records().add(commit(1, 0)).add(commit(2, 1, Records.body(random, 500_000)));
        for (int number = 3; number < 2000; number++) {
            log.add(commit(number, 1, Records.body(random, 40)));
        }
        MemoryFile file = log.add(commit(2000, 2)).file().flip(8 * 48);
        RecordReader reader = reader(file, WRITE_AHEAD, 0);
        assertThatThrownBy(() -> numbers(reader))
                .isInstanceOfSatisfying(StoreException.Corrupt.class, corrupt -> {
                    assertThat(corrupt.file()).isEqualTo(NAME);
                    assertThat(corrupt.offset()).isEqualTo(48);
                })
                .hasMessageContaining("record number 2")
                .hasMessageContaining("checksum");
    }

    @Test
    void next_numberLeftOutOrRepeated_isCorrupt() {
        for (long number : new long[] {1, 3, -1, Long.MAX_VALUE}) {
            Records log = new Records().add(commit(1, 0)).add(commit(number, 0));
            assertThatThrownBy(() -> numbers(reader(log.file(), WRITE_AHEAD, 0)))
                    .isInstanceOf(StoreException.Corrupt.class)
                    .hasMessageContaining("record number 2")
                    .hasMessageContaining("record number " + number);
        }
    }

    @Test
    void next_markerWithANumberOfItsOwn_isCorrupt() {
        Records log = new Records().add(commit(1, 0)).add(sealed(WalFormat.KIND_END, 2, 2, TAG));
        assertThatThrownBy(() -> numbers(reader(log.file(), WRITE_AHEAD, 0)))
                .isInstanceOf(StoreException.Corrupt.class);
    }

    @Test
    void next_goodChecksumOverReservedBytes_isCorrupt() {
        for (int offset : new int[] {14, 15, 40, 47}) {
            byte[] record = resealed(commit(1, 0), offset, 1);
            assertThatThrownBy(() -> numbers(reader(new MemoryFile(record), WRITE_AHEAD, 0)))
                    .as("offset %d", offset)
                    .isInstanceOf(StoreException.Corrupt.class);
        }
    }

    @Test
    void next_goodChecksumOverImpossibleLength_isCorruptOrTornAndAllocatesNothing() {
        byte[] negative = resealed(commit(1, 0), 7, 0x80);
        assertThatThrownBy(() -> numbers(reader(new MemoryFile(negative), WRITE_AHEAD, 0)))
                .isInstanceOf(StoreException.Corrupt.class);
        byte[] huge = resealed(commit(1, 0), 7, 0x7F);
        RecordReader reader = reader(new MemoryFile(huge), WRITE_AHEAD, 0);
        assertThat(numbers(reader)).isEmpty();
        assertThat(reader.end()).isEqualTo(End.TORN);
        assertThat(reader.flaw()).contains("2130706480 bytes").contains("48 left");
    }

    // ---- Versions

    @Test
    void next_newerVersion_isNotADatabaseOfThisRelease() {
        byte[] newer = resealed(commit(2, 1), RecordFormat.FORMAT_VERSION, 2);
        byte[] ofOtherTag = resealed(sealed(WalFormat.KIND_COMMIT, 2, 1, OTHER_TAG), RecordFormat.FORMAT_VERSION, 255);
        for (byte[] record : new byte[][] {newer, ofOtherTag}) {
            Records log = new Records().add(commit(1, 0)).add(record);
            assertThatThrownBy(() -> numbers(reader(log.file(), WRITE_AHEAD, 0)))
                    .isInstanceOf(StoreException.NotADatabase.class)
                    .hasMessageContaining("newer")
                    .hasMessageContaining(NAME);
        }
    }

    @Test
    void next_newerVersionBehindDamage_isNotADatabaseOfThisRelease() {
        byte[] newer = resealed(commit(3, 2), RecordFormat.FORMAT_VERSION, 2);
        MemoryFile file = new Records()
                .add(commit(1, 0))
                .add(commit(2, 1))
                .add(newer)
                .file()
                .flip(8 * 48);
        assertThatThrownBy(() -> numbers(reader(file, WRITE_AHEAD, 0))).isInstanceOf(StoreException.NotADatabase.class);
    }

    @Test
    void next_version0_isCorrupt() {
        byte[] record = resealed(commit(1, 0), RecordFormat.FORMAT_VERSION, 0);
        assertThatThrownBy(() -> numbers(reader(new MemoryFile(record), WRITE_AHEAD, 0)))
                .isInstanceOf(StoreException.Corrupt.class);
    }

    // ---- Pinned lengths

    @Test
    void pinned_recordsUpToTheLength_areReadAndNoMore() {
        byte[] log = threeRecords(EACH_RECORD_SYNCED);
        for (int records = 0; records <= 3; records++) {
            RecordReader reader = pinned(log, records * log.length / 3);
            assertThat(numbers(reader)).hasSize(records);
            assertThat(reader.end()).isEqualTo(End.CLEAN);
        }
    }

    @Test
    void pinned_anythingElse_isCorrupt() {
        byte[] log = threeRecords(EACH_RECORD_SYNCED);
        for (int length = 0; length <= log.length + 100; length++) {
            if (length % (log.length / 3) != 0 || length > log.length) {
                RecordReader reader = pinned(log, length);
                assertThatThrownBy(() -> numbers(reader))
                        .as("length %d", length)
                        .isInstanceOf(StoreException.Corrupt.class);
            }
        }
        for (int bit = 0; bit < 8 * log.length; bit++) {
            RecordReader reader = new RecordReaderOf(new MemoryFile(log).flip(bit)).pinned(log.length);
            assertThatThrownBy(() -> numbers(reader)).as("bit %d", bit).isInstanceOf(StoreException.Corrupt.class);
        }
        assertThatThrownBy(() -> pinned(log, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- Beside a writer

    @Test
    void next_recordIsCompletedAndProvenWhileItIsLookedAt_isRead() {
        byte[] log = new Records()
                .add(commit(1, 0))
                .add(commit(2, 1, Records.body(random, 100_000)))
                .add(commit(3, 2))
                .bytes();
        byte[] earlier = log.clone();
        Arrays.fill(earlier, 1000, log.length, (byte) 0);
        for (int reads = 0; reads < 6; reads++) {
            MemoryFile file = new MemoryFile(earlier);
            file.becomeAfterReads(reads, log);
            RecordReader reader = new RecordReader(file, NAME, TAG, WRITE_AHEAD, 0, -1, 4_096);
            assertThat(numbers(reader)).isIn(List.of(1L), List.of(1L, 2L), List.of(1L, 2L, 3L));
            if (reads == 2) { // once the second record has been read in vain, the search finds the third
                assertThat(reader.lastNumber()).isEqualTo(3);
            }
        }
    }

    @Test
    void next_fileBecomesShorterMeanwhile_endsThere() {
        byte[] log = new Records()
                .add(commit(1, 0))
                .add(commit(2, 1, Records.body(random, 100_000)))
                .bytes();
        for (int reads = 0; reads < 4; reads++) {
            MemoryFile file = new MemoryFile(log);
            file.becomeAfterReads(reads, Arrays.copyOf(log, 48));
            assertThat(numbers(reader(file, WRITE_AHEAD, 0))).startsWith(1L);
        }
    }

    private static byte[] threeRecords(LogPolicy policy) {
        Records log = new Records();
        for (int i = 0; i < 3; i++) {
            log.add(
                    policy == WRITE_AHEAD
                            ? commit(i, i - 1, (byte) 1, (byte) 0, (byte) i)
                            : sealed(7, i, i - 1, TAG, (byte) 1, (byte) 0, (byte) i));
        }
        return log.bytes();
    }

    private static RecordReader pinned(byte[] log, long length) {
        return new RecordReaderOf(new MemoryFile(log)).pinned(length);
    }

    private record RecordReaderOf(MemoryFile file) {
        RecordReader pinned(long length) {
            return RecordReader.pinned(file, NAME, TAG, EACH_RECORD_SYNCED, -1, length);
        }
    }
}
