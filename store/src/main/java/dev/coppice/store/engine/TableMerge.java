package dev.coppice.store.engine;

import dev.coppice.store.delta.Delta;
import dev.coppice.store.delta.DeltaCursor;
import dev.coppice.store.delta.Mutation;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.tree.DeltaSource;
import dev.coppice.store.tree.PageEdits;
import dev.coppice.store.tree.PageWriter;
import dev.coppice.store.tree.Pages;
import dev.coppice.store.tree.Tree;
import dev.coppice.store.tree.TreeMerge;
import dev.coppice.store.tree.TreeTruncation;
import java.util.Map;
import java.util.TreeMap;

/// Merges the frozen writes of one table into its trees, in short steps, and makes the result durable. Confined to one
/// thread at a time.
final class TableMerge {
    private final int slot;
    private final TableState before;
    private final PageEdits edits;
    private final PageWriter writer;
    private final WritingMark mark;
    private TreeMerge entriesMerge;
    private TreeMerge expiriesMerge;
    private Tree entries;
    private Tree expiries;
    private PageMapping mapping;

    /// A merge that has not begun.
    ///
    /// @param before the table, whose frozen writes are to be merged
    TableMerge(int slot, TableState before) {
        this.slot = slot;
        this.before = before;
        Partition partition = before.partition();
        mark = partition.beginWriting();
        edits = new PageEdits(partition.logicalPages(before.pages().mapping()));
        writer = new PageWriter(partition, before.pages().pageSize());
    }

    int slot() {
        return slot;
    }

    TableState before() {
        return before;
    }

    long pagesWritten() {
        return writer.pagesWritten();
    }

    /// Does one step.
    ///
    /// @return whether there is more to do
    boolean step() {
        if (entriesMerge == null) {
            beginEntries();
            return true;
        }
        if (entries == null) {
            if (!entriesMerge.step()) {
                entries = entriesMerge.result();
                beginExpiries();
            }
            return true;
        }
        if (expiries == null) {
            if (!expiriesMerge.step()) {
                expiries = expiriesMerge.result();
                freeUnnamedValues();
            }
            return true;
        }
        return false;
    }

    private void beginEntries() {
        Tree tree = before.entries();
        Pages pages = before.pages();
        byte[] hiddenFrom = before.frozen().hiddenFrom();
        if (hiddenFrom != null) {
            tree = TreeTruncation.truncate(pages, tree, hiddenFrom, writer, edits);
            writer.flush();
            pages = pages.with(edits.applyTo(pages.mapping()))
                    .with(before.partition().files());
        }
        entriesMerge = new TreeMerge(pages, tree, new DeltaSource(before.frozen()), writer, edits);
    }

    private void beginExpiries() {
        expiriesMerge = new TreeMerge(
                before.pages(),
                before.expiries(),
                ExpiryHints.of(before, before.partition().cleanedThrough(before.expiries())),
                writer,
                edits);
    }

    /// Frees large values that were written and replaced before this merge, so that no entry names them.
    private void freeUnnamedValues() {
        if (before.frozenValues() == ValueRuns.NONE) {
            return;
        }
        TreeMap<Long, Long> named = new TreeMap<>();
        Delta delta = before.frozen();
        DeltaCursor cursor = new DeltaCursor(delta);
        for (boolean on = cursor.first(); on; on = cursor.next()) {
            if (Mutation.isOverflow(cursor.chunk(), cursor.at())) {
                long first = Mutation.overflowPage(cursor.chunk(), cursor.at());
                long length = Mutation.overflowLength(cursor.chunk(), cursor.at());
                named.put(first, first + LargeValues.pageCount(before.pages(), length));
            }
        }
        for (ValueRuns runs = before.frozenValues(); runs != ValueRuns.NONE; runs = runs.older()) {
            freeGaps(runs.firstLogicalPage(), runs.firstLogicalPage() + runs.count(), named);
        }
    }

    /// Frees the pages of a run that lie in no named value: values that were written one after the other share a run.
    ///
    /// @param named the first page of each named value, and the one after its last
    private void freeGaps(long from, long end, TreeMap<Long, Long> named) {
        for (long at = from; at < end; ) {
            Map.Entry<Long, Long> value = named.floorEntry(at);
            if (value != null && value.getValue() > at) {
                at = value.getValue();
            } else {
                Long next = named.higherKey(at);
                long gapEnd = next == null ? end : Math.min(next, end);
                edits.free(at, gapEnd - at);
                at = gapEnd;
            }
        }
    }

    /// Makes the pages durable.
    void sync() {
        writer.sync();
    }

    /// Makes the manifest say so.
    void record(long checkpointSequence) {
        mapping = edits.applyTo(before.pages().mapping());
        before.partition().record(checkpointSequence, entries, expiries, mapping);
    }

    /// The table after the merge, with what was written to it meanwhile.
    TableState publish(TableState present) {
        boolean untouched = present.pages().mapping() == before.pages().mapping();
        PageMapping merged = untouched ? mapping : edits.applyTo(present.pages().mapping());
        Pages pages = present.pages().with(merged).with(present.partition().files());
        return present.onto(pages, entries, expiries);
    }

    /// Gives back what a merge that was published has freed.
    void released() {
        edits.releaseFreed();
    }

    /// Ends a merge that was published, and named where it must be named.
    void end() {
        mark.end();
    }

    /// Ends a merge that failed. Its logical pages are free again, unless the manifest may name them after all.
    void giveUp() {
        if (!before.partition().isManifestInDoubt()) {
            edits.rollback();
        }
        mark.end();
    }
}
