package dev.coppice.store.tree;

import dev.coppice.store.KeyRange;
import dev.coppice.store.Limits;
import dev.coppice.store.delta.Delta;
import dev.coppice.store.delta.DeltaCursor;
import dev.coppice.store.delta.Mutation;
import dev.coppice.store.page.LeafPage;
import java.util.Arrays;

/// Counts the entries of [Layers]: those of the tree by whole leaves, then what the deltas add and take away, key by
/// key. Used once, by one thread.
public final class EntryCount {
    private final Layers layers;
    private final KeyRange range;
    private final long nowMillis;
    private final boolean isTreeWhole;
    private final byte[] hidden;
    private final byte[] key = new byte[Limits.MAX_KEY_LENGTH];
    private final ValueLocation location = new ValueLocation();

    private EntryCount(Layers layers, KeyRange range, long nowMillis) {
        this.layers = layers;
        this.range = range;
        this.nowMillis = nowMillis;
        byte[] lowest = null;
        for (Delta delta : layers.deltas()) {
            lowest = lower(lowest, delta.hiddenFrom());
        }
        hidden = lowest;
        isTreeWhole = range.equals(KeyRange.all()) && hidden == null && !layers.mayExpire();
    }

    /// The number of entries in a range that have not expired at the given time. When the range is everything, and no
    /// entry of the tree may expire, the tree's own count is taken.
    public static long of(Layers layers, KeyRange range, long nowMillis) {
        EntryCount count = new EntryCount(layers, range, nowMillis);
        long entries = count.isTreeWhole ? layers.tree().entryCount() : count.inTree();
        for (int i = 0; i < layers.deltas().length; i++) {
            entries += count.addedBy(i);
        }
        return entries;
    }

    private static byte[] lower(byte[] a, byte[] b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return Arrays.compareUnsigned(a, b) <= 0 ? a : b;
    }

    /// The tree's entries in the range, below the bound from which a delta hides them.
    private long inTree() {
        TreeCursor cursor = new TreeCursor(layers.pages(), layers.tree());
        byte[] lower = range.lower();
        boolean on = lower == null
                ? cursor.first()
                : range.lowerInclusive()
                        ? cursor.seekCeiling(lower, lower.length)
                        : cursor.seekHigher(lower, lower.length);
        long count = 0;
        while (on) {
            int last = cursor.leafCount() - 1;
            int length = LeafPage.copyKey(cursor.segment(), cursor.base(), last, key);
            boolean wholeLeaf = !isPast(length) && LeafPage.minExpiry(cursor.segment(), cursor.base()) > nowMillis;
            if (wholeLeaf) {
                count += cursor.leafCount() - cursor.index();
            } else {
                for (int i = cursor.index(); i <= last; i++) {
                    length = LeafPage.copyKey(cursor.segment(), cursor.base(), i, key);
                    if (isPast(length)) {
                        return count;
                    }
                    long expiry = LeafPage.expiry(cursor.segment(), cursor.base(), i);
                    count += expiry != 0 && expiry <= nowMillis ? 0 : 1;
                }
            }
            on = cursor.nextLeaf();
        }
        return count;
    }

    private boolean isPast(int keyLength) {
        return range.isAbove(key, keyLength) || isHidden(keyLength);
    }

    /// What the keys whose newest mutation is in one delta change against the count of the tree.
    private long addedBy(int index) {
        DeltaCursor cursor = new DeltaCursor(layers.deltas()[index]);
        byte[] lower = range.lower();
        long change = 0;
        boolean on = lower == null ? cursor.first() : cursor.seekCeiling(lower, lower.length);
        for (; on; on = cursor.next()) {
            int length = Mutation.copyKey(cursor.chunk(), cursor.at(), key);
            if (range.isAbove(key, length)) {
                return change;
            }
            if (range.isBelow(key, length) || isDecidedAbove(index, length)) {
                continue;
            }
            location.clear();
            boolean present = Mutation.isPut(cursor.chunk(), cursor.at())
                    && !isExpired(Mutation.expiry(cursor.chunk(), cursor.at()));
            change += (present ? 1 : 0) - (isCountedInTree(length) ? 1 : 0);
        }
        return change;
    }

    private boolean isExpired(long expiry) {
        return expiry != 0 && expiry <= nowMillis;
    }

    /// Whether a newer delta says something of the current key, or hides it.
    private boolean isDecidedAbove(int index, int keyLength) {
        for (int i = 0; i < index; i++) {
            Delta newer = layers.deltas()[i];
            if (newer.leafFor(key, keyLength).indexOf(key, keyLength) >= 0) {
                return true;
            }
            if (newer.hides(key, keyLength)) {
                return true;
            }
        }
        return false;
    }

    /// The tree's own count has entries that have expired, too: those that were cleaned up, and whose deletion no
    /// checkpoint has merged yet.
    private boolean isCountedInTree(int keyLength) {
        return !isHidden(keyLength)
                && TreeReader.find(layers.pages(), layers.tree(), key, keyLength, location)
                && (isTreeWhole || !location.isExpired(nowMillis));
    }

    private boolean isHidden(int keyLength) {
        return hidden != null && Arrays.compareUnsigned(key, 0, keyLength, hidden, 0, hidden.length) >= 0;
    }
}
