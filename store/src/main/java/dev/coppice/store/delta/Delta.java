package dev.coppice.store.delta;

import java.util.Arrays;

/// An ordered map from keys to [mutations][Mutation], which never changes: what a table was given since its last
/// checkpoint. Safe to share between threads however it is published. Editing shares all nodes that are not on the way
/// to a written key, so that any number of versions may be kept.
///
/// A delta lies over other layers: older deltas and the tree. A delete in it hides the key there, and a truncation
/// hides all keys from [#hiddenFrom] on, apart from what was put into this delta afterwards.
public final class Delta {
    /// Less than every commit sequence.
    public static final long NO_SEQUENCE = -1;

    /// The delta without entries, which hides nothing.
    public static final Delta EMPTY = new Delta(DeltaLeaf.empty(new Object()), 0, null, NO_SEQUENCE, false);

    private final DeltaNode root;
    private final int height;
    private final byte[] hiddenFrom;
    private final long hiddenSequence;
    private final boolean mayExpire;

    private Delta(DeltaNode root, int height, byte[] hiddenFrom, long hiddenSequence, boolean mayExpire) {
        this.root = root;
        this.height = height;
        this.hiddenFrom = hiddenFrom;
        this.hiddenSequence = hiddenSequence;
        this.mayExpire = mayExpire;
    }

    /// A delta that hides nothing.
    static Delta of(DeltaNode root, int height, boolean mayExpire) {
        return new Delta(root, height, null, NO_SEQUENCE, mayExpire);
    }

    DeltaNode root() {
        return root;
    }

    /// The number of inner nodes on the way from the root to any leaf.
    int height() {
        return height;
    }

    /// The number of entries, deletes included.
    public long count() {
        return root.entries();
    }

    /// Whether the delta has no entries and hides nothing: then it has no effect.
    public boolean isEmpty() {
        return root.entries() == 0 && hiddenFrom == null;
    }

    /// Whether an entry with a time to live was ever put.
    public boolean mayExpire() {
        return mayExpire;
    }

    /// The key from which on everything in lower layers is hidden by a truncation; null when there was none. The array
    /// is not to be written to.
    public byte[] hiddenFrom() {
        return hiddenFrom;
    }

    /// The commit sequence of the latest truncation; [#NO_SEQUENCE] when there was none.
    public long hiddenSequence() {
        return hiddenSequence;
    }

    /// Whether a truncation hides this key in lower layers.
    public boolean hides(byte[] key, int keyLength) {
        return hiddenFrom != null && Arrays.compareUnsigned(key, 0, keyLength, hiddenFrom, 0, hiddenFrom.length) >= 0;
    }

    /// About how many bytes of heap the entries take: their mutations, without what else is in the same chunks, and
    /// the nodes.
    public long approximateBytes() {
        return root.bytes + (hiddenFrom == null ? 0 : hiddenFrom.length);
    }

    /// The leaf that holds the key if the delta does. Allocates nothing.
    public DeltaLeaf leafFor(byte[] key, int keyLength) {
        DeltaNode node = root;
        for (int level = height; level > 0; level--) {
            DeltaInner inner = (DeltaInner) node;
            node = inner.child(inner.indexOf(key, 0, keyLength));
        }
        return (DeltaLeaf) node;
    }

    /// The sequence of the latest commit in this delta that put, deleted or truncated the key; [#NO_SEQUENCE] when
    /// none did. After several truncations it may be that of one that began above the key. Allocates nothing.
    public long lastChange(byte[] key, int keyLength) {
        DeltaLeaf leaf = leafFor(key, keyLength);
        int index = leaf.indexOf(key, keyLength);
        long written = index >= 0 ? Mutation.sequence(leaf.chunk(index)) : NO_SEQUENCE;
        return hides(key, keyLength) ? Math.max(written, hiddenSequence) : written;
    }

    /// The highest commit sequence among the entries in a range and the truncation that reaches into it; [#NO_SEQUENCE]
    /// when there are none.
    ///
    /// @param low the lower bound, null for none
    /// @param high the upper bound, null for none
    public long maxSequenceInRange(byte[] low, boolean lowInclusive, byte[] high, boolean highInclusive) {
        return maxSequenceInRange(low, lowInclusive, high, highInclusive, NO_SEQUENCE);
    }

