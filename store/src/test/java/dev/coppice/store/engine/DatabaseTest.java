package dev.coppice.store.engine;

import static dev.coppice.store.PromotionOptions.onConflict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.Change;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Diff;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Promotion;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The life of a database on a real disk, from the first commit to a promoted fork.
class DatabaseTest {
    private static final DatabaseOptions SMALL =
            DatabaseOptions.DEFAULT.withPagesPerFile(16).withWriteBufferBytes(1 << 16);

    @TempDir
    Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] key(int number) {
        return bytes(String.format("key-%08d", number));
    }

    private static byte[] value(int number) {
        return bytes("value of " + number + " " + "x".repeat(number % 80));
    }

    private static void fill(Fork fork, Table table, int from, int to) {
        for (int start = from; start < to; start += 100) {
            int first = start;
            fork.transact(tx -> {
                for (int i = first; i < Math.min(to, first + 100); i++) {
                    tx.put(table, key(i), value(i));
                }
            });
        }
    }

    private static void requireSound(Database database) {
        assertThat(database.check().problems()).isEmpty();
    }

    @Test
    void drop_beforeAnythingWasWritten_opensAgain() {
        try (Database database = Database.open(directory)) {
            database.primary().fork("short-lived").close();
            database.drop("short-lived", dev.coppice.store.DropMode.RESTRICT);
        }
        try (Database database = Database.open(directory)) {
            assertThat(database.forks()).hasSize(1);
        }
    }

    @Test
    void put_thenReopen_isThere() {
        try (Database database = Database.open(directory)) {
            Table table = database.primary().table("orders");
            database.primary().transact(tx -> tx.put(table, bytes("42"), bytes("one")));
            assertThat(database.primary().get(table, bytes("42"))).isEqualTo(bytes("one"));
        }
        try (Database database = Database.open(directory)) {
            Table table = database.primary().table("orders");
            assertThat(database.primary().get(table, bytes("42"))).isEqualTo(bytes("one"));
            requireSound(database);
        }
    }

    @Test
    void checkpoints_manyEntriesInRandomOrder_readBackInOrder() {
        int count = 20_000;
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            order.add(i);
        }
        java.util.Collections.shuffle(order, new Random(1));
        try (Database database = Database.open(directory, SMALL)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            for (int start = 0; start < count; start += 50) {
                List<Integer> batch = order.subList(start, start + 50);
                primary.transact(tx -> batch.forEach(i -> tx.put(table, key(i), value(i))));
            }
            database.checkpoint();
            requireSound(database);
            assertAll(primary, table, count);
        }
        try (Database database = Database.open(directory, SMALL)) {
            assertAll(database.primary(), database.primary().table("t"), count);
            database.compact();
            assertAll(database.primary(), database.primary().table("t"), count);
            requireSound(database);
        }
    }

    private static void assertAll(Fork fork, Table table, int count) {
        assertThat(fork.count(table)).isEqualTo(count);
        int next = 0;
        try (Cursor cursor = fork.cursor(table, KeyRange.all())) {
            while (cursor.next()) {
                assertThat(cursor.key()).isEqualTo(key(next));
                assertThat(cursor.value()).isEqualTo(value(next));
                next++;
            }
            while (cursor.previous()) {
                next--;
                assertThat(cursor.key()).isEqualTo(key(next));
            }
        }
        assertThat(next).isZero();
        assertThat(fork.get(table, key(count / 2))).isEqualTo(value(count / 2));
        assertThat(fork.get(table, bytes("absent"))).isNull();
    }

    @Test
    void fork_writesOnBothSides_areIsolatedAndDiffAndPromote() {
        try (Database database = Database.open(directory, SMALL)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            fill(primary, table, 0, 5_000);
            database.checkpoint();
            fill(primary, table, 5_000, 5_100);
            try (Fork fork = primary.fork("what-if")) {
                fork.transact(tx -> {
                    tx.put(table, key(7), bytes("changed"));
                    tx.delete(table, key(8));
                    tx.put(table, bytes("new"), bytes("entry"));
                });
                assertThat(primary.get(table, key(7))).isEqualTo(value(7));
                assertThat(primary.contains(table, key(8))).isTrue();
                assertThat(primary.contains(table, bytes("new"))).isFalse();
                primary.transact(tx -> tx.put(table, key(4_000), bytes("elsewhere")));
                assertThat(fork.get(table, key(4_000))).isEqualTo(value(4_000));
                assertDiff(fork, primary, 4);
                database.checkpoint();
                assertDiff(fork, primary, 4);
                Promotion promotion = fork.promote(onConflict(ConflictPolicy.FAIL));
                assertThat(promotion.applied()).isEqualTo(3);
                assertDiff(fork, primary, 1);
                assertThat(primary.get(table, key(4_000))).isEqualTo(bytes("elsewhere"));
            }
            requireSound(database);
        }
        try (Database database = Database.open(directory, SMALL)) {
            Table table = database.primary().table("t");
            assertThat(database.primary().get(table, key(7))).isEqualTo(bytes("changed"));
            try (Fork fork = database.fork("what-if")) {
                assertThat(fork.get(table, key(8))).isNull();
                assertThat(fork.count(table)).isEqualTo(5_100);
            }
            requireSound(database);
        }
    }

    private static void assertDiff(Fork fork, Fork other, int size) {
        List<Change> changes = new ArrayList<>();
        try (Diff diff = fork.diff(other)) {
            diff.forEach(changes::add);
        }
        assertThat(changes).hasSize(size);
    }

    @Test
    void load_sortedRun_isThereAfterReopen() {
        try (Database database = Database.open(directory, SMALL)) {
            Table table = database.primary().table("t");
            try (BulkLoader loader = database.primary().load(table)) {
                for (int i = 0; i < 30_000; i++) {
                    loader.put(key(i), value(i));
                }
                loader.commit();
            }
            assertAll(database.primary(), table, 30_000);
            requireSound(database);
        }
        try (Database database = Database.open(directory, SMALL)) {
            assertAll(database.primary(), database.primary().table("t"), 30_000);
            requireSound(database);
        }
    }

    @Test
    void largeValue_putAndReplaced_readsBackAndGivesPagesBack() {
        byte[] large = new byte[3 << 20];
        new Random(5).nextBytes(large);
        try (Database database = Database.open(directory, SMALL)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            primary.transact(tx -> {
                tx.put(table, bytes("big"), large);
                assertThat(tx.get(table, bytes("big"))).isEqualTo(large);
            });
            assertThat(primary.get(table, bytes("big"))).isEqualTo(large);
            primary.transact(tx -> tx.put(table, bytes("big"), large));
            database.checkpoint();
            requireSound(database);
            primary.transact(tx -> tx.delete(table, bytes("big")));
            database.checkpoint();
            requireSound(database);
            assertThat(database.statistics()
                            .forks()
                            .getFirst()
                            .tables()
                            .getFirst()
                            .liveBytes())
                    .isZero();
        }
    }

    @Test
    void snapshot_laterWrites_doNotShow() {
        try (Database database = Database.open(directory, SMALL)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            fill(primary, table, 0, 3_000);
            try (Snapshot snapshot = primary.snapshot()) {
                primary.transact(tx -> tx.truncate(table, key(1_000)));
                database.checkpoint();
                database.compact();
                assertThat(snapshot.count(table)).isEqualTo(3_000);
                assertThat(primary.count(table)).isEqualTo(1_000);
                try (Fork fork = snapshot.fork("past", dev.coppice.store.ForkOptions.DEFAULT)) {
                    assertThat(fork.count(table)).isEqualTo(3_000);
                }
            }
            requireSound(database);
        }
    }
}
