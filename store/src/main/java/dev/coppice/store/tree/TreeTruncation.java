package dev.coppice.store.tree;

import dev.coppice.store.page.LeafPage;
import dev.coppice.store.page.OverflowPage;
import dev.coppice.store.page.PageHeader;
import java.util.ArrayList;
import java.util.List;

/// Cuts all entries at or above a key off a tree, by copy on write: what lies left of the path to the key stays as it
/// is, the path is written again, and every page right of it is freed. Confined to one thread.
public final class TreeTruncation {
    private final Pages pages;
    private final Tree tree;
    private final byte[] key;
    private final PageWriter writer;
    private final PageEdits edits;
    private long removed;

    private TreeTruncation(Pages pages, Tree tree, byte[] key, PageWriter writer, PageEdits edits) {
        this.pages = pages;
        this.tree = tree;
        this.key = key;
        this.writer = writer;
        this.edits = edits;
    }

    /// Cuts the tree.
    ///
    /// @param fromKey the first key that goes
    /// @param writer takes the new pages
    /// @param edits takes the changes of the mapping
    /// @return the tree that is left
    public static Tree truncate(Pages pages, Tree tree, byte[] fromKey, PageWriter writer, PageEdits edits) {
        return tree.isEmpty() ? tree : new TreeTruncation(pages, tree, fromKey, writer, edits).run();
    }

    private Tree run() {
        long root = cut(tree.root(), tree.height() - 1);
        return root == Tree.NO_PAGE ? Tree.EMPTY : new Tree(root, tree.height(), tree.entryCount() - removed);
    }

    /// Cuts a subtree.
    ///
    /// @return its page, or [Tree#NO_PAGE] when nothing of it is left
    private long cut(long logicalPage, int level) {
        if (level == 0) {
            return cutLeaf(logicalPage);
        }
        IndexFrame frame = IndexFrame.read(pages, logicalPage, level, null);
        frame.moveTo(key, key.length);
        int at = frame.position();
        for (int i = at + 1; i < frame.size(); i++) {
            free(frame.child(i).logicalPage(), level - 1);
        }
        List<IndexFrame.Child> left = new ArrayList<>(frame.children().subList(0, at));
        long child = cut(frame.child(at).logicalPage(), level - 1);
        if (child != Tree.NO_PAGE) {
            left.add(new IndexFrame.Child(frame.child(at).separator(), child));
        }
        if (left.isEmpty()) {
            edits.free(logicalPage, 1);
            return Tree.NO_PAGE;
        }
        if (left.size() < frame.size()) {
            writeIndex(logicalPage, level, left);
        }
        return logicalPage;
    }

    private void writeIndex(long logicalPage, int level, List<IndexFrame.Child> children) {
        var builder = new dev.coppice.store.page.IndexBuilder(pages.pageSize());
        for (IndexFrame.Child child : children) {
            byte[] separator = child.separator();
            if (!builder.add(separator, 0, separator.length, child.logicalPage())) {
                throw new IllegalStateException("a part of an index page does not fit a page");
            }
        }
        byte[] page = new byte[pages.pageSize()];
        builder.build(page, 0, level);
        edits.map(logicalPage, writer.write(page, logicalPage));
    }

    private long cutLeaf(long logicalPage) {
        Pages.Place leaf = pages.findLeaf(logicalPage);
        int count = PageHeader.entryCount(leaf.segment(), leaf.base());
        int found = LeafPage.find(leaf.segment(), leaf.base(), key, key.length);
        int keep = found >= 0 ? found : -found - 1;
        if (keep == count) {
            return logicalPage;
        }
        freeValues(leaf, keep, count);
        if (keep == 0) {
            edits.free(logicalPage, 1);
            return Tree.NO_PAGE;
        }
        LeafOutput output = new LeafOutput(
                pages.pageSize(), (page, separator) -> edits.map(logicalPage, writer.write(page, logicalPage)));
        output.begin();
        for (int i = 0; i < keep; i++) {
            output.addEntry(leaf.segment(), leaf.base(), i);
        }
        output.end(false);
        return logicalPage;
    }

    private void free(long logicalPage, int level) {
        if (level == 0) {
            Pages.Place leaf = pages.findLeaf(logicalPage);
            freeValues(leaf, 0, PageHeader.entryCount(leaf.segment(), leaf.base()));
        } else {
            IndexFrame frame = IndexFrame.read(pages, logicalPage, level, null);
            for (IndexFrame.Child child : frame.children()) {
                free(child.logicalPage(), level - 1);
            }
        }
        edits.free(logicalPage, 1);
    }

    private void freeValues(Pages.Place leaf, int from, int to) {
        removed += to - from;
        for (int i = from; i < to; i++) {
            if (LeafPage.isOverflow(leaf.segment(), leaf.base(), i)) {
                long length = LeafPage.valueLength(leaf.segment(), leaf.base(), i);
                edits.free(
                        LeafPage.overflowPage(leaf.segment(), leaf.base(), i),
                        OverflowPage.pageCount(pages.pageSize(), length));
            }
        }
    }
}
