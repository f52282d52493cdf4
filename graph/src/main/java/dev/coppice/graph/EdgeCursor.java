package dev.coppice.graph;

/// Walks edges over one unmoving state, forwards. Confined to one thread at a time. Must be closed, because it keeps
/// files from being deleted.
public interface EdgeCursor extends AutoCloseable {
    /// Goes to the next edge.
    ///
    /// @return whether there is one
    boolean next();

    /// The number of the edge. Allocates nothing.
    ///
    /// @throws IllegalStateException when the cursor does not stand at an edge, here and below
    long id();

    /// The edge.
    Edge edge();

    /// The value of a property of the edge, or null when there is none. It is read where it lies, and no edge is made:
    /// for whoever looks at many.
    Object value(String key);

    @Override
    void close();
}
