package dev.coppice.cli.graph;

import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Progress;
import dev.coppice.graph.Edge;
import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexCursor;
import java.io.IOException;

/// Writes vertices and edges in some format. Confined to one thread.
public interface ElementWriter extends AutoCloseable {
    /// Writes a vertex.
    ///
    /// @throws Failure when the format cannot hold it
    void write(Vertex vertex) throws IOException;

    /// Writes an edge and the names of its ends.
    ///
    /// @throws Failure when the format cannot hold it
    void write(Edge edge, VertexName from, VertexName to) throws IOException;

    /// Writes what is left.
    @Override
    void close() throws IOException;

    /// Writes a graph: all vertices, then all edges.
    ///
    /// @param vertices takes the vertices
    /// @param edges takes the edges, perhaps the same
    static void write(GraphView view, ElementWriter vertices, ElementWriter edges, Progress progress)
            throws IOException {
        try (VertexCursor cursor = view.vertices()) {
            while (cursor.next()) {
                vertices.write(cursor.vertex());
                progress.advance(0);
            }
        }
        try (EdgeCursor cursor = view.edges()) {
            while (cursor.next()) {
                Edge edge = cursor.edge();
                edges.write(edge, name(view, edge.outVertex()), name(view, edge.inVertex()));
                progress.advance(0);
            }
        }
    }

    private static VertexName name(GraphView view, long id) {
        Vertex vertex = view.vertex(id);
        if (vertex == null) {
            throw new Failure(
                    ExitCode.CORRUPT, "there is an edge of vertex " + id + ", which is not there; run 'coppice check'");
        }
        return name(vertex);
    }

    /// What a file calls a vertex: by its external id, or `#` and its number when it has none.
    static VertexName name(Vertex vertex) {
        String id = vertex.externalId() == null ? "#" + Long.toUnsignedString(vertex.id()) : vertex.externalId();
        return new VertexName(vertex.label(), id);
    }
}
