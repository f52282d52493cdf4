package dev.coppice.store.damage;

import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.key;
import static dev.coppice.store.feature.TestDatabase.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Disks that are full or cannot be written, made by the operating system: small file systems in memory, which only
/// root can mount; elsewhere these tests are skipped and say so.
class RealDiskTest {
    private static final DatabaseOptions OPTIONS = DatabaseOptions.DEFAULT
            .withPagesPerFile(64)
            .withWriteBufferBytes(1 << 16)
            .withBackgroundWork(false);

    @TempDir
    private Path directory;

    private boolean isMounted;

    private void mount(int megabytes) throws IOException, InterruptedException {
        isMounted = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString());
        assumeTrue(isMounted, "only root can mount a file system in memory");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (isMounted) {
            assertThat(run("umount", "-l", directory.toString())).isTrue();
        }
    }

    // ---- full

    private Path ballast() {
        return directory.resolve("ballast");
    }

    /// Leaves so many bytes free.
    private void fillDisk(long free) throws IOException {
        long bytes = Files.getFileStore(directory).getUsableSpace() - free;
        if (bytes > 0) {
            Files.write(ballast(), new byte[(int) bytes]);
        }
    }

    private interface Work {
        void run(Database database, Table table) throws IOException;
    }

    /// Does some work again and again with ever more space, until it succeeds: every time before it failed with `Full`,
    /// took nothing with it, and left the database readable; and writable as soon as there was space.
    private void assertGoesOn(Work work) throws Exception {
        mount(24);
        Path path = directory.resolve("db");
        int failures = 0;
        try (Database database = Database.open(path, OPTIONS)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            fill(primary, table, 0, 500);
            database.checkpoint();
            try (Fork fork = primary.fork("fork")) {
                fill(fork, table, 500, 600);
            }
            for (long free = 0; ; free += free < 65_536 ? 4_096 : 262_144) {
                fillDisk(free);
                try {
                    work.run(database, table);
                    break;
                } catch (StoreException.Full full) {
                    failures++;
                    assertThat(full).hasMessageContaining("free space");
                    for (int i = 0; i < 500; i += 50) {
                        assertThat(primary.contains(table, key(i))).isTrue();
                    }
                }
                Files.delete(ballast());
                put(primary, table, "after-" + free, "space");
                database.checkpoint();
            }
            Files.deleteIfExists(ballast());
            assertThat(failures).isPositive();
            assertThat(database.check().problems()).isEmpty();
        }
        try (Database database = Database.open(path, OPTIONS)) {
            Table table = database.primary().table("t");
            assertThat(database.primary().contains(table, key(499))).isTrue();
            try (Fork fork = database.fork("fork")) {
                assertFilled(fork, table, 0, 600);
            }
            assertThat(database.check().problems()).isEmpty();
        }
    }

    @Test
    void commit_onAFullDisk_isFullAndGoesOnAfter() throws Exception {
        int[] round = {0};
        assertGoesOn((database, table) -> {
            for (int i = 0; i < 40; i++) {
                byte[] large = new byte[60_000 + round[0]++];
                database.primary().transact(tx -> tx.put(table, key(1_000), large));
            }
        });
    }

    @Test
    void checkpoint_onAFullDisk_isFullAndGoesOnAfter() throws Exception {
        assertGoesOn((database, table) -> {
            for (int i = 0; i < 8; i++) {
                byte[] value = new byte[5_000];
                int number = i;
                database.primary().transact(tx -> tx.put(table, key(1_000 + number), value));
            }
            database.checkpoint();
        });
    }

    @Test
    void forkArchiveAndPromotion_onAFullDisk_areFullAndGoOnAfter() throws Exception {
        int[] round = {0};
        assertGoesOn((database, table) -> {
            int number = round[0]++;
            for (int i = 0; i < 200; i++) {
                database.primary().archive("archive-" + number + "-" + i);
            }
            try (Fork fork = database.primary().fork("promoted-" + number)) {
                fork.transact(tx -> tx.put(table, key(2_000), new byte[50_000 + number]));
                fork.promote(PromotionOptions.onConflict(ConflictPolicy.FAIL));
            }
            database.drop("promoted-" + number, DropMode.RESTRICT);
        });
    }

    @Test
    void bulkLoad_onAFullDisk_isFullAndGoesOnAfter() throws Exception {
        assertGoesOn((database, table) -> {
            try (BulkLoader loader = database.primary().load(database.primary().table("loaded"))) {
                for (int i = 0; i < 5_000; i++) {
                    loader.put(key(i), new byte[300]);
                }
                loader.commit();
            }
        });
    }

    @Test
    void compaction_onAFullDisk_isFullAndGoesOnAfter() throws Exception {
        assertGoesOn((database, table) -> {
            fill(database.primary(), table, 0, 500);
            database.compact();
        });
    }

    @Test
    void backup_toAFullDisk_isFullAndHarmsNothing(@TempDir Path elsewhere) throws Exception {
        mount(1);
        try (Database database = Database.open(elsewhere.resolve("db"), OPTIONS)) {
            Table table = database.primary().table("t");
            database.primary().transact(tx -> tx.put(table, key(1), new byte[3_000_000]));
            database.checkpoint();

            assertThatThrownBy(() -> database.backup(directory.resolve("copy")))
                    .isInstanceOf(StoreException.Full.class)
                    .hasMessageContaining("copy");
            assertThatThrownBy(() -> Database.open(directory.resolve("copy"), OPTIONS.asReadOnly()))
                    .isInstanceOf(StoreException.class);
            put(database.primary(), table, "k", "v");
            database.backup(elsewhere.resolve("copy"));
        }
        try (Database copy = Database.open(elsewhere.resolve("copy"), OPTIONS)) {
            assertThat(copy.primary().get(copy.primary().table("t"), key(1))).hasSize(3_000_000);
        }
    }

    // ---- not to be written

    @Test
    void open_onAReadOnlyDisk_canBeReadAndIsNotWritten(@TempDir Path elsewhere) throws Exception {
        try (Database database = Database.open(elsewhere.resolve("db"), OPTIONS)) {
            fill(database.primary(), database.primary().table("t"), 0, 300);
            database.checkpoint();
        }
        isMounted = run("mount", "--bind", elsewhere.toString(), directory.toString());
        assumeTrue(isMounted, "only root can mount a directory to be read only");
        assertThat(run("mount", "-o", "remount,bind,ro", directory.toString())).isTrue();
        Path path = directory.resolve("db");

        assertThatThrownBy(() -> Database.open(path, OPTIONS))
                .isInstanceOf(StoreException.ReadOnly.class)
                .hasMessageContaining("Read-only file system")
                .hasMessageContaining("open the database read-only");
        assertThatThrownBy(() -> Database.open(directory.resolve("new"), OPTIONS))
                .isInstanceOf(StoreException.ReadOnly.class);
        try (Database database = Database.open(path, OPTIONS.asReadOnly())) {
            assertFilled(database.primary(), database.primary().table("t"), 0, 300);
            assertThat(database.check().problems()).isEmpty();
            assertThatThrownBy(() -> put(database.primary(), database.primary().table("t"), "k", "v"))
                    .isInstanceOf(StoreException.ReadOnly.class);
        }
    }

    @Test
    void open_aFileInsteadOfADirectory_isRefusedByName() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "mine");
        for (Path path : new Path[] {file, file.resolve("below")}) {
            for (DatabaseOptions options : new DatabaseOptions[] {OPTIONS, OPTIONS.mustExist(), OPTIONS.asReadOnly()}) {
                assertThatThrownBy(() -> Database.open(path, options))
                        .isInstanceOf(StoreException.NotADatabase.class)
                        .hasMessageContaining("file")
                        .hasMessageContaining("directory");
            }
        }
        assertThat(file).hasContent("mine");
    }
}
