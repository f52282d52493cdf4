package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.View;
import dev.coppice.store.sim.SimulatedHost;
import org.junit.jupiter.api.Test;

/// Entries that are cleaned up while a checkpoint is under way: it forgets their hints, and not the entries themselves,
/// whose deletion came after the writes that it merges.
class ExpiryDuringCheckpointTest {
    private static final DatabaseOptions MANUAL =
            DatabaseOptions.DEFAULT.withPagesPerFile(16).withBackgroundWork(false);
    private static final int STEPS = 6;

    private static byte[] bytes(int number) {
        return new byte[] {(byte) number};
    }

    @Test
    void count_cleanedAtEachStepOfACheckpoint_isWhatACursorFinds() {
        for (int step = 0; step < STEPS; step++) {
            cleanAt(step);
        }
    }

    private static void cleanAt(int step) {
        SimulatedHost machine = SimulatedHost.create(step);
        try (DatabaseCore database = (DatabaseCore) Database.open(machine.host(), MANUAL)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            long expiry = machine.clock().millis() + 1_000;
            primary.transact(transaction -> {
                transaction.put(table, bytes(1), bytes(1), expiry);
                transaction.put(table, bytes(2), bytes(2));
            });
            database.checkpoint();
            machine.clock().advanceMillis(1_000);
            primary.transact(transaction -> transaction.put(table, bytes(3), bytes(3)));

            ForkCore core = database.coreIfOpen(0);
            core.beginMaintenance();
            Checkpoint checkpoint = new Checkpoint(core, database);
            boolean hasMore = true;
            for (int i = 0; i <= step && hasMore; i++) {
                hasMore = checkpoint.run();
            }
            assertThat(primary.cleanExpired()).isOne();
            while (hasMore) {
                assertCounted(primary, table);
                hasMore = checkpoint.run();
            }
            core.endMaintenance();
            assertThat(checkpoint.failure()).isNull();
            assertCounted(primary, table);
            primary.transact(transaction -> assertCounted(transaction, table));
            database.checkpoint();
            assertCounted(primary, table);
            assertThat(database.check().problems()).isEmpty();
        }
    }

    private static void assertCounted(View view, Table table) {
        assertThat(view.count(table)).isEqualTo(2);
        assertThat(view.count(table, KeyRange.from(bytes(0)))).isEqualTo(2);
    }
}
