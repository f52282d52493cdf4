package dev.coppice.store.engine;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.Durability;
import dev.coppice.store.StoreException;
import dev.coppice.store.host.Loggers;
import dev.coppice.store.page.OverflowPage;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.tree.PageEdits;
import dev.coppice.store.tree.PageWriter;
import dev.coppice.store.tree.Tree;
import dev.coppice.store.tree.TreeMerge;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A bulk load: a checkpoint whose changes come from the user. It begins with a real checkpoint, so that the table's
/// whole content is in its tree, and holds the fork's maintenance until its end, so that it stays there. Its pages are
/// durable before its commit record, which names the new tree and the pages that changed; so the commit is like any
/// other, and the entries are written once.
final class BulkLoad implements BulkLoader {
    private final DatabaseCore database;
    private final ForkCore fork;
    private final TableHandle handle;
    private final ViewPin pin;
    private final ForkState snapshot;
    private final TableState before;
    private final WritingMark mark;
    private final PageEdits edits;
    private final PageWriter writer;
    private final LoadSource source = new LoadSource();
    private final TreeMerge merge;
    private final LoadHints hints;
    private byte[] lastKey;
    private boolean isMerged;
    private boolean isOpen = true;

    private BulkLoad(DatabaseCore database, ForkCore fork, TableHandle handle, ViewPin pin) {
        this.database = database;
        this.fork = fork;
        this.handle = handle;
        this.pin = pin;
        snapshot = pin.state();
        before = snapshot.table(handle.slot());
        Partition partition = before.partition();
        mark = partition.beginWriting();
        edits = new PageEdits(partition.logicalPages(before.pages().mapping()));
        writer = new PageWriter(partition, before.pages().pageSize());
        merge = new TreeMerge(before.pages(), before.entries(), source, writer, edits);
        hints = new LoadHints(before, writer, edits, database.context().options.writeBufferBytes() / 2);
    }

    static BulkLoad begin(DatabaseCore database, ForkCore fork, TableHandle handle) {
        createTable(fork, handle);
        fork.beginMaintenance();
        try {
            database.maintenance().checkpointHeld(fork);
            // What has come since the checkpoint froze is in memory; only a table without such writes can be loaded.
            ViewPin pin = database.pinForTransaction(fork, "an open bulk load");
            TableState table = pin.state().table(handle.slot());
            if (table == null || table.isDirty()) {
                database.unpinTransaction(pin);
                throw new StoreException.Conflict(
                        "another transaction writes to table " + handle.ident() + "; load it again");
            }
            BulkLoad load = new BulkLoad(database, fork, handle, pin);
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

    @Override
    public void put(byte[] key, byte[] value, long expiresAtMillis) {
        accept(key, expiresAtMillis);
        source.add(key, value, expiresAtMillis);
        added(key, expiresAtMillis);
    }

    @Override
    public void put(byte[] key, InputStream value, long length, long expiresAtMillis) {
        LargeValues.checkLength(length);
        accept(key, expiresAtMillis);
        boolean hasFailed = true;
        try {
            if (length < LargeValues.THRESHOLD) {
                source.add(key, LargeValues.readAll(value, (int) length), expiresAtMillis);
            } else {
                int pageSize = before.pages().pageSize();
                long first = edits.allocateRun(OverflowPage.pageCount(pageSize, length));
                LargeValues.writePages(value, length, first, pageSize, writer, edits);
                source.addOverflow(key, length, expiresAtMillis, first);
            }
            hasFailed = false;
        } finally {
            if (hasFailed) {
                end(false);
            }
        }
        added(key, expiresAtMillis);
    }

    /// Refuses what cannot be the next entry.
    private void accept(byte[] key, long expiresAtMillis) {
        ensureOpen();
        TableReads.checkKey(key);
        LargeValues.checkExpiry(expiresAtMillis);
        if (lastKey != null && Arrays.compareUnsigned(lastKey, key) >= 0) {
            throw new StoreException.Invalid(
                    "keys must come in strictly ascending order; sort them, or use transactions");
        }
        lastKey = key.clone();
    }

    private void added(byte[] key, long expiresAtMillis) {
        if (source.isFull()) {
            merge(() -> !merge.needsInput());
        }
        if (expiresAtMillis != 0) {
            attempt(() -> hints.add(key, expiresAtMillis));
        }
    }

    /// Merges as long as there is something to merge. A merge that failed cannot go on.
    private void merge(BooleanSupplier more) {
        attempt(() -> {
            while (more.getAsBoolean()) {
                isMerged = !merge.step();
            }
        });
    }

    private void attempt(Runnable work) {
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

    @Override
    public long commit() {
        ensureOpen();
        source.end();
        merge(() -> !isMerged);
        boolean isCommitted = false;
        try {
            Tree expiries = hints.result();
            writer.sync();
            CommitRecord record = new CommitRecord();
            edits.forEachRun(new PageEdits.RunVisitor() {
                @Override
                public void mapped(long firstLogicalPage, long[] filePages) {
                    record.mapPages(handle.ident(), firstLogicalPage, filePages);
                }

                @Override
                public void unmapped(long firstLogicalPage, int pages) {
                    record.unmapPages(handle.ident(), firstLogicalPage, pages);
                }
            });
            record.replaceTrees(handle.ident(), merge.result(), expiries);
            long sequence =
                    commit(fork, snapshot, record, List.of(new WriteSet.Required(handle.slot(), before.incarnation())));
            isCommitted = true;
            recordInManifest(sequence);
            return sequence;
        } finally {
            end(isCommitted);
        }
    }

    /// So that the log need not be replayed for the load. Only while nothing else has come to the table; else, or when
    /// it fails, the next checkpoint does it.
    private void recordInManifest(long sequence) {
        fork.commitLock.lock();
        try {
            TableState table = fork.state().table(handle.slot());
            if (table != null && table.partition() == before.partition() && table.lastSequence() == sequence) {
                PageMapping mapping = table.pages().mapping();
                table.partition().freeze();
                table.partition().record(sequence, table.entries(), table.expiries(), mapping);
            }
        } catch (StoreException e) {
            Loggers.of(BulkLoad.class)
                    .log(
                            System.Logger.Level.WARNING,
                            "a load into " + handle + " is only in the log for the time being: " + e.getMessage());
        } finally {
            fork.commitLock.unlock();
        }
    }

    private void ensureOpen() {
        if (!isOpen) {
            throw new StoreException.Closed("the load has ended; begin another one");
        }
        fork.ensureOpen();
    }

    @Override
    public void close() {
        if (isOpen) {
            end(false);
        }
    }

    private void end(boolean isCommitted) {
        isOpen = false;
        if (isCommitted) {
            edits.releaseFreed();
        } else if (!fork.hasFailed()) {
            // Else the next opening may find the load in the log all the same.
            edits.rollback();
        }
        mark.end();
        database.unpinTransaction(pin);
        fork.setLoading(false);
        fork.endMaintenance();
    }
}
