package dev.coppice.graph;

/// Which of the edges of a vertex are meant.
public enum Direction {
    /// Those that lead away from it.
    OUT,
    /// Those that lead to it.
    IN,
    /// All of them, first those that lead away. An edge from a vertex to itself comes twice.
    BOTH
}
