package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.Table;
import dev.coppice.store.sim.SimulatedHost;
import org.junit.jupiter.api.Test;

/// Tables that are dropped while the log still says what was in them.
class DroppedTableTest {
    private static final DatabaseOptions SMALL =
            DatabaseOptions.DEFAULT.withPagesPerFile(16).withWriteBufferBytes(1 << 16);
    private static final byte[] KEY = {1};

    private SimulatedHost machine = SimulatedHost.create(1);

    private void kill() {
        machine = machine.killProcess();
    }

    private Database open(boolean backgroundWork) {
        return Database.open(machine.host(), SMALL.withBackgroundWork(backgroundWork));
    }

    private static void requireSound(Database database) {
        assertThat(database.check().problems()).isEmpty();
    }

    @Test
    void reopen_largeTableCreatedAndDroppedDuringACheckpoint_passesOverIt() {
        Database database = open(true);
        Fork primary = database.primary();
        Table kept = primary.table("kept");
        Table dropped = primary.table("dropped");
        for (byte i = 0; i < 100; i++) {
            byte[] key = {i};
            primary.transact(tx -> tx.put(kept, key, new byte[1_000]));
        }
        for (int steps = 0; steps < 3; steps++) {
            machine.scheduler().runOne();
        }
        primary.transact(tx -> tx.put(dropped, KEY, new byte[300_000]));
        primary.transact(tx -> tx.drop(dropped));
        machine.scheduler().runAll();
        kill();
        try (Database again = open(false)) {
            assertThat(again.primary().tables()).containsExactly(kept.ident());
            requireSound(again);
        }
    }

    @Test
    void reopen_largeValuesAfterTheCheckpointOfATableThatIsDropped_passesOverThem() {
        try (Database database = open(false)) {
            database.primary().transact(tx -> tx.put(database.primary().table("dropped"), KEY, KEY));
        }
        kill();
        Database database = open(true);
        Fork primary = database.primary();
        Table kept = primary.table("kept");
        Table dropped = primary.table("dropped");
        for (byte i = 0; i < 100; i++) {
            byte[] key = {i};
            primary.transact(tx -> tx.put(kept, key, new byte[1_000]));
        }
        for (int steps = 0; steps < 3; steps++) {
            machine.scheduler().runOne();
        }
        primary.transact(tx -> tx.put(dropped, KEY, new byte[300_000]));
        primary.transact(tx -> tx.drop(dropped));
        machine.scheduler().runAll();
        kill();
        try (Database again = open(false)) {
            assertThat(again.primary().tables()).containsExactly(kept.ident());
            requireSound(again);
        }
    }

    @Test
    void fork_ofALogWithALargeTableThatWasDropped_opensAgain() {
        try (Database database = open(false)) {
            Fork primary = database.primary();
            Table dropped = primary.table("dropped");
            primary.transact(tx -> tx.put(dropped, KEY, new byte[300_000]));
            primary.transact(tx -> tx.drop(dropped));
            primary.transact(tx -> tx.put(primary.table("kept"), KEY, KEY));
            primary.fork("child").close();
        }
        kill();
        try (Database again = open(false);
                Fork child = again.fork("child")) {
            assertThat(child.get(child.table("kept"), KEY)).isEqualTo(KEY);
            requireSound(again);
        }
    }
}
