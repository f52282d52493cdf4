package dev.coppice.store.engine;

import dev.coppice.store.delta.Delta;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.partition.DataFiles;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.tree.Layers;
import dev.coppice.store.tree.Pages;
import dev.coppice.store.tree.Tree;

/// One table in one state of a fork. Immutable.
///
/// @param partition what the table's writer needs: its files, allocators and manifest
/// @param lastSequence the last commit that touched the table
/// @param lastLoad the last commit that replaced its trees, whose entries are in no delta; 0 for none
/// @param active writes since the last freeze
/// @param frozen writes that a checkpoint is merging, or failed to merge; empty when there are none
/// @param pages where the pages of both trees are
/// @param entries the tree of entries
/// @param expiries the tree of hints, `expiry ++ key`, for the clean-up of entries whose time has passed
/// @param activeValues pages of large values that active writes brought
/// @param frozenValues pages of large values that frozen writes brought
/// @param layers what is read: the deltas that have something in them, over the tree
record TableState(
        Partition partition,
        long lastSequence,
        long lastLoad,
        Delta active,
        Delta frozen,
        Pages pages,
        Tree entries,
        Tree expiries,
        ValueRuns activeValues,
        ValueRuns frozenValues,
        Layers layers) {
    private static final Delta[] NONE = {};
    /// The layers of a table that does not exist.
    static final Layers NO_LAYERS = new Layers(
            NONE, new Pages(PageMapping.EMPTY, DataFiles.EMPTY, PageFormat.MIN_PAGE_SIZE, 1, null), Tree.EMPTY, false);

    /// A table whose writes are all in its trees.
    static TableState clean(Partition partition, long lastSequence, Pages pages, Tree entries, Tree expiries) {
        return of(
                partition,
                lastSequence,
                0,
                Delta.EMPTY,
                Delta.EMPTY,
                pages,
                entries,
                expiries,
                ValueRuns.NONE,
                ValueRuns.NONE);
    }

    private static TableState of(
            Partition partition,
            long lastSequence,
            long lastLoad,
            Delta active,
            Delta frozen,
            Pages pages,
            Tree entries,
            Tree expiries,
            ValueRuns activeValues,
            ValueRuns frozenValues) {
        Layers layers = new Layers(stack(active, frozen), pages, entries, !expiries.isEmpty());
        return new TableState(
                partition,
                lastSequence,
                lastLoad,
                active,
                frozen,
                pages,
                entries,
                expiries,
                activeValues,
                frozenValues,
                layers);
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

    /// Whether anything was written since the last freeze, pages of large values aside.
    boolean hasActiveEntries() {
        return hasContent(active);
    }

    /// Whether a freeze has something to set apart.
    boolean hasActiveWrites() {
        return hasContent(active) || activeValues != ValueRuns.NONE;
    }

    /// Whether writes were set apart and not yet merged.
    boolean hasFrozenWrites() {
        return hasContent(frozen) || frozenValues != ValueRuns.NONE;
    }

    /// Whether a load has brought trees that only the log knows of, and the manifest does not.
    boolean hasUnrecordedLoad() {
        return lastLoad > partition.recordedSequence();
    }

    /// The sequence of the commit that created the table; tells it from one of the same name created later.
    long incarnation() {
        return partition.incarnation();
    }

    /// The same with the active writes moved to the frozen ones, which must be empty.
    TableState freeze() {
        return of(
                partition,
                lastSequence,
                lastLoad,
                Delta.EMPTY,
                active,
                pages,
                entries,
                expiries,
                ValueRuns.NONE,
                activeValues);
    }

    /// The same on other trees, without the frozen writes, which are in them now.
    TableState onto(Pages newPages, Tree newEntries, Tree newExpiries) {
        return of(
                partition,
                lastSequence,
                lastLoad,
                active,
                Delta.EMPTY,
                newPages,
                newEntries,
                newExpiries,
                activeValues,
                ValueRuns.NONE);
    }

    /// The same with other active writes, by a commit.
    TableState written(long sequence, Delta newActive) {
        return of(
                partition, sequence, lastLoad, newActive, frozen, pages, entries, expiries, activeValues, frozenValues);
    }

    /// The same with more pages, by a commit.
    TableState mapped(long sequence, Pages newPages, ValueRuns values) {
        return of(partition, sequence, lastLoad, active, frozen, newPages, entries, expiries, values, frozenValues);
    }

    /// The same with other trees, by a commit.
    TableState loaded(long sequence, Tree newEntries, Tree newExpiries) {
        return of(
                partition,
                sequence,
                sequence,
                active,
                frozen,
                pages,
                newEntries,
                newExpiries,
                activeValues,
                frozenValues);
    }

    /// The same on other pages, which hold the same.
    TableState moved(Pages newPages) {
        return of(
                partition,
                lastSequence,
                lastLoad,
                active,
                frozen,
                newPages,
                entries,
                expiries,
                activeValues,
                frozenValues);
    }

    /// The same for another writer: a fork takes over the state, and writes to a partition of its own.
    TableState inheritedBy(Partition child) {
        return of(child, lastSequence, lastLoad, active, frozen, pages, entries, expiries, activeValues, frozenValues);
    }
}
