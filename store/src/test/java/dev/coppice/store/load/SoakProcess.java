package dev.coppice.store.load;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.CheckReport;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Diff;
import dev.coppice.store.DropMode;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.KeyRange;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// A process that works on a database for a while, over the same keys again and again, so that what it holds should
/// stay the same. Commits, reads, times to live, large values, bulk loads, forks that come and go, promotions,
/// archives, snapshots, compactions, closing and opening. Now and then it stops, proves the database sound and says
/// what it holds: a line `usage` with the numbers of [Usage]. At the end it says `done` and the number of operations.
final class SoakProcess {
    private static final DatabaseOptions OPTIONS = DatabaseOptions.DEFAULT
            .withPagesPerFile(256)
            .withWriteBufferBytes(1 << 20)
            .withCompactionFactor(0.6)
            .withArchives(Duration.ofSeconds(1), 3);
    private static final int KEYS = 20_000;
    private static final int FORKS = 12;
    private static final int ARCHIVES = 3;
    private static final int OPERATIONS_PER_LIFE = 4_000;

    private final Path directory;
    private final SplittableRandom random;
    private Database database;
    private Table table;
    private long operations;
    private long names;

    private SoakProcess(Path directory, long seed) {
        this.directory = directory;
        random = new SplittableRandom(seed);
    }

    /// @param arguments the directory, seconds to work, seconds between two looks, and a seed
    public static void main(String[] arguments) throws Exception {
        SoakProcess soak = new SoakProcess(Path.of(arguments[0]).toRealPath(), Long.parseLong(arguments[3]));
        soak.work(Double.parseDouble(arguments[1]), Double.parseDouble(arguments[2]));
    }

    private void work(double seconds, double every) throws Exception {
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        long next = begin;
        open();
        while (System.nanoTime() < end) {
            step();
            operations++;
            if (operations % OPERATIONS_PER_LIFE == 0) {
                database.close();
                open();
            }
            if (System.nanoTime() >= next) {
                look();
                next = System.nanoTime() + (long) (every * 1e9);
            }
        }
        look();
        database.close();
        System.out.println("done " + operations);
    }

    private void open() {
        database = Database.open(directory, OPTIONS);
        table = database.primary().table("t");
    }

    private void look() throws Exception {
        CheckReport report = database.check();
        if (!report.problems().isEmpty()) {
            throw new IllegalStateException("not sound: " + report.problems());
        }
        System.out.println("usage " + Usage.of(directory).format());
    }

    private void step() throws Exception {
        int choice = random.nextInt(1_000);
        if (choice < 600) {
            write(database.primary());
        } else if (choice < 800) {
            read();
        } else if (choice < 900) {
            writeToAFork();
        } else if (choice < 930) {
            fork();
        } else if (choice < 960) {
            drop();
        } else if (choice < 970) {
            promote();
        } else if (choice < 980) {
            archive();
        } else if (choice < 985) {
            writeLarge();
        } else if (choice < 990) {
            load();
        } else if (choice < 993) {
            database.compact();
        } else if (choice < 995) {
            database.checkpoint();
        } else {
            Thread.sleep(random.nextInt(20));
        }
    }

    private byte[] key() {
        return ByteBuffer.allocate(8).putLong(random.nextInt(KEYS)).array();
    }

    private byte[] value() {
        byte[] value = new byte[random.nextInt(400)];
        random.nextBytes(value);
        return value;
    }

    private void write(Fork fork) {
        Durability durability = random.nextInt(20) == 0 ? Durability.DURABLE : Durability.BUFFERED;
        try (Transaction transaction = fork.begin()) {
            for (int i = 0; i < 20; i++) {
                switch (random.nextInt(5)) {
                    case 0 -> transaction.delete(table, key());
                    case 1 ->
                        transaction.put(
                                table, key(), value(), System.currentTimeMillis() + 100 + random.nextInt(3_000));
                    default -> transaction.put(table, key(), value());
                }
            }
            transaction.commit(durability);
        } catch (StoreException.Conflict conflict) {
            // The clean-up of expired entries has won.
            return;
        }
    }

