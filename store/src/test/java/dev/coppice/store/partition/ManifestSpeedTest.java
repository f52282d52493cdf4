package dev.coppice.store.partition;

import static dev.coppice.store.partition.FilePages.NO_PAGE;
import static dev.coppice.store.partition.ManifestFixture.DIRECTORY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.log.BodyWriter;
import dev.coppice.store.sim.SimulatedDisk;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Opening a database of five million entries replays a manifest of 170,000 pages; a fork's first checkpoint writes
/// one.
class ManifestSpeedTest {
    private static final int SHIFT = 14;
    private static final int PAGES = 170_000;
    private static final long LIMIT_NANOS = 20_000_000;
    private static final int ATTEMPTS = 60;

    @Test
    void replayAndEncode_170000ScatteredPages_takeLessThan20Milliseconds() {
        Manifest manifest = scattered();
        var disk = new SimulatedDisk(1);
        try (ManifestWriter writer = new ManifestWriter(
                disk, DIRECTORY, 1, SHIFT, manifest.terms().copy(), Manifest.empty(), ManifestLimits.DEFAULT)) {
            writer.append(manifest.state(), manifest.mapping(), manifest.maxFilePage());
            assertThat(writer.position().length()).isLessThan(5L * PAGES);
        }
        var replayer = new ManifestReplayer(disk, DIRECTORY, SHIFT, owner -> DIRECTORY);

        assertFast("replay", () -> {
            var replayed = replayer.replayNewest(new FileIdTermMapping());
            assertThat(replayed.manifest().mapping().size()).isEqualTo(PAGES);
        });
        assertFast("encode", () -> {
            BodyWriter body = new BodyWriter(48);
            ManifestFormat.encodeSnapshot(body, manifest, SHIFT);
            assertThat(body.bodyLength()).isGreaterThan(PAGES);
        });
    }

    // The best of many attempts: the machine may be busy with something else, and the first runs are interpreted.
    private static void assertFast(String what, Runnable action) {
        long best = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && best > LIMIT_NANOS; attempt++) {
            long start = System.nanoTime();
            action.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        assertThat(best).as("nanoseconds to %s", what).isLessThan(LIMIT_NANOS);
    }

    /// Every page somewhere else: the order of years of random updates.
    private static Manifest scattered() {
        FileIdTermMapping terms = new FileIdTermMapping();
        long[] filePages = new long[PAGES];
        for (int i = 0; i < PAGES; i++) {
            long fileId = i / 16_000;
            terms.record(fileId, 1);
            filePages[i] = FilePages.filePage(fileId, 1 + i % 16_000, SHIFT);
        }
        var random = new SplittableRandom(1);
        for (int i = PAGES - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            long kept = filePages[i];
            filePages[i] = filePages[other];
            filePages[other] = kept;
        }
        PageMapping.Editor editor = PageMapping.EMPTY.edit();
        for (int i = 0; i < PAGES; i++) {
            editor.set(i, filePages[i]);
        }
        PartitionState state = new PartitionState(1, 0, 3, 5_000_000, NO_PAGE, 0, 0);
        return new Manifest(state, 11L << SHIFT, terms, FileOwners.NONE, editor.freeze());
    }
}
