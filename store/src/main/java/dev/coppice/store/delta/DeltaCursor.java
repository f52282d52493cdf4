package dev.coppice.store.delta;

import java.util.Arrays;

/// A position in a [Delta], to be moved in both directions. Made once and used for any number of deltas; only a delta
/// of unusual height makes [#reset] allocate, and nothing else ever does. Confined to one thread.
///
/// Each method that moves the cursor says whether it is on an entry then. Once it is on none, because it was reset or
/// moved past an end, [#next] and [#previous] leave it there.
public final class DeltaCursor {
    // Enough for any delta that fits into a heap, as long as its nodes are half full on average.
    private static final int USUAL_HEIGHT = 8;

    private static final DeltaLeaf NOWHERE = (DeltaLeaf) Delta.EMPTY.root();

    private DeltaNode root = NOWHERE;
    private int height;

    // The way from the root to the leaf, one inner node and the child taken for each level.
    private DeltaInner[] path = new DeltaInner[USUAL_HEIGHT];
    private int[] slots = new int[USUAL_HEIGHT];
    private DeltaLeaf leaf = NOWHERE;
    private int index;

    /// A cursor over [Delta#EMPTY].
    public DeltaCursor() {}

    /// A cursor over a delta, on no entry yet.
    public DeltaCursor(Delta delta) {
        reset(delta);
    }

    /// Turns to another delta, and lets go of the one before. The cursor is on no entry then.
    public void reset(Delta delta) {
        root = delta.root();
        height = delta.height();
        Arrays.fill(path, null);
        if (height > path.length) {
            path = new DeltaInner[height];
            slots = new int[height];
        }
        leave();
    }

    /// Whether the cursor is on an entry.
    public boolean isValid() {
        return index < leaf.count;
    }

    /// The chunk of the entry that the cursor is on. Not to be written to.
    public byte[] chunk() {
        return leaf.chunk(index);
    }

    /// Where in its chunk the entry's mutation begins.
    public int at() {
        return leaf.at(index);
    }

    /// Moves to the entry of this key.
    public boolean seekExact(byte[] key, int keyLength) {
        return descend(key, keyLength) >= 0 || leave();
    }

    /// Moves to the least key that is not less than the given one.
    public boolean seekCeiling(byte[] key, int keyLength) {
        descend(key, keyLength);
        return index < leaf.count || nextLeaf();
    }

    /// Moves to the least key that is greater than the given one.
    public boolean seekHigher(byte[] key, int keyLength) {
        return descend(key, keyLength) >= 0 ? next() : index < leaf.count || nextLeaf();
    }

    /// Moves to the greatest key that is not greater than the given one.
    public boolean seekFloor(byte[] key, int keyLength) {
        return descend(key, keyLength) >= 0 || stepBack();
    }

    /// Moves to the greatest key that is less than the given one.
    public boolean seekLower(byte[] key, int keyLength) {
        descend(key, keyLength);
        return stepBack();
    }

    /// Moves to the least key.
    public boolean first() {
        descendToFirst(root, 0);
        return index < leaf.count;
    }

    /// Moves to the greatest key.
    public boolean last() {
        descendToLast(root, 0);
        return index >= 0 || leave();
    }

    /// Moves to the next key in ascending order.
    public boolean next() {
        if (index + 1 < leaf.count) {
            index++;
            return true;
        }
        return nextLeaf();
    }

    /// Moves to the next key in descending order.
    public boolean previous() {
        return isValid() && stepBack();
    }

    // Sets leaf and index to where the key is or would be inserted; not negative when it is there.
    private int descend(byte[] key, int keyLength) {
        DeltaNode node = root;
        int height = this.height;
        for (int depth = 0; depth < height; depth++) {
            DeltaInner inner = (DeltaInner) node;
            int slot = inner.indexOf(key, 0, keyLength);
            path[depth] = inner;
            slots[depth] = slot;
            node = inner.child(slot);
        }
        leaf = (DeltaLeaf) node;
        int found = leaf.indexOf(key, keyLength);
        index = found >= 0 ? found : -found - 1;
        return found;
    }

    private void descendToFirst(DeltaNode from, int fromDepth) {
        DeltaNode node = from;
        for (int depth = fromDepth; depth < height; depth++) {
            DeltaInner inner = (DeltaInner) node;
            path[depth] = inner;
            slots[depth] = 0;
            node = inner.child(0);
        }
        leaf = (DeltaLeaf) node;
        index = 0;
    }

    private void descendToLast(DeltaNode from, int fromDepth) {
        DeltaNode node = from;
        for (int depth = fromDepth; depth < height; depth++) {
            DeltaInner inner = (DeltaInner) node;
            path[depth] = inner;
            slots[depth] = inner.count - 1;
            node = inner.child(inner.count - 1);
        }
        leaf = (DeltaLeaf) node;
        index = leaf.count - 1;
    }

    private boolean nextLeaf() {
        if (leaf != NOWHERE) {
            for (int depth = height - 1; depth >= 0; depth--) {
                DeltaInner inner = path[depth];
                int slot = slots[depth] + 1;
                if (slot < inner.count) {
                    slots[depth] = slot;
                    descendToFirst(inner.child(slot), depth + 1);
                    return true;
                }
            }
        }
        return leave();
    }

    private boolean stepBack() {
        if (index > 0) {
            index--;
            return true;
        }
        for (int depth = height - 1; depth >= 0; depth--) {
            int slot = slots[depth] - 1;
            if (slot >= 0) {
                slots[depth] = slot;
                descendToLast(path[depth].child(slot), depth + 1);
                return true;
            }
        }
        return leave();
    }

    private boolean leave() {
        leaf = NOWHERE;
        index = 0;
        return false;
    }
}
