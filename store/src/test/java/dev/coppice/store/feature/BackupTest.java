package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.SMALL;
import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.Database;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Copies of a database that is written to.
class BackupTest {
    @TempDir
    Path directory;

    private static byte[] large() {
        byte[] value = new byte[300_000];
        new Random(1).nextBytes(value);
        return value;
    }

    /// Commits, checkpoints, compacts, forks and drops at every so many calls to the disk, as other threads would.
    private static final class Meddler {
        private final TestDatabase test;
        private boolean isBusy;
        private int calls;
        private int rounds;

        Meddler(TestDatabase test) {
            this.test = test;
            test.machine().disk().failWhen(call -> meddle(), Fault.EIO);
        }

        private boolean meddle() {
            if (!isBusy && ++calls % 10 == 0) {
                isBusy = true;
                round(rounds++);
                isBusy = false;
            }
            return false;
        }

        private void round(int round) {
            Table table = test.table("t");
            test.primary().transact(transaction -> transaction.put(table, key(round), bytes("meddled")));
            switch (round % 6) {
                case 0 -> test.database().checkpoint();
                case 1 -> test.primary().fork("new-" + round).close();
                case 2 -> test.primary().transact(transaction -> transaction.truncate(table, key(1_000)));
                case 3 -> test.database().compact();
                case 4 -> test.primary().transact(transaction -> transaction.put(table, key(9_000 + round), large()));
                default -> {
                    if (round == 5) {
                        test.database().drop("dropped", DropMode.RESTRICT);
                        test.database().deleteArchive("archive");
                    }
                }
            }
        }
    }

    @Test
    void backup_whileEverythingChanges_isTheStateAtItsBeginning() {
        Path copy = directory.resolve("copy");
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 2_000);
            test.database().checkpoint();
            test.primary().archive("archive");
            fill(test.primary(), table, 2_000, 2_500);
            Fork kept = test.primary().fork("kept", ForkOptions.DEFAULT.withTimeToLive(Duration.ofHours(1)));
            fill(kept, table, 2_500, 3_000);
            kept.fork("kept-child").close();
            kept.close();
            test.primary().fork("dropped").close();
            test.primary().transact(transaction -> transaction.put(test.table("large"), key(1), large()));
            test.database().checkpoint();
            test.primary().transact(transaction -> transaction.put(test.table("large"), key(2), large()));
            fill(test.primary(), table, 2_500, 2_600);
            long sequence = test.primary().sequence();
            Meddler meddler = new Meddler(test);
            test.database().backup(copy);
            test.machine().disk().heal();
            assertThat(meddler.rounds).isGreaterThan(10);
            assertThat(test.primary().sequence()).isGreaterThan(sequence);
            assertCopy(copy, sequence);
        }
        assertCopy(copy, -1);
    }

    private static void assertCopy(Path copy, long sequence) {
        try (Database database = Database.open(copy, SMALL.mustExist())) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            if (sequence >= 0) {
                assertThat(primary.sequence()).isEqualTo(sequence);
            }
            assertFilled(primary, table, 0, 2_600);
            assertThat(primary.get(primary.table("large"), key(1))).isEqualTo(large());
            assertThat(primary.get(primary.table("large"), key(2))).isEqualTo(large());
            assertThat(database.forks())
                    .extracting(dev.coppice.store.ForkInfo::name)
                    .containsExactly("primary", "kept", "kept-child", "dropped");
            assertThat(database.forks().get(1).expiresAtMillis()).isPositive();
            try (Snapshot archive = database.archive("archive");
                    Fork kept = database.fork("kept");
                    Fork child = database.fork("kept-child")) {
                assertFilled(archive, table, 0, 2_000);
                assertFilled(kept, table, 0, 3_000);
                assertFilled(child, table, 0, 3_000);
            }
            assertThat(database.check().problems()).isEmpty();
            database.compact();
            fill(primary, table, 2_600, 2_700);
            primary.transact(transaction -> transaction.truncate(table, key(2_600)));
            assertThat(database.check().problems()).isEmpty();
        }
    }

    @Test
    void backup_intoADirectoryThatIsNotEmpty_isRefused() throws IOException {
        Files.writeString(directory.resolve("something"), "there");
        try (TestDatabase test = TestDatabase.create()) {
            assertThatThrownBy(() -> test.database().backup(directory))
                    .isInstanceOf(StoreException.AlreadyExists.class);
        }
        assertThat(directory.resolve("FORMAT")).doesNotExist();
    }

    @Test
    void backup_cutShort_isNoDatabase() {
        Path copy = directory.resolve("copy");
        try (TestDatabase test = TestDatabase.create()) {
            fill(test.primary(), test.table("t"), 0, 2_000);
            test.database().checkpoint();
            test.machine()
                    .disk()
                    .failWhen(
                            call -> call.operation() == Operation.READ
                                    && call.file().contains("/manifest_")
                                    && Files.exists(copy),
                            Fault.EIO);
            assertThatThrownBy(() -> test.database().backup(copy)).isInstanceOf(StoreException.Io.class);
            test.machine().disk().heal();
            assertThat(copy).isNotEmptyDirectory();
            assertThatThrownBy(() -> Database.open(copy).close()).isInstanceOf(StoreException.NotADatabase.class);
            test.database().backup(directory.resolve("another"));
        }
        try (Database another = Database.open(directory.resolve("another"))) {
            assertFilled(another.primary(), another.primary().table("t"), 0, 2_000);
        }
    }
}
