package dev.coppice.store.delta;

import java.util.Arrays;

/// A node above the leaves. Child `i` holds the keys from separator `i` (inclusive) to separator `i + 1` (exclusive);
/// child 0 holds all below separator 1, and the last child all from its separator on.
final class DeltaInner extends DeltaNode {
    // Parallel arrays of equal length, used up to `count`. Separator and head 0 take no part in a search.
    private long[] heads;
    private byte[][] separators;
    private DeltaNode[] children;
    private long entries;

    private DeltaInner(Object owner, long[] heads, byte[][] separators, DeltaNode[] children) {
        super(owner);
        this.heads = heads;
        this.separators = separators;
        this.children = children;
    }

    /// A new root over two nodes.
    static DeltaInner root(Object token, DeltaNode left, byte[] separator, DeltaNode right) {
        DeltaInner root = withOneChild(token, null, left, capacityFor(2));
        root.insert(token, 1, separator, right);
        root.recount();
        return root;
    }

    /// A node over children in key order, each but the first with its separator. The arrays become its own.
    static DeltaInner of(Object token, byte[][] separators, DeltaNode[] children) {
        DeltaInner node = new DeltaInner(token, new long[children.length], separators, children);
        node.count = children.length;
        node.setPrefix(KeyHeads.NO_PREFIX);
        node.lengthenWastefulPrefix();
        node.recount();
        return node;
    }

    private static DeltaInner withOneChild(Object token, byte[] bound, DeltaNode child, int capacity) {
        DeltaInner node = new DeltaInner(token, new long[capacity], new byte[capacity][], new DeltaNode[capacity]);
        node.separators[0] = bound;
        node.children[0] = child;
        node.count = 1;
        return node;
    }

    @Override
    int capacity() {
        return heads.length;
    }

    @Override
    long entries() {
        return entries;
    }

    DeltaNode child(int index) {
        return children[index];
    }

    /// The least key that child `index` may hold. That of child 0 is what it was when the node was made by a split,
    /// or null.
    byte[] separator(int index) {
        return separators[index];
    }

    /// The head of separator `index`, which is not 0.
    long head(int index) {
        return heads[index];
    }

    /// The index of the child whose range holds the key.
    int indexOf(byte[] key, int offset, int length) {
        byte[] prefix = this.prefix;
        int skipped = prefix.length;
        if (skipped != 0) {
            int order = KeyHeads.compareWithPrefix(key, offset, length, prefix);
            if (order != 0) {
                return order < 0 ? 0 : count - 1;
            }
        }
        long[] heads = this.heads;
        long head = KeyHeads.head(key, offset + skipped, offset + length);
        int next = KeyHeads.lowerBound(heads, 1, count, head);
        if (next == count || heads[next] != head) {
            return next - 1;
        }
        return indexAmongEqualHeads(next, head, key, offset, length);
    }

