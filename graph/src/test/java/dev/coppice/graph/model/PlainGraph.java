package dev.coppice.graph.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What a graph should be, in the simplest way that can be right: everything in maps, every question a walk over all.
final class PlainGraph {
    final TreeMap<Long, PlainVertex> vertices = new TreeMap<>();
    final TreeMap<Long, PlainEdge> edges = new TreeMap<>();
    /// Which element of all histories each one is. No part of what two graphs have in common.
    final Map<Long, Integer> vertexSerials = new TreeMap<>();

    final Map<Long, Integer> edgeSerials = new TreeMap<>();

    /// A value of a property, and its own properties.
    record PlainValue(Object value, Map<String, Object> meta) {}

    /// A vertex: its values by key and ordinal.
    record PlainVertex(String label, String externalId, TreeMap<String, TreeMap<Integer, PlainValue>> values) {
        PlainVertex copy() {
            TreeMap<String, TreeMap<Integer, PlainValue>> copied = new TreeMap<>();
            values.forEach((key, ofKey) -> copied.put(key, new TreeMap<>(ofKey)));
            return new PlainVertex(label, externalId, copied);
        }
    }

    /// An edge.
    record PlainEdge(String type, long out, long in, TreeMap<String, Object> values) {
        PlainEdge copy() {
            return new PlainEdge(type, out, in, new TreeMap<>(values));
        }
    }

    PlainGraph copy() {
        PlainGraph copy = new PlainGraph();
        vertices.forEach((id, vertex) -> copy.vertices.put(id, vertex.copy()));
        edges.forEach((id, edge) -> copy.edges.put(id, edge.copy()));
        copy.vertexSerials.putAll(vertexSerials);
        copy.edgeSerials.putAll(edgeSerials);
        return copy;
    }

    void removeVertex(long id) {
        vertices.remove(id);
        edges.values().removeIf(edge -> edge.out == id || edge.in == id);
    }

    /// The edges that fulfil a condition, by number.
    List<Long> edges(Predicate<PlainEdge> condition) {
        List<Long> found = new ArrayList<>();
        edges.forEach((id, edge) -> {
            if (condition.test(edge)) {
                found.add(id);
            }
        });
        return found;
    }

    /// The vertices of a label that have a value of a property, by number.
    List<Long> vertices(String label, String key, Object value) {
        List<Long> found = new ArrayList<>();
        vertices.forEach((id, vertex) -> {
            boolean has = vertex.values.getOrDefault(key, new TreeMap<>()).values().stream()
                    .anyMatch(other -> Objects.equals(other.value, value));
            if (vertex.label.equals(label) && has) {
                found.add(id);
            }
        });
        return found;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PlainGraph graph && vertices.equals(graph.vertices) && edges.equals(graph.edges);
    }

    @Override
    public int hashCode() {
        return Objects.hash(vertices, edges);
    }

    @Override
    public String toString() {
        return "vertices " + vertices + "\nedges " + edges;
    }
}
