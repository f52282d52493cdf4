package dev.coppice.gremlin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.Graph;
import org.apache.tinkerpop.gremlin.structure.Property;
import org.apache.tinkerpop.gremlin.structure.T;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;

/// Copies a graph into another one, with new ids.
final class GraphCopies {
    private GraphCopies() {}

    static void copy(Graph from, Graph to) {
        Map<Object, Vertex> copies = new HashMap<>();
        from.vertices().forEachRemaining(vertex -> copies.put(vertex.id(), copy(vertex, to)));
        from.edges().forEachRemaining(edge -> copy(edge, copies));
    }

    private static Vertex copy(Vertex vertex, Graph to) {
        Vertex copy = to.addVertex(T.label, vertex.label());
        vertex.properties()
                .forEachRemaining(property -> copy.property(
                        VertexProperty.Cardinality.list, property.key(), property.value(), keyValues(property)));
        return copy;
    }

    private static Object[] keyValues(VertexProperty<?> property) {
        List<Object> keyValues = new ArrayList<>();
        property.properties().forEachRemaining(meta -> {
            keyValues.add(meta.key());
            keyValues.add(meta.value());
        });
        return keyValues.toArray();
    }

    private static void copy(Edge edge, Map<Object, Vertex> copies) {
        Edge copy = copies.get(edge.outVertex().id())
                .addEdge(edge.label(), copies.get(edge.inVertex().id()));
        for (var properties = edge.properties(); properties.hasNext(); ) {
            Property<Object> property = properties.next();
            copy.property(property.key(), property.value());
        }
    }
}
