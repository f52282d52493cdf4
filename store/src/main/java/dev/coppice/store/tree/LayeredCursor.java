package dev.coppice.store.tree;

import dev.coppice.store.KeyRange;
import dev.coppice.store.Limits;
import dev.coppice.store.delta.Delta;
import dev.coppice.store.delta.DeltaCursor;
import dev.coppice.store.delta.Mutation;
import dev.coppice.store.page.LeafPage;
import java.util.Arrays;

/// Walks the entries of [Layers] in both directions as if they were one table: the newest layer's entry counts,
/// deleted, hidden and expired ones are left out. Confined to one thread; moving allocates nothing.
///
/// All sources stand on their entry nearest to the current position in the direction of the last move; the current
/// entry is the nearest of them. Turning round sets all sources anew from the current key.
public final class LayeredCursor {
    private enum Standing {
        FRESH,
        BEFORE_FIRST,
        ON,
        AFTER_LAST
    }

    private static final int UNREAD = -1;

    private final Layers layers;
    private final KeyRange range;
    private final long nowMillis;
    private final DeltaCursor[] deltas;
    private final TreeCursor tree;
    /// For each source, the tree last: the bound from which newer layers hide it, or null.
    private final byte[][] limits;
    /// The tree's current key, once something has to be compared with it: in a scan of the tree alone nothing has.
    private final byte[] treeKey = new byte[Limits.MAX_KEY_LENGTH];
    private int treeKeyLength = UNREAD;
    private final byte[] savedKey = new byte[Limits.MAX_KEY_LENGTH];
    private final ValueLocation location = new ValueLocation();
    private Standing standing = Standing.FRESH;
    private boolean forward;
    private int current;

    /// A cursor over the entries of a range that have not expired at the given time, standing outside the range.
    public LayeredCursor(Layers layers, KeyRange range, long nowMillis) {
        this.layers = layers;
        this.range = range;
        this.nowMillis = nowMillis;
        Delta[] sources = layers.deltas();
        deltas = new DeltaCursor[sources.length];
        limits = new byte[sources.length + 1][];
        byte[] limit = null;
        for (int i = 0; i < sources.length; i++) {
            deltas[i] = new DeltaCursor();
            deltas[i].reset(sources[i]);
            limits[i] = limit;
            limit = lower(limit, sources[i].hiddenFrom());
        }
        limits[sources.length] = limit;
        tree = new TreeCursor(layers.pages(), layers.tree());
    }

    private static byte[] lower(byte[] a, byte[] b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return Arrays.compareUnsigned(a, b) <= 0 ? a : b;
    }

    /// Whether the cursor stands on an entry.
    public boolean isOn() {
        return standing == Standing.ON;
    }

    /// Where the current value lies.
    public ValueLocation location() {
        return location;
    }

    /// The pages that the current value's location refers to.
    public Pages pages() {
        return layers.pages();
    }

    /// The length of the current key.
    public int keyLength() {
        return current < deltas.length
                ? Mutation.keyLength(deltas[current].chunk(), deltas[current].at())
                : LeafPage.keyLength(tree.segment(), tree.base(), tree.index());
    }

    /// Copies the current key.
    ///
    /// @return its length
    public int copyKey(byte[] target) {
        if (current < deltas.length) {
            byte[] chunk = deltas[current].chunk();
            int at = deltas[current].at();
            int length = Mutation.keyLength(chunk, at);
            System.arraycopy(chunk, Mutation.keyOffset(chunk, at), target, 0, length);
            return length;
        }
        return LeafPage.copyKey(tree.segment(), tree.base(), tree.index(), target);
    }

    /// Goes to the next entry; from outside, to the first one.
    public boolean next() {
        switch (standing) {
            case AFTER_LAST -> {
                return false;
            }
            case ON -> {
                if (forward) {
                    advancePastCurrent();
                } else {
                    int length = copyKey(savedKey);
                    seekAll(savedKey, length, false);
                }
            }
            case FRESH, BEFORE_FIRST -> seekToLowerBound();
        }
        forward = true;
        return settle();
    }

