package dev.coppice.store.delta;

import java.util.Arrays;

/// Changes a tree of nodes that other deltas may share: what it did not make itself, it copies before it changes it,
/// each node once. Confined to one thread.
final class TreeEditor {
    // So many insertions into one leaf, each right after the one before, are taken for a sequential load.
    private static final int SEQUENTIAL_RUN = 12;

    private Object token = new Object();
    private DeltaNode root;
    private int height;

    // The way to the leaf of the last put: all of it made by this editor. Sorted batches put many neighbours into one
    // leaf, so the next put looks here before it descends from the root. `leaf` is null when the way is not known.
    private DeltaInner[] path = new DeltaInner[8];
    private int[] slots = new int[8];
    private DeltaLeaf leaf;
    private byte[] lowest; // inclusive bound of the leaf, null for none
    private byte[] limit; // exclusive bound of the leaf, null for none
    private int lastInsertion; // where in the leaf the last entry was inserted, if the way was known before
    private int insertionRun; // how many insertions have followed one another in the leaf

    TreeEditor(DeltaNode root, int height) {
        this.root = root;
        this.height = height;
    }

    DeltaNode root() {
        return root;
    }

    int height() {
        return height;
    }

    /// Gives up the right to change the nodes made so far.
    void freeze() {
        token = new Object();
        leaf = null;
    }

    void put(byte[] chunk, int at) {
        int keyAt = Mutation.keyOffset(chunk, at);
        int keyLength = Mutation.keyLength(chunk, at);
        if (leaf == null || !covers(chunk, keyAt, keyAt + keyLength)) {
            descend(chunk, keyAt, keyLength);
        }
        int index = leaf.search(chunk, keyAt, keyLength);
        if (index >= 0) {
            addAlongPath(0, leaf.replace(token, index, chunk, at), chunk);
        } else {
            insert(-index - 1, chunk, at);
        }
    }

    private boolean covers(byte[] key, int from, int to) {
        return (limit == null || Arrays.compareUnsigned(key, from, to, limit, 0, limit.length) < 0)
                && (lowest == null || Arrays.compareUnsigned(key, from, to, lowest, 0, lowest.length) >= 0);
    }

    private void descend(byte[] key, int keyAt, int keyLength) {
        lowest = null;
        limit = null;
        lastInsertion = -2;
        insertionRun = 0;
        root = root.owned(token);
        DeltaNode node = root;
        for (int depth = 0; depth < height; depth++) {
            DeltaInner inner = (DeltaInner) node;
            int slot = inner.indexOf(key, keyAt, keyLength);
            path[depth] = inner;
            slots[depth] = slot;
            if (slot > 0) {
                lowest = inner.separator(slot);
            }
            if (slot + 1 < inner.count) {
                limit = inner.separator(slot + 1);
            }
            DeltaNode child = inner.child(slot);
            node = child.owned(token);
            if (node != child) {
                inner.setChild(token, slot, node);
            }
        }
        leaf = (DeltaLeaf) node;
    }

    private void addAlongPath(int entryGrowth, int byteGrowth, byte[] chunk) {
        long sequence = Mutation.sequence(chunk);
        for (int depth = 0; depth < height; depth++) {
            path[depth].add(token, entryGrowth, byteGrowth, sequence);
        }
    }

    private void insert(int index, byte[] chunk, int at) {
        insertionRun = index == lastInsertion + 1 ? insertionRun + 1 : 0;
        lastInsertion = index;
        if (leaf.count < DeltaNode.CAPACITY) {
            addAlongPath(1, leaf.insert(token, index, chunk, at), chunk);
            return;
        }
        addAlongPath(1, DeltaLeaf.weight(chunk, at), chunk);
        boolean sequential = insertionRun >= SEQUENTIAL_RUN || (limit == null && index == leaf.count);
        DeltaLeaf right = sequential ? splitAt(index, chunk, at) : splitInTheMiddle(index, chunk, at);
        insertAbove(leaf.separatorTo(right), right, sequential);
        leaf = null;
    }

