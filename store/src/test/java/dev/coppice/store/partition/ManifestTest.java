package dev.coppice.store.partition;

import static dev.coppice.store.partition.FilePages.NO_PAGE;
import static dev.coppice.store.partition.ManifestFixture.DIRECTORY;
import static dev.coppice.store.partition.ManifestFixture.SHIFT;
import static dev.coppice.store.partition.ManifestFixture.SMALL;
import static dev.coppice.store.partition.ManifestFixture.assertSame;
import static dev.coppice.store.partition.ManifestFixture.createDataFile;
import static dev.coppice.store.partition.ManifestFixture.replay;
import static dev.coppice.store.partition.ManifestFixture.replayer;
import static dev.coppice.store.partition.ManifestFixture.state;
import static dev.coppice.store.partition.ManifestFixture.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Operation;
import dev.coppice.store.sim.Seeds;
import dev.coppice.store.sim.SimulatedDisk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final FileIdTermMapping terms = new FileIdTermMapping();

    @Test
    void replayNewest_emptyDirectory_isNull() {
        assertThat(replay(disk)).isNull();
    }

    @Test
    void replayNewest_dataFilesWithoutManifest_isCorrupt() throws Exception {
        createDataFile(disk, DIRECTORY, 0, 1);

        assertThatThrownBy(() -> replay(disk))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("a manifest beside data_0_1");
    }

    @Test
    void append_firstOfTerm_startsAManifestWithASnapshot() throws Exception {
        ManifestWriter writer = writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT);
        assertThat(writer.position()).isNull();
        terms.record(0, 5);
        PageMapping mapping = mapped(PageMapping.EMPTY, 0, 1);
        writer.append(state(3, mapping), mapping, 1);

        assertThat(disk.files()).containsExactly(DIRECTORY.file("manifest_5"));
        FileIdTermMapping restored = new FileIdTermMapping();
        var replayed = replayer(disk).replayNewest(restored, null);
        assertThat(replayed.position()).isEqualTo(writer.position());
        assertThat(replayed.nextFileId()).isEqualTo(1);
        assertThat(replayed.tornReason()).isNull();
        assertThat(replayed.hasRecoveredTerms()).isFalse();
        assertThat(replayed.manifest().mapping().get(0)).isEqualTo(1);
        assertThat(restored).hasToString("{0=5}");
    }

    @Test
    void append_pagesAndFilesAdded_isAChangeInTheSameManifest() {
        ManifestWriter writer = writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT);
        terms.record(0, 5);
        PageMapping first = mapped(PageMapping.EMPTY, 0, 1);
        writer.append(state(3, first), first, 1);
        ManifestPosition before = writer.position();
        terms.record(1, 5);
        PageMapping second = mapped(first, 7, 9);
        writer.append(state(4, second), second, 9);

        assertThat(writer.position().fileName()).isEqualTo("manifest_5");
        assertThat(writer.position().length()).isGreaterThan(before.length());
        assertSame(replay(disk).manifest(), writer.carried());
        assertThat(replayer(disk).replay(before, terms).manifest().mapping().size())
                .isEqualTo(1);
    }

    @Test
    void append_fileForgotten_forcesASnapshot() {
        ManifestWriter writer = writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT);
        terms.record(0, 5);
        terms.record(1, 5);
        PageMapping mapping = mapped(PageMapping.EMPTY, 0, 9);
        writer.append(state(3, mapping), mapping, 9);
        terms.forget(0);
        writer.append(state(4, mapping), mapping, 9);

        assertThat(writer.position().fileName()).isEqualTo("manifest_5_1");
        assertThat(replay(disk).manifest().terms()).hasToString("{1=5}");
        assertSame(replay(disk).manifest(), writer.carried());
    }

    @Test
    void append_highestFileForgotten_itsIdIsStillNotFree() {
        ManifestWriter writer = writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT);
        terms.record(6, 5);
        writer.recordFiles(6 << SHIFT);
        terms.forget(6);
        writer.append(PartitionState.EMPTY, PageMapping.EMPTY, -1);

        assertThat(replay(disk).manifest().terms().size()).isZero();
        assertThat(replay(disk).nextFileId()).isEqualTo(7);
    }

    @Test
    void recordFiles_beforeTheFile_isDurableAtOnce() {
        List<Boolean> durable = new ArrayList<>();
        ManifestWriter writer = writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT);
        var allocator = new AppendAllocator(SHIFT, 5, terms, 0, (fileId, term) -> {
            writer.recordFiles(fileId << SHIFT);
            durable.add(disk.unsyncedChanges() == 0
                    && replay(disk).manifest().terms().term(fileId) == 5
                    && replay(disk).nextFileId() == fileId + 1);
        });
        allocator.allocateRun(7);
        allocator.allocateRun(7);
        allocator.allocate();

        assertThat(durable).containsExactly(true, true, true);
    }

    @Test
    void append_pageOfAFileThatIsNotRecorded_isRefusedBeforeAnythingIsWritten() {
        ManifestWriter writer = writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT);
        PageMapping mapping = mapped(PageMapping.EMPTY, 0, 9);
        assertThatThrownBy(() -> writer.append(state(1, mapping), mapping, 9))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("file 1");
        assertThat(disk.files()).isEmpty();

        terms.record(1, 5);
        writer.append(state(1, mapping), mapping, 9);
        long traceBefore = disk.statistics().writes();
        PageMapping further = mapped(mapping, 1, 17);
        assertThatThrownBy(() -> writer.append(state(2, further), further, 17))
                .isInstanceOf(IllegalStateException.class);
        PageMapping beyond = mapped(mapping, 1, 10);
        assertThatThrownBy(() -> writer.append(state(2, beyond), beyond, 9)).isInstanceOf(IllegalStateException.class);
        assertThat(disk.statistics().writes()).isEqualTo(traceBefore);
        assertThat(writer.carried().mapping()).isSameAs(mapping);
    }

    @Test
    void append_rootThatIsNotMapped_isRefused() {
        ManifestWriter writer = writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT);
        var state = new PartitionState(1, 0, 4, 1, 1, NO_PAGE, 0, 0);

        assertThatThrownBy(() -> writer.append(state, PageMapping.EMPTY, -1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void append_fileStartedMeanwhile_keepsItsMark() {
        ManifestWriter writer = writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT);
        terms.record(0, 5);
        long maximumReadByCheckpoint = 3;
        terms.record(1, 5);
        writer.recordFiles(1 << SHIFT);
        PageMapping mapping = mapped(PageMapping.EMPTY, 0, 3);
        writer.append(state(1, mapping), mapping, maximumReadByCheckpoint);

        assertThat(replay(disk).manifest().maxFilePage()).isEqualTo(8);
        assertThat(replay(disk).manifest().terms()).hasToString("{0=5, 1=5}");
    }

    @Test
    void append_pastTheLimit_rewritesAsSnapshotOfTheNextGeneration() {
        ManifestWriter writer = writer(disk, 5, terms, Manifest.empty(), SMALL);
        terms.record(0, 5);
        PageMapping mapping = PageMapping.EMPTY;
        for (int i = 0; i < 40; i++) {
            mapping = mapped(mapping, i % 5, 1 + i % 7);
            writer.append(state(i, mapping), mapping, 7);
        }

        assertThat(ManifestName.parse(writer.position().fileName()).generation())
                .isGreaterThan(3);
        assertThat(writer.position().length()).isLessThan(600);
        assertSame(replay(disk).manifest(), writer.carried());
    }

    @Test
    void rewrite_newOwners_areInTheSnapshot() {
        terms.record(0, 2);
        Manifest inherited = new Manifest(
                PartitionState.EMPTY, 7, terms.copy(), FileOwners.NONE.inheritedBelow(1, 1, 9), PageMapping.EMPTY);
        ManifestWriter writer = writer(disk, 5, terms, inherited, ManifestLimits.DEFAULT);
        writer.recordFiles(7);
        assertThat(replay(disk).manifest().owners()).isEqualTo(inherited.owners());
        FileOwners changed = FileOwners.NONE.inheritedBelow(1, 3, 9);
        writer.rewrite(changed);

        assertThat(writer.position().fileName()).isEqualTo("manifest_5_1");
        assertThat(replay(disk).manifest().owners()).isEqualTo(changed);
        assertThat(replay(disk).nextFileId()).isEqualTo(1);
    }

    @Test
    void newTerm_afterReplay_startsItsOwnManifestAndLeavesTheOld() throws Exception {
        ManifestWriter first = writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT);
        terms.record(0, 5);
        PageMapping mapping = mapped(PageMapping.EMPTY, 0, 1);
        first.append(state(3, mapping), mapping, 1);
        first.close();
        byte[] old = disk.contents(DIRECTORY.file("manifest_5"));
        FileIdTermMapping restored = new FileIdTermMapping();
        Manifest replayed = replayer(disk).replayNewest(restored, null).manifest();
        ManifestWriter second = writer(disk, 6, restored, replayed, ManifestLimits.DEFAULT);
        restored.record(1, 6);
        second.recordFiles(8);

        assertThat(disk.contents(DIRECTORY.file("manifest_5"))).isEqualTo(old);
        assertThat(disk.files()).containsExactly(DIRECTORY.file("manifest_5"), DIRECTORY.file("manifest_6"));
        assertThat(replay(disk).manifest().terms()).hasToString("{0=5, 1=6}");
        assertThat(replay(disk).manifest().mapping().get(0)).isEqualTo(1);
    }

    @Test
    void firstName_termHasManifestAlready_isTheNextGeneration() {
        writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT).recordFiles(-1);
        ManifestWriter again = writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT);
        again.recordFiles(-1);

        assertThat(again.position().fileName()).isEqualTo("manifest_5_1");
    }

    @Test
    void firstName_laterTermThere_isRefused() {
        writer(disk, 6, terms, Manifest.empty(), ManifestLimits.DEFAULT).recordFiles(-1);
        ManifestWriter stale = writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT);

        assertThatThrownBy(() -> stale.recordFiles(-1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("manifest_6");
    }

    @Test
    void rewrite_switchOfFilesFails_refusesEverythingForEver() {
        for (Operation operation : new Operation[] {Operation.RENAME, Operation.SYNC_DIRECTORY, Operation.OPEN}) {
            var failing = new SimulatedDisk(1);
            ManifestWriter writer = writer(failing, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT);
            writer.recordFiles(-1);
            failing.failWhen(call -> call.operation() == operation, Fault.EIO);
            assertThatThrownBy(() -> writer.rewrite(FileOwners.NONE)).isInstanceOf(StoreException.Io.class);
            failing.heal();

            assertThatThrownBy(() -> writer.recordFiles(-1))
                    .as("after a failed %s", operation)
                    .isInstanceOf(StoreException.Io.class)
                    .hasMessageContaining("switching to");
            writer.close();
            assertSame(replay(failing).manifest(), Manifest.empty());
        }
    }

    @Test
    void nextFileId_eachSourceAlone_isAboveIt() {
        FileIdTermMapping upToSix = new FileIdTermMapping();
        upToSix.record(6, 1);
        FileOwners below4 = FileOwners.NONE.inheritedBelow(4, 1, 1);
        FileIdTermMapping none = new FileIdTermMapping();

        assertThat(manifest(-1, none, FileOwners.NONE).nextFileId(SHIFT)).isZero();
        assertThat(manifest(-1, upToSix, FileOwners.NONE).nextFileId(SHIFT)).isEqualTo(7);
        assertThat(manifest(-1, none, below4).nextFileId(SHIFT)).isEqualTo(4);
        assertThat(manifest(16, none, FileOwners.NONE).nextFileId(SHIFT)).isEqualTo(3);
        assertThat(manifest(15, none, FileOwners.NONE).nextFileId(SHIFT)).isEqualTo(2);
    }

    private static Manifest manifest(long maxFilePage, FileIdTermMapping terms, FileOwners owners) {
        return new Manifest(PartitionState.EMPTY, maxFilePage, terms, owners, PageMapping.EMPTY);
    }

    @Test
    void close_twice_writesOneEndAndRefusesMore() {
        ManifestWriter writer = writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT);
        writer.recordFiles(-1);
        long pinnable = writer.position().length();
        writer.close();
        long size = disk.contents(DIRECTORY.file("manifest_5")).length;
        writer.close();

        assertThat(disk.contents(DIRECTORY.file("manifest_5"))).hasSize((int) size);
        // What may be pinned ends before the record that closes it.
        assertThat(replay(disk).position().length()).isEqualTo(pinnable);
        assertThatThrownBy(() -> writer.recordFiles(-1)).isInstanceOf(StoreException.Closed.class);
        ManifestWriter unused = writer(disk, 7, terms, Manifest.empty(), ManifestLimits.DEFAULT);
        unused.close();
        assertThat(disk.files()).hasSize(1);
    }

    @Test
    void replayNewest_fileNameAboveAllRecords_isNotGivenAgain() throws Exception {
        writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT).recordFiles(-1);
        createDataFile(disk, DIRECTORY, 41, 4);

        assertThat(replay(disk).nextFileId()).isEqualTo(42);
    }

    @Test
    void replay_pinnedManifestIsGone_isCorrupt() {
        assertThatThrownBy(() -> replayer(disk).replay(new ManifestPosition("manifest_3", 64), terms))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("manifest_3");
    }

    @Test
    void replayNewest_leftOverTemporary_isIgnoredAndReplaced() throws Exception {
        disk.replace(DIRECTORY.file("manifest_5.tmp"), new byte[] {1, 2, 3});
        assertThat(replay(disk)).isNull();
        ManifestWriter writer = writer(disk, 5, terms, Manifest.empty(), ManifestLimits.DEFAULT);
        writer.recordFiles(-1);

        assertThat(disk.files()).containsExactly(DIRECTORY.file("manifest_5"));
    }

    /// Files come and go, pages move, manifests are rewritten, writers come and go; what is replayed is at all times
    /// what was written, and every position that was ever pinned still holds what it held.
    @Test
    void operations_random_replayGivesWhatWasWritten() {
        Seeds.forEach(getClass(), 25, seed -> {
            var random = new SplittableRandom(seed);
            var storage = new SimulatedDisk(seed);
            Map<ManifestPosition, Manifest> pinned = new LinkedHashMap<>();
            Manifest expected = Manifest.empty();
            for (long term = 1; term <= 4; term++) {
                FileIdTermMapping shared = new FileIdTermMapping();
                var replayed = replayer(storage).replayNewest(shared, null);
                if (replayed != null) {
                    assertSame(replayed.manifest(), expected);
                    expected = replayed.manifest();
                }
                try (ManifestWriter writer = writer(storage, term, shared, expected, SMALL)) {
                    var session = new Session(random, writer, shared, term, expected);
                    for (int i = 0; i < 40; i++) {
                        session.step(i);
                        if (writer.position() != null) {
                            expected = writer.carried();
                            assertSame(replay(storage).manifest(), expected);
                            pinned.put(writer.position(), expected);
                        }
                    }
                }
            }
            pinned.forEach((position, manifest) -> {
                FileIdTermMapping restored = new FileIdTermMapping();
                assertSame(replayer(storage).replay(position, restored).manifest(), manifest);
                assertThat(restored.sameAs(manifest.terms())).isTrue();
            });
        });
    }

    /// What an engine does with one writer.
    private static final class Session {
        private final SplittableRandom random;
        private final ManifestWriter writer;
        private final FileIdTermMapping shared;
        private final AppendAllocator allocator;
        private PageMapping mapping;

        Session(SplittableRandom random, ManifestWriter writer, FileIdTermMapping shared, long term, Manifest before) {
            this.random = random;
            this.writer = writer;
            this.shared = shared;
            this.mapping = before.mapping();
            this.allocator = new AppendAllocator(
                    SHIFT,
                    term,
                    shared,
                    before.nextFileId(SHIFT),
                    (fileId, ofTerm) -> writer.recordFiles(fileId << SHIFT));
        }

        void step(int number) {
            PageMapping.Editor editor = mapping.edit();
            for (int i = random.nextInt(9); i > 0; i--) {
                long logicalPage = random.nextInt(random.nextBoolean() ? 20 : 3000);
                if (random.nextInt(3) == 0) {
                    editor.clear(logicalPage);
                } else {
                    editor.set(logicalPage, allocator.allocate());
                }
            }
            mapping = editor.freeze();
            if (random.nextInt(4) == 0) {
                forgetUnusedFiles();
            }
            writer.append(state(number, mapping), mapping, allocator.maxFilePage());
            assertThat(writer.carried().mapping()).isSameAs(mapping);
        }

        private void forgetUnusedFiles() {
            var unused = new ArrayList<Long>();
            shared.forEach((fileId, term) -> unused.add(fileId));
            mapping.forEach((logicalPage, filePage) -> unused.remove((Long) FilePages.fileId(filePage, SHIFT)));
            unused.remove((Long) allocator.highWaterFileId()); // may hand out more pages
            unused.forEach(shared::forget);
        }
    }

    private static PageMapping mapped(PageMapping mapping, long logicalPage, long filePage) {
        PageMapping.Editor editor = mapping.edit();
        editor.set(logicalPage, filePage);
        return editor.freeze();
    }
}