    /// Goes to the entry before; from outside, to the last one.
    public boolean previous() {
        switch (standing) {
            case BEFORE_FIRST -> {
                return false;
            }
            case ON -> {
                if (forward) {
                    int length = copyKey(savedKey);
                    seekAllBackward(savedKey, length, false);
                } else {
                    advancePastCurrent();
                }
            }
            case FRESH, AFTER_LAST -> seekToUpperBound();
        }
        forward = false;
        return settle();
    }

    /// Goes to the first entry in the range at or above a key.
    public boolean seekCeiling(byte[] key, int keyLength) {
        if (range.isBelow(key, keyLength)) {
            seekToLowerBound();
        } else {
            seekAll(key, keyLength, true);
        }
        forward = true;
        return settle();
    }

    /// Goes to the last entry in the range at or below a key.
    public boolean seekFloor(byte[] key, int keyLength) {
        if (range.isAbove(key, keyLength)) {
            seekToUpperBound();
        } else {
            seekAllBackward(key, keyLength, true);
        }
        forward = false;
        return settle();
    }

    private void seekToLowerBound() {
        byte[] lower = range.lower();
        if (lower == null) {
            for (DeltaCursor delta : deltas) {
                delta.first();
            }
            tree.first();
            treeKeyLength = UNREAD;
        } else {
            seekAll(lower, lower.length, range.lowerInclusive());
        }
    }

    private void seekToUpperBound() {
        byte[] upper = range.upper();
        if (upper == null) {
            for (int i = 0; i < deltas.length; i++) {
                if (limits[i] == null) {
                    deltas[i].last();
                } else {
                    deltas[i].seekLower(limits[i], limits[i].length);
                }
            }
            seekTreeToEnd();
        } else {
            seekAllBackward(upper, upper.length, range.upperInclusive());
        }
    }

    private void seekTreeToEnd() {
        byte[] limit = limits[deltas.length];
        if (limit == null) {
            tree.last();
        } else {
            tree.seekLower(limit, limit.length);
        }
        treeKeyLength = UNREAD;
    }

    private void seekAll(byte[] key, int keyLength, boolean inclusive) {
        for (DeltaCursor delta : deltas) {
            delta.seekCeiling(key, keyLength);
            if (!inclusive && delta.isValid() && compareDelta(delta, key, keyLength) == 0) {
                delta.next();
            }
        }
        if (inclusive) {
            tree.seekCeiling(key, keyLength);
        } else {
            tree.seekHigher(key, keyLength);
        }
        treeKeyLength = UNREAD;
    }

    private void seekAllBackward(byte[] key, int keyLength, boolean inclusive) {
        for (int i = 0; i < deltas.length; i++) {
            DeltaCursor delta = deltas[i];
            if (isHidden(limits[i], key, keyLength)) {
                delta.seekLower(limits[i], limits[i].length);
            } else if (inclusive) {
                delta.seekFloor(key, keyLength);
            } else {
                delta.seekLower(key, keyLength);
            }
        }
        if (isHidden(limits[deltas.length], key, keyLength)) {
            seekTreeToEnd();
            return;
        }
        if (inclusive) {
            tree.seekFloor(key, keyLength);
        } else {
            tree.seekLower(key, keyLength);
        }
        treeKeyLength = UNREAD;
    }

    private static boolean isHidden(byte[] limit, byte[] key, int keyLength) {
        return limit != null && Arrays.compareUnsigned(key, 0, keyLength, limit, 0, limit.length) >= 0;
    }

    private int treeKeyLength() {
        if (treeKeyLength == UNREAD) {
            treeKeyLength = LeafPage.copyKey(tree.segment(), tree.base(), tree.index(), treeKey);
        }
        return treeKeyLength;
    }

    /// The order of a delta's current key and the tree's.
    private int compareWithTree(DeltaCursor delta) {
        int length = treeKeyLength();
        return compareDelta(delta, treeKey, length);
    }

