package dev.coppice.store.engine;

import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage;
import dev.coppice.store.partition.DataFileName;
import dev.coppice.store.partition.ManifestName;
import dev.coppice.store.partition.ManifestReplayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Deletes files that nothing can reach any more. All methods are called under the structure lock, which keeps others
/// from making something reachable meanwhile, but for what writers have begun: so files are listed before it is looked
/// at what is reachable, and one that is begun after that is not among them.
///
/// What a file is reachable from is found by looking at every state there is, never by counting, so a crash leaves at
/// most files that the next collection deletes.
///
/// After a failed sync there may be states that nobody knows of before the next opening: a commit at the end of a log,
/// the last record of a manifest or of the catalog. What they would need is left to the opening.
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
        if (hasGarbage(fork)) {
            collect(List.of(fork.id()));
        }
    }

    /// A quick look whether the fork has files that its own latest state does not use; most often it has not.
    private boolean hasGarbage(ForkCore fork) {
        Set<String> directories =
                new TreeSet<>(list(StoreContext.forkDirectory(fork.id())).keySet());
        for (TableState table : fork.state().tables()) {
            if (table == null) {
                continue;
            }
            Partition partition = table.partition();
            directories.remove(partition.directory().path());
            long first = partition.firstUnsettledFile();
            Collection<Long> used =
                    Partition.filesOf(table.pages().mapping(), table.pages().pagesPerFileShift());
            for (long id : partition.ownFileIds()) {
                if (id < first && !used.contains(id)) {
                    return true;
                }
            }
        }
        return directories.stream().anyMatch(directory -> !mayBeReplayed(fork.id(), directory));
    }

    /// Deletes what all forks have left behind.
    void collectAll() {
        collect(database.catalog().content().forks().keySet());
    }

    /// Deletes what dropped forks have left behind, and forgets those of which nothing is left.
    void collectDropped() {
        List<Long> dropped = database.catalog().content().forks().values().stream()
                .filter(ForkHead::dropped)
                .map(ForkHead::id)
                .toList();
        if (!dropped.isEmpty()) {
            collect(dropped);
        }
    }

    /// Deletes what a dropped fork has left behind, and forgets it if nothing is left.
    void collectDropped(long forkId) {
        collect(List.of(forkId));
    }

    private void collect(Collection<Long> forkIds) {
        if (database.catalog().isInDoubt()) {
            return;
        }
        Map<Long, Map<String, List<String>>> listed = new TreeMap<>();
        forkIds.forEach(id -> listed.put(id, list(StoreContext.forkDirectory(id))));
        ReachableFiles reachable = ReachableFiles.find(database);
        List<Long> gone = new ArrayList<>();
        listed.forEach((id, directories) -> {
            if (database.catalog().content().fork(id).dropped() && !reachable.namesFork(id, directories.keySet())) {
                deleteFork(id);
                gone.add(id);
            } else if (isCollectable(id)) {
                directories.forEach((directory, names) -> collectPartition(id, directory, names, reachable));
            }
        });
        if (!gone.isEmpty()) {
            syncForks();
            database.catalog().change(CatalogChange.removeForks(gone));
        }
    }

    /// Only an open fork knows which of its own files it uses, unless its log is in doubt, and a dropped one uses none.
    private boolean isCollectable(long forkId) {
        if (database.catalog().content().fork(forkId).dropped()) {
            return true;
        }
        ForkCore core = database.coreIfOpen(forkId);
        return core != null && !core.hasFailed();
    }

    /// The directories of tables in a fork's directory, and the files in each.
    private Map<String, List<String>> list(String forkDirectory) {
        Map<String, List<String>> listed = new TreeMap<>();
        try {
            for (String name : storage().list(forkDirectory)) {
                if (!StoreContext.isLog(name)) {
                    String directory = forkDirectory + "/" + name;
                    listed.put(directory, storage().list(directory));
                }
            }
            return listed;
        } catch (IOException e) {
            throw IoErrors.wrap("listing " + forkDirectory, e);
        }
    }

    /// Makes it durable that directories are gone, those too that an earlier attempt has deleted; the catalog forgets
    /// their forks after that.
    private void syncForks() {
        try {
            // No fork has written anything yet when there is no such directory.
            if (storage().exists(StoreContext.FORKS)) {
                storage().syncDirectory(StoreContext.FORKS);
            }
        } catch (IOException e) {
            throw IoErrors.wrap("syncing the directory of forks", e);
        }
    }

    private void deleteFork(long forkId) {
        String directory = StoreContext.forkDirectory(forkId);
        try {
            if (!storage().exists(directory)) {
                return; // nothing was ever written to it
            }
            for (String name : storage().list(directory)) {
                String path = directory + "/" + name;
                for (String inner :
                        StoreContext.isLog(name) ? List.<String>of() : storage().list(path)) {
                    database.context().forget(path + "/" + inner);
                    storage().delete(path + "/" + inner);
                }
                storage().delete(path);
            }
            storage().delete(directory);
        } catch (IOException e) {
            throw IoErrors.wrap("deleting " + directory, e);
        }
    }

    private void collectPartition(long forkId, String directory, List<String> names, ReachableFiles reachable) {
        boolean isLive = reachable.isLive(directory);
        Partition partition = reachable.partition(directory);
        boolean isInDoubt = partition != null && partition.isManifestInDoubt();
        if (isInDoubt || (!isLive && mayBeReplayed(forkId, directory))) {
            return;
        }
        ManifestName newest = ManifestReplayer.newest(names);
        List<Long> deleted = new ArrayList<>();
        int left = names.size();
        try {
            for (String name : names) {
                String path = directory + "/" + name;
                DataFileName data = DataFileName.parse(name);
                ManifestName manifest = ManifestName.parse(name);
                boolean isNewest = manifest != null && manifest.equals(newest);
                boolean isOurs = data != null || manifest != null || name.endsWith(TEMPORARY);
                boolean isNeeded = data == null && isLive && (isNewest || manifest == null);
                if (!isOurs || isNeeded || reachable.contains(path)) {
                    continue;
                }
                if (data != null) {
                    database.context().forget(path);
                    deleted.add(data.fileId());
                }
                storage().delete(path);
                left--;
            }
            if (left == 0 && !isLive) {
                storage().delete(directory);
            }
        } catch (IOException e) {
            throw IoErrors.wrap("deleting unreachable files of " + directory, e);
        } finally {
            filesDeleted += deleted.size();
            if (partition != null && !deleted.isEmpty()) {
                partition.forget(deleted);
            }
        }
    }

    /// Whether a directory is that of a table that the next opening of its fork, on its way through the log, may still
    /// come by, though the table was dropped later: it is only gone for good when a checkpoint lies after its drop. A
    /// fork that is not open keeps all its tables.
    private boolean mayBeReplayed(long forkId, String directory) {
        ForkHead head = database.catalog().content().fork(forkId);
        if (head.dropped()) {
            return false;
        }
        long incarnation = StoreContext.incarnationOf(directory);
        return incarnation > head.durable().checkpointSequence()
                || head.durable().tables().stream()
                        .anyMatch(table -> database.context()
                                .directory(forkId, table.ident(), table.incarnation())
                                .path()
                                .equals(directory));
    }
}
