package dev.coppice.store.engine;

import dev.coppice.store.delta.Delta;
import dev.coppice.store.tree.Layers;
import dev.coppice.store.tree.Pages;
import dev.coppice.store.tree.Tree;

/// One table in one state of a fork. Immutable.
///
/// @param partition what the table's writer needs: its files, allocators and manifest
/// @param lastSequence the last commit that touched the table
/// @param active writes since the last freeze
/// @param frozen writes that a checkpoint is merging, or failed to merge; empty when there are none
/// @param pages where the pages of both trees are
/// @param entries the tree of entries
/// @param expiries the tree of hints, `expiry ++ key`, for the clean-up of entries whose time has passed
/// @param layers what is read: the deltas that have something in them, over the tree
record TableState(
        Partition partition,
        long lastSequence,
        Delta active,
        Delta frozen,
        Pages pages,
        Tree entries,
        Tree expiries,
        Layers layers) {
    private static final Delta[] NONE = {};

    static TableState of(
            Partition partition,
            long lastSequence,
            Delta active,
            Delta frozen,
            Pages pages,
            Tree entries,
            Tree expiries) {
        Layers layers = new Layers(stack(active, frozen), pages, entries);
        return new TableState(partition, lastSequence, active, frozen, pages, entries, expiries, layers);
    }

    private static Delta[] stack(Delta active, Delta frozen) {
        boolean upper = hasContent(active);
        boolean lower = hasContent(frozen);
        if (upper && lower) {
            return new Delta[] {active, frozen};
        }
        if (upper || lower) {
            return new Delta[] {upper ? active : frozen};
        }
        return NONE;
    }

    /// Whether a delta changes anything, by entries or by a truncation.
    static boolean hasContent(Delta delta) {
        return !delta.isEmpty() || delta.hiddenFrom() != null;
    }

    /// Whether there are writes that are not in the trees.
    boolean isDirty() {
        return hasContent(active) || hasContent(frozen);
    }

    /// The sequence of the commit that created the table; tells it from one of the same name created later.
    long incarnation() {
        return partition.incarnation();
    }

    /// The same with the active writes moved to the frozen ones, which must be empty.
    TableState freeze() {
        return of(partition, lastSequence, Delta.EMPTY, active, pages, entries, expiries);
    }

    /// The same on other trees, without the frozen writes, which are in them now.
    TableState onto(Pages newPages, Tree newEntries, Tree newExpiries) {
        return of(partition, lastSequence, active, Delta.EMPTY, newPages, newEntries, newExpiries);
    }

    /// The same for another writer: a fork takes over the state, and writes to a partition of its own.
    TableState inheritedBy(Partition child) {
        return of(child, lastSequence, active, frozen, pages, entries, expiries);
    }
}
