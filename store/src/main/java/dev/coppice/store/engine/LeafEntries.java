package dev.coppice.store.engine;

import dev.coppice.store.Limits;
import dev.coppice.store.page.LeafPage;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.partition.DataFile;
import dev.coppice.store.tree.Pages;
import dev.coppice.store.tree.Tree;
import dev.coppice.store.tree.TreeReader;
import dev.coppice.store.tree.ValueLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The entries of some leaves of a tree, in key order.
final class LeafEntries {
    private record Leaf(byte[] firstKey, long filePage) {}

    private final Pages pages;
    private final Tree tree;
    private final List<Leaf> leaves = new ArrayList<>();
    private final byte[] key = new byte[Limits.MAX_KEY_LENGTH];
    private int keyLength;
    private int leaf;
    private int index;
    private DataFile file;
    private long base;

    LeafEntries(Pages pages, Tree tree) {
        this.pages = pages;
        this.tree = tree;
    }

    /// Adds a page if it is a leaf of the tree, and not one of the partition's other tree or a page of a value.
    void add(long logicalPage) {
        long filePage = pages.locate(logicalPage);
        DataFile holder = pages.file(filePage);
        long at = holder.base(filePage);
        if (PageHeader.kind(holder.segment(), at) != PageFormat.KIND_LEAF
                || PageHeader.entryCount(holder.segment(), at) == 0) {
            return;
        }
        int length = LeafPage.copyKey(holder.segment(), at, 0, key);
        if (TreeReader.findLeaf(pages, tree, key, length) == filePage) {
            leaves.add(new Leaf(Arrays.copyOf(key, length), filePage));
        }
    }

    /// Stands on the first entry.
    void start() {
        leaves.sort((a, b) -> Arrays.compareUnsigned(a.firstKey(), b.firstKey()));
        leaf = 0;
        index = 0;
        enter();
    }

    private void enter() {
        if (leaf < leaves.size()) {
            long filePage = leaves.get(leaf).filePage();
            file = pages.file(filePage);
            base = file.base(filePage);
            keyLength = LeafPage.copyKey(file.segment(), base, index, key);
        }
    }

    boolean isValid() {
        return leaf < leaves.size();
    }

    void next() {
        index++;
        if (index == PageHeader.entryCount(file.segment(), base)) {
            leaf++;
            index = 0;
        }
        enter();
    }

    byte[] copyOfKey() {
        return Arrays.copyOf(key, keyLength);
    }

    static int compare(LeafEntries a, LeafEntries b) {
        return Arrays.compareUnsigned(a.key, 0, a.keyLength, b.key, 0, b.keyLength);
    }

    void locate(ValueLocation location) {
        location.setPage(file.segment(), base, index);
    }

    Pages pages() {
        return pages;
    }
}
