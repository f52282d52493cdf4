package dev.coppice.store.errors;

import static dev.coppice.store.feature.TestDatabase.SMALL;
import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.key;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseListener;
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
import dev.coppice.store.StoreException.AlreadyExists;
import dev.coppice.store.StoreException.Closed;
import dev.coppice.store.StoreException.Conflict;
import dev.coppice.store.StoreException.ForkInUse;
import dev.coppice.store.StoreException.ForkLimit;
import dev.coppice.store.StoreException.Full;
import dev.coppice.store.StoreException.Invalid;
import dev.coppice.store.StoreException.Io;
import dev.coppice.store.StoreException.Locked;
import dev.coppice.store.StoreException.NotADatabase;
import dev.coppice.store.StoreException.NotFound;
import dev.coppice.store.StoreException.PromotionConflict;
import dev.coppice.store.StoreException.ReadOnly;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.TablesLoader;
import dev.coppice.store.Transaction;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.feature.TestDatabase;
import dev.coppice.store.object.Condition;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.DeflateCompression;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Operation;
import dev.coppice.store.sim.SimulatedHost;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A cause of every error but [dev.coppice.store.StoreException.Corrupt], which the tests of damage are about.
final class Causes {
    private static final int LARGE = 1 << 20;
    private static final PromotionOptions FAIL = PromotionOptions.onConflict(ConflictPolicy.FAIL);

    private Causes() {}

