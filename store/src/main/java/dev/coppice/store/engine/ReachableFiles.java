package dev.coppice.store.engine;

import dev.coppice.store.partition.DataFile;
import dev.coppice.store.partition.FilePages;
import dev.coppice.store.partition.PageMapping;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The files that something can reach: the latest states of open forks, open snapshots, cursors and transactions, and
/// what the catalog points at. Computed anew for each collection, under the structure lock.
final class ReachableFiles {
    private final DatabaseCore database;
    private final StoreContext context;
    private final Set<String> files = new HashSet<>();
    private final Map<PageMapping, Set<Long>> idsOfMapping = new HashMap<>();

    ReachableFiles(DatabaseCore database) {
        this.database = database;
        this.context = database.context();
    }

    /// Adds the paths of all files that are needed to rebuild a state.
    static void ofPointer(DatabaseCore database, StatePointer pointer, Set<String> files) {
        ReachableFiles reachable = new ReachableFiles(database);
        reachable.addPointer(pointer);
        files.addAll(reachable.files);
    }

    /// The paths of all data files and manifests that can be reached.
    Set<String> find() {
        for (ForkCore core : database.openCores()) {
            addState(core.state());
            addUnsettled(core.state());
        }
        for (ViewPin pin : database.pins()) {
            addState(pin.state());
        }
        for (StatePointer pointer : database.pinnedPointers()) {
            addPointer(pointer);
        }
        for (ForkHead head : database.catalog().content().liveForks()) {
            if (database.coreIfOpen(head.id()) == null) {
                addState(new StateLoader(context).loadLatest(head, false).state());
            }
        }
        return files;
    }

    private void addState(ForkState state) {
        for (TableState table : state.tables()) {
            if (table != null) {
                addPages(table, table.pages().mapping());
            }
        }
    }

    private void addPages(TableState table, PageMapping mapping) {
        Set<Long> ids = idsOfMapping.computeIfAbsent(
                mapping, key -> Partition.filesOf(key, table.pages().pagesPerFileShift()));
        for (long id : ids) {
            DataFile file = table.pages().files().get(id);
            if (file != null) {
                files.add(file.path());
            }
        }
    }

    /// Files that a writer of the fork is at work on.
    private void addUnsettled(ForkState state) {
        for (TableState table : state.tables()) {
            if (table != null) {
                Partition partition = table.partition();
                long first = partition.firstUnsettledFile();
                for (long id : partition.ownFileIds()) {
                    if (id >= first) {
                        files.add(context.dataFilePath(partition.directory(), id, partition.term(id)));
                    }
                }
            }
        }
    }

    /// What is needed to rebuild a state: its manifests and the files of their mappings, and, because logs may name
    /// pages of large values, every file that was begun between the manifest and the state.
    private void addPointer(StatePointer pointer) {
        for (TableHead head : pointer.tables()) {
            if (head.manifest() == null) {
                continue;
            }
            files.add(context.directory(head.manifestForkId(), head.ident(), head.incarnation())
                    .file(head.manifest().fileName()));
            TableState table = Partition.open(context, head.manifestForkId(), head, true);
            addPages(table, table.pages().mapping());
            if (!pointer.logs().isEmpty()) {
                addLaterFiles(head, table);
            }
        }
    }

    private void addLaterFiles(TableHead head, TableState table) {
        Partition partition = table.partition();
        int shift = context.format.pagesPerFileShift();
        long lastWritten = FilePages.fileId(Math.max(0, partition.maxFilePageAtOpen()), shift);
        List<Long> own = partition.ownFileIds();
        for (long id : own) {
            if (id >= lastWritten && id < head.fileMark()) {
                files.add(context.dataFilePath(
                        context.directory(head.manifestForkId(), head.ident(), head.incarnation()),
                        id,
                        partition.term(id)));
            }
        }
    }
}
