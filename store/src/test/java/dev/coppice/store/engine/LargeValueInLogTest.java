package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Large values lie in data files that, until the next checkpoint, only the log names.
class LargeValueInLogTest {
    private static final DatabaseOptions SMALL_FILES =
            DatabaseOptions.DEFAULT.withPagesPerFile(16).withBackgroundWork(false);
    private static final byte[] KEY = {1};

    @TempDir
    Path directory;

    private static byte[] large() {
        byte[] value = new byte[300_000];
        new Random(1).nextBytes(value);
        return value;
    }

    @Test
    void archiveAndBackup_valueReplacedAndCompactedAfterwards_keepIt() {
        Path copy = directory.resolve("copy");
        try (Database database = Database.open(directory.resolve("database"), SMALL_FILES)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            primary.transact(transaction -> transaction.put(table, KEY, large()));
            primary.archive("before");
            database.backup(copy);
            primary.transact(transaction -> transaction.delete(table, KEY));
            database.compact();
            assertThat(primary.contains(table, KEY)).isFalse();
            requireArchived(database);
        }
        try (Database database = Database.open(directory.resolve("database"), SMALL_FILES)) {
            requireArchived(database);
        }
        try (Database database = Database.open(copy, SMALL_FILES)) {
            assertThat(database.primary().get(database.primary().table("t"), KEY))
                    .isEqualTo(large());
            requireArchived(database);
        }
    }

    @Test
    void checkpoint_oneOfSeveralValuesOfATransactionReplaced_freesThatOneOnly() {
        byte[] other = {2};
        try (Database database = Database.open(directory.resolve("several"), SMALL_FILES)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            for (byte[] replaced : List.of(KEY, other)) {
                primary.transact(transaction -> {
                    transaction.put(table, KEY, large());
                    transaction.put(table, other, large());
                });
                primary.transact(transaction -> transaction.delete(table, replaced));
                database.checkpoint();
                assertThat(database.check().problems()).isEmpty();
                assertThat(primary.get(table, replaced == KEY ? other : KEY)).isEqualTo(large());
            }
        }
    }

    private static void requireArchived(Database database) {
        try (Snapshot archive = database.archive("before")) {
            assertThat(archive.get(database.primary().table("t"), KEY)).isEqualTo(large());
        }
        assertThat(database.check().problems()).isEmpty();
    }
}
