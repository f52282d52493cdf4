package dev.coppice.store.model;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.TableIdent;
import dev.coppice.store.sim.DeflateCompression;
import dev.coppice.store.sim.Loss;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Courses of operations, each around one thing.
enum Script implements Course {
    /// Commits of both durabilities to several tables.
    COMMIT {
        @Override
        public void run(World world) {
            for (int i = 0; i < 4; i++) {
                put(world, PRIMARY, i % 2 == 0 ? Durability.BUFFERED : Durability.DURABLE, A, i, 5, 40);
                put(world, PRIMARY, Durability.BUFFERED, B, i, 3, 3_000);
            }
            world.sync(world.fork(PRIMARY));
            put(world, PRIMARY, Durability.BUFFERED, A, 0, 3, 10);
            List<Write> writes = List.of(new Write.Delete(A, key(1)), new Write.Truncate(B, key(3)));
            world.transact(world.fork(PRIMARY), Durability.DURABLE, writes);
        }
    },
    /// Checkpoints of several tables, with commits before and after, some of them not durable and to both tables.
    CHECKPOINT {
        @Override
        public void run(World world) {
            put(world, PRIMARY, Durability.DURABLE, A, 0, 120, 100);
            put(world, PRIMARY, Durability.BUFFERED, B, 0, 20, 2_500);
            world.checkpoint();
            put(world, PRIMARY, Durability.BUFFERED, A, 60, 120, 90);
            List<Write> both = List.of(
                    new Write.Put(A, key(0), new Row(value(20), 0), false),
                    new Write.Put(B, key(0), new Row(value(20), 0), false));
            world.transact(world.fork(PRIMARY), Durability.BUFFERED, both);
            world.checkpoint();
            put(world, PRIMARY, Durability.DURABLE, A, 0, 3, 10);
            world.checkpoint();
        }
    },
    /// Compressed pages with dictionaries: written, inherited, replaced and moved.
    COMPRESSION {
        @Override
        DatabaseOptions options() {
            return OPTIONS.withCompression(new DeflateCompression()).withCompactionFactor(0.9);
        }

        @Override
        public void run(World world) {
            put(world, PRIMARY, Durability.BUFFERED, A, 0, 120, 700);
            put(world, PRIMARY, Durability.BUFFERED, B, 0, 3, 30_000);
            world.checkpoint();
            world.createFork(world.fork(PRIMARY), "one", null);
            put(world, "one", Durability.BUFFERED, A, 30, 60, 650);
            put(world, PRIMARY, Durability.DURABLE, A, 20, 10, 90);
            world.checkpoint();
            world.load(world.fork(PRIMARY), A, entries(100, 80, 800), true);
            put(world, PRIMARY, Durability.DURABLE, B, 0, 1, World.LARGE);
            world.checkpoint();
            world.compact();
            put(world, "one", Durability.DURABLE, A, 0, 3, 10);
        }
    },
    /// Forks of forks and of snapshots, of commits that are not durable too, each written to.
    FORK {
        @Override
        public void run(World world) {
            put(world, PRIMARY, Durability.BUFFERED, A, 0, 30, 100);
            world.createFork(world.fork(PRIMARY), "one", null);
            put(world, "one", Durability.DURABLE, A, 5, 10, 50);
            try (Snapshot snapshot = world.handle(world.fork(PRIMARY)).snapshot()) {
                State state = world.fork(PRIMARY).state();
                put(world, PRIMARY, Durability.DURABLE, A, 0, 3, 10);
                world.checkpoint();
                world.createFork(snapshot, state, world.fork(PRIMARY), "past");
            }
            world.createFork(world.fork("one"), "two", Duration.ofDays(1));
            put(world, "two", Durability.BUFFERED, B, 0, 5, 50);
            put(world, "past", Durability.DURABLE, B, 0, 5, 50);
            world.checkpoint();
            put(world, "two", Durability.BUFFERED, A, 7, 5, 20);
            try (Snapshot snapshot = world.handle(world.fork("two")).snapshot()) {
                world.createFork(snapshot, world.fork("two").state(), world.fork("two"), "present");
            }
            put(world, "present", Durability.DURABLE, A, 9, 5, 10);
            put(world, "two", Durability.DURABLE, A, 7, 5, 20);
        }
    },
    /// Drops in each mode.
    DROP {
        @Override
        void setUp(World world) {
            put(world, PRIMARY, Durability.DURABLE, A, 0, 100, 100);
            for (String name : List.of("keeps", "cascades", "plain")) {
                world.createFork(world.fork(PRIMARY), name, null);
                put(world, name, Durability.DURABLE, A, 5, 60, 300);
                world.createFork(world.fork(name), name + "-child", null);
                put(world, name + "-child", Durability.DURABLE, B, 0, 10, 100);
            }
            world.checkpoint();
            put(world, "keeps", Durability.DURABLE, A, 0, 3, 10);
            world.forks().forEach(world::closeHandle);
        }

        @Override
        public void run(World world) {
            drop(world, "keeps", DropMode.KEEP_CHILDREN);
            put(world, PRIMARY, Durability.DURABLE, A, 0, 3, 10);
            drop(world, "cascades", DropMode.CASCADE);
            drop(world, "plain-child", DropMode.RESTRICT);
            drop(world, "plain", DropMode.RESTRICT);
            put(world, "keeps-child", Durability.DURABLE, A, 0, 3, 10);
            world.closeHandle(world.fork("keeps-child"));
            drop(world, "keeps-child", DropMode.RESTRICT);
        }
    },
    /// Promotion and rebase.
    PROMOTE {
        @Override
        void setUp(World world) {
            put(world, PRIMARY, Durability.DURABLE, A, 0, 60, 100);
            world.createFork(world.fork(PRIMARY), "fork", null);
            world.createFork(world.fork("fork"), "child", null);
            put(world, "fork", Durability.DURABLE, A, 30, 60, 50);
            put(world, "fork", Durability.DURABLE, B, 0, 1, World.LARGE);
        }

        @Override
        public void run(World world) {
            ForkModel fork = world.fork("fork");
            world.promote(fork, world.fork(PRIMARY), PromotionOptions.onConflict(ConflictPolicy.FAIL));
            put(world, PRIMARY, Durability.DURABLE, A, 0, 10, 10);
            world.rebase(fork, ConflictPolicy.TAKE_FORK, false);
            put(world, "fork", Durability.DURABLE, A, 0, 3, 20);
            world.rebase(world.fork("child"), ConflictPolicy.TAKE_TARGET, false);
            world.checkpoint();
            world.promote(fork, world.fork(PRIMARY), PromotionOptions.onConflict(ConflictPolicy.TAKE_FORK));
        }
    },
    /// A rebase that meets a conflict, and what comes after it.
    REBASE_CONFLICT {
        @Override
        void setUp(World world) {
            put(world, PRIMARY, Durability.DURABLE, A, 0, 30, 100);
            world.createFork(world.fork(PRIMARY), "fork", null);
            put(world, "fork", Durability.DURABLE, A, 5, 10, 50);
            put(world, PRIMARY, Durability.DURABLE, A, 0, 10, 30);
        }

        @Override
        public void run(World world) {
            world.rebase(world.fork("fork"), ConflictPolicy.FAIL, false);
            world.compact();
            world.rebase(world.fork("fork"), ConflictPolicy.TAKE_TARGET, false);
            world.compact();
        }
    },
    /// Bulk loads of a new table and over entries of an old one.
    LOAD {
        @Override
        public void run(World world) {
            world.load(world.fork(PRIMARY), A, entries(0, 300, 60), true);
            put(world, PRIMARY, Durability.DURABLE, A, 10, 3, 30);
            put(world, PRIMARY, Durability.DURABLE, B, 10, 3, 30);
            world.load(world.fork(PRIMARY), A, entries(100, 200, 3_000), true);
            world.load(world.fork(PRIMARY), B, entries(0, 50, 50), false);
            world.createFork(world.fork(PRIMARY), "fork", null);
            world.load(world.fork("fork"), A, entries(0, 100, 40), true);
            put(world, "fork", Durability.DURABLE, B, 10, 3, 30);
            world.checkpoint();
        }
    },
    /// Large values that come, are replaced and go.
    LARGE_VALUES {
        @Override
        public void run(World world) {
            put(world, PRIMARY, Durability.BUFFERED, A, 0, 1, World.LARGE);
            put(world, PRIMARY, Durability.DURABLE, A, 0, 2, World.LARGE + 4_000);
            world.createFork(world.fork(PRIMARY), "fork", null);
            world.transact(world.fork(PRIMARY), Durability.DURABLE, List.of(new Write.Delete(A, key(0))));
            world.checkpoint();
            put(world, "fork", Durability.DURABLE, A, 1, 1, World.LARGE + 1);
            world.compact();
            put(world, PRIMARY, Durability.DURABLE, A, 1, 1, World.LARGE + 2);
            world.archive(world.fork(PRIMARY), "archive");
            world.transact(world.fork(PRIMARY), Durability.DURABLE, List.of(new Write.Delete(A, key(1))));
            world.compact();
            put(world, PRIMARY, Durability.DURABLE, A, 2, 1, 10);
        }

        @Override
        public Write afterFailure() {
            return new Write.Put(A, key(1), new Row(value(10), 0), false);
        }
    },
    /// Large values in files that have room for more of them, so that no manifest need say anything before one comes.
    ROOM {
        @Override
        DatabaseOptions options() {
            return OPTIONS.withPagesPerFile(256);
        }

        @Override
        public void run(World world) {
            put(world, PRIMARY, Durability.DURABLE, A, 0, 30, 900);
            world.checkpoint();
            put(world, PRIMARY, Durability.BUFFERED, A, 15, 30, 900);
            world.checkpoint();
        }

        @Override
        public Write afterFailure() {
            return new Write.Put(A, key(0), new Row(value(World.LARGE), 0), false);
        }
    },
    /// What is given back in the background while the log says more than the trees: of values that an archive has kept,
    /// beside a table that came and went, and beside a manifest that the catalog does not name yet.
    RECLAIM {
        @Override
        DatabaseOptions options() {
            return OPTIONS.withPagesPerFile(32).withBackgroundWork(true);
        }

        @Override
        void setUp(World world) {
            put(world, PRIMARY, Durability.DURABLE, A, 0, 2, World.LARGE);
            world.checkpoint();
            world.archive(world.fork(PRIMARY), "archive");
            List<Write> deletes = List.of(new Write.Delete(A, key(0)), new Write.Delete(A, key(1)));
            world.transact(world.fork(PRIMARY), Durability.DURABLE, deletes);
            world.checkpoint();
            world.closeAndOpen();
        }

        @Override
        public void run(World world) {
            put(world, PRIMARY, Durability.DURABLE, B, 0, 1, World.LARGE);
            world.transact(world.fork(PRIMARY), Durability.DURABLE, List.of(new Write.Drop(B)));
            put(world, PRIMARY, Durability.DURABLE, A, 2, 1, World.LARGE);
            world.deleteArchive("archive");
            world.machine().scheduler().advance(5_000);
            for (int i = 0; i < 8; i++) {
                put(world, PRIMARY, Durability.DURABLE, A, i, 2, 20);
            }
        }
    },
    /// Compactions of files in which little is used.
    COMPACT {
        @Override
        void setUp(World world) {
            for (int i = 0; i < 5; i++) {
                put(world, PRIMARY, Durability.DURABLE, A, 100 * i, 100, 400);
                world.checkpoint();
            }
            world.createFork(world.fork(PRIMARY), "fork", null);
        }

        @Override
        public void run(World world) {
            for (int i = 0; i < 500; i += 25) {
                put(world, PRIMARY, Durability.BUFFERED, A, i, 20, 10);
            }
            world.compact();
            put(world, "fork", Durability.DURABLE, A, 0, 10, 100);
            world.closeHandle(world.fork("fork"));
            drop(world, "fork", DropMode.RESTRICT);
            world.compact();
        }
    },
    /// A checkpoint and a compaction in the background, with commits between their steps.
    MEANWHILE {
        @Override
        DatabaseOptions options() {
            return OPTIONS.withBackgroundWork(true)
                    .withWriteBufferBytes(1 << 16)
                    .withCompactionFactor(0.9);
        }

        @Override
        void setUp(World world) {
            put(world, PRIMARY, Durability.DURABLE, A, 0, 300, 400);
            world.checkpoint();
        }

        @Override
        public void run(World world) {
            put(world, PRIMARY, Durability.BUFFERED, A, 0, 150, 450);
            world.machine().scheduler().runOne();
            put(world, PRIMARY, Durability.BUFFERED, A, 0, 1, 10);
            world.machine().scheduler().runOne();
            put(world, PRIMARY, Durability.DURABLE, A, 200, 1, World.LARGE);
            world.machine().scheduler().advance(500);
            put(world, PRIMARY, Durability.DURABLE, B, 0, 3, 10);
        }
    },
    /// Archives, forks of them, and their end.
    ARCHIVE {
        @Override
        public void run(World world) {
            put(world, PRIMARY, Durability.BUFFERED, A, 0, 50, 100);
            world.archive(world.fork(PRIMARY), "first");
            put(world, PRIMARY, Durability.DURABLE, A, 20, 50, 50);
            world.checkpoint();
            world.archive(world.fork(PRIMARY), "second");
            try (Snapshot archive = world.database().archive("first")) {
                world.createFork(archive, world.archive("first"), null, "past");
            }
            put(world, "past", Durability.DURABLE, A, 0, 10, 10);
            world.deleteArchive("first");
            world.compact();
            world.deleteArchive("second");
        }
    },
    /// The life of a database from its creation on.
    OPEN_AND_CLOSE {
        @Override
        boolean isFromCreation() {
            return true;
        }

        @Override
        public void run(World world) {
            world.open();
            put(world, PRIMARY, Durability.BUFFERED, A, 0, 10, 100);
            world.createFork(world.fork(PRIMARY), "fork", null);
            world.closeAndOpen();
            put(world, "fork", Durability.DURABLE, A, 0, 10, 50);
            world.checkpoint();
            world.closeAndOpen();
            world.closeAndOpen();
            put(world, PRIMARY, Durability.BUFFERED, A, 0, 10, 20);
            put(world, "fork", Durability.BUFFERED, A, 0, 10, 20);
            world.closeAndOpen();
        }
    },
    /// Tables that come and go under one name.
    TABLES {
        @Override
        public void run(World world) {
            ForkModel primary = world.fork(PRIMARY);
            for (int i = 0; i < 3; i++) {
                world.transact(primary, Durability.BUFFERED, List.of(new Write.Create(A)));
                put(world, PRIMARY, Durability.DURABLE, A, 10 * i, 30, 500);
                if (i > 0) {
                    world.checkpoint();
                }
                put(world, PRIMARY, Durability.DURABLE, A, 50, 1, World.LARGE);
                put(world, PRIMARY, Durability.DURABLE, B, i, 30, 200);
                world.transact(primary, Durability.DURABLE, List.of(new Write.Drop(A), new Write.Truncate(B, key(20))));
            }
            world.checkpoint();
            put(world, PRIMARY, Durability.DURABLE, A, 0, 3, 50);
        }
    },
    /// Entries that expire and are cleaned up.
    EXPIRY {
        @Override
        public void run(World world) {
            ForkModel primary = world.fork(PRIMARY);
            List<Write> writes = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                writes.add(new Write.Put(A, key(i), new Row(value(100), world.now() + (i % 3) * 10_000), false));
            }
            world.transact(primary, Durability.DURABLE, writes);
            world.checkpoint();
            world.machine().scheduler().advance(15_000);
            world.cleanExpired(primary);
            world.checkpoint();
            world.machine().scheduler().advance(15_000);
            world.cleanExpired(primary);
            put(world, PRIMARY, Durability.DURABLE, A, 0, 3, 50);
        }
    },
    /// A log that grows over several segments, of which forks and archives need some that its fork does not.
    SEGMENTS {
        @Override
        boolean hasSmallLogs() {
            return true;
        }

        @Override
        public void run(World world) {
            for (int i = 0; i < 6; i++) {
                put(world, PRIMARY, i % 2 == 0 ? Durability.BUFFERED : Durability.DURABLE, A, i, 15, 200);
                if (i == 1) {
                    world.createFork(world.fork(PRIMARY), "fork", null);
                } else if (i == 3) {
                    world.archive(world.fork(PRIMARY), "archive");
                    world.checkpoint();
                }
            }
            world.deleteArchive("archive");
            drop(world, "fork", DropMode.RESTRICT);
            for (int i = 0; i < 3; i++) {
                put(world, PRIMARY, Durability.DURABLE, A, i, 15, 200);
            }
            world.checkpoint();
            put(world, PRIMARY, Durability.DURABLE, A, 0, 15, 200);
        }
    },
    /// A catalog and manifests that are begun anew because they have grown.
    REWRITES {
        @Override
        boolean hasSmallLogs() {
            return true;
        }

        @Override
        public void run(World world) {
            for (int i = 0; i < 7; i++) {
                put(world, PRIMARY, Durability.DURABLE, A, 20 * i, 60, 300);
                world.archive(world.fork(PRIMARY), "archive-" + i);
                world.checkpoint();
                if (i > 1) {
                    world.deleteArchive("archive-" + (i - 2));
                }
            }
            world.createFork(world.fork(PRIMARY), "fork", null);
            put(world, "fork", Durability.DURABLE, A, 0, 5, 100);
        }
    },
    /// Copies of a database that has all there can be in one.
    BACKUP {
        @Override
        void setUp(World world) {
            put(world, PRIMARY, Durability.DURABLE, A, 0, 80, 200);
            world.checkpoint();
            world.archive(world.fork(PRIMARY), "archive");
            put(world, PRIMARY, Durability.DURABLE, B, 0, 1, World.LARGE);
            world.createFork(world.fork(PRIMARY), "fork", null);
            put(world, "fork", Durability.BUFFERED, A, 5, 10, 50);
        }

        @Override
        public void run(World world) {
            put(world, PRIMARY, Durability.BUFFERED, A, 0, 5, 10);
            new Replicas(world).backup(1, Loss.DROP_UNSYNCED);
            put(world, "fork", Durability.DURABLE, A, 0, 5, 10);
        }
    },
    /// The opening of what killed processes have left, and what is built upon it.
    KILLED {
        @Override
        void setUp(World world) {
            put(world, PRIMARY, Durability.DURABLE, A, 0, 60, 100);
            world.createFork(world.fork(PRIMARY), "fork", null);
            world.checkpoint();
        }

        @Override
        public void run(World world) {
            put(world, PRIMARY, Durability.BUFFERED, A, 30, 60, 50);
            put(world, "fork", Durability.BUFFERED, B, 0, 10, 50);
            world.killAndOpen();
            world.createFork(world.fork(PRIMARY), "child", null);
            world.archive(world.fork("fork"), "archive");
            put(world, "child", Durability.BUFFERED, A, 0, 10, 20);
            world.checkpoint();
            put(world, PRIMARY, Durability.BUFFERED, A, 0, 1, World.LARGE);
            world.killAndOpen();
            world.createFork(world.fork("child"), "grandchild", null);
            put(world, PRIMARY, Durability.DURABLE, A, 0, 10, 20);
        }
    },
    /// Drops of all ancestors of a fork, whose logs name pages that no manifest does.
    ANCESTORS {
        @Override
        void setUp(World world) {
            put(world, PRIMARY, Durability.DURABLE, A, 0, 20, 100);
            String parent = PRIMARY;
            for (String name : List.of("one", "two", "three")) {
                world.createFork(world.fork(parent), name, null);
                put(world, name, Durability.BUFFERED, A, name.length(), 1, World.LARGE);
                parent = name;
            }
        }

        @Override
        public void run(World world) {
            world.killAndOpen();
            drop(world, "two", DropMode.KEEP_CHILDREN);
            drop(world, "one", DropMode.KEEP_CHILDREN);
            world.compact();
            put(world, "three", Durability.DURABLE, A, 0, 5, 100);
            world.compact();
        }
    };

    private static final String PRIMARY = Fork.PRIMARY;
    private static final TableIdent A = TableIdent.of("a");
    private static final TableIdent B = new TableIdent("b", 3);

    /// Small files, and no work that a script does not ask for.
    static final DatabaseOptions OPTIONS = DatabaseOptions.DEFAULT
            .withPagesPerFile(16)
            .withWriteBufferBytes(1 << 20)
            .withBackgroundWork(false);

    /// What the script finds.
    void setUp(World world) {}

    /// Whether logs, manifests and catalog are begun anew very often.
    boolean hasSmallLogs() {
        return false;
    }

    /// Whether the script creates the database itself.
    boolean isFromCreation() {
        return false;
    }

    DatabaseOptions options() {
        return OPTIONS;
    }

    @Override
    public World prepare(long seed) {
        World world = new World(seed, options(), hasSmallLogs());
        if (!isFromCreation()) {
            world.open();
            setUp(world);
        }
        return world;
    }

    private static byte[] key(int number) {
        return String.format("key-%06d", number).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] value(int length) {
        byte[] value = new byte[length];
        Arrays.fill(value, (byte) length);
        return value;
    }

    private static void put(
            World world, String fork, Durability durability, TableIdent table, int from, int count, int length) {
        List<Write> writes = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            writes.add(new Write.Put(table, key(i), new Row(value(length), 0), false));
        }
        world.transact(world.fork(fork), durability, writes);
    }

    private static NavigableMap<byte[], byte[]> entries(int from, int count, int length) {
        NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = from; i < from + count; i++) {
            entries.put(key(i), value(length));
        }
        return entries;
    }

    private static void drop(World world, String name, DropMode mode) {
        ForkModel fork = world.fork(name);
        world.subtree(fork, mode).forEach(world::closeHandle);
        world.drop(fork, mode, false);
    }
}
