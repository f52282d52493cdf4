package dev.coppice.store;

/// What a drop does with a fork's children.
public enum DropMode {
    /// Refuse while there are children.
    RESTRICT,
    /// Drop the whole subtree. Every fork in it is checked first, and every blocker is reported before anything
    /// changes.
    CASCADE,
    /// Drop the fork alone. Its children keep all that they share with it and become children of its parent's line.
    KEEP_CHILDREN
}
