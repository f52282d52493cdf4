package dev.coppice.graph.schema;

/// The two kinds of element.
public enum ElementKind {
    /// Vertices.
    VERTEX,
    /// Edges.
    EDGE
}
