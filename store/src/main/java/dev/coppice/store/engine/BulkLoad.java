package dev.coppice.store.engine;

import dev.coppice.store.Durability;
import dev.coppice.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/// A bulk load of some tables: a checkpoint whose changes come from the user. It begins with a real checkpoint, so that
/// the tables' whole content is in their trees, and holds the fork's maintenance until its end, so that it stays there.
/// Its pages are durable before its commit record, which names the new trees and the pages that changed; so the commit
/// is like any other, and the entries are written once. Confined to one thread.
final class BulkLoad {
    private final DatabaseCore database;
    private final ForkCore fork;
    private final ViewPin pin;
    private final ForkState snapshot;
    private final List<TableLoad> tables = new ArrayList<>();
    private boolean isOpen = true;

    private BulkLoad(DatabaseCore database, ForkCore fork, List<TableHandle> handles, ViewPin pin) {
        this.database = database;
        this.fork = fork;
        this.pin = pin;
        snapshot = pin.state();
        long hintBytesMax = database.context().options.writeBufferBytes() / 2 / handles.size();
        for (TableHandle handle : handles) {
            tables.add(new TableLoad(handle, snapshot.table(handle.slot()), hintBytesMax));
        }
    }

    /// @param handles the tables, at least one, each once
    static BulkLoad begin(DatabaseCore database, ForkCore fork, List<TableHandle> handles) {
        handles.forEach(handle -> createTable(fork, handle));
        fork.beginMaintenance();
        try {
            database.maintenance().checkpointHeld(fork);
            // What has come since the checkpoint froze is in memory; only a table without such writes can be loaded.
            ViewPin pin = database.pinForTransaction(fork, ViewPin.LOAD);
            for (TableHandle handle : handles) {
                TableState table = pin.state().table(handle.slot());
                if (table == null || table.isDirty()) {
                    database.unpinTransaction(pin);
                    throw new StoreException.Conflict(
                            "another transaction writes to table " + handle.ident() + "; load it again");
                }
            }
            BulkLoad load = new BulkLoad(database, fork, handles, pin);
            fork.setLoading(true);
            return load;
        } catch (RuntimeException | Error e) {
            fork.endMaintenance();
            throw e;
        }
    }

    private static void createTable(ForkCore fork, TableHandle handle) {
        ForkState state = fork.state();
        if (state.table(handle.slot()) == null) {
            CommitRecord creation = new CommitRecord();
            creation.create(handle.ident());
            commit(fork, state, creation, List.of());
        }
    }

    private static long commit(
            ForkCore fork, ForkState snapshot, CommitRecord record, List<WriteSet.Required> required) {
        WriteSet writes =
                new WriteSet(snapshot, record.toRecord(), record.length(), List.of(), required, new WriteSet.ReadSet());
        return fork.committer().commit(writes, Durability.DURABLE);
    }

    /// The part of the load that goes into the table of this position.
    TableLoad table(int position) {
        return tables.get(position);
    }

    /// Does something that cannot go on once it has failed.
    void attempt(Runnable work) {
        boolean hasFailed = true;
        try {
            work.run();
            hasFailed = false;
        } finally {
            if (hasFailed) {
                end(false);
            }
        }
    }

    long commit() {
        ensureOpen();
        boolean isCommitted = false;
        try {
            CommitRecord record = new CommitRecord();
            tables.forEach(table -> table.finish(record));
            long sequence = commit(
                    fork,
                    snapshot,
                    record,
                    tables.stream().map(TableLoad::required).toList());
            isCommitted = true;
            recordInManifests(sequence);
            return sequence;
        } finally {
            end(isCommitted);
        }
    }

    private void recordInManifests(long sequence) {
        fork.commitLock.lock();
        try {
            tables.forEach(table -> table.recordInManifest(fork, sequence));
        } finally {
            fork.commitLock.unlock();
        }
    }

    void ensureOpen() {
        if (!isOpen) {
            throw new StoreException.Closed("the load has ended; begin another one");
        }
        fork.ensureOpen();
    }

    void close() {
        if (isOpen) {
            end(false);
        }
    }

    private void end(boolean isCommitted) {
        isOpen = false;
        tables.forEach(table -> table.end(isCommitted, fork.hasFailed()));
        database.unpinTransaction(pin);
        fork.setLoading(false);
        fork.endMaintenance();
    }
}
