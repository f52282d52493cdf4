package dev.coppice.store.delta;

import java.util.Arrays;

/// A run of neighbouring entries of a [Delta], in key order. Immutable and thread-safe once the delta is frozen; no
/// public method allocates. Obtained with [Delta#leafFor], for lookups that keep no state of their own:
/// ```java
/// DeltaLeaf leaf = delta.leafFor(key, keyLength);
/// int index = leaf.indexOf(key, keyLength);
/// if (index >= 0) {
///     read(leaf.chunk(index), leaf.at(index));
/// }
/// ```
public final class DeltaLeaf extends DeltaNode {
    /// What an entry costs on the heap beside its mutation: head, references and its part of the nodes above.
    private static final int OVERHEAD = 24;

    private static final long[] NO_HEADS = {};
    private static final byte[][] NO_CHUNKS = {};
    private static final int[] NO_OFFSETS = {};

    // Parallel arrays of equal length, used up to `count`. The rest holds nulls and zeros, so that nothing that was
    // replaced or dropped stays reachable.
    private long[] heads;
    private byte[][] chunks;
    private int[] offsets;

    private DeltaLeaf(Object owner, long[] heads, byte[][] chunks, int[] offsets) {
        super(owner);
        this.heads = heads;
        this.chunks = chunks;
        this.offsets = offsets;
    }

    /// A leaf without entries and without room.
    static DeltaLeaf empty(Object owner) {
        return new DeltaLeaf(owner, NO_HEADS, NO_CHUNKS, NO_OFFSETS);
    }

    /// A leaf with entries in key order. The arrays become its own.
    static DeltaLeaf of(
            Object owner,
            byte[] prefix,
            long[] heads,
            byte[][] chunks,
            int[] offsets,
            int count,
            long maxSequence,
            long bytes) {
        DeltaLeaf leaf = new DeltaLeaf(owner, heads, chunks, offsets);
        leaf.prefix = prefix;
        leaf.count = count;
        leaf.maxSequence = maxSequence;
        leaf.bytes = bytes;
        leaf.lengthenWastefulPrefix();
        return leaf;
    }

    /// The number of entries.
    public int count() {
        return count;
    }

    /// Searches the leaf for a key.
    ///
    /// @return the key's index, or `-(insertionPoint + 1)` when it is not there
    public int indexOf(byte[] key, int keyLength) {
        return search(key, 0, keyLength);
    }

    /// The chunk that holds an entry's mutation. Not to be written to.
    ///
    /// @param index 0 to `count() - 1`
    public byte[] chunk(int index) {
        return chunks[index];
    }

    /// Where in its chunk an entry's mutation begins.
    ///
    /// @param index 0 to `count() - 1`
    public int at(int index) {
        return offsets[index];
    }

    @Override
    int capacity() {
        return heads.length;
    }

    @Override
    long entries() {
        return count;
    }

    int search(byte[] key, int offset, int length) {
        byte[] prefix = this.prefix;
        int skipped = prefix.length;
        if (skipped != 0) {
            int order = KeyHeads.compareWithPrefix(key, offset, length, prefix);
            if (order != 0) {
                return order < 0 ? -1 : -count - 1;
            }
        }
        long[] heads = this.heads;
        long head = KeyHeads.head(key, offset + skipped, offset + length);
        int index = KeyHeads.lowerBound(heads, 0, count, head);
        if (index == count || heads[index] != head) {
            return -index - 1;
        }
        int order = compareKey(index, key, offset, length);
        return order == 0 ? index : order > 0 ? -index - 1 : searchEqualHeads(index + 1, head, key, offset, length);
    }

