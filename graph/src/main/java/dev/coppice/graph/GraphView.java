package dev.coppice.graph;

import dev.coppice.graph.schema.Schema;

/// Reads of a graph: of one state that never moves ([GraphSnapshot]), or of a state plus a transaction's own writes
/// ([GraphTransaction]).
///
/// A label, type or key that the graph has never heard of is no error: nothing has it.
///
/// Each method may throw [GraphException.Corrupt] or [dev.coppice.store.StoreException.Corrupt] when bytes on disk
/// contradict the format, [dev.coppice.store.StoreException.Io] when they cannot be read, and
/// [dev.coppice.store.StoreException.Closed] after close.
public interface GraphView {
    /// A vertex, or null when there is none of the number.
    Vertex vertex(long id);

    /// Whether there is a vertex of the number.
    boolean hasVertex(long id);

    /// An edge, or null when there is none of the number.
    Edge edge(long id);

    /// The vertex that has an external id, or null.
    Vertex vertex(String label, String externalId);

    /// All vertices, by number.
    VertexCursor vertices();

    /// The vertices of a label, by number.
    VertexCursor vertices(String label);

    /// All edges, by number.
    EdgeCursor edges();

    /// The edges of a vertex.
    ///
    /// @param types only edges of these types; none for all
    Neighbors neighbors(long vertex, Direction direction, String... types);

    /// How many edges a vertex has. Reads page headers where it can, not each edge.
    ///
    /// @param types only edges of these types; none for all
    long degree(long vertex, Direction direction, String... types);

    /// The elements that an index finds, in the order of the index's values, then by number, or in the reverse of that
    /// order ([IndexRange#descending()]); empty cursors where nothing is found.
    ///
    /// @throws GraphException.NotFound when there is no such index of vertices, or it is still being built
    VertexCursor findVertices(String index, IndexRange range);

    /// The edges that an index finds. See [#findVertices(String, IndexRange)].
    EdgeCursor findEdges(String index, IndexRange range);

    /// The number of vertices.
    long vertexCount();

    /// The number of vertices of a label. Reads page headers where it can, not each vertex.
    long vertexCount(String label);

    /// The number of edges.
    long edgeCount();

    /// What is known of labels, types, keys, indexes and constraints.
    Schema schema();
}