    /// As [#maxSequenceInRange(byte[], boolean, byte[], boolean)], but looks only for what is newer than `floor`, and
    /// skips every part of the tree that was not written to since: the time depends on what is newer, not on the size
    /// of the range. Allocates nothing.
    ///
    /// @return the highest sequence above `floor`, or `floor` when nothing in the range is newer
    public long maxSequenceInRange(byte[] low, boolean lowInclusive, byte[] high, boolean highInclusive, long floor) {
        if (low != null && high != null && isEmptyRange(low, lowInclusive, high, highInclusive)) {
            return floor;
        }
        long highest = floor;
        if (hiddenFrom != null && reaches(high, highInclusive, hiddenFrom)) {
            highest = Math.max(highest, hiddenSequence);
        }
        return maxBelow(root, height, low, lowInclusive, high, highInclusive, highest);
    }

    private static boolean isEmptyRange(byte[] low, boolean lowInclusive, byte[] high, boolean highInclusive) {
        int order = Arrays.compareUnsigned(low, high);
        return order > 0 || (order == 0 && !(lowInclusive && highInclusive));
    }

    private static boolean reaches(byte[] high, boolean highInclusive, byte[] key) {
        if (high == null) {
            return true;
        }
        int order = Arrays.compareUnsigned(high, key);
        return highInclusive ? order >= 0 : order > 0;
    }

    private static long maxBelow(
            DeltaNode node,
            int level,
            byte[] low,
            boolean lowInclusive,
            byte[] high,
            boolean highInclusive,
            long floor) {
        if (node.maxSequence <= floor) {
            return floor;
        }
        if (level == 0) {
            return maxInLeaf((DeltaLeaf) node, low, lowInclusive, high, highInclusive, floor);
        }
        DeltaInner inner = (DeltaInner) node;
        int first = low == null ? 0 : inner.indexOf(low, 0, low.length);
        int last = high == null ? inner.count - 1 : inner.indexOf(high, 0, high.length);
        long highest = floor;
        for (int i = first; i <= last; i++) {
            highest = maxBelow(
                    inner.child(i),
                    level - 1,
                    i == first ? low : null,
                    lowInclusive,
                    i == last ? high : null,
                    highInclusive,
                    highest);
        }
        return highest;
    }

    private static long maxInLeaf(
            DeltaLeaf leaf, byte[] low, boolean lowInclusive, byte[] high, boolean highInclusive, long floor) {
        int first = low == null ? 0 : boundary(leaf, low, !lowInclusive);
        int end = high == null ? leaf.count : boundary(leaf, high, highInclusive);
        long highest = floor;
        for (int i = first; i < end; i++) {
            highest = Math.max(highest, Mutation.sequence(leaf.chunk(i)));
        }
        return highest;
    }

    // The number of entries below the key, itself included or not.
    private static int boundary(DeltaLeaf leaf, byte[] key, boolean keyBelow) {
        int index = leaf.search(key, 0, key.length);
        return index < 0 ? -index - 1 : keyBelow ? index + 1 : index;
    }

    /// Begins a changed version of this delta, which itself stays as it is.
    public Editor edit() {
        return new Editor(this);
    }

    /// Collects changes and freezes them into a new [Delta]. Confined to one thread; the deltas it freezes are not.
    public static final class Editor {
        private final TreeEditor tree;
        private Delta base;
        private byte[] hiddenFrom;
        private long hiddenSequence;
        private boolean mayExpire;

        private Editor(Delta base) {
            this.base = base;
            this.tree = new TreeEditor(base.root, base.height);
            this.hiddenFrom = base.hiddenFrom;
            this.hiddenSequence = base.hiddenSequence;
            this.mayExpire = base.mayExpire;
        }

        /// Adds a mutation, in place of an earlier one of the same key. Fastest when keys come in ascending order.
        ///
        /// @param chunk a whole record with its header, or several; nobody may change it from now on
        /// @param at where in the chunk the mutation begins; it must be well-formed, as [Mutation#verify] says
        public void put(byte[] chunk, int at) {
            tree.put(chunk, at);
            mayExpire |= Mutation.hasExpiry(chunk, at);
        }

        /// Drops all entries whose key is not less than `key`, and hides all such keys in lower layers.
        ///
        /// @param key the first key to go; copied
        /// @param sequence the commit sequence of the truncation
        public void truncateFrom(byte[] key, long sequence) {
            tree.truncateFrom(key);
            if (hiddenFrom == null || Arrays.compareUnsigned(key, hiddenFrom) < 0) {
                hiddenFrom = key.clone();
            }
            hiddenSequence = Math.max(hiddenSequence, sequence);
        }

        /// The present state, which later edits do not change: the editor can go on, and copies again what it changes.
        public Delta freeze() {
            tree.freeze();
            if (tree.root() != base.root || hiddenFrom != base.hiddenFrom || hiddenSequence != base.hiddenSequence) {
                base = new Delta(tree.root(), tree.height(), hiddenFrom, hiddenSequence, mayExpire);
            }
            return base;
        }
    }
}
