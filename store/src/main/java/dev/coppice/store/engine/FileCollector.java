package dev.coppice.store.engine;

import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage;
import dev.coppice.store.partition.DataFileName;
import dev.coppice.store.partition.ManifestName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Deletes files that nothing can reach any more. All methods are called under the structure lock, which keeps others
/// from making something reachable meanwhile.
///
/// What a file is reachable from is found by looking at every state there is, never by counting, so a crash leaves at
/// most files that the next collection deletes.
final class FileCollector {
    private static final String TEMPORARY = ".tmp";

    private final DatabaseCore database;
    private long filesDeleted;

    FileCollector(DatabaseCore database) {
        this.database = database;
    }

    private Storage storage() {
        return database.context().storage;
    }

    /// Data files deleted since the database was opened.
    long filesDeleted() {
        return filesDeleted;
    }

    /// Deletes what an open fork has left behind, if anything.
    void collect(ForkCore fork) {
        if (!hasGarbage(fork)) {
            return;
        }
        Set<String> reachable = new ReachableFiles(database).find();
        collectFork(fork.id(), reachable);
    }

    /// A quick look whether the fork has files that its own latest state does not use; most often it has not.
    private boolean hasGarbage(ForkCore fork) {
        for (TableState table : fork.state().tables()) {
            if (table == null) {
                return true;
            }
            Partition partition = table.partition();
            long first = partition.firstUnsettledFile();
            Set<Long> used =
                    Partition.filesOf(table.pages().mapping(), table.pages().pagesPerFileShift());
            for (long id : partition.ownFileIds()) {
                if (id < first && !used.contains(id)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Deletes what all forks have left behind.
    void collectAll() {
        Set<String> reachable = new ReachableFiles(database).find();
        for (ForkHead head : database.catalog().content().liveForks()) {
            collectFork(head.id(), reachable);
        }
        collectDropped(reachable);
    }

    /// Deletes what dropped forks have left behind, and forgets those of which nothing is left.
    void collectDropped() {
        boolean any = database.catalog().content().forks().values().stream().anyMatch(ForkHead::dropped);
        if (any) {
            collectDropped(new ReachableFiles(database).find());
        }
    }

    private void collectDropped(Set<String> reachable) {
        List<Long> gone = new ArrayList<>();
        for (ForkHead head : database.catalog().content().forks().values()) {
            if (head.dropped() && !isNamed(head.id())) {
                deleteFork(head.id());
                gone.add(head.id());
            } else if (head.dropped()) {
                collectFork(head.id(), reachable);
            }
        }
        if (!gone.isEmpty()) {
            database.catalog().change(CatalogChange.removeForks(gone));
        }
    }

    /// Whether some state names a log or manifest of the fork, or inherits a file of it.
    private boolean isNamed(long forkId) {
        for (StatePointer pointer : database.pinnedPointers()) {
            for (WalRange range : pointer.logs()) {
                if (range.forkId() == forkId) {
                    return true;
                }
            }
            for (TableHead table : pointer.tables()) {
                if (table.manifest() != null && table.manifestForkId() == forkId) {
                    return true;
                }
            }
        }
        String prefix = StoreContext.forkDirectory(forkId) + "/";
        for (String path : new ReachableFiles(database).find()) {
            if (path.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private void deleteFork(long forkId) {
        String directory = StoreContext.forkDirectory(forkId);
        try {
            for (String name : storage().list(directory)) {
                String path = directory + "/" + name;
                for (String inner : isLog(name) ? List.<String>of() : storage().list(path)) {
                    database.context().forget(path + "/" + inner);
                    storage().delete(path + "/" + inner);
                }
                storage().delete(path);
            }
            storage().delete(directory);
            storage().syncDirectory("forks");
        } catch (IOException e) {
            throw IoErrors.wrap("deleting " + directory, e);
        }
    }

    /// Whether a name in a fork's directory is that of a file of its log; all others are directories of tables.
    private static boolean isLog(String name) {
        return name.startsWith("wal_");
    }

    private void collectFork(long forkId, Set<String> reachable) {
        String directory = StoreContext.forkDirectory(forkId);
        try {
            for (String name : storage().list(directory)) {
                if (!isLog(name)) {
                    collectPartition(forkId, directory + "/" + name, reachable);
                }
            }
        } catch (IOException e) {
            throw IoErrors.wrap("deleting unreachable files of " + directory, e);
        }
    }

    private void collectPartition(long forkId, String directory, Set<String> reachable) throws IOException {
        List<String> names = storage().list(directory);
        Partition partition = openPartition(forkId, directory);
        String newest = newestManifest(names);
        List<Long> deleted = new ArrayList<>();
        for (String name : names) {
            String path = directory + "/" + name;
            DataFileName data = DataFileName.parse(name);
            boolean isManifest = ManifestName.parse(name) != null;
            if (reachable.contains(path) || (isManifest && name.equals(newest) && isLive(forkId, directory))) {
                continue;
            }
            if (data != null) {
                database.context().forget(path);
                storage().delete(path);
                deleted.add(data.fileId());
                filesDeleted++;
            } else if (isManifest || (name.endsWith(TEMPORARY) && partition == null)) {
                storage().delete(path);
            }
        }
        if (partition != null && !deleted.isEmpty()) {
            partition.forget(deleted);
        }
    }

    private static String newestManifest(List<String> names) {
        ManifestName newest = null;
        for (String name : names) {
            ManifestName parsed = ManifestName.parse(name);
            if (parsed != null && (newest == null || parsed.compareTo(newest) > 0)) {
                newest = parsed;
            }
        }
        return newest == null ? null : newest.format();
    }

    /// Whether a directory is that of a table that the fork still has, at its last checkpoint or now.
    private boolean isLive(long forkId, String directory) {
        ForkHead head = database.catalog().content().fork(forkId);
        if (head == null || head.dropped()) {
            return false;
        }
        for (TableHead table : head.durable().tables()) {
            if (database.context()
                    .directory(forkId, table.ident(), table.incarnation())
                    .path()
                    .equals(directory)) {
                return true;
            }
        }
        ForkCore core = database.coreIfOpen(forkId);
        return core == null || openPartition(forkId, directory) != null;
    }

    private Partition openPartition(long forkId, String directory) {
        ForkCore core = database.coreIfOpen(forkId);
        if (core == null) {
            return null;
        }
        for (TableState table : core.state().tables()) {
            if (table != null && table.partition().directory().path().equals(directory)) {
                return table.partition();
            }
        }
        return null;
    }
}
