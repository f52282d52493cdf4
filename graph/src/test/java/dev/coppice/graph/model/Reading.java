package dev.coppice.graph.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.Direction;
import dev.coppice.graph.Edge;
import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.IndexRange;
import dev.coppice.graph.Neighbors;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.VertexProperty;
import dev.coppice.graph.model.PlainGraph.PlainEdge;
import dev.coppice.graph.model.PlainGraph.PlainValue;
import dev.coppice.graph.model.PlainGraph.PlainVertex;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Asks a view of a graph everything that can be asked, and compares the answers with a plain graph.
final class Reading {
    private Reading() {}

    /// Reads all elements of a view.
    static PlainGraph all(GraphView view) {
        PlainGraph read = new PlainGraph();
        try (VertexCursor cursor = view.vertices()) {
            while (cursor.next()) {
                assertThat(cursor.vertex().id()).isEqualTo(cursor.id());
                read.vertices.put(cursor.id(), plain(cursor.vertex()));
            }
        }
        try (EdgeCursor cursor = view.edges()) {
            while (cursor.next()) {
                assertThat(cursor.edge().id()).isEqualTo(cursor.id());
                read.edges.put(cursor.id(), plain(cursor.edge()));
            }
        }
        return read;
    }

    static PlainVertex plain(Vertex vertex) {
        TreeMap<String, TreeMap<Integer, PlainValue>> values = new TreeMap<>();
        for (VertexProperty property : vertex.properties()) {
            values.computeIfAbsent(property.key(), key -> new TreeMap<>())
                    .put(property.ordinal(), new PlainValue(property.value(), property.meta()));
        }
        values.forEach((key, ofKey) -> assertThat(vertex.properties(key)).isEqualTo(of(vertex, key)));
        assertThat(vertex.properties("no such key")).isEmpty();
        return new PlainVertex(vertex.label(), vertex.externalId(), values);
    }

    private static List<VertexProperty> of(Vertex vertex, String key) {
        return vertex.properties().stream()
                .filter(property -> property.key().equals(key))
                .toList();
    }

    static PlainEdge plain(Edge edge) {
        return new PlainEdge(edge.type(), edge.outVertex(), edge.inVertex(), new TreeMap<>(edge.values()));
    }

    /// Compares elements, counts, neighbors, external ids and indexes.
    static void compare(GraphView view, PlainGraph expected) {
        assertThat(all(view)).isEqualTo(expected);
        assertThat(view.vertexCount()).isEqualTo(expected.vertices.size());
        assertThat(view.edgeCount()).isEqualTo(expected.edges.size());
        expected.vertices.forEach((id, vertex) -> {
            compareVertex(view, id, vertex);
            compareNeighbors(view, id, expected);
        });
        expected.edges.forEach((id, edge) -> compareEdge(view, id, edge));
        compareLabels(view, expected);
        view.schema().indexes().values().stream()
                .filter(IndexDefinition::isReady)
                .filter(index -> index.kind() == ElementKind.VERTEX)
                .forEach(index -> compareIndex(view, index, expected));
    }

    private static void compareVertex(GraphView view, long id, PlainVertex expected) {
        Vertex vertex = view.vertex(id);
        assertThat(view.hasVertex(id)).isTrue();
        assertThat(plain(vertex)).isEqualTo(expected);
        expected.values()
                .forEach((key, values) -> assertThat(vertex.value(key))
                        .isEqualTo(values.firstEntry().getValue().value()));
        assertThat(vertex.value("no such key")).isNull();
        if (expected.externalId() != null) {
            assertThat(view.vertex(expected.label(), expected.externalId()).id())
                    .isEqualTo(id);
        }
    }

    private static void compareEdge(GraphView view, long id, PlainEdge expected) {
        Edge edge = view.edge(id);
        assertThat(plain(edge)).isEqualTo(expected);
        expected.values().forEach((key, value) -> assertThat(edge.value(key)).isEqualTo(value));
        assertThat(edge.value("no such key")).isNull();
    }

    private static void compareNeighbors(GraphView view, long id, PlainGraph expected) {
        List<Long> out = expected.edges(edge -> edge.out() == id);
        List<Long> in = expected.edges(edge -> edge.in() == id);
        List<Long> both = new ArrayList<>(out);
        both.addAll(in);
        assertThat(edgesOf(view, id, expected, Direction.OUT)).containsExactlyInAnyOrderElementsOf(out);
        assertThat(edgesOf(view, id, expected, Direction.IN)).containsExactlyInAnyOrderElementsOf(in);
        assertThat(edgesOf(view, id, expected, Direction.BOTH)).containsExactlyInAnyOrderElementsOf(both);
        assertThat(view.degree(id, Direction.BOTH)).isEqualTo(both.size());
        for (String type : History.TYPES) {
            List<Long> ofType =
                    expected.edges(edge -> edge.out() == id && edge.type().equals(type));
            assertThat(edgesOf(view, id, expected, Direction.OUT, type)).containsExactlyInAnyOrderElementsOf(ofType);
            assertThat(view.degree(id, Direction.OUT, type)).isEqualTo(ofType.size());
        }
    }

    private static List<Long> edgesOf(
            GraphView view, long id, PlainGraph expected, Direction direction, String... types) {
        List<Long> found = new ArrayList<>();
        try (Neighbors neighbors = view.neighbors(id, direction, types)) {
            while (neighbors.next()) {
                PlainEdge edge = expected.edges.get(neighbors.edge());
                assertThat(edge).as("edge %s", neighbors.edge()).isNotNull();
                assertThat(neighbors.type()).isEqualTo(edge.type());
                boolean isOut = neighbors.direction() == Direction.OUT;
                assertThat(neighbors.vertex()).isEqualTo(isOut ? edge.in() : edge.out());
                found.add(neighbors.edge());
            }
        }
        return found;
    }

    private static void compareLabels(GraphView view, PlainGraph expected) {
        for (String label : History.LABELS) {
            List<Long> ofLabel = expected.vertices.entrySet().stream()
                    .filter(entry -> entry.getValue().label().equals(label))
                    .map(Map.Entry::getKey)
                    .toList();
            assertThat(ids(view.vertices(label))).isEqualTo(ofLabel);
            assertThat(view.vertexCount(label)).isEqualTo(ofLabel.size());
        }
    }

    private static void compareIndex(GraphView view, IndexDefinition index, PlainGraph expected) {
        String key = index.keys().getFirst();
        TreeSet<Long> all = new TreeSet<>();
        for (Object value : History.VALUES) {
            List<Long> having = expected.vertices(index.label(), key, value);
            all.addAll(having);
            assertThat(ids(view.findVertices(index.name(), IndexRange.equalTo(value))))
                    .as("%s of %s", value, index)
                    .containsExactlyInAnyOrderElementsOf(having);
        }
        if (index.order() == IndexDefinition.Order.ORDERED) {
            List<Long> ascending = ids(view.findVertices(index.name(), IndexRange.all()));
            assertThat(new TreeSet<>(ascending)).isEqualTo(all);
            assertThat(ids(view.findVertices(index.name(), IndexRange.all().descending())))
                    .isEqualTo(ascending.reversed());
        }
    }

    static List<Long> ids(VertexCursor cursor) {
        List<Long> ids = new ArrayList<>();
        try (cursor) {
            while (cursor.next()) {
                ids.add(cursor.id());
            }
        }
        return ids;
    }
}
