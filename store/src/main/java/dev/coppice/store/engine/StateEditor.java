package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.delta.Delta;
import dev.coppice.store.delta.DeltaBuilder;
import dev.coppice.store.host.Scheduler;
import dev.coppice.store.log.RecordFormat;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.tree.Pages;
import dev.coppice.store.tree.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Makes the next state of a fork by applying commits to the one before: the same code when a commit is made and when
/// it is replayed from the log. A replay, of which nobody sees a state before the last, gathers what it puts into
/// tables that are clean, and sorts it at the end. Confined to one thread.
final class StateEditor implements CommitOperations {
    /// Gives the state of a table that a commit creates.
    @FunctionalInterface
    interface TableCreation {
        /// An empty table; on replay, what a checkpoint after the commit has already made of it.
        TableState create(TableIdent table, long incarnation);
    }

    private final TableRegistry registry;
    private final TableCreation creation;
    private final Scheduler scheduler; // of a replay; null for commits
    private TableState[] tables;
    private Delta.Editor[] editors;
    private DeltaBuilder[] builders;
    private long[] touched;
    /// Data files that commits to each table have named, not opened yet: those of a table that a later commit drops
    /// may be gone.
    private List<List<Long>> namedFiles;
    private long sequence;
    private long applying;
    private TableIdent lastIdent;
    /// What gathers the mutations that the commit makes to the last table; null when that is to be found out.
    private DeltaBuilder gathering;
    private TableHandle latest;

    private StateEditor(ForkState base, TableRegistry registry, TableCreation creation, Scheduler scheduler) {
        this.registry = registry;
        this.creation = creation;
        this.scheduler = scheduler;
        tables = base.tables().clone();
        editors = new Delta.Editor[tables.length];
        builders = new DeltaBuilder[tables.length];
        touched = new long[tables.length];
        namedFiles = new ArrayList<>(Collections.nCopies(tables.length, null));
        sequence = base.sequence();
    }

    /// An editor for the commits of one group.
    static StateEditor forCommits(ForkState base, TableRegistry registry, TableCreation creation) {
        return new StateEditor(base, registry, creation, null);
    }

    /// An editor for a log to be replayed.
    ///
    /// @param scheduler whose threads, if one is free, do a part of the work at the end
    static StateEditor forReplay(ForkState base, TableRegistry registry, TableCreation creation, Scheduler scheduler) {
        return new StateEditor(base, registry, creation, scheduler);
    }

