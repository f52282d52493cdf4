package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Change;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Diff;
import dev.coppice.store.Fork;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Table;
import dev.coppice.store.View;
import dev.coppice.store.sim.SimulatedHost;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Diffs between states that share pages, and between those that only seem to.
class DiffTest {
    private static final DatabaseOptions SMALL = DatabaseOptions.DEFAULT
            .withPagesPerFile(16)
            .withWriteBufferBytes(1 << 16)
            .withBackgroundWork(false);

    private final SimulatedHost machine = SimulatedHost.create(1);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> keys(Fork after, View before) {
        List<String> keys = new ArrayList<>();
        try (Diff diff = after.diff(before)) {
            for (Change change = diff.next(); change != null; change = diff.next()) {
                keys.add(new String(change.key(), StandardCharsets.UTF_8));
            }
        }
        return keys;
    }

    @Test
    void diff_siblingsWithEqualFilePages_findsWhatDiffers() {
        byte[] large = new byte[300_000];
        try (Database database = Database.open(machine.host(), SMALL)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            primary.transact(tx -> tx.put(table, bytes("a"), bytes("before")));
            database.checkpoint();
            try (Fork one = primary.fork("one");
                    Fork other = primary.fork("other")) {
                one.transact(tx -> tx.put(table, bytes("a"), bytes("after")));
                one.transact(tx -> tx.put(table, bytes("large"), large));
                large[1_000] = 1;
                other.transact(tx -> tx.put(table, bytes("b"), bytes("after")));
                other.transact(tx -> tx.put(table, bytes("large"), large));
                database.checkpoint();
                assertThat(keys(one, other)).containsExactly("a", "b", "large");
                assertThat(keys(other, primary)).containsExactly("b", "large");
            }
        }
    }

    @Test
    void diff_entryExpiredSinceTheSnapshot_isNoChange() {
        try (Database database = Database.open(machine.host(), SMALL)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            long soon = machine.clock().millis() + 1_000;
            primary.transact(tx -> tx.put(table, bytes("a"), bytes("1"), soon));
            try (Snapshot snapshot = primary.snapshot()) {
                machine.scheduler().advance(2_000);
                assertThat(keys(primary, snapshot)).isEmpty();
                assertThat(primary.cleanExpired()).isEqualTo(1);
                assertThat(keys(primary, snapshot)).isEmpty();
            }
        }
    }
}
