package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.Table;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A fork that is made while a checkpoint of its parent is under way, at each of its steps.
class ForkDuringCheckpointTest {
    private static final DatabaseOptions MANUAL =
            DatabaseOptions.DEFAULT.withPagesPerFile(16).withBackgroundWork(false);
    private static final int STEPS = 12;

    @TempDir
    Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void put(Fork fork, String key, String value) {
        Table table = fork.table("t");
        fork.transact(transaction -> transaction.put(table, bytes(key), bytes(value)));
    }

    private static String get(Fork fork, String key) {
        byte[] value = fork.get(fork.table("t"), bytes(key));
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    @Test
    void fork_atEachStepOfACheckpoint_keepsWhatWasCommittedBeforeItAndNothingElse() {
        for (int step = 0; step < STEPS; step++) {
            forkAt(step, directory.resolve("at-" + step));
        }
    }

    private static void forkAt(int step, Path directory) {
        try (DatabaseCore database = (DatabaseCore) Database.open(directory, MANUAL)) {
            Fork primary = database.primary();
            put(primary, "frozen", "1");
            ForkCore core = database.coreIfOpen(0);
            core.beginMaintenance();
            Checkpoint checkpoint = new Checkpoint(core, database);
            boolean hasMore = true;
            for (int i = 0; i <= step && hasMore; i++) {
                hasMore = checkpoint.run();
            }
            put(primary, "active", "2");
            try (Fork fork = primary.fork("child")) {
                while (hasMore) {
                    hasMore = checkpoint.run();
                }
                core.endMaintenance();
                assertThat(checkpoint.failure()).isNull();
                put(primary, "later", "3");
                put(fork, "own", "4");
                requireChild(fork);
                database.checkpoint();
                requireChild(fork);
            }
            assertThat(database.check().problems()).isEmpty();
        }
        try (Database database = Database.open(directory, MANUAL)) {
            try (Fork fork = database.fork("child")) {
                requireChild(fork);
            }
            assertThat(get(database.primary(), "later")).isEqualTo("3");
            assertThat(database.check().problems()).isEmpty();
        }
    }

    private static void requireChild(Fork fork) {
        assertThat(get(fork, "frozen")).isEqualTo("1");
        assertThat(get(fork, "active")).isEqualTo("2");
        assertThat(get(fork, "own")).isEqualTo("4");
        assertThat(get(fork, "later")).isNull();
    }
}
