package dev.coppice.store.engine;

import dev.coppice.store.KeyRange;
import dev.coppice.store.Limits;
import dev.coppice.store.page.LeafPage;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.tree.Pages;
import dev.coppice.store.tree.Tree;
import dev.coppice.store.tree.TreeReader;
import dev.coppice.store.tree.ValueLocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// The entries of some leaves of a tree that lie in a range, in key order.
final class LeafEntries {
    private record Leaf(byte[] firstKey, long logicalPage) {}

    private final Pages pages;
    private final Tree tree;
    private final KeyRange range;
    private final List<Leaf> leaves = new ArrayList<>();
    private final byte[] key = new byte[Limits.MAX_KEY_LENGTH];
    private int keyLength;
    private int leaf;
    private int index;
    private Pages.Place page;

    LeafEntries(Pages pages, Tree tree, KeyRange range) {
        this.pages = pages;
        this.tree = tree;
        this.range = range;
    }

    /// Adds the leaves among some pages. Where the range has fewer leaves than there are pages, it begins with those
    /// and looks at no others.
    void addAll(long[] logicalPages) {
        boolean isBounded = range.lower() != null || range.upper() != null;
        long[] inRange = isBounded ? TreeReader.leavesIn(pages, tree, range, logicalPages.length) : null;
        if (inRange == null) {
            LongStream.of(logicalPages).forEach(this::add);
            return;
        }
        Arrays.sort(inRange);
        LongStream.of(logicalPages)
                .filter(page -> Arrays.binarySearch(inRange, page) >= 0)
                .forEach(this::add);
    }

    /// Adds a page if it is a leaf of the tree, and not one of the partition's other tree or a page of a value.
    private void add(long logicalPage) {
        Pages.Place found = pages.find(logicalPage);
        if (PageHeader.kind(found.segment(), found.base()) != PageFormat.KIND_LEAF
                || PageHeader.entryCount(found.segment(), found.base()) == 0) {
            return;
        }
        int length = LeafPage.copyKey(found.segment(), found.base(), 0, key);
        if (TreeReader.findLeaf(pages, tree, key, length) == logicalPage) {
            leaves.add(new Leaf(Arrays.copyOf(key, length), logicalPage));
        }
    }

    /// Stands on the first entry.
    void start() {
        leaves.sort((a, b) -> Arrays.compareUnsigned(a.firstKey(), b.firstKey()));
        leaf = 0;
        index = 0;
        enter();
        while (isValid() && range.isBelow(key, keyLength)) {
            next();
        }
    }

    private void enter() {
        if (leaf < leaves.size()) {
            if (index == 0) {
                page = pages.find(leaves.get(leaf).logicalPage());
            }
            keyLength = LeafPage.copyKey(page.segment(), page.base(), index, key);
            if (range.isAbove(key, keyLength)) {
                leaf = leaves.size();
            }
        }
    }

    boolean isValid() {
        return leaf < leaves.size();
    }

    void next() {
        index++;
        if (index == PageHeader.entryCount(page.segment(), page.base())) {
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
        location.setPage(page.segment(), page.base(), index);
    }

    Pages pages() {
        return pages;
    }
}
