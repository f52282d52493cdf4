package dev.coppice.store.engine;

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

/// The part of a bulk load that goes into one table. Confined to one thread.
final class TableLoad {
    private final TableHandle handle;
    private final TableState before;
    private final WritingMark mark;
    private final PageEdits edits;
    private final PageWriter writer;
    private final LoadSource source = new LoadSource();
    private final TreeMerge merge;
    private final LoadHints hints;
    private byte[] lastKey;
    private boolean isMerged;

    /// @param before the table, all of whose content is in its tree
    /// @param hintBytesMax how much of the expiry hints may gather in memory
    TableLoad(TableHandle handle, TableState before, long hintBytesMax) {
        this.handle = handle;
        this.before = before;
        Partition partition = before.partition();
        mark = partition.beginWriting();
        edits = new PageEdits(partition.logicalPages(before.pages().mapping()));
        writer = new PageWriter(partition, before.pages().pageSize());
        merge = new TreeMerge(before.pages(), before.entries(), source, writer, edits);
        hints = new LoadHints(before, writer, edits, hintBytesMax);
    }

    /// Refuses what cannot be the next entry.
    void accept(byte[] key, long expiresAtMillis) {
        TableReads.checkKey(key);
        LargeValues.checkExpiry(expiresAtMillis);
        if (lastKey != null && Arrays.compareUnsigned(lastKey, key) >= 0) {
            throw new StoreException.Invalid(
                    "keys must come in strictly ascending order; sort them, or use transactions");
        }
        lastKey = key.clone();
    }

    /// Adds the entry whose key was accepted.
    void add(byte[] key, byte[] value, long expiresAtMillis) {
        source.add(key, value, expiresAtMillis);
        added(key, expiresAtMillis);
    }

    /// Adds the entry whose key was accepted.
    void add(byte[] key, InputStream value, long length, long expiresAtMillis) {
        if (length < LargeValues.THRESHOLD) {
            source.add(key, LargeValues.readAll(value, (int) length), expiresAtMillis);
        } else {
            int pageSize = before.pages().pageSize();
            long first = edits.allocateRun(OverflowPage.pageCount(pageSize, length));
            LargeValues.writePages(value, length, first, pageSize, writer, edits);
            source.addOverflow(key, length, expiresAtMillis, first);
        }
        added(key, expiresAtMillis);
    }

    private void added(byte[] key, long expiresAtMillis) {
        if (source.isFull()) {
            while (!merge.needsInput()) {
                isMerged = !merge.step();
            }
        }
        if (expiresAtMillis != 0) {
            hints.add(key, expiresAtMillis);
        }
    }

    /// Makes the pages durable and says in a commit's record what becomes of the table.
    void finish(CommitRecord record) {
        source.end();
        while (!isMerged) {
            isMerged = !merge.step();
        }
        Tree expiries = hints.result();
        writer.sync();
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
    }

    /// What must still be so when the load is committed.
    WriteSet.Required required() {
        return new WriteSet.Required(handle.slot(), before.incarnation());
    }

    /// So that the log need not be replayed for the load. Only while nothing else has come to the table; else, or when
    /// it fails, the next checkpoint does it.
    ///
    /// @param fork the fork, whose commit lock is held
    void recordInManifest(ForkCore fork, long sequence) {
        try {
            TableState table = fork.state().table(handle.slot());
            if (table != null && table.partition() == before.partition() && table.lastSequence() == sequence) {
                PageMapping mapping = table.pages().mapping();
                table.partition().freeze();
                table.partition().record(sequence, table.entries(), table.expiries(), mapping);
            }
        } catch (StoreException e) {
            Loggers.of(TableLoad.class)
                    .log(
                            System.Logger.Level.WARNING,
                            "a load into " + handle + " is only in the log for the time being: " + e.getMessage());
        }
    }

    /// Lets the pages go that are no longer needed.
    ///
    /// @param mayBeInLog whether the next opening may find the load in the log although it was not committed
    void end(boolean isCommitted, boolean mayBeInLog) {
        if (isCommitted) {
            edits.releaseFreed();
        } else if (!mayBeInLog) {
            edits.rollback();
        }
        mark.end();
    }
}
