package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.partition.ManifestPosition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which data files pinned manifests name. What a manifest says up to a position never changes, so each is read once,
/// and only where its files are is remembered, not its mapping: there may be as many as there are forks. Thread-safe.
final class PinnedFiles {
    /// A data file, and the fork whose it is.
    record Place(long forkId, long fileId, String path) {}

    /// Data files that a pinned manifest names.
    ///
    /// @param used those that its trees use
    /// @param logged those that commits after its checkpoint may name pages in
    record Files(List<Place> used, List<Place> logged) {}

    private record Key(long forkId, TableIdent ident, long incarnation, ManifestPosition position) {}

    private final StoreContext context;
    private Map<Key, Files> known = new HashMap<>();
    private Map<Key, Files> asked = new HashMap<>();
    // One object for each file, because many manifests name the same.
    private Map<Place, Place> places = new HashMap<>();

    PinnedFiles(StoreContext context) {
        this.context = context;
    }

    /// Adds the paths that a pointer's manifests name, their own included, and the numbers of the forks that it needs.
    ///
    /// Logs may name pages of large values, which no tree uses yet. So of a state that has some, every file counts that
    /// the commits after the manifest's checkpoint may have written to. The logs of ancestors may name files of theirs,
    /// which no manifest's tree in between has to use.
    ///
    /// @param unreadable gets the tables whose manifests cannot be read
    synchronized void addTo(StatePointer pointer, Set<String> files, Set<Long> forks, UnreadableTables unreadable) {
        Set<Long> writers = new HashSet<>();
        pointer.logs().forEach(range -> writers.add(range.forkId()));
        forks.addAll(writers);
        for (TableHead head : pointer.tables()) {
            if (head.manifest() == null) {
                continue;
            }
            forks.add(head.manifestForkId());
            files.add(context.directory(head.manifestForkId(), head.ident(), head.incarnation())
                    .file(head.manifest().fileName()));
            try {
                addNamed(of(head), head.fileMark(), writers, files);
            } catch (StoreException.Corrupt | StoreException.NotADatabase | StoreException.Io damaged) {
                unreadable.add(head.ident(), damaged);
            }
        }
    }

    private static void addNamed(Files named, long fileMark, Set<Long> writers, Set<String> files) {
        named.used().forEach(place -> files.add(place.path()));
        for (Place place : named.logged()) {
            if (place.fileId() < fileMark && writers.contains(place.forkId())) {
                files.add(place.path());
            }
        }
    }

    private Files of(TableHead head) {
        Key key = new Key(head.manifestForkId(), head.ident(), head.incarnation(), head.manifest());
        Files files = known.get(key);
        if (files == null) {
            Files read = Partition.pinnedFiles(context, head);
            files = new Files(shared(read.used()), shared(read.logged()));
            known.put(key, files);
        }
        asked.put(key, files);
        return files;
    }

    private List<Place> shared(List<Place> read) {
        return read.stream()
                .map(place -> places.computeIfAbsent(place, same -> same))
                .toList();
    }

    /// Forgets all that nobody has asked for since the last call.
    synchronized void forgetOthers() {
        if (asked.size() < known.size()) {
            Map<Place, Place> left = new HashMap<>();
            for (Files files : asked.values()) {
                files.used().forEach(place -> left.put(place, place));
                files.logged().forEach(place -> left.put(place, place));
            }
            places = left;
        }
        known = asked;
        asked = new HashMap<>();
    }
}
