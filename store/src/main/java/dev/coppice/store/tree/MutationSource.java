package dev.coppice.store.tree;

/// Changes to merge into a tree, in strictly ascending key order. Confined to one thread.
public interface MutationSource {
    /// Whether there is a current change.
    boolean isValid();

    /// Whether no change will follow; a source that is neither valid nor ended waits for more.
    boolean isEnded();

    /// Goes to the next change.
    void next();

    /// The array that holds the current key.
    byte[] keyArray();

    /// Where the key begins in its array.
    int keyOffset();

    /// The key's length.
    int keyLength();

    /// Whether the change inserts or replaces; otherwise it deletes.
    boolean isPut();

    /// When the entry expires in milliseconds since 1970, 0 for never.
    long expiry();

    /// Whether the value lies in overflow pages already.
    boolean isOverflow();

    /// The array that holds the value, when it is not in overflow pages.
    byte[] valueArray();

    /// Where the value begins in its array.
    int valueOffset();

    /// The length of the whole value.
    long valueLength();

    /// The first logical page of a value in overflow pages.
    long overflowPage();
}
