package dev.coppice.store.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.golden.Frame;
import dev.coppice.store.golden.GoldenDatabase;
import dev.coppice.store.golden.Image;
import dev.coppice.store.sim.SimulatedHost;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Ends of logs and manifests that are missing, of which only the catalog can tell.
class LostEndTest {
    private static final DatabaseOptions OPTIONS = GoldenDatabase.OPTIONS;
    private static final String CATALOG = "catalog_00000000000000000001_000001";

    /// Once, the table fell back to the checkpoint before, and commits between the two were missing.
    @Test
    void open_lastCheckpointOfAManifestDamaged_isCorrupt() {
        Image torn = GoldenDatabase.TORN.image();
        String name = "forks/0/a.0.1/manifest_1";
        byte[] manifest = torn.files().get(name).clone();
        int last = Frame.of(manifest).getLast().offset();
        manifest[last + Frame.HEADER_LENGTH + 3] ^= 1;
        assertCorrupt(torn.with(name, manifest), name, "which the catalog says are durable");
        assertCorrupt(torn.with(name, Arrays.copyOf(manifest, last)), name, "which the catalog says are durable");
    }

    /// Once, its commits were missing.
    @Test
    void open_newestSegmentOfAClosedLogGone_isCorrupt() {
        for (String log : List.of("forks/0/wal_00000000000000000001", "forks/2/wal_00000000000000000001")) {
            Image image = GoldenDatabase.FORKS.image().without(log);
            for (DatabaseOptions options : List.of(OPTIONS, OPTIONS.asReadOnly())) {
                assertThatThrownBy(() -> GoldenDatabase.read(image.machine(), options))
                        .as(log)
                        .isInstanceOf(StoreException.Corrupt.class)
                        .hasMessageContaining(log.substring(0, 7));
            }
        }
    }

    /// Once, it was taken for a new database, without its forks and archives.
    @Test
    void open_catalogGone_isCorruptAndChangesNothing() {
        Image image = GoldenDatabase.FORKS.image().without(CATALOG);
        assertCorrupt(image, "simulated disk", "expected a catalog");
        SimulatedHost machine = image.machine();
        assertThatThrownBy(() -> Database.open(machine.host(), OPTIONS)).isInstanceOf(StoreException.Corrupt.class);
        assertThat(Image.of(machine.disk()).with("CURRENT_TERM", image.files().get("CURRENT_TERM")))
                .isEqualTo(image);
    }

    @Test
    void open_databaseClosedAgainAndAgain_stillCheckpointsWhenTheBufferIsFull() {
        SimulatedHost machine = SimulatedHost.create(1);
        long logBytes = 0;
        for (int i = 0; i < 12; i++) {
            try (Database database = Database.open(machine.host(), OPTIONS)) {
                Table table = database.primary().table("t");
                byte[] key = {(byte) i};
                database.primary().transact(transaction -> transaction.put(table, key, new byte[30_000]));
                logBytes = Math.max(logBytes, database.statistics().logBytes());
                assertThat(database.primary().count(table)).isEqualTo(i + 1);
            }
            machine = machine.restartOn(machine.disk());
        }
        assertThat(logBytes).isLessThan(4 * OPTIONS.writeBufferBytes());
    }

    private static void assertCorrupt(Image image, String file, String message) {
        for (DatabaseOptions options : List.of(OPTIONS, OPTIONS.asReadOnly())) {
            assertThatThrownBy(() -> GoldenDatabase.read(image.machine(), options))
                    .isInstanceOf(StoreException.Corrupt.class)
                    .hasMessageContaining(file)
                    .hasMessageContaining(message);
        }
    }
}
