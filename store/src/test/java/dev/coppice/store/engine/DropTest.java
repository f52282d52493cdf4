package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.Database;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropTest {
    @TempDir
    Path directory;

    @Test
    void drop_forkWithLogAndTables_leavesNothingOnDisk() {
        try (Database database = Database.open(directory)) {
            try (Fork fork = database.primary().fork("short-lived")) {
                fork.transact(transaction -> transaction.put(fork.table("t"), new byte[] {1}, new byte[300_000]));
                fork.transact(transaction -> transaction.put(fork.table("t"), new byte[] {2}, new byte[] {2}));
                assertThat(directory.resolve("forks/1")).isNotEmptyDirectory();
            }
            database.drop("short-lived", DropMode.RESTRICT);
            assertThat(directory.resolve("forks/1")).doesNotExist();
        }
    }

    @Test
    void drop_loaderOpen_isRefusedAtOnce() {
        try (Database database = Database.open(directory)) {
            Fork fork = database.primary().fork("loading");
            BulkLoader loader = fork.load(fork.table("t"));
            fork.close();
            assertThatThrownBy(() -> database.drop("loading", DropMode.RESTRICT))
                    .isInstanceOf(StoreException.ForkInUse.class)
                    .hasMessageContaining("an open bulk load");
            loader.close();
            database.drop("loading", DropMode.RESTRICT);
        }
    }

    /// The background may be about to close a fork, dropped or idle, whose maintenance it then keeps for ever.
    @Test
    void closeDatabase_whileTheBackgroundClosesAFork_ends() throws Exception {
        DatabaseCore database = (DatabaseCore) Database.open(directory);
        database.primary().fork("idle").close();
        ForkCore fork = database.coreIfOpen(1);
        assertThat(fork.tryBeginMaintenance()).isTrue();
        Thread closing = Thread.ofPlatform().daemon().start(database::close);
        while (!fork.isClosed()) {
            Thread.onSpinWait();
        }
        fork.closeHeld();
        assertThat(closing.join(Duration.ofSeconds(30))).as("has ended").isTrue();
    }
}