    private void read() throws Exception {
        Fork primary = database.primary();
        try (Snapshot snapshot = primary.snapshot();
                Cursor cursor = snapshot.cursor(table, KeyRange.from(key()))) {
            for (int i = 0; i < 50 && cursor.next(); i++) {
                if (cursor.value().length > 400) {
                    throw new IllegalStateException("a value that nobody wrote");
                }
            }
            try (InputStream large = snapshot.openValue(primary.table("large"), new byte[] {1})) {
                if (large != null) {
                    large.skipNBytes(300_000);
                }
            }
        }
    }

    private List<ForkInfo> forks() {
        return database.forks();
    }

    private void writeToAFork() {
        List<ForkInfo> forks = forks();
        try (Fork fork = database.fork(forks.get(random.nextInt(forks.size())).name())) {
            write(fork);
            if (random.nextInt(4) == 0) {
                try (Diff diff = fork.diff(database.primary())) {
                    diff.count();
                }
            }
        } catch (StoreException.NotFound expired) {
            return;
        }
    }

    private void fork() {
        List<ForkInfo> forks = forks();
        if (forks.size() >= FORKS) {
            drop();
            return;
        }
        ForkOptions options = random.nextInt(3) == 0
                ? ForkOptions.DEFAULT.withTimeToLive(Duration.ofMillis(500 + random.nextInt(3_000)))
                : ForkOptions.DEFAULT;
        try (Fork parent = database.fork(forks.get(random.nextInt(forks.size())).name());
                Fork fork = parent.fork("fork-" + System.nanoTime() + "-" + names++, options)) {
            write(fork);
        } catch (StoreException.NotFound expired) {
            return;
        }
    }

    private void drop() {
        List<ForkInfo> forks = forks();
        if (forks.size() < 2) {
            return;
        }
        String name = forks.get(1 + random.nextInt(forks.size() - 1)).name();
        try {
            database.drop(name, random.nextBoolean() ? DropMode.KEEP_CHILDREN : DropMode.CASCADE);
        } catch (StoreException.NotFound expired) {
            return;
        }
    }

    private void promote() {
        List<ForkInfo> forks = forks();
        if (forks.size() < 2) {
            return;
        }
        String name = forks.get(1 + random.nextInt(forks.size() - 1)).name();
        try (Fork fork = database.fork(name)) {
            fork.promote(PromotionOptions.onConflict(ConflictPolicy.TAKE_FORK).into(Fork.PRIMARY));
            if (random.nextBoolean()) {
                fork.rebase(ConflictPolicy.TAKE_TARGET);
            }
        } catch (StoreException.NotFound expired) {
            return;
        }
    }

    private void archive() {
        long byHand =
                database.archives().stream().filter(info -> !info.automatic()).count();
        if (byHand >= ARCHIVES) {
            database.archives().stream()
                    .filter(info -> !info.automatic())
                    .findFirst()
                    .ifPresent(info -> database.deleteArchive(info.name()));
        }
        String name = "archive-" + System.nanoTime();
        database.primary().archive(name);
        if (random.nextInt(3) == 0 && forks().size() < FORKS) {
            try (Snapshot archive = database.archive(name)) {
                archive.fork("of-" + name, ForkOptions.DEFAULT).close();
            }
        }
    }

    private void writeLarge() {
        Table values = database.primary().table("large");
        byte[] large = new byte[300_000 + random.nextInt(300_000)];
        byte[] key = {(byte) random.nextInt(4)};
        database.primary()
                .transact(
                        transaction -> transaction.put(values, key, new ByteArrayInputStream(large), large.length, 0));
    }

    private void load() {
        try (BulkLoader loader = database.primary().load(database.primary().table("loaded"))) {
            for (int i = 0; i < 2_000; i++) {
                loader.put(ByteBuffer.allocate(8).putLong(i).array(), value());
            }
            loader.commit();
        }
    }
}