    private int indexAmongEqualHeads(int from, long head, byte[] key, int offset, int length) {
        int low = from;
        int high = KeyHeads.upperBound(heads, from, count, head) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            byte[] separator = separators[middle];
            if (Arrays.compareUnsigned(separator, 0, separator.length, key, offset, offset + length) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return low - 1;
    }

    @Override
    DeltaInner owned(Object token) {
        return isOwnedBy(token) ? this : copy(token, 0);
    }

    // A copy of the children from `from` on. What is past the end of the used part is null or zero, and so is what
    // copying past the end of the array adds.
    private DeltaInner copy(Object token, int from) {
        int length = count - from;
        int end = from + capacityFor(length);
        DeltaInner copy = new DeltaInner(
                token,
                Arrays.copyOfRange(heads, from, end),
                Arrays.copyOfRange(separators, from, end),
                Arrays.copyOfRange(children, from, end));
        copy.prefix = prefix;
        copy.count = length;
        copy.maxSequence = maxSequence;
        copy.bytes = bytes;
        copy.entries = entries;
        return copy;
    }

    void setChild(Object token, int index, DeltaNode child) {
        requireOwner(token);
        children[index] = child;
    }

    /// Takes note of an entry that was put into a leaf below.
    void add(Object token, int entryGrowth, int byteGrowth, long sequence) {
        requireOwner(token);
        entries += entryGrowth;
        bytes += byteGrowth;
        maxSequence = Math.max(maxSequence, sequence);
    }

    /// Inserts a child before `index`, which is not 0. Entries of the child that this node did not count before, it
    /// counts only after [#recount]. The node must not be full.
    void insert(Object token, int index, byte[] separator, DeltaNode child) {
        requireOwner(token);
        shortenPrefixFor(separator);
        if (count == heads.length) {
            resize(capacityFor(count));
        }
        int moved = count - index;
        System.arraycopy(heads, index, heads, index + 1, moved);
        System.arraycopy(separators, index, separators, index + 1, moved);
        System.arraycopy(children, index, children, index + 1, moved);
        long head = KeyHeads.head(separator, prefix.length, separator.length);
        heads[index] = head;
        separators[index] = separator;
        children[index] = child;
        count++;
        if ((moved > 0 && heads[index + 1] == head) || (index > 1 && heads[index - 1] == head)) {
            lengthenPrefix();
        }
    }

    /// Moves the children from `index` on into a new node, whose separator 0 is its bound.
    DeltaInner split(Object token, int index) {
        requireOwner(token);
        DeltaInner right = copy(token, index);
        truncate(index);
        lengthenWastefulPrefix();
        right.lengthenWastefulPrefix();
        return right;
    }

    /// A new node with the one child, to follow this one; separator 0 is its bound.
    DeltaInner successor(Object token, byte[] separator, DeltaNode child) {
        DeltaInner next = withOneChild(token, separator, child, CAPACITY);
        next.recount();
        return next;
    }

    /// Drops the children from `index` on, which is not 0.
    void truncate(Object token, int index) {
        requireOwner(token);
        truncate(index);
    }

    private void truncate(int index) {
        count = index;
        int capacity = capacityFor(index);
        resize(capacity);
        Arrays.fill(heads, index, capacity, 0);
        Arrays.fill(separators, index, capacity, null); // nothing dropped may stay reachable
        Arrays.fill(children, index, capacity, null);
    }

    private void resize(int capacity) {
        heads = Arrays.copyOf(heads, capacity);
        separators = Arrays.copyOf(separators, capacity);
        children = Arrays.copyOf(children, capacity);
    }

    /// Computes what the node knows of the entries below from its children.
    void recount(Object token) {
        requireOwner(token);
        recount();
    }

    private void recount() {
        entries = 0;
        bytes = 0;
        maxSequence = Delta.NO_SEQUENCE;
        for (int i = 0; i < count; i++) {
            DeltaNode child = children[i];
            entries += child.entries();
            bytes += child.bytes;
            maxSequence = Math.max(maxSequence, child.maxSequence);
        }
    }

    private void shortenPrefixFor(byte[] separator) {
        if (prefix.length != 0) {
            int common = KeyHeads.commonLength(prefix, 0, prefix.length, separator, 0, separator.length);
            if (common < prefix.length) {
                setPrefix(Arrays.copyOf(prefix, common));
            }
        }
    }

    private void lengthenWastefulPrefix() {
        if (count > 2 && KeyHeads.wasteful(heads[1], heads[count - 1])) {
            lengthenPrefix();
        }
    }

    // What the first and the last separator share, all share.
    private void lengthenPrefix() {
        byte[] first = separators[1];
        byte[] last = separators[count - 1];
        int common = KeyHeads.commonLength(first, 0, first.length, last, 0, last.length);
        if (common > prefix.length) {
            setPrefix(Arrays.copyOf(first, common));
        }
    }

    private void setPrefix(byte[] newPrefix) {
        prefix = newPrefix;
        for (int i = 1; i < count; i++) {
            heads[i] = KeyHeads.head(separators[i], newPrefix.length, separators[i].length);
        }
    }
}
