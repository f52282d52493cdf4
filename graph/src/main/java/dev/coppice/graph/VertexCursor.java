package dev.coppice.graph;

import java.util.function.Predicate;

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

    /// The value of a property of the vertex, as [Vertex#value(String)] tells it. It is read where it lies, and no
    /// vertex is made: for whoever looks at many.
    Object value(String key);

    /// Whether a condition holds of one of the values of a property of the vertex; false when there is none. They are
    /// read where they lie, one after the other, until it does.
    boolean hasValue(String key, Predicate<Object> condition);

    @Override
    void close();
}
