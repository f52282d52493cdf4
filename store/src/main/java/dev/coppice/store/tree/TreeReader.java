package dev.coppice.store.tree;

import dev.coppice.store.KeyRange;
import dev.coppice.store.page.IndexPage;
import dev.coppice.store.page.LeafPage;
import dev.coppice.store.partition.DataFile;
import java.lang.foreign.MemorySegment;
import java.util.stream.LongStream;

/// Point reads of a tree. Takes no lock, and allocates nothing but for [#leavesIn].
public final class TreeReader {
    /// The entries from which on the index pages of a tree below its root, which every read passes, are many enough to
    /// drive each other out of the caches of a processor.
    private static final long FAR_ENTRIES = 1 << 16;

    private TreeReader() {}

    /// Finds the leaf whose range holds a key.
    ///
    /// @return its logical page, or [Tree#NO_PAGE] when the tree is empty
    public static long findLeaf(Pages pages, Tree tree, byte[] key, int keyLength) {
        if (tree.isEmpty()) {
            return Tree.NO_PAGE;
        }
        long logical = tree.root();
        int rootLevel = tree.height() - 1;
        int farBelow = tree.entryCount() < FAR_ENTRIES ? 0 : rootLevel;
        for (int level = rootLevel; level > 0; level--) {
            long filePage = pages.locate(logical, level);
            DataFile file = pages.file(filePage);
            long base = file.base(filePage);
            int child = level < farBelow
                    ? IndexPage.findChildInFarPage(file.segment(), base, key, keyLength)
                    : IndexPage.findChild(file.segment(), base, key, keyLength);
            logical = IndexPage.child(file.segment(), base, child);
        }
        return logical;
    }

    /// The leaves that may hold keys of a range, in key order. Reads index pages only.
    ///
    /// @param max how many leaves are wanted at most
    /// @return their logical pages, or null when there are more
    public static long[] leavesIn(Pages pages, Tree tree, KeyRange range, int max) {
        LongStream.Builder leaves = LongStream.builder();
        if (tree.isEmpty()) {
            return new long[0];
        }
        int left = addLeaves(pages, tree.root(), tree.height() - 1, range, max, leaves);
        return left < 0 ? null : leaves.build().toArray();
    }

    private static int addLeaves(
            Pages pages, long logical, int level, KeyRange range, int max, LongStream.Builder leaves) {
        if (level == 0) {
            leaves.add(logical);
            return max - 1;
        }
        long filePage = pages.locate(logical, level);
        DataFile file = pages.file(filePage);
        long base = file.base(filePage);
        byte[] lower = range.lower();
        byte[] upper = range.upper();
        int first = lower == null ? 0 : IndexPage.findChild(file.segment(), base, lower, lower.length);
        int last = upper == null
                ? IndexPage.count(file.segment(), base) - 1
                : IndexPage.findChild(file.segment(), base, upper, upper.length);
        int left = max;
        for (int i = first; i <= last && left >= 0; i++) {
            left = addLeaves(pages, IndexPage.child(file.segment(), base, i), level - 1, range, left, leaves);
        }
        return left;
    }

    /// Points a location at the value of a key.
    ///
    /// @return whether the key is present
    public static boolean find(Pages pages, Tree tree, byte[] key, int keyLength, ValueLocation location) {
        long logical = findLeaf(pages, tree, key, keyLength);
        if (logical == Tree.NO_PAGE) {
            return false;
        }
        long filePage = pages.locate(logical);
        MemorySegment segment = pages.image(logical, filePage);
        long base = 0;
        if (segment == null) {
            DataFile file = pages.file(filePage);
            Pages.requireLevel(file, filePage, 0);
            segment = file.segment();
            base = file.base(filePage);
        }
        int index = LeafPage.find(segment, base, key, keyLength);
        if (index < 0) {
            return false;
        }
        location.setPage(segment, base, index);
        return true;
    }
}
