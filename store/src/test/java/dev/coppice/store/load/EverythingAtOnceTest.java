package dev.coppice.store.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Diff;
import dev.coppice.store.DropMode;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Isolation;
import dev.coppice.store.KeyRange;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writers, readers, forks, promotions, drops, checkpoints, compactions, archives, bulk loads and large values, all on
/// one database at the same time.
class EverythingAtOnceTest {
    private static final DatabaseOptions BUSY = DatabaseOptions.DEFAULT
            .withPagesPerFile(16)
            .withWriteBufferBytes(1 << 16)
            .withCompactionFactor(0.7);
    private static final int LOADED = 2_000;

    @TempDir
    Path directory;

    private final AtomicLong seeds = new AtomicLong(System.nanoTime());
    private final AtomicLong numbers = new AtomicLong();
    private Database database;
    private Fork primary;
    private Bank bank;
    private Crew crew;

    @Test
    void everything_forAFewSeconds_keepsEveryInvariant() throws Exception {
        run(Duration.ofSeconds(5));
    }

    @Test
    @Tag("long")
    void everything_forMinutes_keepsEveryInvariant() throws Exception {
        run(Duration.ofMinutes(5));
    }

    private void run(Duration duration) throws Exception {
        try (Database opened = Database.open(directory.resolve("database"), BUSY)) {
            database = opened;
            primary = database.primary();
            bank = new Bank(primary);
            bank.open(primary);
            crew = new Crew();
            crew.with("snapshot writer", writer(Isolation.SNAPSHOT, Durability.BUFFERED))
                    .with("durable writer", writer(Isolation.SNAPSHOT, Durability.DURABLE))
                    .with("serializable writer", writer(Isolation.SERIALIZABLE, Durability.BUFFERED))
                    .with("snapshot reader", this::readSnapshot)
                    .with("latest reader", this::readLatest)
                    .with("forker", this::forkAndPromote)
                    .with("nester", this::nestAndDrop)
                    .with("archivist", this::archive)
                    .with("loader", this::load)
                    .with("large values", this::writeLarge)
                    .with("table dropper", this::churnTable)
                    .with("checkpoints", () -> database.checkpoint())
                    .with("compactions", () -> database.compact())
                    .with(
                            "statistics",
                            () -> assertThat(database.statistics().forks()).isNotEmpty())
                    .with("backups", this::backUp)
                    .with("checks", () -> {
                        requireSound();
                        Thread.sleep(100);
                    })
                    .workFor(duration);
            requireSound();
            bank.requireTotal(primary, random());
        }
        try (Database again = Database.open(directory.resolve("database"), BUSY)) {
            bank = new Bank(again.primary());
            bank.requireTotal(again.primary(), random());
            assertThat(again.check().problems()).isEmpty();
        }
    }

    private SplittableRandom random() {
        return new SplittableRandom(seeds.incrementAndGet());
    }

    private String name(String kind) {
        return kind + "-" + numbers.incrementAndGet();
    }

    private void requireSound() {
        assertThat(database.check().problems()).isEmpty();
    }

    private Crew.Task writer(Isolation isolation, Durability durability) {
        SplittableRandom random = random();
        return () -> bank.transfer(primary, random, isolation, durability);
    }

    private void readSnapshot() {
        try (Snapshot snapshot = primary.snapshot()) {
            for (int i = 0; i < 5; i++) {
                bank.requireTotal(snapshot, random());
            }
        }
    }

    // A cursor and a transaction each see one state; gets on the fork itself need not.
    private void readLatest() {
        try (var transaction = primary.begin()) {
            bank.requireTotal(transaction, random());
        }
        byte[] value =
                primary.get(primary.table("accounts"), ByteBuffer.allocate(8).array());
        assertThat(value).hasSize(Bank.value(0).length);
    }

    private void forkAndPromote() throws InterruptedException {
        SplittableRandom random = random();
        String name = name("fork");
        try (Fork fork = primary.fork(name)) {
            bank.requireTotal(fork, random);
            for (int i = 0; i < 5; i++) {
                bank.transfer(fork, random, Isolation.SNAPSHOT, Durability.BUFFERED);
            }
            bank.requireTotal(fork, random);
            try (Snapshot now = fork.snapshot();
                    Diff diff = now.diff(primary)) {
                diff.forEach(change -> assertThat(change.key()).isNotNull());
            }
            if (random.nextInt(4) == 0) {
                onceNotCopied(() -> fork.rebase(ConflictPolicy.merge(Bank::merge)));
                bank.requireTotal(fork, random);
            }
            promote(fork, random);
            assertThatThrownBy(() -> database.drop(name, DropMode.RESTRICT))
                    .isInstanceOf(StoreException.ForkInUse.class);
        }
        drop(name, DropMode.RESTRICT);
    }

    private void drop(String fork, DropMode mode) throws InterruptedException {
        onceNotCopied(() -> database.drop(fork, mode));
    }

