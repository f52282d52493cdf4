package dev.coppice.store.delta;

/// A node of a delta's tree. It can be changed only with the token that it was made with: an editor makes its nodes
/// with its own token and forgets the token when it freezes, and from then on nobody can change them.
abstract sealed class DeltaNode permits DeltaLeaf, DeltaInner {
    /// Entries of a leaf and children of an inner node are at most this many. Fewer make a commit copy less and a
    /// lookup go through more levels; in a delta of a million entries both cost the same between 32 and 64, and the
    /// larger wastes less on array headers.
    static final int CAPACITY = 64;

    // Arrays grow in these steps, so that a node wastes little, whatever its size.
    private static final int STEP = 8;

    private final Object owner;

    /// What all keys of the node begin with; the heads are those of the bytes after it. Never changed in place.
    byte[] prefix = KeyHeads.NO_PREFIX;

    /// Entries of a leaf, children of an inner node.
    int count;

    /// No entry below has a higher sequence. Not always reached: a replaced or truncated entry may have set it.
    long maxSequence = Delta.NO_SEQUENCE;

    /// The sum of [DeltaLeaf#weight] over the entries below.
    long bytes;

    DeltaNode(Object owner) {
        this.owner = owner;
    }

    /// The number of entries below.
    abstract long entries();

    /// How many the arrays have room for.
    abstract int capacity();

    /// This node if it was made with the token, else a copy that was, with room for one more.
    abstract DeltaNode owned(Object token);

    final boolean isOwnedBy(Object token) {
        return owner == token;
    }

    /// Every method that changes a node calls this first.
    final void requireOwner(Object token) {
        if (owner != token) {
            throw new IllegalStateException("the node belongs to a frozen delta");
        }
    }

    static int capacityFor(int count) {
        return Math.min(CAPACITY, (count + STEP) / STEP * STEP);
    }
}
