package dev.coppice.store.tree;

import dev.coppice.store.Limits;
import dev.coppice.store.page.IndexPage;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.partition.DataFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An index page taken apart, while children of it change.
final class IndexFrame {
    /// A child with the lower bound of its range; the first child's bound is not used.
    record Child(byte[] separator, long logicalPage) {}

    private static final byte[] LOWEST = {};

    /// The level of the page; its children are one level below.
    final int level;
    /// The page that the frame was read from, or [Tree#NO_PAGE].
    final long logicalPage;
    /// The exclusive upper bound of its range, null for none.
    final byte[] upper;

    private final List<Child> children;
    private int position;
    private boolean changed;

    private IndexFrame(int level, long logicalPage, byte[] upper, List<Child> children) {
        this.level = level;
        this.logicalPage = logicalPage;
        this.upper = upper;
        this.children = children;
    }

    /// The frame above the root: its only child is the root, if there is one.
    static IndexFrame aboveRoot(Tree tree) {
        List<Child> children = new ArrayList<>();
        if (!tree.isEmpty()) {
            children.add(new Child(LOWEST, tree.root()));
        }
        return new IndexFrame(Math.max(1, tree.height()), Tree.NO_PAGE, null, children);
    }

    /// The frame above pages that were all just written.
    static IndexFrame above(int level, List<Child> children) {
        IndexFrame frame = new IndexFrame(level, Tree.NO_PAGE, null, children);
        frame.changed = true;
        return frame;
    }

    static IndexFrame read(Pages pages, long logicalPage, int level, byte[] upper) {
        long filePage = pages.locate(logicalPage, level);
        DataFile file = pages.file(filePage);
        long base = file.base(filePage);
        int count = PageHeader.entryCount(file.segment(), base);
        byte[] separator = new byte[Limits.MAX_KEY_LENGTH];
        List<Child> children = new ArrayList<>(count + 8);
        for (int i = 0; i < count; i++) {
            int length = IndexPage.copySeparator(file.segment(), base, i, separator);
            children.add(new Child(
                    length == 0 ? LOWEST : Arrays.copyOf(separator, length), IndexPage.child(file.segment(), base, i)));
        }
        return new IndexFrame(level, logicalPage, upper, children);
    }

    List<Child> children() {
        return children;
    }

    int size() {
        return children.size();
    }

    Child child(int index) {
        return children.get(index);
    }

    boolean isChanged() {
        return changed;
    }

    int position() {
        return position;
    }

    /// The exclusive upper bound of a child's range, null for none.
    byte[] upperOf(int index) {
        return index + 1 < children.size() ? children.get(index + 1).separator() : upper;
    }

    /// Makes the child whose range holds a key the current one; -1 when there are no children.
    void moveTo(byte[] key, int keyLength) {
        int low = 1;
        int high = children.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            byte[] separator = children.get(middle).separator();
            if (Arrays.compareUnsigned(separator, 0, separator.length, key, 0, keyLength) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        position = children.isEmpty() ? -1 : low - 1;
    }

    /// Puts other children in the place of some. The first of them keeps the lower bound of the first that goes.
    void replace(int from, int count, List<Child> others) {
        if (count == others.size() && isSame(from, others)) {
            return;
        }
        changed = true;
        List<Child> range = children.subList(from, from + count);
        byte[] lower = range.isEmpty() ? LOWEST : range.getFirst().separator();
        List<Child> inserted = new ArrayList<>(others);
        if (!inserted.isEmpty()) {
            inserted.set(0, new Child(lower, inserted.getFirst().logicalPage()));
        }
        range.clear();
        children.addAll(from, inserted);
        position = from;
    }

    private boolean isSame(int from, List<Child> others) {
        for (int i = 0; i < others.size(); i++) {
            Child own = children.get(from + i);
            Child other = others.get(i);
            if (own.logicalPage() != other.logicalPage()
                    || (i > 0 && !Arrays.equals(own.separator(), other.separator()))) {
                return false;
            }
        }
        return true;
    }
}
