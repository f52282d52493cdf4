package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All forks and archives of a database at one moment. Immutable; a change makes another one in time that hardly
/// depends on how many there are.
final class CatalogContent {
    static final CatalogContent EMPTY =
            new CatalogContent(0, PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty());

    private final long nextForkId;
    private final PersistentMap<Long, ForkHead> forks;
    private final PersistentMap<String, Long> idsByName; // of the forks that can be found by their names
    private final PersistentMap<String, ArchiveHead> archives;

    private CatalogContent(
            long nextForkId,
            PersistentMap<Long, ForkHead> forks,
            PersistentMap<String, Long> idsByName,
            PersistentMap<String, ArchiveHead> archives) {
        this.nextForkId = nextForkId;
        this.forks = forks;
        this.idsByName = idsByName;
        this.archives = archives;
    }

    /// The number of the next fork.
    long nextForkId() {
        return nextForkId;
    }

    /// The heads of all forks by number, dropped ones whose files are still there included.
    Map<Long, ForkHead> forks() {
        return forks;
    }

    /// The archives by name.
    Map<String, ArchiveHead> archives() {
        return archives;
    }

    /// The fork of a number, dropped or not; null when there is none.
    ForkHead fork(long id) {
        return forks.find(id);
    }

    /// The archive of a name, or null.
    ArchiveHead archive(String name) {
        return archives.find(name);
    }

    /// The fork of a name that is neither dropped nor incomplete, or null.
    ForkHead find(String name) {
        Long id = idsByName.find(name);
        return id == null ? null : forks.find(id);
    }

    /// How many forks can be found by their names, primary included.
    int namedForks() {
        return idsByName.size();
    }

    /// The fork of a name.
    ///
    /// @throws StoreException.NotFound when there is none
    ForkHead require(String name) {
        ForkHead head = find(name);
        if (head == null) {
            throw new StoreException.NotFound("there is no fork '" + name + "'");
        }
        return head;
    }

    /// The forks that are not dropped, by number.
    List<ForkHead> liveForks() {
        List<ForkHead> live = new ArrayList<>(forks.size());
        for (ForkHead head : forks.values()) {
            if (!head.dropped()) {
                live.add(head);
            }
        }
        return live;
    }

    /// The forks made from one, dropped ones left out.
    List<ForkHead> childrenOf(long forkId) {
        List<ForkHead> children = new ArrayList<>();
        for (ForkHead head : forks.values()) {
            if (!head.dropped() && head.parentId() == forkId) {
                children.add(head);
            }
        }
        return children;
    }

    /// Every state that must stay readable, besides the present ones of forks that are open.
    Collection<StatePointer> pointers() {
        List<StatePointer> pointers = new ArrayList<>();
        for (ForkHead head : forks.values()) {
            if (!head.dropped()) {
                pointers.add(head.forkPoint());
                pointers.add(head.durable());
            }
        }
        archives.values().forEach(archive -> pointers.add(archive.state()));
        pointers.addAll(forkPointsOfDropped());
        return pointers;
    }

    /// The fork points of dropped forks that a fork or an archive goes on from: in one of them it meets the forks that
    /// go on from an earlier state.
    List<StatePointer> forkPointsOfDropped() {
        List<StatePointer> found = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (ForkHead head : forks.values()) {
            if (!head.dropped()) {
                addForkPointsOfDropped(head.forkPoint(), seen, found);
            }
        }
        archives.values().forEach(archive -> addForkPointsOfDropped(archive.state(), seen, found));
        return found;
    }

    private void addForkPointsOfDropped(StatePointer of, Set<Long> seen, List<StatePointer> found) {
        long line = of.line();
        while (line != ForkCore.PRIMARY_ID && seen.add(line)) {
            ForkHead head = forks.find(line);
            if (head == null) {
                return;
            }
            if (head.dropped()) {
                found.add(head.forkPoint());
            }
            line = head.forkPoint().line();
        }
    }

    /// The content after a change.
    CatalogContent apply(CatalogChange change) {
        PersistentMap<Long, ForkHead> newForks = forks;
        PersistentMap<String, Long> newIds = idsByName;
        long next = nextForkId;
        for (long removed : change.removedForks()) {
            newIds = withoutName(newIds, newForks.find(removed));
            newForks = newForks.without(removed);
        }
        // All old names first: one of the forks may take that of another.
        for (ForkHead head : change.forks()) {
            newIds = withoutName(newIds, newForks.find(head.id()));
        }
        for (ForkHead head : change.forks()) {
            newForks = newForks.with(head.id(), head);
            if (!head.dropped() && !head.name().startsWith(ForkLifecycle.INCOMPLETE)) {
                newIds = newIds.with(head.name(), head.id());
            }
            next = Math.max(next, head.id() + 1);
        }
        PersistentMap<String, ArchiveHead> newArchives = archives;
        for (String removed : change.removedArchives()) {
            newArchives = newArchives.without(removed);
        }
        for (ArchiveHead archive : change.archives()) {
            newArchives = newArchives.with(archive.info().name(), archive);
        }
        return new CatalogContent(next, newForks, newIds, newArchives);
    }

    private static PersistentMap<String, Long> withoutName(PersistentMap<String, Long> ids, ForkHead head) {
        Long named = head == null ? null : ids.find(head.name());
        return named != null && named == head.id() ? ids.without(head.name()) : ids;
    }

    /// The same, with the next fork's number at least as high as one.
    CatalogContent withNextForkId(long atLeast) {
        return atLeast <= nextForkId ? this : new CatalogContent(atLeast, forks, idsByName, archives);
    }
}
