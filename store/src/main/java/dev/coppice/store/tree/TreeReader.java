package dev.coppice.store.tree;

import dev.coppice.store.page.IndexPage;
import dev.coppice.store.page.LeafPage;
import dev.coppice.store.partition.DataFile;

/// Point reads of a tree. Allocates nothing and takes no lock.
public final class TreeReader {
    private TreeReader() {}

    /// Finds the leaf whose range holds a key.
    ///
    /// @return its file page, verified, or [Tree#NO_PAGE] when the tree is empty
    public static long findLeaf(Pages pages, Tree tree, byte[] key, int keyLength) {
        if (tree.isEmpty()) {
            return Tree.NO_PAGE;
        }
        long logical = tree.root();
        for (int level = tree.height() - 1; level > 0; level--) {
            long filePage = pages.locate(logical, level);
            DataFile file = pages.file(filePage);
            long base = file.base(filePage);
            int child = IndexPage.findChild(file.segment(), base, key, keyLength);
            logical = IndexPage.child(file.segment(), base, child);
        }
        return pages.locate(logical, 0);
    }

    /// Points a location at the value of a key.
    ///
    /// @return whether the key is present
    public static boolean find(Pages pages, Tree tree, byte[] key, int keyLength, ValueLocation location) {
        long filePage = findLeaf(pages, tree, key, keyLength);
        if (filePage == Tree.NO_PAGE) {
            return false;
        }
        DataFile file = pages.file(filePage);
        long base = file.base(filePage);
        int index = LeafPage.find(file.segment(), base, key, keyLength);
        if (index < 0) {
            return false;
        }
        location.setPage(file.segment(), base, index);
        return true;
    }
}
