package dev.coppice.store.engine;

import dev.coppice.store.partition.DataFile;
import dev.coppice.store.partition.PageMapping;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The files that something can reach: the latest states of open forks, open snapshots, cursors and transactions, what
/// is being written, and what the catalog points at. Computed anew for each collection, under the structure lock.
final class ReachableFiles {
    private static final String FORKS = "forks/";

    private final StoreContext context;
    private final Set<String> files = new HashSet<>();
    private final Set<Long> forks = new HashSet<>();
    private final Map<String, Partition> partitions = new HashMap<>();
    private final Map<PageMapping, Set<Long>> idsOfMapping = new HashMap<>();
    private Set<String> forksOfFiles;
    private final UnreadableTables unreadable = new UnreadableTables();

    private ReachableFiles(DatabaseCore database) {
        this.context = database.context();
    }

    /// Looks at everything. Writers and checkpoints go on meanwhile, which is why the order matters: pages that are
    /// being written come before the states that they are published in, and states before the pins of those that were
    /// the latest until then.
    ///
    /// A fork that is not open is looked at through what the catalog says of it: its own files are not collected, and
    /// what it inherits is what its last checkpoint or its fork point inherits, or less.
    static ReachableFiles find(DatabaseCore database) {
        ReachableFiles reachable = new ReachableFiles(database);
        reachable.context.writing().forEach(reachable::addUnsettled);
        database.openCores().forEach(reachable::addFork);
        database.pins().forEach(pin -> reachable.addState(pin.state()));
        PinnedFiles pinned = database.pinnedFiles();
        database.pinnedPointers()
                .forEach(pointer -> pinned.addTo(pointer, reachable.files, reachable.forks, reachable.unreadable));
        pinned.forgetOthers();
        return reachable;
    }

    /// Whether a data file or manifest can be reached, or perhaps could if what is damaged could be read.
    boolean contains(String path) {
        return files.contains(path) || unreadable.mayUse(path.substring(0, path.lastIndexOf('/')));
    }

    /// Whether a directory is that of a table of an open fork, or of one that is being written to.
    boolean isLive(String directory) {
        return partitions.containsKey(directory);
    }

    /// The partition in a directory, null when it is not live.
    Partition partition(String directory) {
        return partitions.get(directory);
    }

    /// Whether some state names a log or manifest of a fork, or inherits a file of it.
    ///
    /// @param directories the directories of tables in the fork's directory
    boolean namesFork(long forkId, Collection<String> directories) {
        if (forks.contains(forkId) || directories.stream().anyMatch(unreadable::mayUse)) {
            return true;
        }
        if (forksOfFiles == null) {
            forksOfFiles = new HashSet<>();
            files.forEach(path -> forksOfFiles.add(path.substring(0, path.indexOf('/', FORKS.length()))));
        }
        return forksOfFiles.contains(StoreContext.forkDirectory(forkId));
    }

    private void addFork(ForkCore fork) {
        ForkState before = fork.state();
        addTables(before);
        addTablesDroppedSince(fork.frozenAt(), before);
        addState(before);
        // What was written since the look at unsettled files, and is published by now.
        addState(fork.state());
    }

    private void addTables(ForkState state) {
        for (TableState table : state.tables()) {
            if (table != null) {
                addUnsettled(table.partition());
            }
        }
    }

    /// Tables of a checkpoint that is under way, which will name them in the catalog.
    private void addTablesDroppedSince(ForkState frozen, ForkState state) {
        for (int slot = 0; slot < frozen.tables().length; slot++) {
            TableState table = frozen.tables()[slot];
            TableState present = state.table(slot);
            if (table != null && (present == null || present.partition() != table.partition())) {
                addUnsettled(table.partition());
                addPages(table, table.pages().mapping());
                addPages(table, table.partition().recordedMapping());
            }
        }
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
            DataFile file = table.partition().files().get(id);
            if (file == null) {
                file = table.pages().files().get(id);
            }
            if (file != null) {
                files.add(file.path());
            }
        }
    }

    /// Files that a writer of the partition is at work on.
    private void addUnsettled(Partition partition) {
        partitions.put(partition.directory().path(), partition);
        long first = partition.firstUnsettledFile();
        for (long id : partition.ownFileIds()) {
            if (id >= first) {
                files.add(context.dataFilePath(partition.directory(), id, partition.term(id)));
            }
        }
    }
}
