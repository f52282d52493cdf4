package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Diff;
import dev.coppice.store.DiffOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.Isolation;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.sim.DeflateCompression;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.PowerCut;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// Does random operations on a [World], which follow from a seed.
final class Driver {
    /// What may go wrong in a run.
    ///
    /// @param crashes whether the process is killed and the power cut
    /// @param faults whether calls to the disk fail
    record Trouble(boolean crashes, boolean faults) {}

    private static final int MAX_FORKS = 9;
    private static final int MAX_OPEN = 3;
    private static final int TRACED = 40;

    private record OpenSnapshot(ForkModel fork, Snapshot snapshot, State state, long now) {}

    private final SplittableRandom random;
    private final Samples samples;
    private final World world;
    private final Replicas replicas;
    private final Trouble trouble;
    private final boolean background;
    /// One of so many operations is in trouble.
    private final int troubleEvery;
    private final List<OpenTransaction> transactions = new ArrayList<>();
    private final List<OpenSnapshot> snapshots = new ArrayList<>();
    private final Deque<String> done = new ArrayDeque<>();
    private int names;
    private long operations;
    private long seenTime;
    private boolean isFailing;
    private boolean isLoading;

    Driver(long seed, Trouble trouble) {
        random = new SplittableRandom(seed);
        background = random.nextBoolean();
        this.trouble = trouble;
        troubleEvery = random.nextBoolean() ? 150 : 30;
        samples = new Samples(random, 60 + random.nextInt(400));
        DatabaseOptions options = DatabaseOptions.DEFAULT
                .withPageSize(random.nextInt(4) == 0 ? 8_192 : 4_096)
                .withPagesPerFile(random.nextInt(4) == 0 ? 64 : 16)
                .withWriteBufferBytes(1 << 16)
                .withCompression(Math.floorMod(seed, 3) == 0 ? new DeflateCompression() : null)
                .withBackgroundWork(background);
        world = new World(seed, options, random.nextBoolean());
        replicas = new Replicas(world);
        world.open();
        seenTime = world.now();
    }

    World world() {
        return world;
    }

    long operations() {
        return operations;
    }

