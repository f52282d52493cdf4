package dev.coppice.cli.graph;

import dev.coppice.graph.VertexProperty;
import java.util.List;
import java.util.Map;

/// A vertex or an edge as a file has it.
public sealed interface Element {
    /// The line on which it begins, counted from 1.
    long line();

    /// A vertex.
    ///
    /// @param name what it is called; its label is not null
    /// @param properties all values, those of one key together
    /// @param line the line
    record OfVertex(VertexName name, List<VertexProperty> properties, long line) implements Element {}

    /// An edge.
    ///
    /// @param type the type
    /// @param from the vertex that it leads away from
    /// @param to the vertex that it leads to
    /// @param properties the values by key
    /// @param line the line
    record OfEdge(String type, VertexName from, VertexName to, Map<String, Object> properties, long line)
            implements Element {}

    /// A vertex that is to be removed, with its edges.
    ///
    /// @param name what it is called
    /// @param line the line
    record VertexToRemove(VertexName name, long line) implements Element {}

    /// Edges that are to be removed: all of a type that lead from one vertex to another one.
    ///
    /// @param type the type
    /// @param from the vertex that they lead away from
    /// @param to the vertex that they lead to
    /// @param line the line
    record EdgesToRemove(String type, VertexName from, VertexName to, long line) implements Element {}
}