    /// Applies one commit.
    ///
    /// @param bytes hold the commit's record, header included and complete; nobody may change them from now on. They
    ///     begin with a record, of this commit or one before
    /// @param bodyOffset where in the array the body of the record begins, behind its header
    /// @param bodyLength bytes of the body
    void apply(byte[] bytes, int bodyOffset, int bodyLength) {
        gathering = null;
        applying = RecordFormat.number(bytes, bodyOffset - RecordFormat.HEADER_LENGTH);
        CommitRecord.visit(bytes, bodyOffset, bodyLength, this);
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
            openFiles(slot);
        }
        return new ForkState(sequence, tables.clone());
    }

    private void openFiles(int slot) {
        List<Long> fileIds = namedFiles.set(slot, null);
        if (fileIds != null) {
            Partition partition = tables[slot].partition();
            fileIds.forEach(partition::require);
            tables[slot] = tables[slot].moved(tables[slot].pages().with(partition.files()));
        }
    }

    private void settle(int slot) {
        gathering = null;
        if (builders[slot] != null) {
            tables[slot] = tables[slot].written(touched[slot], builders[slot].build(scheduler));
            builders[slot] = null;
        }
        if (editors[slot] != null) {
            tables[slot] = tables[slot].written(touched[slot], editors[slot].freeze());
            editors[slot] = null;
        }
    }

    @Override
    public void mutate(TableIdent ident, byte[] record, int at) {
        if (gathering != null && ident == lastIdent) {
            gathering.put(record, at);
            return;
        }
        int slot = existing(ident);
        if (slot < 0) {
            return;
        }
        if (scheduler != null && builders[slot] == null && editors[slot] == null && !tables[slot].hasActiveEntries()) {
            builders[slot] = new DeltaBuilder();
        }
        if (builders[slot] != null) {
            touched[slot] = applying;
            gathering = builders[slot];
            gathering.put(record, at);
        } else {
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
        int slot = slot(ident);
        if (slot >= tables.length) {
            tables = Arrays.copyOf(tables, slot + 1);
            editors = Arrays.copyOf(editors, slot + 1);
            builders = Arrays.copyOf(builders, slot + 1);
            touched = Arrays.copyOf(touched, slot + 1);
            namedFiles.addAll(Collections.nCopies(slot + 1 - namedFiles.size(), null));
        }
        if (tables[slot] == null) {
            tables[slot] = creation.create(ident, applying);
        }
    }

    @Override
    public void drop(TableIdent ident) {
        int slot = slot(ident);
        if (slot < tables.length) {
            tables[slot] = null;
            editors[slot] = null;
            builders[slot] = null;
            gathering = null;
            namedFiles.set(slot, null);
        }
    }

    @Override
    public void mapValuePages(TableIdent ident, long firstLogicalPage, long firstFilePage, long count) {
        int slot = existing(ident);
        if (slot < 0) {
            return;
        }
        TableState table = table(slot);
        nameFile(slot, firstFilePage >>> table.pages().pagesPerFileShift());
        PageMapping.Editor editor = table.pages().mapping().edit();
        for (long i = 0; i < count; i++) {
            editor.set(firstLogicalPage + i, firstFilePage + i);
        }
        Pages pages = table.pages().with(editor.freeze());
        tables[slot] = table.mapped(applying, pages, table.activeValues().with(firstLogicalPage, count));
    }

    @Override
    public void mapPages(TableIdent ident, long firstLogicalPage, long[] filePages) {
        int slot = existing(ident);
        if (slot < 0) {
            return;
        }
        TableState table = table(slot);
        PageMapping.Editor editor = table.pages().mapping().edit();
        for (int i = 0; i < filePages.length; i++) {
            nameFile(slot, filePages[i] >>> table.pages().pagesPerFileShift());
            editor.set(firstLogicalPage + i, filePages[i]);
        }
        tables[slot] = table.mapped(applying, table.pages().with(editor.freeze()), table.activeValues());
    }

    /// Pages that follow each other lie in one file, because the first of each file is its header.
    private void nameFile(int slot, long fileId) {
        List<Long> fileIds = namedFiles.get(slot);
        if (fileIds == null) {
            fileIds = new ArrayList<>();
            namedFiles.set(slot, fileIds);
        }
        if (fileIds.isEmpty() || fileIds.getLast() != fileId) {
            fileIds.add(fileId);
        }
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

    private int slot(TableIdent ident) {
        // A load puts entry after entry into one table, and a record names each of its tables by one object.
        if (ident != lastIdent) {
            gathering = null;
            if (latest == null || !latest.ident().equals(ident)) {
                latest = registry.handle(ident);
            }
            lastIdent = ident;
        }
        return latest.slot();
    }

    private Delta.Editor editor(int slot) {
        if (editors[slot] == null) {
            settle(slot);
            editors[slot] = tables[slot].active().edit();
        }
        touched[slot] = applying;
        return editors[slot];
    }

    /// The slot of a table that the commit changes; -1 when what it changes is in the table already, because a
    /// checkpoint after the commit has merged it.
    private int existing(TableIdent ident) {
        int slot = slot(ident);
        if (slot >= tables.length || tables[slot] == null) {
            throw new StoreException.Corrupt(
                    "the log", 0, "a commit to an existing table", "sequence " + applying + " writes to " + ident);
        }
        return applying <= tables[slot].partition().checkpointedAtOpen() ? -1 : slot;
    }
}
