package dev.coppice.store.tree;

import dev.coppice.store.page.IndexPage;
import dev.coppice.store.page.LeafPage;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.partition.DataFile;
import java.lang.foreign.MemorySegment;

/// Walks the entries of one version of a tree in both directions. Confined to one thread; moving allocates nothing.
public final class TreeCursor {
    private final Pages pages;
    private final Tree tree;
    /// The file page at each level, 0 being the leaf, and the position of the child taken there.
    private final long[] pathPages;
    private final int[] pathIndexes;
    private MemorySegment segment;
    private long base;
    private int index;
    private int count;

    /// A cursor that stands nowhere.
    public TreeCursor(Pages pages, Tree tree) {
        this.pages = pages;
        this.tree = tree;
        pathPages = new long[Math.max(1, tree.height())];
        pathIndexes = new int[Math.max(1, tree.height())];
        index = -1;
    }

    /// Whether the cursor stands on an entry.
    public boolean isValid() {
        return index >= 0 && index < count;
    }

    /// The segment of the current leaf.
    public MemorySegment segment() {
        return segment;
    }

    /// Where the current leaf begins in its segment.
    public long base() {
        return base;
    }

    /// The position of the current entry in its leaf.
    public int index() {
        return index;
    }

    /// The number of entries in the current leaf.
    public int leafCount() {
        return count;
    }

    /// Goes to the first entry.
    public boolean first() {
        if (tree.isEmpty()) {
            return none();
        }
        descend(tree.height() - 1, tree.root(), true);
        index = 0;
        return skipForward();
    }

    /// Goes to the last entry.
    public boolean last() {
        if (tree.isEmpty()) {
            return none();
        }
        descend(tree.height() - 1, tree.root(), false);
        index = count - 1;
        return skipBackward();
    }

    /// Goes to the first entry at or above a key.
    public boolean seekCeiling(byte[] key, int keyLength) {
        if (!descendTo(key, keyLength)) {
            return none();
        }
        int found = LeafPage.find(segment, base, key, keyLength);
        index = found >= 0 ? found : -found - 1;
        return skipForward();
    }

    /// Goes to the first entry above a key.
    public boolean seekHigher(byte[] key, int keyLength) {
        if (!descendTo(key, keyLength)) {
            return none();
        }
        int found = LeafPage.find(segment, base, key, keyLength);
        index = found >= 0 ? found + 1 : -found - 1;
        return skipForward();
    }

    /// Goes to the last entry at or below a key.
    public boolean seekFloor(byte[] key, int keyLength) {
        if (!descendTo(key, keyLength)) {
            return none();
        }
        int found = LeafPage.find(segment, base, key, keyLength);
        index = found >= 0 ? found : -found - 2;
        return skipBackward();
    }

    /// Goes to the last entry below a key.
    public boolean seekLower(byte[] key, int keyLength) {
        if (!descendTo(key, keyLength)) {
            return none();
        }
        int found = LeafPage.find(segment, base, key, keyLength);
        index = found >= 0 ? found - 1 : -found - 2;
        return skipBackward();
    }

    /// Goes one entry on.
    public boolean next() {
        index++;
        return index < count || skipForward();
    }

    /// Goes one entry back.
    public boolean previous() {
        index--;
        return index >= 0 || skipBackward();
    }

    /// Goes to the first entry of the next leaf.
    public boolean nextLeaf() {
        index = count;
        return skipForward();
    }

    private boolean none() {
        index = -1;
        count = 0;
        return false;
    }

    private boolean descendTo(byte[] key, int keyLength) {
        if (tree.isEmpty()) {
            return false;
        }
        long logical = tree.root();
        for (int level = tree.height() - 1; level > 0; level--) {
            long filePage = pages.locate(logical, level);
            DataFile file = pages.file(filePage);
            int child = IndexPage.findChild(file.segment(), file.base(filePage), key, keyLength);
            pathPages[level] = filePage;
            pathIndexes[level] = child;
            logical = IndexPage.child(file.segment(), file.base(filePage), child);
        }
        enterLeaf(logical);
        return true;
    }

    private void descend(int level, long logical, boolean leftmost) {
        long page = logical;
        for (int at = level; at > 0; at--) {
            long filePage = pages.locate(page, at);
            DataFile file = pages.file(filePage);
            int child = leftmost ? 0 : PageHeader.entryCount(file.segment(), file.base(filePage)) - 1;
            pathPages[at] = filePage;
            pathIndexes[at] = child;
            page = IndexPage.child(file.segment(), file.base(filePage), child);
        }
        enterLeaf(page);
    }

    private void enterLeaf(long logical) {
        long filePage = pages.locate(logical);
        pathPages[0] = filePage;
        segment = pages.image(logical, filePage);
        base = 0;
        if (segment == null) {
            DataFile file = pages.file(filePage);
            Pages.requireLevel(file, filePage, 0);
            segment = file.segment();
            base = file.base(filePage);
        }
        count = PageHeader.entryCount(segment, base);
    }

    /// From past the end of a leaf to the first entry of the next one that has any.
    private boolean skipForward() {
        while (index >= count) {
            if (!turn(true)) {
                index = count;
                return false;
            }
            index = 0;
        }
        return true;
    }

    private boolean skipBackward() {
        while (index < 0) {
            if (!turn(false)) {
                index = -1;
                return false;
            }
            index = count - 1;
        }
        return true;
    }

    /// Moves to the neighbouring leaf by climbing to the first level where there is a neighbour.
    private boolean turn(boolean forward) {
        for (int level = 1; level < tree.height(); level++) {
            DataFile file = pages.file(pathPages[level]);
            long indexBase = file.base(pathPages[level]);
            int neighbour = pathIndexes[level] + (forward ? 1 : -1);
            if (neighbour >= 0 && neighbour < PageHeader.entryCount(file.segment(), indexBase)) {
                pathIndexes[level] = neighbour;
                descend(level - 1, IndexPage.child(file.segment(), indexBase, neighbour), forward);
                return true;
            }
        }
        return false;
    }
}