    static List<Cause> all() {
        return Stream.of(
                        invalid(),
                        names(),
                        closed(),
                        conflicts(),
                        forks(),
                        opening(),
                        FileCauses.all(),
                        failures(),
                        FileCauses.ofTheSystem())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Cause> invalid() {
        return List.of(
                new Cause(
                        Invalid.class,
                        "partition 65536 of table 't' is outside 0 to 65535",
                        (_, _, _) -> new TableIdent("t", 65_536)),
                new Cause(
                        Invalid.class,
                        "the name of a table has 1 to 100 characters, not 0",
                        (_, primary, _) -> primary.table("")),
                new Cause(
                        Invalid.class,
                        "'a/b' cannot name a fork: character 2 is '/'; use",
                        (_, primary, _) -> primary.fork("a/b")),
                new Cause(
                        Invalid.class,
                        "has 1001; store the rest in the value",
                        (_, primary, table) -> primary.get(table, new byte[1_001])),
                new Cause(Invalid.class, "two forks or snapshots of the same database", (_, primary, _) -> {
                    try (TestDatabase other = TestDatabase.create()) {
                        primary.diff(other.primary());
                    }
                }),
                new Cause(Invalid.class, "was given by another database; ask this one's fork", (_, primary, _) -> {
                    try (TestDatabase other = TestDatabase.create()) {
                        primary.get(other.table("t"), key(1));
                    }
                }),
                new Cause(
                        Invalid.class,
                        "primary was made of no other fork and has no fork point",
                        (_, primary, _) -> primary.forkPoint()),
                new Cause(Invalid.class, "a common state is one of two forks of the same database", (_, primary, _) -> {
                    try (TestDatabase other = TestDatabase.create()) {
                        primary.commonState(other.primary());
                    }
                }),
                new Cause(
                        Invalid.class,
                        "a fork cannot be promoted into itself",
                        (_, primary, _) -> primary.promote(FAIL.into("primary"))),
                new Cause(
                        Invalid.class,
                        "primary cannot be dropped",
                        (test, _, _) -> test.database().drop("primary", DropMode.CASCADE)),
                new Cause(
                        Invalid.class,
                        "after it has dropped it; commit first",
                        (_, primary, table) -> primary.transact(transaction -> {
                            transaction.drop(table);
                            transaction.put(table, key(1), large(), LARGE, 0);
                        })),
                new Cause(
                        Invalid.class,
                        "after it has written a large value to it; commit first",
                        (_, primary, table) -> primary.transact(transaction -> {
                            transaction.put(table, key(1), large(), LARGE, 0);
                            transaction.drop(table);
                        })),
                new Cause(
                        Invalid.class,
                        "the stream ends before the value's 1048577 bytes",
                        (_, primary, table) ->
                                primary.transact(transaction -> transaction.put(table, key(1), large(), LARGE + 1, 0))),
                new Cause(
                        Invalid.class,
                        "a value has 0 to 1099511627776 bytes, not -1",
                        (_, primary, table) ->
                                primary.transact(transaction -> transaction.put(table, key(1), large(), -1, 0))),
                new Cause(
                        Invalid.class,
                        "an entry cannot expire at -1, before 1970",
                        (_, primary, table) ->
                                primary.transact(transaction -> transaction.put(table, key(1), key(1), -1))),
                new Cause(Invalid.class, "table other.0 is none of those that are loaded", (_, primary, table) -> {
                    try (TablesLoader loader = primary.load(List.of(table))) {
                        loader.put(primary.table("other"), key(1), key(1));
                    }
                }),
                new Cause(
                        Invalid.class,
                        "a load is of one table or several different ones; name each once",
                        (_, primary, table) -> primary.load(List.of(table, table))),
                new Cause(Invalid.class, "strictly ascending order; sort them, or use", (_, primary, table) -> {
                    try (BulkLoader loader = primary.load(table)) {
                        loader.put(key(2), key(2));
                        loader.put(key(2), key(2));
                    }
                }),
                new Cause(
                        Invalid.class,
                        "a fork's time to live is positive, not PT0S",
                        (_, _, _) -> ForkOptions.DEFAULT.withTimeToLive(Duration.ZERO)),
                new Cause(
                        Invalid.class,
                        "'a/../b' cannot be the path of an object: no part begins with a dot",
                        (test, _, _) -> test.database().objects().get("a/../b")),
                new Cause(
                        Invalid.class,
                        "names a file or directory of the database itself; choose another name",
                        (test, _, _) -> test.database().objects().delete("forks/0")),
                new Cause(
                        Invalid.class,
                        "would have 1048577 bytes, and an object has at most 1048576; put it into a table",
                        (test, _, _) -> test.database().objects().put("a", new byte[LARGE + 1], Condition.ANY)),
                new Cause(
                        Invalid.class,
                        "maxAttempts is 0, at least 1 is needed",
                        (_, _, _) -> new TransactionOptions(Isolation.SNAPSHOT, Durability.DURABLE, 0)),
                new Cause(
                        Invalid.class,
                        "pagesPerFile is a power of two from",
                        (_, _, _) -> DatabaseOptions.DEFAULT.withPagesPerFile(3)));
    }

    private static List<Cause> names() {
        return List.of(
                new Cause(
                        AlreadyExists.class,
                        "table t.0 exists",
                        (_, primary, table) -> primary.transact(transaction -> transaction.create(table))),
                new Cause(
                        AlreadyExists.class,
                        "an archive 'a' already; delete it, or choose another",
                        (_, primary, _) -> {
                            primary.archive("a");
                            primary.archive("a");
                        }),
                new Cause(AlreadyExists.class, "a fork 'f' already; open it, or choose another", (_, primary, _) -> {
                    primary.fork("f").close();
                    primary.fork("f");
                }),
                new Cause(
                        NotFound.class,
                        "there is no table absent.0",
                        (_, primary, _) -> primary.transact(transaction -> transaction.drop(primary.table("absent")))),
                new Cause(
                        NotFound.class,
                        "there is no archive 'absent'",
                        (test, _, _) -> test.database().archive("absent")),
                new Cause(
                        NotFound.class,
                        "there is no fork 'absent'",
                        (test, _, _) -> test.database().fork("absent")),
                new Cause(
                        NotFound.class, "has no parent any more; name the fork to promote into", (test, primary, _) -> {
                            primary.archive("a");
                            try (Snapshot archive = test.database().archive("a");
                                    Fork fork = archive.fork("f", ForkOptions.DEFAULT)) {
                                fork.promote(FAIL);
                            }
                        }));
    }

    private static List<Cause> closed() {
        return List.of(
                new Cause(Closed.class, "is closed", (test, _, _) -> {
                    test.database().close();
                    test.database().forks();
                }),
                new Cause(Closed.class, "the handle of fork 'f' is closed", (_, primary, table) -> {
                    Fork fork = primary.fork("f");
                    fork.close();
                    fork.get(table, key(1));
                }),
                new Cause(Closed.class, "the diff is closed", (_, primary, _) -> {
                    Diff diff = primary.diff(primary);
                    diff.close();
                    diff.next();
                }),
                new Cause(Closed.class, "the transaction has ended", (_, primary, table) -> {
                    Transaction transaction = primary.begin();
                    transaction.commit();
                    transaction.put(table, key(1), key(1));
                }),
                new Cause(Closed.class, "the snapshot is closed", (_, primary, table) -> {
                    Snapshot snapshot = primary.snapshot();
                    snapshot.close();
                    snapshot.get(table, key(1));
                }),
                new Cause(Closed.class, "the cursor is closed", (_, primary, table) -> {
                    Cursor cursor = primary.cursor(table, KeyRange.all());
                    cursor.close();
                    cursor.next();
                }),
                new Cause(Closed.class, "the load has ended; begin another one", (_, primary, table) -> {
                    BulkLoader loader = primary.load(table);
                    loader.close();
                    loader.put(key(1), key(1));
                }));
    }

    private static List<Cause> conflicts() {
        return List.of(
                new Cause(
                        Conflict.class,
                        "another transaction wrote key 0x",
                        (_, primary, table) -> race(primary, Isolation.SNAPSHOT, put(table), put(table))),
                new Cause(Conflict.class, "created a table that this one creates", (_, primary, _) -> {
                    Table absent = primary.table("new");
                    race(
                            primary,
                            Isolation.SNAPSHOT,
                            transaction -> transaction.create(absent),
                            transaction -> transaction.create(absent));
                }),
                new Cause(
                        Conflict.class,
                        "dropped a table that this one uses; run it again",
                        (_, primary, table) ->
                                race(primary, Isolation.SNAPSHOT, transaction -> transaction.drop(table), put(table))),
                new Cause(
                        Conflict.class,
                        "that this one relies on; run it again",
                        (_, primary, table) -> race(primary, Isolation.SERIALIZABLE, put(table), transaction -> {
                            transaction.count(table, KeyRange.from(key(0)));
                            transaction.put(primary.table("other"), key(1), key(1));
                        })),
                new Cause(
                        Conflict.class,
                        "wrote to table t.0, which this one truncates; run it again",
                        (_, primary, table) -> race(
                                primary,
                                Isolation.SNAPSHOT,
                                put(table),
                                transaction -> transaction.truncate(table, key(0)))),
                new Cause(Conflict.class, "dropped the table t.0; run this one again", (_, primary, table) -> {
                    try (Transaction later = primary.begin()) {
                        primary.transact(transaction -> transaction.drop(table));
                        later.put(table, key(1), large(), LARGE, 0);
                    }
                }),
                new Cause(Conflict.class, "run it again, or enlarge the write buffer", (test, primary, table) -> {
                    try (Transaction old = primary.begin()) {
                        put(table).accept(old);
                        for (int i = 0; i < 20; i++) {
                            byte[] key = bytes("n" + i);
                            primary.transact(transaction -> transaction.put(table, key, new byte[50_000]));
                            test.database().checkpoint();
                        }
                        old.commit();
                    }
                }),
                new Cause(Conflict.class, "another transaction writes to table t.0; load it again", (test, _, _) -> {
                    test.reopen(SMALL.withListener(new DatabaseListener() {
                        @Override
                        public void checkpointed(String fork, long sequence, long pages, long nanos) {
                            test.primary().transact(put(test.table("t")));
                        }
                    }));
                    test.primary().transact(put(test.table("t")));
                    test.primary().load(test.table("t"));
                }),
                new Cause(
                        PromotionConflict.class,
                        "changed on both sides, and nothing was applied",
                        (_, primary, table) -> {
                            try (Fork fork = primary.fork("f")) {
                                fork.transact(put(table));
                                primary.transact(transaction -> transaction.put(table, key(1), bytes("other")));
                                fork.promote(FAIL);
                            }
                        }));
    }

    private static List<Cause> forks() {
        return List.of(
                new Cause(ForkInUse.class, "close these, or drop with cascade or keep-children", (test, primary, _) -> {
                    try (Fork fork = primary.fork("f")) {
                        test.database().drop(fork.name(), DropMode.RESTRICT);
                    }
                }),
                new Cause(ForkInUse.class, "fork 'f' is in use: an open snapshot", (_, primary, _) -> {
                    try (Fork fork = primary.fork("f");
                            Snapshot _ = fork.snapshot()) {
                        fork.rebase(ConflictPolicy.FAIL);
                    }
                }),
                new Cause(ForkInUse.class, "fork 'f' is in use: an open transaction", (_, primary, _) -> {
                    try (Fork fork = primary.fork("f");
                            Transaction _ = fork.begin()) {
                        fork.reset();
                    }
                }),
                new Cause(Invalid.class, "primary was made of no other fork", (_, primary, _) -> primary.reset()),
                new Cause(Invalid.class, "a fork is reset to a state of the same database", (_, primary, _) -> {
                    try (TestDatabase elsewhere = TestDatabase.create();
                            Snapshot foreign = elsewhere.primary().snapshot();
                            Fork fork = primary.fork("f")) {
                        fork.reset(foreign, successor -> {});
                    }
                }),
                new Cause(ForkLimit.class, "its limit of 1 forks; drop one or raise the limit", (test, _, _) -> {
                    test.reopen(SMALL.withMaxForks(1));
                    test.primary().fork("f");
                    test.primary().fork("g");
                }),
                new Cause(ReadOnly.class, "was opened read-only; open it for writing", (test, _, _) -> {
                    test.reopen(SMALL.asReadOnly());
                    test.database().checkpoint();
                }),
                new Cause(ReadOnly.class, "was opened read-only; open it for writing", (test, _, table) -> {
                    test.reopen(SMALL.asReadOnly());
                    test.primary().transact(put(test.table("t")));
                }),
                new Cause(NotFound.class, "fork 'f' was dropped meanwhile", (test, primary, _) -> {
                    try (Fork fork = primary.fork("f")) {
                        fork.transact(put(fork.table("t")));
                        test.database().checkpoint();
                    }
                    test.reopen();
                    try (Database follower = Database.open(test.machine().host(), SMALL.asReadOnly())) {
                        test.database().drop("f", DropMode.RESTRICT);
                        test.reopen();
                        follower.fork("f");
                    }
                }));
    }

    private static List<Cause> opening() {
        return List.of(
                new Cause(
                        Locked.class,
                        "open for writing elsewhere; wait for that to end, or open it read-only",
                        (test, _, _) -> Database.open(test.machine().host(), SMALL)),
                new Cause(
                        NotFound.class,
                        "there is no Coppice database in",
                        (_, _, _) -> Database.open(SimulatedHost.create(2).host(), SMALL.mustExist())),
                new Cause(
                        NotFound.class,
                        "is just being created, or its creation was cut short; try again",
                        (test, _, _) -> {
                            SimulatedHost other = SimulatedHost.create(2);
                            other.disk().replace("FORMAT", test.machine().disk().contents("FORMAT"));
                            Database.open(other.host(), SMALL.asReadOnly());
                        }),
                new Cause(
                        NotADatabase.class,
                        "holds 'notes.txt' and is not a Coppice database; name an empty",
                        (_, _, _) -> {
                            SimulatedHost other = SimulatedHost.create(2);
                            other.disk().replace("notes.txt", bytes("x"));
                            Database.open(other.host(), SMALL);
                        }),
                new Cause(NotADatabase.class, "so that of a backup can be put back", (test, _, _) -> {
                    test.database().close();
                    test.machine().disk().delete("FORMAT");
                    Database.open(test.machine().host(), SMALL);
                }),
                new Cause(NotADatabase.class, "does not begin as that of a Coppice database", (_, _, _) -> {
                    SimulatedHost other = SimulatedHost.create(2);
                    other.disk().replace("FORMAT", bytes("format"));
                    Database.open(other.host(), SMALL);
                }),
                new Cause(
                        Invalid.class,
                        "was created with pagesPerFile 16; open it with that, or with 0",
                        (test, _, _) -> test.reopen(SMALL.withPagesPerFile(32))),
                new Cause(
                        Invalid.class,
                        "without compression, which cannot be changed; open it without",
                        (test, _, _) -> test.reopen(SMALL.withCompression(new DeflateCompression()))),
                new Cause(Invalid.class, "add the module coppice-deflate to the class path", (_, _, _) -> {
                    try (TestDatabase compressed =
                            TestDatabase.create(SMALL.withCompression(new DeflateCompression()))) {
                        SimulatedHost machine = compressed.machine();
                        compressed.database().close();
                        Database.open(machine.restartOn(machine.disk()).host(), SMALL);
                    }
                }));
    }

    private static List<Cause> failures() {
        return List.of(
                new Cause(Full.class, "No space left on device; free space and try again", (test, primary, table) -> {
                    test.machine().disk().failWhen(call -> call.operation() == Operation.WRITE, Fault.ENOSPC);
                    primary.transact(put(table));
                }),
                new Cause(Io.class, "Input/output error", (test, primary, table) -> {
                    test.machine().disk().failWhen(call -> call.operation() == Operation.SYNC, Fault.EIO);
                    primary.transact(put(table));
                }),
                new Cause(Io.class, "close the database and open it again", (test, primary, table) -> {
                    test.machine().disk().failWhen(call -> call.operation() == Operation.SYNC, Fault.EIO);
                    try {
                        primary.transact(put(table));
                    } catch (Io first) {
                        test.machine().disk().heal();
                        primary.transact(put(table));
                    }
                }),
                new Cause(
                        Io.class,
                        "a commit failed unexpectedly: java.lang.IllegalStateException: a bug",
                        (test, primary, table) -> {
                            test.machine().disk().failWhen(Causes::bug, Fault.EIO);
                            primary.transact(put(table));
                        }),
                new Cause(
                        Io.class,
                        "a checkpoint failed unexpectedly: java.lang.IllegalStateException: a bug",
                        (test, primary, table) -> {
                            primary.transact(put(table));
                            test.machine().disk().failWhen(Causes::bug, Fault.EIO);
                            test.database().checkpoint();
                        }),
                new Cause(
                        Io.class,
                        "reading the value failed: the pipe is broken",
                        (_, primary, table) ->
                                primary.transact(transaction -> transaction.put(table, key(1), broken(), LARGE, 0))));
    }

    private static boolean bug(Call call) {
        if (call.operation() == Operation.WRITE) {
            throw new IllegalStateException("a bug");
        }
        return false;
    }

    private static void race(
            Fork fork, Isolation isolation, Consumer<Transaction> first, Consumer<Transaction> second) {
        try (Transaction later = fork.begin(isolation)) {
            second.accept(later);
            fork.transact(first);
            later.commit();
        }
    }

    private static Consumer<Transaction> put(Table table) {
        return transaction -> transaction.put(table, key(1), bytes("changed"));
    }

    private static InputStream large() {
        return new ByteArrayInputStream(new byte[LARGE]);
    }

    private static InputStream broken() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the pipe is broken");
            }
        };
    }
}
