package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.Isolation;
import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// Reads and writes entries at random: at once, and in transactions that stay open meanwhile.
final class RandomEntries {
    private final Run run;
    private final SplittableRandom random;
    private final Samples samples;
    private final World world;

    RandomEntries(Run run) {
        this.run = run;
        random = run.random;
        samples = run.samples;
        world = run.world;
    }

    void commit() {
        ForkModel fork = run.anyFork();
        world.handle(fork);
        List<Write> writes = new ArrayList<>();
        State.Edit edit = fork.state().edit();
        int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 60 : 6);
        for (int i = 0; i < count; i++) {
            Write write = anyWrite(edit::has, writes);
            writes.add(write);
            write.to(edit);
        }
        Durability durability = run.durability();
        run.say("commit " + durability + " on " + fork + " "
                + (writes.size() > 8 ? writes.size() + " writes" : writes));
        world.transact(fork, durability, writes);
    }

    private static boolean isLarge(Write write) {
        return write instanceof Write.Put put && put.row().value().length >= World.LARGE;
    }

    /// A write to follow others. A transaction does not both drop a table and write large values.
    private Write anyWrite(Predicate<TableIdent> exists, List<Write> before) {
        boolean largeAllowed = before.stream().noneMatch(write -> write instanceof Write.Drop);
        boolean dropAllowed = before.stream().noneMatch(RandomEntries::isLarge);
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

    void read() {
        ForkModel fork = run.anyFork();
        Fork handle = world.handle(fork);
        if (random.nextInt(60) == 0) {
            run.say("read all of " + fork);
            world.requireState(fork);
            return;
        }
        TableIdent table = samples.table();
        byte[] key = samples.key(table);
        run.say("read " + fork + " " + table + " " + Write.shortened(key));
        world.reads(handle, fork.state(), world.now()).oneRead(table, key, random);
    }

    void inTransaction() {
        if (run.transactions.isEmpty() || (run.transactions.size() < Run.MAX_OPEN && random.nextInt(8) == 0)) {
            ForkModel fork = run.anyFork();
            Isolation isolation = random.nextBoolean() ? Isolation.SNAPSHOT : Isolation.SERIALIZABLE;
            run.say("begin " + isolation + " on " + fork);
            run.transactions.add(new OpenTransaction(fork, world.handle(fork), isolation, world.now()));
            return;
        }
        OpenTransaction open = run.transactions.get(random.nextInt(run.transactions.size()));
        switch (random.nextInt(10)) {
            case 0 -> endTransaction(open);
            case 1, 2, 3 -> readIn(open);
            default -> writeIn(open);
        }
    }

    private void writeIn(OpenTransaction open) {
        Write write = anyWrite(open::has, open.writes());
        run.say("in transaction on " + open.fork + ": " + write);
        try {
            world.write(open, write);
        } catch (StoreException.Conflict conflict) {
            // A large value meets at once that its table was dropped.
            assertThat(open.mayLose(write.table()))
                    .as("%s", conflict.getMessage())
                    .isTrue();
            world.nothingWasDone();
            run.transactions.remove(open);
            open.transaction.close();
        }
    }

    private void readIn(OpenTransaction open) {
        TableIdent table = samples.table();
        byte[] key = samples.key(table);
        run.say("in transaction on " + open.fork + ": read " + table + " " + Write.shortened(key));
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
        run.transactions.remove(open);
        if (random.nextInt(5) == 0) {
            run.say("give up transaction on " + open.fork);
            open.transaction.close();
            return;
        }
        Durability durability = run.durability();
        run.say("commit transaction " + durability + " on " + open.fork + " with " + open.writes());
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
}