    /// Does some operations.
    void run(int count) {
        try {
            for (int i = 0; i < count; i++) {
                operations++;
                step();
                afterwards();
            }
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    "operation " + operations + " fails: " + e + "\n  the last ones were:\n  "
                            + String.join("\n  ", done),
                    e);
        }
    }

    /// Ends with a look at everything.
    void finish() {
        closeAll();
        say("final comparison");
        world.requireAgreement();
        world.closeAndOpen();
        world.requireAgreement();
        world.close();
    }

    private void say(String what) {
        if (done.size() == TRACED) {
            done.removeFirst();
        }
        done.addLast(operations + ": " + what);
    }

    private void step() {
        boolean mayCrash = trouble.crashes() && random.nextInt(troubleEvery) == 0;
        boolean mayFail = !mayCrash && trouble.faults() && random.nextInt(troubleEvery) == 0;
        if (!mayCrash && !mayFail) {
            operation();
        } else if (mayCrash) {
            crash();
        } else {
            fail();
        }
    }

    private void afterwards() {
        if (background) {
            world.machine().scheduler().runSome(random);
        }
        if (world.now() != seenTime) {
            world.noteCleaning();
            if (world.now() - seenTime >= Samples.EXPIRY_STEP_MILLIS / 3) {
                passTime();
            }
        }
        if (transactions.isEmpty() && !isLoading) {
            world.forks().forEach(fork -> fork.commits.clear());
        }
        world.noticeExpiredForks();
    }

    /// Lets time pass to the middle between two times at which entries may expire.
    private void passTime() {
        long step = Samples.EXPIRY_STEP_MILLIS;
        world.machine().scheduler().advance((world.now() / step + 1) * step + step / 2 - world.now());
        seenTime = world.now();
        world.noteCleaning();
    }

    // ---- trouble

    private void crash() {
        if (random.nextInt(3) == 0) {
            long in = random.nextInt(1 << random.nextInt(9));
            say("the power will be cut in " + in + " calls");
            world.machine().disk().cutPowerAt(world.machine().disk().nextCall() + in);
            try {
                operations(20);
            } catch (PowerCut cut) {
                say("power cut");
            }
        }
        restart();
    }

    private void fail() {
        boolean isFull = random.nextInt(5) == 0;
        if (isFull) {
            long room = random.nextInt(1 << random.nextInt(20));
            say("only " + room + " bytes left on the disk");
            world.machine().disk().capacity(usedBytes() + room);
        } else {
            Fault fault = List.of(Fault.EIO, Fault.ENOSPC, Fault.LOST_SYNC).get(random.nextInt(3));
            long in = random.nextInt(1 << random.nextInt(8));
            say(fault + " in " + in + " calls");
            world.machine().disk().failAt(world.machine().disk().nextCall() + in, fault);
        }
        isFailing = true;
        StoreException failure = null;
        try {
            operations(20);
        } catch (StoreException thrown) {
            say("failed: " + thrown.getMessage());
            failure = thrown;
        }
        isFailing = false;
        world.machine().disk().heal();
        world.machine().disk().capacity(Long.MAX_VALUE);
        if (failure instanceof StoreException.Full && world.database() != null && random.nextBoolean()) {
            say("go on");
            closeAll();
            world.afterFailure(false);
        } else {
            restart();
        }
    }

    private long usedBytes() {
        world.machine().disk().capacity(Long.MAX_VALUE - 1);
        return Long.MAX_VALUE - 1 - world.machine().disk().usableBytes();
    }

    /// Does some operations, and lets errors through as they are.
    void operations(int count) {
        for (int i = 0; i < count; i++) {
            operation();
            afterwards();
        }
    }

    /// Ends the process or cuts the power, and opens the database again; sometimes that is interrupted, too.
    private void restart() {
        forgetAll();
        boolean powerWasLost = restartMachine();
        while (trouble.faults() && random.nextInt(4) == 0) {
            Fault fault = List.of(Fault.POWER_CUT, Fault.POWER_CUT, Fault.EIO, Fault.ENOSPC, Fault.LOST_SYNC)
                    .get(random.nextInt(5));
            long in = random.nextInt(60);
            say(fault + " in " + in + " calls of opening");
            world.machine().disk().failAt(world.machine().disk().nextCall() + in, fault);
            try {
                world.reopen(powerWasLost);
            } catch (PowerCut | StoreException cut) {
                say("not opened: " + cut.getMessage());
            }
            world.machine().disk().heal();
            powerWasLost |= restartMachine();
        }
        world.reopen(powerWasLost);
        afterReopening();
    }

    /// @return whether the power was lost
    private boolean restartMachine() {
        if (random.nextInt(3) == 0) {
            say("kill");
            world.kill();
            return false;
        }
        Loss loss = Loss.values()[random.nextInt(Loss.values().length)];
        say("crash with " + loss);
        world.crash(loss);
        return true;
    }

    private void afterReopening() {
        seenTime = world.now();
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> world.requireSound();
            default -> world.requireAgreement();
        }
    }

    private void forgetAll() {
        replicas.forget();
        transactions.clear();
        snapshots.clear();
    }

    /// Closes all transactions and snapshots that are open.
    void closeAll() {
        replicas.close();
        while (!transactions.isEmpty()) {
            transactions.removeLast().transaction.close();
        }
        while (!snapshots.isEmpty()) {
            snapshots.removeLast().snapshot().close();
        }
    }

    // ---- operations

    private void operation() {
        int draw = random.nextInt(1_000);
        if (draw < 330) {
            commit();
        } else if (draw < 600) {
            read();
        } else if (draw < 740) {
            inTransaction();
        } else if (draw < 790) {
            inSnapshot();
        } else if (draw < 840) {
            forkOrDrop();
        } else if (draw < 880) {
            diff();
        } else if (draw < 910) {
            promote();
        } else if (draw < 930) {
            archive();
        } else {
            maintain(random.nextInt(75));
        }
    }

    private ForkModel anyFork() {
        List<ForkModel> forks = List.copyOf(world.forks());
        return random.nextInt(4) == 0 ? world.fork(Fork.PRIMARY) : forks.get(random.nextInt(forks.size()));
    }

    private Durability durability() {
        return random.nextBoolean() ? Durability.DURABLE : Durability.BUFFERED;
    }

    private void commit() {
        ForkModel fork = anyFork();
        world.handle(fork);
        List<Write> writes = new ArrayList<>();
        State.Edit edit = fork.state().edit();
        int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 60 : 6);
        for (int i = 0; i < count; i++) {
            Write write = anyWrite(edit::has, writes);
            writes.add(write);
            write.to(edit);
        }
        Durability durability = durability();
        say("commit " + durability + " on " + fork + " " + (writes.size() > 8 ? writes.size() + " writes" : writes));
        world.transact(fork, durability, writes);
    }

    private static boolean isLarge(Write write) {
        return write instanceof Write.Put put && put.row().value().length >= World.LARGE;
    }

    /// A write to follow others. A transaction does not both drop a table and write large values.
    private Write anyWrite(Predicate<TableIdent> exists, List<Write> before) {
        boolean largeAllowed = before.stream().noneMatch(write -> write instanceof Write.Drop);
        boolean dropAllowed = before.stream().noneMatch(Driver::isLarge);
        TableIdent table = samples.table();
        int draw = random.nextInt(200);
        if (draw < 40) {
            return new Write.Delete(table, samples.key(table));
        } else if (draw < 42) {
            return new Write.Truncate(table, samples.key(table));
        } else if (draw == 42 && exists.test(table) && dropAllowed) {
            return new Write.Drop(table);
        } else if (draw < 46 && !exists.test(table)) {
            return new Write.Create(table);
        }
        Write.Put put = samples.put(table, world.now());
        if (isLarge(put) && !largeAllowed) {
            return new Write.Put(table, put.key(), new Row(samples.value(10), 0), false);
        }
        return put;
    }

    private void read() {
        ForkModel fork = anyFork();
        Fork handle = world.handle(fork);
        if (random.nextInt(60) == 0) {
            say("read all of " + fork);
            world.requireState(fork);
            return;
        }
        TableIdent table = samples.table();
        byte[] key = samples.key(table);
        say("read " + fork + " " + table + " " + Write.shortened(key));
        world.reads(handle, fork.state(), world.now()).oneRead(table, key, random);
    }

    // ---- transactions

    private void inTransaction() {
        if (transactions.isEmpty() || (transactions.size() < MAX_OPEN && random.nextInt(8) == 0)) {
            ForkModel fork = anyFork();
            Isolation isolation = random.nextBoolean() ? Isolation.SNAPSHOT : Isolation.SERIALIZABLE;
            say("begin " + isolation + " on " + fork);
            transactions.add(new OpenTransaction(fork, world.handle(fork), isolation, world.now()));
            return;
        }
        OpenTransaction open = transactions.get(random.nextInt(transactions.size()));
        switch (random.nextInt(10)) {
            case 0 -> endTransaction(open);
            case 1, 2, 3 -> readIn(open);
            default -> writeIn(open);
        }
    }

    private void writeIn(OpenTransaction open) {
        Write write = anyWrite(open::has, open.writes());
        say("in transaction on " + open.fork + ": " + write);
        try {
            world.write(open, write);
        } catch (StoreException.Conflict conflict) {
            // A large value meets at once that its table was dropped.
            assertThat(open.mayLose(write.table()))
                    .as("%s", conflict.getMessage())
                    .isTrue();
            world.nothingWasDone();
            transactions.remove(open);
            open.transaction.close();
        }
    }

    private void readIn(OpenTransaction open) {
        TableIdent table = samples.table();
        byte[] key = samples.key(table);
        say("in transaction on " + open.fork + ": read " + table + " " + Write.shortened(key));
        if (random.nextBoolean()) {
            Row expected = open.state().get(table, key, open.now);
            assertThat(open.transaction.get(world.table(table), key))
                    .isEqualTo(expected == null ? null : expected.value());
            open.reads(table, key);
        } else {
            // What it reads from here on is not followed exactly.
            world.reads(open.transaction, open.state(), open.now).oneRead(table, key, random);
            open.readsSomewhere(table);
        }
    }

    private void endTransaction(OpenTransaction open) {
        transactions.remove(open);
        if (random.nextInt(5) == 0) {
            say("give up transaction on " + open.fork);
            open.transaction.close();
            return;
        }
        Durability durability = durability();
        say("commit transaction " + durability + " on " + open.fork + " with " + open.writes());
        boolean mustLose = open.mustLose();
        boolean mayLose = open.mayLose();
        if (world.commit(open, durability)) {
            assertThat(mustLose)
                    .as("a transaction committed that should have lost")
                    .isFalse();
        } else {
            assertThat(mayLose).as("a transaction lost against nobody").isTrue();
        }
    }

    // ---- snapshots

    private void inSnapshot() {
        if (snapshots.isEmpty() || (snapshots.size() < MAX_OPEN && random.nextInt(6) == 0)) {
            ForkModel fork = anyFork();
            say("snapshot of " + fork);
            Fork handle = world.handle(fork);
            snapshots.add(new OpenSnapshot(fork, handle.snapshot(), fork.state(), world.now()));
            return;
        }
        OpenSnapshot open = snapshots.get(random.nextInt(snapshots.size()));
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                say("close snapshot of " + open.fork());
                snapshots.remove(open);
                open.snapshot().close();
            }
            case 2 -> {
                if (world.forks().size() < MAX_FORKS) {
                    String name = "f" + ++names;
                    say("fork " + name + " of a snapshot of " + open.fork());
                    world.createFork(open.snapshot(), open.state(), open.fork(), name);
                }
            }
            case 3 -> {
                say("compare snapshot of " + open.fork());
                world.requireState("snapshot", open.snapshot(), open.state(), open.now());
            }
            default -> {
                TableIdent table = samples.table();
                byte[] key = samples.key(table);
                say("read snapshot of " + open.fork() + " " + table + " " + Write.shortened(key));
                world.reads(open.snapshot(), open.state(), open.now()).oneRead(table, key, random);
            }
        }
    }

    // ---- forks

    private void forkOrDrop() {
        if (world.forks().size() < 3 || (world.forks().size() < MAX_FORKS && random.nextInt(5) < 2)) {
            ForkModel parent = anyFork();
            String name = "f" + ++names;
            Duration timeToLive = random.nextInt(10) == 0 ? Duration.ofSeconds(20 + random.nextInt(30)) : null;
            say("fork " + name + " of " + parent + (timeToLive == null ? "" : " for " + timeToLive));
            world.createFork(parent, name, timeToLive);
            return;
        }
        ForkModel fork = anyFork();
        if (fork.name.equals(Fork.PRIMARY)) {
            return;
        }
        if (random.nextInt(4) == 0) {
            say("close handle of " + fork);
            world.closeHandle(fork);
            return;
        }
        DropMode mode = DropMode.values()[random.nextInt(3)];
        List<ForkModel> doomed = world.subtree(fork, mode);
        if (random.nextInt(3) > 0) {
            doomed.forEach(world::closeHandle);
        }
        say("drop " + fork + " " + mode);
        world.drop(fork, mode, doomed.stream().anyMatch(this::isUsed));
    }

    private boolean isUsed(ForkModel fork) {
        return transactions.stream().anyMatch(open -> open.fork == fork)
                || snapshots.stream().anyMatch(open -> open.fork() == fork);
    }

    private void diff() {
        ForkModel first = anyFork();
        boolean countOnly = random.nextInt(4) == 0;
        long now = world.now();
        DiffOptions part = part();
        if (!snapshots.isEmpty() && random.nextBoolean()) {
            OpenSnapshot open = snapshots.get(random.nextInt(snapshots.size()));
            say("diff " + first + " with a snapshot of " + open.fork());
            Diff diff = random.nextBoolean() ? null : open.snapshot().diff(world.handle(first), part);
            if (diff == null) {
                diff = world.handle(first).diff(open.snapshot(), part);
                world.diff(diff, open.state(), first.state(), now, part, countOnly);
            } else {
                world.diff(diff, first.state(), open.state(), now, part, countOnly);
            }
            return;
        }
        ForkModel second = anyFork();
        say("diff " + first + " with " + second);
        Fork before = world.handle(second);
        Diff diff = world.handle(first).diff(before, part);
        world.diff(diff, second.state(), first.state(), now, part, countOnly);
    }

    private DiffOptions part() {
        DiffOptions part = DiffOptions.ALL;
        if (random.nextInt(3) == 0) {
            part = part.table(samples.table());
        }
        TableIdent table = samples.table();
        return random.nextBoolean() ? part : part.range(ReadCheck.range(samples.key(table), random));
    }

    private void promote() {
        ForkModel fork = anyFork();
        if (fork.name.equals(Fork.PRIMARY)) {
            return;
        }
        ConflictPolicy policy = switch (random.nextInt(4)) {
            case 0 -> ConflictPolicy.FAIL;
            case 1 -> ConflictPolicy.TAKE_FORK;
            case 2 -> ConflictPolicy.TAKE_TARGET;
            default -> ConflictPolicy.merge(Driver::merged);
        };
        if (fork.parent != null && random.nextInt(3) == 0) {
            say("rebase " + fork + " on " + fork.parent + " with " + policy);
            world.rebase(fork, policy, isUsed(fork));
            return;
        }
        PromotionOptions promotion = PromotionOptions.onConflict(policy);
        ForkModel target = fork.parent;
        if (target == null || random.nextInt(5) == 0) {
            target = anyFork();
            promotion = promotion.into(target.name);
        }
        if (target == fork) {
            return;
        }
        switch (random.nextInt(6)) {
            case 0 -> promotion = promotion.table("a");
            case 1 -> promotion = promotion.prefix("user/3".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            case 2 -> promotion = promotion.where(change -> change.key().length % 2 == 0);
            default -> {}
        }
        say("promote " + fork + " into " + target + " with " + policy + (promotion.isWhole() ? "" : ", a part"));
        world.promote(fork, target, promotion);
    }

    private static byte[] merged(TableIdent table, byte[] key, byte[] base, byte[] fork, byte[] target) {
        if (fork != null && fork.length % 5 == 0) {
            return null;
        }
        return fork == null ? target : fork;
    }

    private void archive() {
        List<String> archives = List.copyOf(world.archives());
        if (archives.size() < 2 || (archives.size() < 5 && random.nextInt(3) == 0)) {
            ForkModel fork = anyFork();
            String name = "archive" + ++names;
            say("archive " + name + " of " + fork);
            world.archive(fork, name);
            return;
        }
        String name = archives.get(random.nextInt(archives.size()));
        if (random.nextInt(3) == 0) {
            say("delete " + name);
            world.deleteArchive(name);
            return;
        }
        State state = world.archive(name);
        try (Snapshot archive = world.database().archive(name)) {
            if (world.forks().size() < MAX_FORKS && random.nextInt(3) == 0) {
                String fork = "f" + ++names;
                say("fork " + fork + " of " + name);
                world.createFork(archive, state, null, fork);
            } else {
                say("compare " + name);
                world.requireState(name, archive, state, world.now());
            }
        }
    }

    // ---- the rest

    private void maintain(int draw) {
        switch (draw) {
            case 0, 1, 2, 3, 4, 5 -> {
                say("checkpoint");
                world.checkpoint();
            }
            case 6, 7, 8 -> {
                say("compact");
                world.compact();
            }
            case 9, 10, 11 -> {
                ForkModel fork = anyFork();
                say("clean expired entries of " + fork);
                world.cleanExpired(fork);
            }
            case 12, 13, 14, 15, 16 -> load();
            case 17, 18, 19 -> {
                say("let time pass");
                passTime();
            }
            case 20, 21 -> {
                if (!isFailing) {
                    say("check");
                    world.requireSound();
                }
            }
            case 22, 23 -> {
                closeAll();
                say("close and open");
                world.closeAndOpen();
                afterReopening();
            }
            case 27 -> {
                Loss loss = Loss.values()[random.nextInt(Loss.values().length)];
                say("backup, with " + loss);
                replicas.backup(random.nextLong(), loss);
            }
            case 28, 29, 30, 31 -> {
                if (!isFailing) {
                    ForkModel fork = anyFork();
                    say("follow " + fork);
                    replicas.follow(fork);
                }
            }
            case 32 -> {
                say("follow no more");
                replicas.close();
            }
            case 24, 25, 26 -> {
                ForkModel fork = anyFork();
                say("sync " + fork);
                world.sync(fork);
            }
            default -> {
                if (background) {
                    say("background work");
                    world.machine().scheduler().runAll();
                }
            }
        }
    }

    private void load() {
        ForkModel fork = anyFork();
        TableIdent table = samples.table();
        var entries = samples.sortedEntries(table);
        boolean commits = random.nextInt(6) > 0;
        int others = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 0;
        say("load " + entries.size() + " entries to " + fork + " " + table + (commits ? "" : ", given up")
                + (others == 0 ? "" : ", and meanwhile"));
        isLoading = true;
        try {
            boolean isCommitted = world.load(fork, table, entries, commits, () -> {
                for (int i = 0; i < others; i++) {
                    meanwhile();
                    afterwards();
                }
            });
            say(isCommitted ? "loaded" : "not loaded");
        } finally {
            isLoading = false;
        }
    }

    /// An operation that does not wait for a load to end.
    private void meanwhile() {
        switch (random.nextInt(4)) {
            case 0 -> read();
            case 1 -> inTransaction();
            case 2 -> inSnapshot();
            default -> commit();
        }
    }
}
