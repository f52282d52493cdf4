package dev.coppice.store.partition;

import static dev.coppice.store.partition.ManifestFixture.DIRECTORY;
import static dev.coppice.store.partition.ManifestFixture.SHIFT;
import static dev.coppice.store.partition.ManifestFixture.SMALL;
import static dev.coppice.store.partition.ManifestFixture.difference;
import static dev.coppice.store.partition.ManifestFixture.replay;
import static dev.coppice.store.partition.ManifestFixture.replayer;
import static dev.coppice.store.partition.ManifestFixture.state;
import static dev.coppice.store.partition.ManifestFixture.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.PowerCut;
import dev.coppice.store.sim.SimulatedDisk;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Cuts the power, and fails a call, at each call to the storage that a scenario makes: new files, changes, rewrites
/// and forgotten files over two terms.
class ManifestCrashTest {
    @ParameterizedTest
    @EnumSource(Loss.class)
    void scenario_powerCutAtEveryCall_replayGivesWhatWasAcknowledgedOrAttempted(Loss loss) throws Exception {
        long calls = run(new SimulatedDisk(0), new Scenario());
        assertThat(calls).isGreaterThan(100);
        for (long call = 0; call < calls; call++) {
            for (int crashSeed = 0; crashSeed < (loss == Loss.REORDER || loss == Loss.TEAR ? 2 : 1); crashSeed++) {
                var disk = new SimulatedDisk(call);
                disk.cutPowerAt(call);
                var scenario = new Scenario();
                try {
                    run(disk, scenario);
                } catch (PowerCut cut) {
                    // as planted
                }
                SimulatedDisk survivor = disk.crash(crashSeed, loss);
                scenario.check(survivor, "cut at call " + call + ", crash seed " + crashSeed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"EIO", "ENOSPC", "LOST_SYNC"})
    void scenario_errorAtEveryCall_nothingAcknowledgedIsLost(Fault fault) throws Exception {
        long calls = run(new SimulatedDisk(0), new Scenario());
        for (long call = 0; call < calls; call++) {
            var disk = new SimulatedDisk(call);
            disk.failAt(call, fault);
            var scenario = new Scenario();
            try {
                run(disk, scenario);
            } catch (StoreException.Io | StoreException.Full failure) {
                // The process goes on with another writer, or dies here.
            }
            disk.heal();
            scenario.check(disk.crash(1, Loss.DROP_UNSYNCED), fault + " at call " + call);
        }
    }

    /// A full disk refuses single steps; the same writer goes on when there is room again.
    @Test
    void append_diskFullThenFreed_writerGoesOn() throws Exception {
        var disk = new SimulatedDisk(3);
        FileIdTermMapping terms = new FileIdTermMapping();
        ManifestWriter writer = writer(disk, 1, terms, Manifest.empty(), SMALL);
        terms.record(0, 1);
        writer.recordFiles(0);
        PageMapping mapping = PageMapping.EMPTY;
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            PageMapping.Editor editor = mapping.edit();
            editor.set(i % 30, 1 + i % 7);
            mapping = editor.freeze();
            if (i % 5 == 0 || i % 7 == 0) {
                disk.capacity(0);
                try {
                    writer.append(state(i, mapping), mapping, 7);
                } catch (StoreException.Full full) {
                    refused++;
                }
                disk.capacity(Long.MAX_VALUE);
            }
            writer.append(state(i, mapping), mapping, 7);
            assertThat(difference(replay(disk).manifest(), writer.carried())).isNull();
        }
        assertThat(refused).isPositive();
        assertThat(difference(replay(disk.crash(1, Loss.DROP_UNSYNCED)).manifest(), writer.carried()))
                .isNull();
    }

    private static long run(SimulatedDisk disk, Scenario scenario) throws IOException {
        scenario.run(disk);
        return disk.nextCall();
    }

    /// Remembers what was acknowledged and what was attempted, and the file ids that were given.
    private static final class Scenario {
        private final Set<Long> created = new HashSet<>();
        private Manifest acknowledged = Manifest.empty();
        private Manifest attempted;
        private boolean hasManifest;
        private long term;

        void run(SimulatedDisk disk) throws IOException {
            for (int session = 0; session < 2; session++) {
                runSession(disk, 8);
            }
        }

        private void runSession(SimulatedDisk disk, int steps) throws IOException {
            term++;
            FileIdTermMapping terms = new FileIdTermMapping();
            var replayed = replayer(disk).replayNewest(terms, null);
            Manifest start = replayed == null ? Manifest.empty() : replayed.manifest();
            acknowledged = start;
            try (ManifestWriter writer = writer(disk, term, terms, start, SMALL)) {
                long nextFileId = replayed == null ? 0 : replayed.nextFileId();
                var allocator = new AppendAllocator(
                        SHIFT, term, terms, nextFileId, (fileId, ofTerm) -> startFile(disk, writer, terms, fileId));
                PageMapping mapping = start.mapping();
                for (int step = 0; step < steps; step++) {
                    PageMapping.Editor editor = mapping.edit();
                    for (int page = 0; page < 4; page++) {
                        editor.set((step * 3 + page) % 25, allocator.allocate());
                    }
                    mapping = editor.freeze();
                    if (step % 4 == 3) {
                        forgetUnused(mapping, terms);
                    }
                    PartitionState state = state(term * 100 + step, mapping);
                    attempt(new Manifest(state, allocator.maxFilePage(), terms.copy(), FileOwners.NONE, mapping));
                    writer.append(state, mapping, allocator.maxFilePage());
                    acknowledge(writer);
                }
            }
        }

        private void startFile(SimulatedDisk disk, ManifestWriter writer, FileIdTermMapping terms, long fileId) {
            Manifest before = writer.carried();
            attempt(new Manifest(before.state(), fileId << SHIFT, terms.copy(), FileOwners.NONE, before.mapping()));
            writer.recordFiles(fileId << SHIFT);
            acknowledge(writer);
            assertThat(created.add(fileId))
                    .as("file %s is created once", fileId)
                    .isTrue();
            try {
                disk.create(DIRECTORY.file(new DataFileName(fileId, term).format()))
                        .close();
                disk.syncDirectory(DIRECTORY.path());
            } catch (IOException e) {
                throw IoErrors.wrap("creating a file", e);
            }
        }

        private static void forgetUnused(PageMapping mapping, FileIdTermMapping terms) {
            var used = new HashSet<Long>();
            mapping.forEach((logicalPage, filePage) -> used.add(FilePages.fileId(filePage, SHIFT)));
            var unused = new HashSet<Long>();
            terms.forEach((fileId, ofTerm) -> {
                if (!used.contains(fileId)) {
                    unused.add(fileId);
                }
            });
            unused.forEach(terms::forget);
        }

        private void attempt(Manifest next) {
            attempted = next;
        }

        private void acknowledge(ManifestWriter writer) {
            hasManifest = true;
            acknowledged = writer.carried();
            attempted = null;
        }

        /// What survived is what was acknowledged or what was attempted, twice over, and a later writer can go on from
        /// it without giving a file id again.
        void check(SimulatedDisk survivor, String when) throws IOException {
            var replayed = replay(survivor);
            if (replayed == null) {
                assertThat(hasManifest)
                        .as("acknowledged manifest lost, %s", when)
                        .isFalse();
                return;
            }
            String toAcknowledged = difference(replayed.manifest(), acknowledged);
            String toAttempted = attempted == null ? "nothing attempted" : difference(replayed.manifest(), attempted);
            if (toAcknowledged != null && toAttempted != null) {
                fail(when + ": neither acknowledged: " + toAcknowledged + "; nor attempted: " + toAttempted);
            }
            assertThat(difference(replay(survivor).manifest(), replayed.manifest()))
                    .as(when)
                    .isNull();
            runSession(survivor, 3);
            assertThat(difference(replay(survivor).manifest(), acknowledged))
                    .as(when)
                    .isNull();
        }
    }
}