    private void moveTree() {
        if (forward) {
            tree.next();
        } else {
            tree.previous();
        }
        treeKeyLength = UNREAD;
    }

    private void moveDelta(DeltaCursor delta) {
        if (forward) {
            delta.next();
        } else {
            delta.previous();
        }
    }

    /// Moves every source that stands on the current key past it.
    private void advancePastCurrent() {
        int treeSource = deltas.length;
        if (current == treeSource) {
            // A newer layer on the same key would have been the current one.
            moveTree();
            return;
        }
        DeltaCursor newest = deltas[current];
        for (int i = current + 1; i < deltas.length; i++) {
            if (deltas[i].isValid() && compareDeltas(newest, deltas[i]) == 0) {
                moveDelta(deltas[i]);
            }
        }
        if (tree.isValid() && compareWithTree(newest) == 0) {
            moveTree();
        }
        moveDelta(newest);
    }

    /// From where the sources stand, goes to the nearest entry that counts.
    private boolean settle() {
        while (true) {
            current = nearest();
            if (current < 0 || isOutside()) {
                standing = forward ? Standing.AFTER_LAST : Standing.BEFORE_FIRST;
                location.clear();
                return false;
            }
            if (locateCurrent() && !location.isExpired(nowMillis)) {
                standing = Standing.ON;
                return true;
            }
            advancePastCurrent();
        }
    }

    private int nearest() {
        int best = -1;
        for (int i = 0; i < deltas.length; i++) {
            if (isAvailable(i) && (best < 0 || isNearer(compareDeltas(deltas[i], deltas[best])))) {
                best = i;
            }
        }
        int treeSource = deltas.length;
        if (tree.isValid()
                && (limits[treeSource] == null || !isHidden(limits[treeSource], treeKey, treeKeyLength()))
                && (best < 0 || isNearer(-compareWithTree(deltas[best])))) {
            best = treeSource;
        }
        return best;
    }

    private boolean isNearer(int comparison) {
        return forward ? comparison < 0 : comparison > 0;
    }

    private boolean isAvailable(int source) {
        DeltaCursor delta = deltas[source];
        if (!delta.isValid()) {
            return false;
        }
        byte[] limit = limits[source];
        return limit == null || compareDelta(delta, limit, limit.length) < 0;
    }

    private boolean isOutside() {
        byte[] bound = forward ? range.upper() : range.lower();
        if (bound == null) {
            return false;
        }
        if (current == deltas.length) {
            int length = treeKeyLength();
            return forward ? range.isAbove(treeKey, length) : range.isBelow(treeKey, length);
        }
        int order = compareDelta(deltas[current], bound, bound.length);
        if (forward) {
            return range.upperInclusive() ? order > 0 : order >= 0;
        }
        return range.lowerInclusive() ? order < 0 : order <= 0;
    }

    private boolean locateCurrent() {
        if (current == deltas.length) {
            location.setPage(tree.segment(), tree.base(), tree.index());
            return true;
        }
        byte[] chunk = deltas[current].chunk();
        int at = deltas[current].at();
        if (!Mutation.isPut(chunk, at)) {
            return false;
        }
        location.setMutation(chunk, at);
        return true;
    }

    private static int compareDeltas(DeltaCursor a, DeltaCursor b) {
        byte[] chunk = b.chunk();
        int at = b.at();
        int keyOffset = Mutation.keyOffset(chunk, at);
        int length = Mutation.keyLength(chunk, at);
        byte[] own = a.chunk();
        int ownKey = Mutation.keyOffset(own, a.at());
        return Arrays.compareUnsigned(
                own, ownKey, ownKey + Mutation.keyLength(own, a.at()), chunk, keyOffset, keyOffset + length);
    }

    private static int compareDelta(DeltaCursor delta, byte[] key, int keyLength) {
        byte[] chunk = delta.chunk();
        int at = delta.at();
        int keyOffset = Mutation.keyOffset(chunk, at);
        return Arrays.compareUnsigned(chunk, keyOffset, keyOffset + Mutation.keyLength(chunk, at), key, 0, keyLength);
    }
}
