package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Database;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import java.nio.file.Path;
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
}
