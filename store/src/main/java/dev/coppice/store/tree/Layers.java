package dev.coppice.store.tree;

import dev.coppice.store.delta.Delta;
import dev.coppice.store.delta.DeltaLeaf;
import dev.coppice.store.delta.Mutation;

/// The entries of one table in one state: in-memory deltas, the newest first, over a tree. An entry of a newer layer
/// hides those of older ones, and so does a truncation for all keys from its bound on. Immutable and thread-safe.
///
/// @param deltas the deltas, the newest first
/// @param pages where the pages of the tree are
/// @param tree the tree below the deltas
/// @param mayExpire whether some entry of the tree has a time to live, apart from those that a delta deletes
@SuppressWarnings("ArrayRecordComponent")
public record Layers(Delta[] deltas, Pages pages, Tree tree, boolean mayExpire) {
    /// Finds the value of a key, expired or not. Allocates nothing and takes no lock.
    ///
    /// @return whether the key is there
    public boolean find(byte[] key, int keyLength, ValueLocation location) {
        for (Delta delta : deltas) {
            DeltaLeaf leaf = delta.leafFor(key, keyLength);
            int index = leaf == null ? -1 : leaf.indexOf(key, keyLength);
            if (index >= 0) {
                byte[] chunk = leaf.chunk(index);
                int at = leaf.at(index);
                if (!Mutation.isPut(chunk, at)) {
                    return false;
                }
                location.setMutation(chunk, at);
                return true;
            }
            if (delta.hides(key, keyLength)) {
                return false;
            }
        }
        return TreeReader.find(pages, tree, key, keyLength, location);
    }

    /// As [#find], and not expired at the given time.
    public boolean find(byte[] key, int keyLength, ValueLocation location, long nowMillis) {
        return find(key, keyLength, location) && !location.isExpired(nowMillis);
    }

    /// The same with one more delta on top.
    public Layers under(Delta delta) {
        Delta[] more = new Delta[deltas.length + 1];
        more[0] = delta;
        System.arraycopy(deltas, 0, more, 1, deltas.length);
        return new Layers(more, pages, tree, mayExpire);
    }
}