    // Leaves behind a leaf that is as full as a sequential load can make it: split in the middle, all would stay half
    // empty, since nothing comes back to them.
    private DeltaLeaf splitAt(int index, byte[] chunk, int at) {
        if (index == leaf.count) {
            return leaf.successor(token, chunk, at);
        }
        DeltaLeaf right = leaf.split(token, index);
        right.insert(token, 0, chunk, at);
        return right;
    }

    private DeltaLeaf splitInTheMiddle(int index, byte[] chunk, int at) {
        int middle = DeltaNode.CAPACITY / 2;
        DeltaLeaf right = leaf.split(token, middle);
        if (index <= middle) {
            leaf.insert(token, index, chunk, at);
        } else {
            right.insert(token, index - middle, chunk, at);
        }
        return right;
    }

    // Links a node that was split off the end of the path, whose entries the nodes of the path count already.
    private void insertAbove(byte[] bound, DeltaNode node, boolean sequential) {
        byte[] separator = bound;
        DeltaNode right = node;
        for (int depth = height - 1; depth >= 0; depth--) {
            DeltaInner parent = path[depth];
            int index = slots[depth] + 1;
            if (parent.count < DeltaNode.CAPACITY) {
                parent.insert(token, index, separator, right);
                return;
            }
            DeltaInner sibling = sequential && index == parent.count
                    ? parent.successor(token, separator, right)
                    : splitInner(parent, index, separator, right);
            parent.recount(token);
            separator = sibling.separator(0);
            right = sibling;
        }
        root = DeltaInner.root(token, root, separator, right);
        height++;
        if (height > path.length) {
            path = Arrays.copyOf(path, height * 2);
            slots = Arrays.copyOf(slots, height * 2);
        }
    }

    private DeltaInner splitInner(DeltaInner parent, int index, byte[] separator, DeltaNode child) {
        int middle = DeltaNode.CAPACITY / 2;
        DeltaInner sibling = parent.split(token, middle);
        if (index <= middle) {
            parent.insert(token, index, separator, child);
        } else {
            sibling.insert(token, index - middle, separator, child);
        }
        sibling.recount(token);
        return sibling;
    }

    /// Drops all entries from a key on.
    void truncateFrom(byte[] key) {
        leaf = null;
        DeltaNode rest = truncated(root, height, key);
        if (rest == null) {
            root = DeltaLeaf.empty(token);
            height = 0;
            return;
        }
        root = rest;
        while (height > 0 && root.count == 1) {
            root = ((DeltaInner) root).child(0);
            height--;
        }
    }

    // The node without the entries from the key on; null when none is left, the node itself when none was dropped.
    private DeltaNode truncated(DeltaNode node, int level, byte[] key) {
        if (level == 0) {
            return truncatedLeaf((DeltaLeaf) node, key);
        }
        DeltaInner inner = (DeltaInner) node;
        int slot = inner.indexOf(key, 0, key.length);
        DeltaNode child = inner.child(slot);
        DeltaNode rest = truncated(child, level - 1, key);
        int kept = rest == null ? slot : slot + 1;
        if (kept == 0) {
            return null;
        }
        if (rest == child && kept == inner.count) {
            return inner;
        }
        inner = inner.owned(token);
        inner.truncate(token, kept);
        if (rest != null) {
            inner.setChild(token, slot, rest);
        }
        inner.recount(token);
        return inner;
    }

    private DeltaNode truncatedLeaf(DeltaLeaf leaf, byte[] key) {
        int index = leaf.search(key, 0, key.length);
        int kept = index >= 0 ? index : -index - 1;
        if (kept == 0) {
            return null;
        }
        if (kept == leaf.count) {
            return leaf;
        }
        DeltaLeaf owned = leaf.owned(token);
        owned.truncate(token, kept);
        return owned;
    }
}
