package dev.coppice.graph;

/// Walks vertices over one unmoving state, forwards. Confined to one thread at a time. Must be closed, because it keeps
/// files from being deleted.
public interface VertexCursor extends AutoCloseable {
    /// Goes to the next vertex.
    ///
    /// @return whether there is one
    boolean next();

    /// The number of the vertex. Allocates nothing.
    ///
    /// @throws IllegalStateException when the cursor does not stand at a vertex, here and below
    long id();

    /// The vertex.
    Vertex vertex();

    @Override
    void close();
}
