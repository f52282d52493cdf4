package dev.coppice.store.partition;

import static dev.coppice.store.partition.ManifestFixture.DIRECTORY;
import static dev.coppice.store.partition.ManifestFixture.assertSame;
import static dev.coppice.store.partition.ManifestFixture.replay;
import static dev.coppice.store.partition.ManifestFixture.replayer;
import static dev.coppice.store.partition.ManifestFixture.state;
import static dev.coppice.store.partition.ManifestFixture.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.coppice.store.StoreException;
import dev.coppice.store.sim.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Flips every bit of a manifest in turn, cuts it at every byte, and misplaces records.
class ManifestDamageTest {
    private static final String FILE = DIRECTORY.file("manifest_3");

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final FileIdTermMapping terms = new FileIdTermMapping();
    private final List<Manifest> states = new ArrayList<>(); // after each record
    private final List<Integer> ends = new ArrayList<>();
    private ManifestWriter writer;

    @BeforeEach
    void writeFourRecords() {
        writer = writer(disk, 3, terms, Manifest.empty(), ManifestLimits.DEFAULT);
        terms.record(0, 3);
        writer.recordFiles(0);
        noteRecord();
        PageMapping.Editor editor = PageMapping.EMPTY.edit();
        editor.set(0, 1);
        editor.set(5, 2);
        append(editor.freeze(), 2);
        terms.record(1, 3);
        writer.recordFiles(8);
        noteRecord();
        editor.set(1, 9);
        editor.clear(0);
        append(editor.freeze(), 9);
    }

    private void append(PageMapping mapping, long maxFilePage) {
        writer.append(state(states.size(), mapping), mapping, maxFilePage);
        noteRecord();
    }

    private void noteRecord() {
        states.add(writer.carried());
        ends.add((int) writer.position().length());
    }

    @Test
    void replay_anyBitFlippedInAnOpenManifest_isCorruptOrTheTornLastRecord() {
        int last = ends.size() - 1;
        int lastStart = ends.get(last - 1);
        forEachBit(ends.get(last), (offset, where) -> {
            if (offset < lastStart) {
                assertCorrupt(where, offset);
            } else {
                var replayed = replay(disk);
                assertThat(replayed.tornReason()).as(where).isNotNull();
                assertThat(replayed.position().length()).isEqualTo(lastStart);
                assertSame(replayed.manifest(), states.get(last - 1));
            }
        });
    }

    @Test
    void replay_anyBitFlippedInAClosedManifest_isCorruptOrTheTornEnd() {
        writer.close();
        int length = disk.contents(FILE).length;
        int endStart = ends.getLast();
        assertThat(length).isGreaterThan(endStart);
        forEachBit(length, (offset, where) -> {
            if (offset < endStart) {
                assertCorrupt(where, offset);
            } else {
                var replayed = replay(disk);
                assertThat(replayed.tornReason()).as(where).isNotNull();
                assertSame(replayed.manifest(), states.getLast());
            }
        });
    }

    @Test
    void replay_anyBitFlippedInALoneSnapshot_isCorrupt() throws Exception {
        byte[] snapshot = Arrays.copyOf(disk.contents(FILE), ends.getFirst());
        disk.replace(FILE, snapshot);
        forEachBit(snapshot.length, (offset, where) -> assertCorrupt(where, offset));
    }

    @Test
    void replay_anyBitFlippedInAPinnedState_isCorrupt() {
        for (int i = 0; i < ends.size(); i++) {
            var position = new ManifestPosition("manifest_3", ends.get(i));
            assertSame(replayer(disk).replay(position, new FileIdTermMapping()).manifest(), states.get(i));
            forEachBit(
                    ends.get(i),
                    (offset, where) -> assertThatThrownBy(
                                    () -> replayer(disk).replay(position, new FileIdTermMapping()))
                            .as(where)
                            .isInstanceOf(StoreException.Corrupt.class));
        }
    }

    @Test
    void replay_bitFlippedBehindTheLastRecord_isReportedAndNothingIsMissing() {
        int end = ends.getLast();
        int length = disk.contents(FILE).length;
        assertThat(length).as("the file is extended ahead").isGreaterThan(end);
        for (int offset = end; offset < length; offset += 97) {
            disk.flipBit(FILE, offset, offset % 8);
            var replayed = replay(disk);
            assertThat(replayed.tornReason()).as("offset %s", offset).isNotNull();
            assertSame(replayed.manifest(), states.getLast());
            disk.flipBit(FILE, offset, offset % 8);
        }
    }

    @Test
    void replay_cutAtEveryByte_givesTheRecordsBefore() throws Exception {
        byte[] whole = Arrays.copyOf(disk.contents(FILE), ends.getLast());
        for (int length = 0; length < whole.length; length++) {
            disk.replace(FILE, Arrays.copyOf(whole, length));
            int records = 0;
            while (records < ends.size() && ends.get(records) <= length) {
                records++;
            }
            if (records == 0) {
                assertThatThrownBy(() -> replay(disk)).isInstanceOf(StoreException.Corrupt.class);
                continue;
            }
            var replayed = replay(disk);
            assertSame(replayed.manifest(), states.get(records - 1));
            byte[] left = Arrays.copyOfRange(whole, ends.get(records - 1), length);
            // A record may begin with zeros, and zeros are what a file that was extended ahead ends with.
            boolean isWritten = !Arrays.equals(left, new byte[left.length]);
            assertThat(replayed.tornReason() != null)
                    .as("torn when %s bytes are left", left.length)
                    .isEqualTo(isWritten);
        }
    }

    @Test
    void replay_recordZeroed_isCorrupt() {
        for (int i = 0; i + 1 < ends.size(); i++) {
            byte[] whole = disk.contents(FILE);
            int start = i == 0 ? 0 : ends.get(i - 1);
            disk.zero(FILE, start, ends.get(i) - start);
            assertCorrupt("record " + i + " zeroed", start);
            restore(whole);
        }
    }

    @Test
    void replay_manifestUnderAnotherName_isCorrupt() throws Exception {
        byte[] whole = disk.contents(FILE);
        disk.replace(DIRECTORY.file("manifest_4"), whole);

        assertThatThrownBy(() -> replay(disk))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("manifest_4")
                .hasMessageContaining("a record of another log file");
    }

    @Test
    void replay_newestDamagedAndOlderThere_doesNotFallBack() throws Exception {
        disk.replace(DIRECTORY.file("manifest_4"), new byte[100]);

        assertThatThrownBy(() -> replay(disk))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("manifest_4")
                .hasMessageContaining("snapshot");
    }

    private void assertCorrupt(String where, int offset) {
        assertThatThrownBy(() -> replay(disk))
                .as(where)
                .isInstanceOfSatisfying(StoreException.Corrupt.class, corrupt -> {
                    assertThat(corrupt.file()).isEqualTo(FILE);
                    assertThat(corrupt.offset()).isBetween(0L, (long) offset);
                });
    }

    private void forEachBit(int length, Check check) {
        for (int offset = 0; offset < length; offset++) {
            for (int bit = 0; bit < 8; bit++) {
                disk.flipBit(FILE, offset, bit);
                check.check(offset, "bit " + bit + " of byte " + offset);
                disk.flipBit(FILE, offset, bit);
            }
        }
    }

    private void restore(byte[] whole) {
        try {
            disk.replace(FILE, whole);
        } catch (IOException e) {
            fail(e);
        }
    }

    private interface Check {
        void check(int offset, String where);
    }
}
