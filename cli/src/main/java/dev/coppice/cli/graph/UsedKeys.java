package dev.coppice.cli.graph;

import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.VertexProperty;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which properties the elements of a graph have, and of which types: what the head of a file must declare. Found by
/// reading all elements once.
///
/// @param vertices the properties of vertices, in the order in which they were met
/// @param edges those of edges
public record UsedKeys(Set<Key> vertices, Set<Key> edges) {
    /// A property with values of a type.
    ///
    /// @param name the property
    /// @param type the word for the type
    record Key(String name, String type) {
        static Key of(String name, Object value) {
            return new Key(name, value.equals("") ? ValueText.JSON : ValueText.word(value));
        }
    }

    /// Reads a graph.
    ///
    /// @throws Failure when a vertex has several values of a property
    public static UsedKeys of(GraphView view) {
        Set<Key> vertices = new LinkedHashSet<>();
        try (VertexCursor cursor = view.vertices()) {
            while (cursor.next()) {
                single(cursor.vertex()).forEach((name, value) -> vertices.add(Key.of(name, value)));
            }
        }
        Set<Key> edges = new LinkedHashSet<>();
        try (EdgeCursor cursor = view.edges()) {
            while (cursor.next()) {
                cursor.edge().values().forEach((name, value) -> edges.add(Key.of(name, value)));
            }
        }
        return new UsedKeys(vertices, edges);
    }

    /// The properties of a vertex that has one value of each.
    ///
    /// @throws Failure when it has several of one, or properties of a property
    static Map<String, Object> single(Vertex vertex) {
        List<VertexProperty> properties = vertex.properties();
        Map<String, Object> values = new LinkedHashMap<>();
        for (VertexProperty property : properties) {
            if (!property.meta().isEmpty() || values.put(property.key(), property.value()) != null) {
                throw new Failure(
                        ExitCode.DATA,
                        ElementText.name(vertex) + " has several values of '" + property.key()
                                + "', or values with properties; export as jsonl");
            }
        }
        return values;
    }
}
