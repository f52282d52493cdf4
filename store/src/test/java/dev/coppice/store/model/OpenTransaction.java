package dev.coppice.store.model;

import dev.coppice.store.Fork;
import dev.coppice.store.Isolation;
import dev.coppice.store.TableIdent;
import dev.coppice.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A transaction that stays open while others commit, beside its model.
final class OpenTransaction {
    /// So many bytes of commits are surely remembered, for the smallest write buffer.
    private static final long REMEMBERED_BYTES = 100_000;

    final ForkModel fork;
    final Transaction transaction;
    final long now;
    private final Isolation isolation;
    private final State snapshot;
    private final int snapshotCommit;
    private final State.Edit view;
    private final List<Write> writes = new ArrayList<>();
    private final Set<TableIdent> touched = new TreeSet<>();
    private final Set<TableIdent> reshaped = new TreeSet<>();
    private final List<Read> reads = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent")
    private record Read(TableIdent table, byte[] key) {}

    OpenTransaction(ForkModel fork, Fork handle, Isolation isolation, long now) {
        this.fork = fork;
        this.isolation = isolation;
        this.now = now;
        transaction = handle.begin(isolation);
        snapshot = fork.state();
        snapshotCommit = fork.commits.size();
        view = snapshot.edit();
    }

    State state() {
        return view.toState();
    }

    boolean has(TableIdent table) {
        return view.has(table);
    }

    /// Makes a write, unless the table's presence forbids it.
    void write(Write write, Fork handle) {
        boolean exists = view.has(write.table());
        write.to(transaction, handle);
        write.to(view);
        touched.add(write.table());
        switch (write) {
            case Write.Put put -> writes.add(write);
            case Write.Create create -> {
                writes.add(write);
                reshaped.add(write.table());
            }
            default -> {
                if (exists) {
                    writes.add(write);
                }
                if (!(write instanceof Write.Delete)) {
                    reshaped.add(write.table());
                }
            }
        }
    }

    void reads(TableIdent table, byte[] key) {
        touched.add(table);
        reads.add(new Read(table, key));
    }

    /// Something of a table was read, and whoever writes to it may win.
    void readsSomewhere(TableIdent table) {
        touched.add(table);
    }

    /// What the fork's state is after the commit.
    State after() {
        State.Edit edit = fork.state().edit();
        writes.forEach(write -> write.to(edit));
        return edit.toState();
    }

    List<Write> writes() {
        return writes;
    }

    private List<Commit> commitsSince() {
        return fork.commits.subList(snapshotCommit, fork.commits.size());
    }

    /// Whether another commit surely wins.
    boolean mustLose() {
        return !writes.isEmpty() && commitsSince().stream().anyMatch(this::losesAgainst);
    }

    private boolean losesAgainst(Commit commit) {
        for (Write write : writes) {
            TableIdent table = write.table();
            if (reshaped.contains(table)) {
                continue;
            }
            if (snapshot.has(table) && commit.dropped(table)) {
                return true;
            }
            byte[] key = write instanceof Write.Put put ? put.key() : ((Write.Delete) write).key();
            if (commit.wrote(table, key)) {
                return true;
            }
        }
        return isolation == Isolation.SERIALIZABLE
                && reads.stream()
                        .anyMatch(read -> commit.wrote(read.table(), read.key())
                                || (snapshot.has(read.table()) && commit.dropped(read.table())));
    }

    /// Whether a write to a table may lose against another commit.
    boolean mayLose(TableIdent table) {
        return commitsSince().stream().anyMatch(commit -> commit.touched().contains(table));
    }

    /// Whether the transaction may lose against another commit.
    boolean mayLose() {
        long bytes = commitsSince().stream().mapToLong(Commit::bytes).sum();
        return bytes > REMEMBERED_BYTES
                || commitsSince().stream()
                        .anyMatch(commit -> commit.touched().stream().anyMatch(touched::contains));
    }
}
