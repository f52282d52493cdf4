package dev.coppice.store.delta;

import java.util.Arrays;

/// A walk over a delta in key order that stops at whole nodes, and goes into one only when it is opened. It is at a
/// node, at an entry of a leaf, or at the end.
final class DeltaWalk {
    private final int height;
    private final DeltaInner[] path;
    private final int[] slots;
    private int depth; // how much of the path is in use: the opened inner nodes
    private DeltaNode node; // the node it is at; null when it is at an entry or at the end
    private DeltaLeaf leaf; // the leaf whose entry it is at, or null
    private int index;
    private long visitedNodes;

    DeltaWalk(Delta delta) {
        height = delta.height();
        path = new DeltaInner[height];
        slots = new int[height];
        node = delta.count() == 0 ? null : delta.root();
    }

    boolean isAtNode() {
        return node != null;
    }

    boolean isAtEnd() {
        return node == null && leaf == null;
    }

    DeltaNode node() {
        return node;
    }

    /// The level of the node it is at: 0 for a leaf.
    int level() {
        return height - depth;
    }

    byte[] chunk() {
        return leaf.chunk(index);
    }

    int at() {
        return leaf.at(index);
    }

    long visitedNodes() {
        return visitedNodes;
    }

    /// A key that is not greater than any in the node it is at, and greater than all before; null when unknown.
    byte[] lowerBound() {
        for (int i = depth - 1; i >= 0; i--) {
            if (slots[i] > 0) {
                return path[i].separator(slots[i]);
            }
        }
        return null;
    }

    /// Whether all keys of the node or entry it is at are known to be below a bound.
    boolean isBelow(byte[] bound) {
        if (isAtEnd()) {
            return false;
        }
        if (leaf != null) {
            return Mutation.compareKey(chunk(), at(), bound, bound.length) < 0;
        }
        byte[] upper = upperBound();
        return upper != null && Arrays.compareUnsigned(upper, bound) <= 0;
    }

    /// A key that is greater than all in the node it is at, and not greater than any after; null when unknown.
    private byte[] upperBound() {
        for (int i = depth - 1; i >= 0; i--) {
            if (slots[i] + 1 < path[i].count) {
                return path[i].separator(slots[i] + 1);
            }
        }
        return null;
    }

    /// Goes from a node to its first child, or to its first entry.
    void open() {
        visitedNodes++;
        if (depth == height) {
            leaf = (DeltaLeaf) node;
            index = 0;
            node = null;
        } else {
            DeltaInner inner = (DeltaInner) node;
            path[depth] = inner;
            slots[depth] = 0;
            depth++;
            node = inner.child(0);
        }
    }

    /// Goes to what follows the node or entry it is at.
    void skip() {
        if (leaf != null && ++index < leaf.count) {
            return;
        }
        leaf = null;
        node = null;
        while (depth > 0) {
            DeltaInner inner = path[depth - 1];
            int slot = ++slots[depth - 1];
            if (slot < inner.count) {
                node = inner.child(slot);
                return;
            }
            depth--;
        }
    }
}
