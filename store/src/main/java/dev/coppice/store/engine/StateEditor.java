package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.delta.Delta;
import dev.coppice.store.log.RecordFormat;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.tree.Pages;
import dev.coppice.store.tree.Tree;
import java.util.Arrays;

/// Makes the next state of a fork by applying commits to the one before: the same code when a commit is made and when
/// it is replayed from the log. Confined to one thread.
final class StateEditor implements CommitOperations {
    /// Gives the state of a table that a commit creates.
    @FunctionalInterface
    interface TableCreation {
        /// An empty table; on replay, what a checkpoint after the commit has already made of it.
        TableState create(TableIdent table, long incarnation);
    }

    private final TableRegistry registry;
    private final TableCreation creation;
    private TableState[] tables;
    private Delta.Editor[] editors;
    private long[] touched;
    private long sequence;
    private long applying;

    StateEditor(ForkState base, TableRegistry registry, TableCreation creation) {
        this.registry = registry;
        this.creation = creation;
        tables = base.tables().clone();
        editors = new Delta.Editor[tables.length];
        touched = new long[tables.length];
        sequence = base.sequence();
    }

    /// Applies one commit.
    ///
    /// @param record the commit's record, header included and complete
    void apply(byte[] record, int length) {
        applying = RecordFormat.number(record, 0);
        CommitRecord.visit(record, length, this);
        sequence = applying;
    }

    /// The state of a table with the commits so far, or null when it does not exist.
    TableState table(int slot) {
        if (slot >= tables.length) {
            return null;
        }
        settle(slot);
        return tables[slot];
    }

    /// The sequence of the last commit applied.
    long sequence() {
        return sequence;
    }

    /// The state with all commits so far.
    ForkState toState() {
        for (int slot = 0; slot < tables.length; slot++) {
            settle(slot);
        }
        return new ForkState(sequence, tables.clone());
    }

    private void settle(int slot) {
        if (editors[slot] != null) {
            tables[slot] = tables[slot].written(touched[slot], editors[slot].freeze());
            editors[slot] = null;
        }
    }

    @Override
    public void mutate(TableIdent ident, byte[] record, int at) {
        int slot = existing(ident);
        if (slot >= 0) {
            editor(slot).put(record, at);
        }
    }

    @Override
    public void truncate(TableIdent ident, byte[] fromKey) {
        int slot = existing(ident);
        if (slot >= 0) {
            editor(slot).truncateFrom(fromKey, applying);
        }
    }

    @Override
    public void create(TableIdent ident) {
        int slot = registry.handle(ident).slot();
        if (slot >= tables.length) {
            tables = Arrays.copyOf(tables, slot + 1);
            editors = Arrays.copyOf(editors, slot + 1);
            touched = Arrays.copyOf(touched, slot + 1);
        }
        if (tables[slot] == null) {
            tables[slot] = creation.create(ident, applying);
        }
    }

    @Override
    public void drop(TableIdent ident) {
        int slot = registry.handle(ident).slot();
        if (slot < tables.length) {
            tables[slot] = null;
            editors[slot] = null;
        }
    }

    @Override
    public void mapPages(TableIdent ident, long firstLogicalPage, long firstFilePage, long count, boolean ofValue) {
        int slot = existing(ident);
        if (slot < 0) {
            return;
        }
        TableState table = table(slot);
        int shift = table.pages().pagesPerFileShift();
        table.partition().require(firstFilePage >>> shift);
        table.partition().require((firstFilePage + count - 1) >>> shift);
        PageMapping.Editor editor = table.pages().mapping().edit();
        for (long i = 0; i < count; i++) {
            editor.set(firstLogicalPage + i, firstFilePage + i);
        }
        Pages pages = table.pages().with(editor.freeze()).with(table.partition().files());
        ValueRuns values = table.activeValues();
        tables[slot] = table.mapped(applying, pages, ofValue ? values.with(firstLogicalPage, count) : values);
    }

    @Override
    public void unmapPages(TableIdent ident, long firstLogicalPage, long count) {
        int slot = existing(ident);
        if (slot < 0) {
            return;
        }
        TableState table = table(slot);
        PageMapping.Editor editor = table.pages().mapping().edit();
        for (long i = 0; i < count; i++) {
            editor.clear(firstLogicalPage + i);
        }
        tables[slot] = table.moved(table.pages().with(editor.freeze()));
    }

    @Override
    public void replaceTrees(TableIdent ident, Tree entries, Tree expiries) {
        int slot = existing(ident);
        if (slot >= 0) {
            tables[slot] = table(slot).loaded(applying, entries, expiries);
        }
    }

    private Delta.Editor editor(int slot) {
        if (editors[slot] == null) {
            editors[slot] = tables[slot].active().edit();
        }
        touched[slot] = applying;
        return editors[slot];
    }

    /// The slot of a table that the commit changes; -1 when what it changes is in the table already, because a
    /// checkpoint after the commit has merged it.
    private int existing(TableIdent ident) {
        int slot = registry.handle(ident).slot();
        if (slot >= tables.length || tables[slot] == null) {
            throw new StoreException.Corrupt(
                    "the log", 0, "a commit to an existing table", "sequence " + applying + " writes to " + ident);
        }
        return applying <= tables[slot].partition().checkpointedAtOpen() ? -1 : slot;
    }
}
