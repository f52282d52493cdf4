package dev.coppice.store.tree;

/// One immutable version of a B+-tree: where it begins. Its pages are found through [Pages].
///
/// @param root the logical page of the root, [#NO_PAGE] when the tree is empty
/// @param height levels, leaves included; 0 when the tree is empty
/// @param entryCount entries in all leaves
public record Tree(long root, int height, long entryCount) {
    /// Stands for "no page".
    public static final long NO_PAGE = -1;

    /// The tree without entries.
    public static final Tree EMPTY = new Tree(NO_PAGE, 0, 0);

    /// Whether there are no entries.
    public boolean isEmpty() {
        return height == 0;
    }
}
