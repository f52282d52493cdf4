package dev.coppice.store.golden;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.Transaction;
import dev.coppice.store.sim.DeflateCompression;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.Operation;
import dev.coppice.store.sim.PowerCut;
import dev.coppice.store.sim.SimulatedHost;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Databases that together have every kind of file and record. Each is written on a simulated machine, so that writing
/// it again gives the same bytes, and kept in a zip archive with a listing of what users see of it.
public enum GoldenDatabase {
    /// As it is created.
    EMPTY {
        @Override
        SimulatedHost write() {
            SimulatedHost machine = SimulatedHost.create(11);
            Database.open(machine.host(), OPTIONS).close();
            return machine;
        }
    },
    /// A tree of forks: with pages of their own, with a log only, with nothing; archives of two of them; closed.
    FORKS {
        @Override
        SimulatedHost write() {
            SimulatedHost machine = SimulatedHost.create(12);
            try (Database database = Database.open(machine.host(), OPTIONS)) {
                Fork primary = database.primary();
                put(primary, A, 0, 120, 100);
                put(primary, B, 0, 10, 30);
                database.checkpoint();
                put(primary, A, 50, 10, 20);
                try (Fork one = primary.fork("one", ForkOptions.DEFAULT.withTimeToLive(Duration.ofDays(40_000)))) {
                    put(one, A, 5, 30, 60);
                    one.transact(transaction -> transaction.delete(one.table(A), key(100)));
                    database.checkpoint();
                    put(one, A, 7, 2, 50);
                    one.archive("of-one");
                    put(primary, B, 3, 4, 5);
                    try (Fork two = one.fork("two");
                            Fork three = two.fork("three")) {
                        put(two, B, 100, 3, 10);
                        put(three, A, 0, 2, 10);
                        two.fork("four").close();
                        database.checkpoint();
                        put(two, A, 1, 1, 10);
                    }
                }
                primary.archive("of-primary");
                primary.transact(transaction -> transaction.truncate(primary.table(A), key(115)));
            }
            return machine;
        }
    },
    /// Values in overflow pages, entries that expire, bulk loads, tables that came and went, in several terms.
    VALUES {
        @Override
        SimulatedHost write() {
            SimulatedHost machine = SimulatedHost.create(13);
            try (Database database = Database.open(machine.host(), OPTIONS)) {
                Fork primary = database.primary();
                put(primary, A, 0, 20, 10);
                primary.transact(transaction -> {
                    transaction.put(primary.table(A), key(3), value(3, 9_000));
                    transaction.put(primary.table(A), key(4), value(4, 300), FAR_FUTURE);
                    transaction.put(primary.table(A), key(5), value(5, 5_000), FAR_FUTURE + 1);
                    transaction.put(primary.table(A), key(6), value(6, 30), 1);
                    transaction.put(primary.table(A), new byte[0], new byte[0]);
                    transaction.put(primary.table(A), new byte[] {(byte) 0xFF, 0}, new byte[] {0, 1});
                    transaction.put(primary.table(B), longKey(7), value(7, 1));
                    transaction.put(primary.table(B), longKey(8), value(8, 1), FAR_FUTURE);
                });
                put(primary, A, 40, 6, 1_000);
                database.checkpoint();
                putLarge(primary, 9, (256 << 10) + 1);
            }
            machine = machine.restartOn(machine.disk());
            try (Database database = Database.open(machine.host(), OPTIONS)) {
                Fork primary = database.primary();
                primary.transact(transaction -> transaction.delete(primary.table(A), key(9)));
                try (BulkLoader loader = primary.load(primary.table("loaded"))) {
                    for (int i = 0; i < 60; i++) {
                        loader.put(key(i), value(i, 60));
                    }
                    loader.commit();
                }
                put(primary, C, 0, 5, 10);
                database.checkpoint();
                primary.transact(transaction -> transaction.drop(primary.table(C)));
                put(primary, C, 10, 5, 10);
                primary.cleanExpired();
                database.compact();
            }
            machine = machine.restartOn(machine.disk());
            try (Database database = Database.open(machine.host(), OPTIONS)) {
                Fork primary = database.primary();
                put(primary, A, 30, 3, 10);
                primary.transact(
                        transaction -> transaction.put(primary.table(A), key(7), value(7, 20), FAR_FUTURE + 2));
            }
            return machine;
        }
    },
    /// All that a log can say, and no checkpoint after it: large values, bulk loads, tables that come and go.
    LOGGED {
        @Override
        SimulatedHost write() {
            SimulatedHost machine = SimulatedHost.create(17);
            try (Database database = Database.open(machine.host(), OPTIONS)) {
                Fork primary = database.primary();
                primary.transact(transaction -> {
                    transaction.create(primary.table(A));
                    transaction.create(primary.table(C));
                });
                putLarge(primary, 0, 256 << 10);
                put(primary, A, 1, 20, 20);
                try (BulkLoader loader = primary.load(primary.table(B))) {
                    for (int i = 0; i < 30; i++) {
                        loader.put(key(i), value(i, 100));
                    }
                    loader.commit();
                }
                primary.fork("fork").close();
                primary.transact(transaction -> {
                    transaction.truncate(primary.table(A), key(15));
                    transaction.put(primary.table(A), key(5), value(5, 6_000), FAR_FUTURE);
                    transaction.delete(primary.table(B), key(29));
                    transaction.drop(primary.table(C));
                });
            }
            return machine;
        }
    },
    /// Pages that a compaction has moved, a catalog and a manifest that were written again in their term.
    REWRITTEN {
        @Override
        SimulatedHost write() {
            SimulatedHost machine = SimulatedHost.create(14);
            try (Database database = Database.open(machine.host(), OPTIONS.withCompactionFactor(0.9))) {
                Fork primary = database.primary();
                for (int i = 0; i < 30; i++) {
                    put(primary, new TableIdent("table-of-many-partitions", i), 0, 1, 1);
                }
                database.checkpoint();
                for (int round = 0; round < 5; round++) {
                    put(primary, A, 0, 100, 100);
                    primary.archive("kept");
                    database.checkpoint();
                    if (round < 4) {
                        database.deleteArchive("kept");
                    }
                }
                database.compact();
            }
            // A process that is killed, and one that therefore writes catalog and manifests again.
            machine = machine.restartOn(machine.disk());
            put(Database.open(machine.host(), OPTIONS).primary(), A, 40, 2, 30);
            machine = machine.killProcess();
            try (Database database = Database.open(machine.host(), OPTIONS)) {
                Fork primary = database.primary();
                put(primary, A, 60, 2, 30);
                do {
                    primary.archive("gone");
                    database.deleteArchive("gone");
                } while (machine.disk().files().contains("catalog_00000000000000000003_000000"));
            }
            return machine;
        }
    },
    /// Left by a loss of power: logs, catalog and manifests that are not closed, and a commit that is torn.
    TORN {
        @Override
        SimulatedHost write() {
            SimulatedHost machine = SimulatedHost.create(15);
            Database database = Database.open(machine.host(), OPTIONS);
            Fork primary = database.primary();
            put(primary, A, 0, 100, 100);
            database.checkpoint();
            put(primary, A, 20, 20, 70);
            Fork fork = primary.fork("fork");
            put(fork, A, 10, 5, 30);
            database.checkpoint();
            put(fork, A, 0, 3, 10);
            put(primary, A, 95, 10, 20);
            try (Transaction transaction = primary.begin()) {
                transaction.put(primary.table(A), key(0), value(0, 2_000));
                transaction.commit(Durability.BUFFERED);
            }
            String log = machine.disk().files().stream()
                    .filter(file -> file.startsWith("forks/0/wal_"))
                    .reduce((_, last) -> last)
                    .orElseThrow();
            byte[] bytes = machine.disk().contents(log);
            int end = bytes.length;
            while (bytes[end - 1] == 0) {
                end--;
            }
            machine = machine.crash(Loss.KEEP_ALL);
            machine.disk().zero(log, end - 700, 700);
            return machine;
        }
    },
    /// Left by a loss of power in the middle of the deletion of a dropped fork's files, and of a rebase.
    HALF_DROPPED {
        @Override
        SimulatedHost write() {
            SimulatedHost machine = SimulatedHost.create(16);
            Database database = Database.open(machine.host(), OPTIONS);
            Fork primary = database.primary();
            put(primary, A, 0, 30, 100);
            for (String name : List.of("parent", "child")) {
                try (Fork from = database.fork(name.equals("child") ? "parent" : Fork.PRIMARY);
                        Fork fork = from.fork(name)) {
                    put(fork, A, 10, 30, 50);
                    put(fork, B, 0, 3, 50);
                }
            }
            database.checkpoint();
            machine.disk()
                    .failWhen(
                            call -> call.operation() == Operation.DELETE
                                    && call.file().contains("/data_"),
                            Fault.POWER_CUT);
            try {
                database.drop("parent", DropMode.CASCADE);
                throw new IllegalStateException("the drop deletes no data file");
            } catch (PowerCut expected) {
                return machine.crash(Loss.KEEP_ALL);
            }
        }
    },
    /// Pages in packs, with a dictionary, of entries and of a large value; of a fork, too.
    COMPRESSED {
        @Override
        SimulatedHost write() {
            SimulatedHost machine = SimulatedHost.create(17);
            try (Database database = Database.open(machine.host(), options())) {
                Fork primary = database.primary();
                put(primary, A, 0, 300, 100);
                putLarge(primary, 1_000, 20_000);
                database.checkpoint();
                try (Fork fork = primary.fork("fork")) {
                    put(fork, A, 50, 100, 90);
                    database.checkpoint();
                    put(fork, A, 0, 2, 10);
                }
            }
            return machine;
        }

        @Override
        public DatabaseOptions options() {
            return OPTIONS.withCompression(new DeflateCompression());
        }

        @Override
        boolean isSameEverywhere() {
            return false;
        }
    };