    // Rare: several keys have the same 8 bytes after the prefix, and the first of them is too small.
    private int searchEqualHeads(int from, long head, byte[] key, int offset, int length) {
        int low = from;
        int high = KeyHeads.upperBound(heads, from, count, head) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compareKey(middle, key, offset, length);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    // Both keys are known to begin with the prefix.
    private int compareKey(int index, byte[] key, int offset, int length) {
        byte[] chunk = chunks[index];
        int at = offsets[index];
        int from = Mutation.keyOffset(chunk, at);
        int skipped = prefix.length;
        return Arrays.compareUnsigned(
                chunk, from + skipped, from + Mutation.keyLength(chunk, at), key, offset + skipped, offset + length);
    }

    /// What an entry counts for in [Delta#approximateBytes].
    static int weight(byte[] chunk, int at) {
        return Mutation.encodedLength(chunk, at) + OVERHEAD;
    }

    @Override
    DeltaLeaf owned(Object token) {
        return isOwnedBy(token) ? this : copy(token, 0);
    }

    // A copy of the entries from `from` on. What is past the end of the used part is null or zero, and so is what
    // copying past the end of the array adds.
    private DeltaLeaf copy(Object token, int from) {
        int length = count - from;
        int end = from + capacityFor(length);
        DeltaLeaf copy = new DeltaLeaf(
                token,
                Arrays.copyOfRange(heads, from, end),
                Arrays.copyOfRange(chunks, from, end),
                Arrays.copyOfRange(offsets, from, end));
        copy.prefix = prefix;
        copy.count = length;
        copy.maxSequence = maxSequence;
        copy.bytes = bytes;
        return copy;
    }

    /// Replaces an entry by a later mutation of the same key.
    ///
    /// @return by how much the leaf's [#bytes] grew
    int replace(Object token, int index, byte[] chunk, int at) {
        requireOwner(token);
        int growth = weight(chunk, at) - weight(chunks[index], offsets[index]);
        chunks[index] = chunk;
        offsets[index] = at;
        bytes += growth;
        maxSequence = Math.max(maxSequence, Mutation.sequence(chunk));
        return growth;
    }

    /// Inserts an entry before `index`. The leaf must not be full.
    ///
    /// @return by how much the leaf's [#bytes] grew
    int insert(Object token, int index, byte[] chunk, int at) {
        requireOwner(token);
        int keyAt = Mutation.keyOffset(chunk, at);
        int keyLength = Mutation.keyLength(chunk, at);
        shortenPrefixFor(chunk, keyAt, keyLength);
        if (count == heads.length) {
            resize(capacityFor(count));
        }
        int moved = count - index;
        System.arraycopy(heads, index, heads, index + 1, moved);
        System.arraycopy(chunks, index, chunks, index + 1, moved);
        System.arraycopy(offsets, index, offsets, index + 1, moved);
        long head = KeyHeads.head(chunk, keyAt + prefix.length, keyAt + keyLength);
        heads[index] = head;
        chunks[index] = chunk;
        offsets[index] = at;
        count++;
        if ((moved > 0 && heads[index + 1] == head) || (index > 0 && heads[index - 1] == head)) {
            lengthenPrefix();
        }
        int growth = weight(chunk, at);
        bytes += growth;
        maxSequence = Math.max(maxSequence, Mutation.sequence(chunk));
        return growth;
    }

    /// Moves the entries from `index` on into a new leaf.
    DeltaLeaf split(Object token, int index) {
        requireOwner(token);
        DeltaLeaf right = copy(token, index);
        right.bytes = weigh(index, count);
        long rest = bytes - right.bytes;
        truncate(index);
        bytes = rest;
        lengthenWastefulPrefix();
        right.lengthenWastefulPrefix();
        return right;
    }

    /// A new leaf with the one entry, to follow this one. It gets all the room a leaf can have: where one key was
    /// appended more will be.
    DeltaLeaf successor(Object token, byte[] chunk, int at) {
        DeltaLeaf next = new DeltaLeaf(token, new long[CAPACITY], new byte[CAPACITY][], new int[CAPACITY]);
        next.prefix = prefix;
        next.insert(token, 0, chunk, at);
        return next;
    }

    /// Drops the entries from `index` on.
    void truncate(Object token, int index) {
        requireOwner(token);
        truncate(index);
        bytes = weigh(0, index);
    }

    private void truncate(int index) {
        count = index;
        int capacity = capacityFor(index);
        resize(capacity);
        Arrays.fill(heads, index, capacity, 0);
        Arrays.fill(chunks, index, capacity, null); // nothing dropped may stay reachable
        Arrays.fill(offsets, index, capacity, 0);
    }

    private void resize(int capacity) {
        heads = Arrays.copyOf(heads, capacity);
        chunks = Arrays.copyOf(chunks, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
    }

    private long weigh(int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += weight(chunks[i], offsets[i]);
        }
        return sum;
    }

    private void shortenPrefixFor(byte[] chunk, int keyAt, int keyLength) {
        if (prefix.length != 0) {
            int common = KeyHeads.commonLength(prefix, 0, prefix.length, chunk, keyAt, keyLength);
            if (common < prefix.length) {
                setPrefix(Arrays.copyOf(prefix, common));
            }
        }
    }

    private void lengthenWastefulPrefix() {
        if (count > 1 && KeyHeads.wasteful(heads[0], heads[count - 1])) {
            lengthenPrefix();
        }
    }

    // What the first and the last key share, all keys share.
    private void lengthenPrefix() {
        byte[] first = chunks[0];
        int firstAt = offsets[0];
        byte[] last = chunks[count - 1];
        int lastAt = offsets[count - 1];
        int keyAt = Mutation.keyOffset(first, firstAt);
        int common = KeyHeads.commonLength(
                first,
                keyAt,
                Mutation.keyLength(first, firstAt),
                last,
                Mutation.keyOffset(last, lastAt),
                Mutation.keyLength(last, lastAt));
        if (common > prefix.length) {
            setPrefix(Arrays.copyOfRange(first, keyAt, keyAt + common));
        }
    }

    private void setPrefix(byte[] newPrefix) {
        prefix = newPrefix;
        for (int i = 0; i < count; i++) {
            byte[] chunk = chunks[i];
            int at = offsets[i];
            int keyAt = Mutation.keyOffset(chunk, at);
            heads[i] = KeyHeads.head(chunk, keyAt + newPrefix.length, keyAt + Mutation.keyLength(chunk, at));
        }
    }

    /// The head of an entry.
    long head(int index) {
        return heads[index];
    }

    /// The shortest key that is greater than all of this leaf and not greater than any of the leaf to the right.
    byte[] separatorTo(DeltaLeaf right) {
        byte[] last = chunks[count - 1];
        int lastAt = offsets[count - 1];
        byte[] first = right.chunks[0];
        int firstAt = right.offsets[0];
        int keyAt = Mutation.keyOffset(first, firstAt);
        int common = KeyHeads.commonLength(
                last,
                Mutation.keyOffset(last, lastAt),
                Mutation.keyLength(last, lastAt),
                first,
                keyAt,
                Mutation.keyLength(first, firstAt));
        return Arrays.copyOfRange(first, keyAt, keyAt + common + 1);
    }
}
