package dev.coppice.store.engine;

import dev.coppice.store.tree.PageEdits;
import dev.coppice.store.tree.PageWriter;
import dev.coppice.store.tree.Pages;
import dev.coppice.store.tree.Tree;
import dev.coppice.store.tree.TreeMerge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The expiry hints of a bulk load. They come in the order of keys and are wanted in the order of times, so they gather
/// in memory, are sorted, and are merged into the tree of hints; when they are many, several times. Confined to one
/// thread.
final class LoadHints {
    /// What an array in a list takes beside its bytes.
    private static final int OVERHEAD_BYTES = 24;

    private final TableState before;
    private final PageWriter writer;
    private final PageEdits edits;
    private final long bytesMax;
    private final List<byte[]> gathered = new ArrayList<>();
    private long bytes;
    private Tree tree;

    /// @param before the table before the load
    /// @param bytesMax how much may gather
    LoadHints(TableState before, PageWriter writer, PageEdits edits, long bytesMax) {
        this.before = before;
        this.writer = writer;
        this.edits = edits;
        this.bytesMax = bytesMax;
        tree = before.expiries();
    }

    void add(byte[] key, long expiry) {
        byte[] hint = ExpiryHints.hint(expiry, key, 0, key.length);
        gathered.add(hint);
        bytes += hint.length + OVERHEAD_BYTES;
        if (bytes > bytesMax) {
            merge();
        }
    }

    /// The tree with all hints.
    Tree result() {
        if (!gathered.isEmpty()) {
            merge();
        }
        return tree;
    }

    private void merge() {
        gathered.sort(Arrays::compareUnsigned);
        // Long keys are cut, and may then be the same.
        List<byte[]> distinct = new ArrayList<>(gathered.size());
        for (byte[] hint : gathered) {
            if (distinct.isEmpty() || !Arrays.equals(distinct.getLast(), hint)) {
                distinct.add(hint);
            }
        }
        writer.flush();
        Pages pages = before.pages()
                .with(edits.applyTo(before.pages().mapping()))
                .with(before.partition().files());
        TreeMerge merge = new TreeMerge(pages, tree, ExpiryHints.added(distinct), writer, edits);
        while (merge.step()) {
            // Each step merges a part.
        }
        tree = merge.result();
        gathered.clear();
        bytes = 0;
    }
}
