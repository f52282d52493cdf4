package dev.coppice.store;

/// What a commit is checked against.
public enum Isolation {
    /// The commit fails when another one has written a key that this one writes since its snapshot was taken (first
    /// committer wins). Reads are not checked, so two transactions that each read what the other writes may both
    /// commit (write skew).
    SNAPSHOT,
    /// The commit also fails when another one has written a key that this one read, or a key inside a range that this
    /// one walked or counted: the transactions that commit could have run one after the other.
    SERIALIZABLE
}
