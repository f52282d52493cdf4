package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All forks and archives of a database at one moment. Immutable.
///
/// @param nextForkId the number of the next fork
/// @param forks the heads of all forks by number, dropped ones whose files are still there included
/// @param archives the archives by name
record CatalogContent(long nextForkId, Map<Long, ForkHead> forks, Map<String, ArchiveHead> archives) {
    static final CatalogContent EMPTY = new CatalogContent(0, Map.of(), Map.of());

    /// The fork of a number, dropped or not; null when there is none.
    ForkHead fork(long id) {
        return forks.get(id);
    }

    /// The fork of a name that is neither dropped nor incomplete, or null.
    ForkHead find(String name) {
        if (name.startsWith(ForkLifecycle.INCOMPLETE)) {
            return null;
        }
        for (ForkHead head : forks.values()) {
            if (!head.dropped() && head.name().equals(name)) {
                return head;
            }
        }
        return null;
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
        return forks.values().stream().filter(head -> !head.dropped()).toList();
    }

    /// The forks made from one, dropped ones left out.
    List<ForkHead> childrenOf(long forkId) {
        return liveForks().stream().filter(head -> head.parentId() == forkId).toList();
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
        return pointers;
    }

    /// The content after a change.
    CatalogContent apply(CatalogChange change) {
        Map<Long, ForkHead> newForks = new TreeMap<>(forks);
        Map<String, ArchiveHead> newArchives = new TreeMap<>(archives);
        change.removedForks().forEach(newForks::remove);
        change.removedArchives().forEach(newArchives::remove);
        long next = nextForkId;
        for (ForkHead head : change.forks()) {
            newForks.put(head.id(), head);
            next = Math.max(next, head.id() + 1);
        }
        change.archives().forEach(archive -> newArchives.put(archive.info().name(), archive));
        return new CatalogContent(
                next, Collections.unmodifiableMap(newForks), Collections.unmodifiableMap(newArchives));
    }
}
