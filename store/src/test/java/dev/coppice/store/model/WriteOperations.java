package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.Transaction;
import java.util.List;
import java.util.NavigableMap;

/// What writes to the entries of a fork, in the database and in its model: transactions, loads, cleaning.
final class WriteOperations {
    private final World world;
    private final Expectation expected;

    WriteOperations(World world, Expectation expected) {
        this.world = world;
        this.expected = expected;
    }

    /// Commits writes in a transaction that nothing conflicts with.
    void transact(ForkModel fork, Durability durability, List<Write> writes) {
        Fork handle = world.handle(fork);
        List<State> states = Writes.statesOf(fork.state(), writes);
        expected.begin(InFlight.commit(fork, states));
        try (Transaction transaction = handle.begin()) {
            writes.forEach(write -> write.to(transaction, handle));
            transaction.commit(durability);
        }
        State before = fork.state();
        fork.committed(states, Writes.effective(before, writes).isEmpty() ? Durability.BUFFERED : durability);
        fork.note(before, writes);
        expected.end();
    }

    /// Commits a transaction that was open for a while.
    ///
    /// @return whether it was committed; it was not when another one won
    boolean commit(OpenTransaction open, Durability durability) {
        ForkModel fork = open.fork;
        State after = open.after();
        expected.begin(InFlight.commit(fork, List.of(after)));
        boolean isCommitted = true;
        try (Transaction transaction = open.transaction) {
            transaction.commit(durability);
            if (!open.writes().isEmpty()) {
                State before = fork.state();
                fork.committed(after, durability == Durability.DURABLE);
                fork.note(before, open.writes());
            }
        } catch (StoreException.Conflict conflict) {
            isCommitted = false;
        }
        expected.end();
        return isCommitted;
    }

    /// Makes a write in an open transaction. A large value creates its table by the way.
    void write(OpenTransaction open, Write write) {
        ForkModel fork = open.fork;
        State.Edit edit = fork.state().edit();
        boolean createsAhead = write instanceof Write.Put put
                && put.row().value().length >= World.LARGE
                && !open.has(write.table())
                && !edit.has(write.table());
        if (createsAhead) {
            edit.create(write.table());
        }
        State created = edit.toState();
        expected.begin(createsAhead ? InFlight.commit(fork, List.of(created)) : InFlight.nothing());
        open.write(write, world.handle(fork));
        if (createsAhead) {
            State before = fork.state();
            fork.committed(created, false);
            fork.note(before, List.of(new Write.Create(write.table())));
        }
        expected.end();
    }

    void sync(ForkModel fork) {
        Fork handle = world.handle(fork);
        expected.begin(InFlight.nothing());
        handle.sync();
        fork.synced();
        expected.end();
    }

    /// Loads sorted entries, and does something else in the middle of it.
    ///
    /// @return whether it was committed; it was not when it was given up, or when somebody else wrote to the table
    boolean load(
            ForkModel fork,
            TableIdent table,
            NavigableMap<byte[], byte[]> entries,
            boolean commit,
            Runnable meanwhile) {
        Fork handle = world.handle(fork);
        State.Edit creation = fork.state().edit();
        creation.create(table);
        State before = fork.state();
        State created = creation.toState();
        expected.begin(InFlight.commit(fork, List.of(created)));
        boolean isCommitted = false;
        try (BulkLoader loader = handle.load(handle.table(table))) {
            fork.committed(created, !before.has(table));
            fork.note(before, before.has(table) ? List.of() : List.of(new Write.Create(table)));
            expected.end();
            int commitsBefore = fork.commits.size();
            entries.headMap(middle(entries), false).forEach(loader::put);
            meanwhile.run();
            entries.tailMap(middle(entries), true).forEach(loader::put);
            if (commit) {
                isCommitted = commit(fork, table, entries, loader, commitsBefore);
            }
        }
        expected.end();
        return isCommitted;
    }

    private static byte[] middle(NavigableMap<byte[], byte[]> entries) {
        return entries.isEmpty() ? new byte[0] : List.copyOf(entries.keySet()).get(entries.size() / 2);
    }

    private boolean commit(
            ForkModel fork,
            TableIdent table,
            NavigableMap<byte[], byte[]> entries,
            BulkLoader loader,
            int commitsBefore) {
        List<Commit> others = fork.commits.subList(commitsBefore, fork.commits.size());
        boolean mustLose = others.stream().anyMatch(other -> other.dropped(table) || other.wrote(table));
        boolean mayLose = others.stream().anyMatch(other -> other.touched().contains(table));
        State before = fork.state();
        State.Edit edit = before.edit();
        entries.forEach((key, value) -> edit.put(table, key, new Row(value, 0)));
        State loaded = edit.toState();
        expected.begin(InFlight.commit(fork, List.of(loaded)));
        try {
            loader.commit();
        } catch (StoreException.Conflict conflict) {
            assertThat(mayLose).as("%s", conflict.getMessage()).isTrue();
            return false;
        }
        assertThat(mustLose).as("a load was committed that should have lost").isFalse();
        fork.committed(loaded, true);
        fork.note(Writes.between(before, loaded), table);
        return true;
    }

    void cleanExpired(ForkModel fork) {
        Fork handle = world.handle(fork);
        expected.begin(InFlight.nothing());
        handle.cleanExpired();
        world.noteCleaning();
        expected.end();
    }
}