    // A fork that is being copied is in use, for a moment.
    private static void onceNotCopied(Runnable work) throws InterruptedException {
        while (true) {
            try {
                work.run();
                return;
            } catch (StoreException.ForkInUse inUse) {
                assertThat(inUse.blockers()).allMatch(blocker -> blocker.endsWith("a backup"));
                Thread.sleep(1);
            }
        }
    }

    private void promote(Fork fork, SplittableRandom random) {
        PromotionOptions merging =
                PromotionOptions.onConflict(ConflictPolicy.merge(Bank::merge)).table("accounts");
        try {
            fork.promote(
                    random.nextBoolean()
                            ? merging
                            : PromotionOptions.onConflict(ConflictPolicy.FAIL).table("accounts"));
        } catch (StoreException.PromotionConflict conflict) {
            assertThat(conflict.conflicts()).isNotEmpty();
        }
    }

    private void nestAndDrop() throws InterruptedException {
        SplittableRandom random = random();
        String outer = name("outer");
        String inner = name("inner");
        try (Fork fork = primary.fork(outer)) {
            bank.transfer(fork, random, Isolation.SNAPSHOT, Durability.BUFFERED);
            try (Fork child = fork.fork(inner)) {
                bank.transfer(child, random, Isolation.SNAPSHOT, Durability.BUFFERED);
                bank.requireTotal(child, random);
            }
        }
        if (random.nextBoolean()) {
            drop(outer, DropMode.CASCADE);
            return;
        }
        drop(outer, DropMode.KEEP_CHILDREN);
        try (Fork child = database.fork(inner)) {
            bank.requireTotal(child, random);
        }
        drop(inner, DropMode.RESTRICT);
    }

    private void archive() throws InterruptedException {
        SplittableRandom random = random();
        String name = name("archive");
        String past = name("past");
        primary.archive(name);
        try (Snapshot archive = database.archive(name)) {
            bank.requireTotal(archive, random);
            try (Fork fork = archive.fork(past, ForkOptions.DEFAULT)) {
                bank.transfer(fork, random, Isolation.SNAPSHOT, Durability.BUFFERED);
                bank.requireTotal(fork, random);
            }
        }
        database.deleteArchive(name);
        drop(past, DropMode.RESTRICT);
    }

    private void load() {
        Table table = primary.table("loaded");
        long round = numbers.incrementAndGet();
        try (BulkLoader loader = primary.load(table)) {
            for (int i = 0; i < LOADED; i++) {
                loader.put(
                        ByteBuffer.allocate(4).putInt(i).array(),
                        ByteBuffer.allocate(8).putLong(round).array());
            }
            loader.commit();
        }
        try (Snapshot snapshot = primary.snapshot()) {
            assertThat(snapshot.count(table)).isEqualTo(LOADED);
            for (int i = 0; i < LOADED; i += 97) {
                assertThat(ByteBuffer.wrap(snapshot.get(
                                        table, ByteBuffer.allocate(4).putInt(i).array()))
                                .getLong())
                        .isEqualTo(round);
            }
        }
    }

    private void writeLarge() throws Exception {
        Table table = primary.table("large");
        SplittableRandom random = random();
        byte[] key = {(byte) random.nextInt(4)};
        byte[] value = new byte[300_000 + random.nextInt(100_000)];
        java.util.Arrays.fill(value, (byte) random.nextInt());
        primary.transact(transaction -> {
            if (random.nextInt(3) == 0) {
                transaction.delete(table, key);
            } else {
                transaction.put(table, key, new ByteArrayInputStream(value), value.length, 0);
            }
        });
        try (Snapshot snapshot = primary.snapshot()) {
            for (byte each = 0; each < 4; each++) {
                try (InputStream stream = snapshot.openValue(table, new byte[] {each})) {
                    requireUniform(stream == null ? new byte[0] : stream.readAllBytes());
                }
            }
        }
    }

    private void backUp() {
        Path copy = directory.resolve(name("backup"));
        database.backup(copy);
        try (Database backup = Database.open(copy, BUSY)) {
            new Bank(backup.primary()).requireTotal(backup.primary(), random());
            assertThat(backup.check().problems()).isEmpty();
        }
    }

    private static void requireUniform(byte[] value) {
        for (byte each : value) {
            assertThat(each == value[0]).isTrue();
        }
    }

    private void churnTable() {
        Table table = primary.table("short-lived");
        SplittableRandom random = random();
        primary.transact(transaction -> {
            for (int i = 0; i < 200; i++) {
                transaction.put(
                        table, ByteBuffer.allocate(4).putInt(random.nextInt()).array(), new byte[100]);
            }
        });
        if (random.nextBoolean()) {
            primary.transact(transaction -> transaction.truncate(table, new byte[] {(byte) random.nextInt()}));
        }
        if (random.nextInt(5) == 0) {
            primary.transact(transaction -> transaction.drop(table));
        }
        try (var cursor = primary.cursor(table, KeyRange.all())) {
            while (cursor.next()) {
                assertThat(cursor.valueLength()).isEqualTo(100);
            }
        }
    }
}