    /// How they are written, and may be opened: small files, and no work that is not asked for.
    public static final DatabaseOptions OPTIONS = DatabaseOptions.DEFAULT
            .withPagesPerFile(16)
            .withWriteBufferBytes(1 << 16)
            .withBackgroundWork(false);

    private static final TableIdent A = TableIdent.of("a");
    private static final TableIdent B = new TableIdent("b", 3);
    private static final TableIdent C = TableIdent.of("came-and-went");
    /// 2140-01-01, for entries that must not expire while a test looks at them.
    private static final long FAR_FUTURE = 5_364_662_400_000L;

    /// Writes the database, the same on each run.
    abstract SimulatedHost write();

    /// How it may be opened.
    public DatabaseOptions options() {
        return OPTIONS;
    }

    /// Whether writing it gives the same bytes wherever it is done. What compresses pages is a library of the machine.
    boolean isSameEverywhere() {
        return true;
    }

    /// The files as they are kept.
    public Image image() {
        try {
            return Image.ofZip(resource(".zip"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What users see of the database, as it is kept.
    public List<String> listing() {
        return new String(resource(".txt"), StandardCharsets.US_ASCII).lines().toList();
    }

    /// Opens a database that is on a machine's disk, reads all of it, and closes it.
    public static List<String> read(SimulatedHost machine, DatabaseOptions options) {
        try (Database database = Database.open(machine.host(), options)) {
            return Listing.of(database);
        }
    }

    /// The name of the files that keep it, without what tells them apart.
    String fileName() {
        return "format-1/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private byte[] resource(String suffix) {
        try (InputStream in = GoldenDatabase.class.getResourceAsStream(fileName() + suffix)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(Fork fork, TableIdent ident, int from, int count, int length) {
        Table table = fork.table(ident);
        fork.transact(transaction -> {
            for (int i = from; i < from + count; i++) {
                transaction.put(table, key(i), value(i, length));
            }
        });
    }

    private static void putLarge(Fork fork, int number, int length) {
        try (Transaction transaction = fork.begin();
                InputStream in = new java.io.ByteArrayInputStream(value(number, length))) {
            transaction.put(fork.table(A), key(number), in, length, 0);
            transaction.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] key(int number) {
        return String.format("key-%04d", number).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] longKey(int number) {
        byte[] key = new byte[1_000];
        Arrays.fill(key, (byte) number);
        return key;
    }

    private static byte[] value(int number, int length) {
        byte[] value = new byte[length];
        Arrays.fill(value, (byte) ('a' + number % 26));
        return value;
    }
}
