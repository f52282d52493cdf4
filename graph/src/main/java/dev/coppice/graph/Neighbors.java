package dev.coppice.graph;

/// Walks the edges of one vertex, and so its neighbors, over one unmoving state: by direction, then by type, then by
/// neighbor. What it tells stands in the keys that it walks; no edge and no vertex is read. Moving allocates nothing.
/// Confined to one thread at a time. Must be closed, because it keeps files from being deleted.
public interface Neighbors extends AutoCloseable {
    /// Goes to the next edge.
    ///
    /// @return whether there is one
    boolean next();

    /// The number of the edge.
    long edge();

    /// The number of the vertex at its other end.
    long vertex();

    /// The edge's type.
    String type();

    /// Whether the edge leads away from the vertex, or to it.
    Direction direction();

    @Override
    void close();
}
