package dev.coppice.graph.engine;

import dev.coppice.graph.Edge;
import dev.coppice.graph.GraphChange;
import dev.coppice.graph.GraphChange.Kind;
import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.Pairing;
import dev.coppice.graph.Vertex;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Pairs what a diff by identity calls removed with what it calls added, where they are the same in another sense. What
/// is left over comes as before; a pair comes as changed, unless nothing about it differs.
final class PairedDiff implements GraphDiff {
    private final GraphDiff byIdentity;
    private final Function<Vertex, Object> vertexKey;
    private Iterator<GraphChange> changes;

    PairedDiff(GraphDiff byIdentity, Pairing pairing) {
        this.byIdentity = byIdentity;
        vertexKey = pairing == Pairing.EXTERNAL_ID ? PairedDiff::name : PairedDiff::content;
    }

    /// What pairs vertices by external id, or null when one has none.
    private static Object name(Vertex vertex) {
        return vertex.externalId() == null ? null : List.of(vertex.label(), vertex.externalId());
    }

    private static Object content(Vertex vertex) {
        return ByteBuffer.wrap(Elements.fingerprint(vertex));
    }

    @Override
    public GraphChange next() {
        if (changes == null) {
            changes = paired().iterator();
        }
        return changes.hasNext() ? changes.next() : null;
    }

    @Override
    public void close() {
        byIdentity.close();
        changes = List.<GraphChange>of().iterator();
    }

    private List<GraphChange> paired() {
        List<GraphChange> result = new ArrayList<>();
        List<Vertex> verticesRemoved = new ArrayList<>();
        List<Vertex> verticesAdded = new ArrayList<>();
        List<Edge> edgesRemoved = new ArrayList<>();
        List<Edge> edgesAdded = new ArrayList<>();
        byIdentity.forEach(change -> {
            switch (change) {
                case GraphChange.OfVertex vertex
                when vertex.kind() == Kind.REMOVED -> verticesRemoved.add(vertex.before());
                case GraphChange.OfVertex vertex when vertex.kind() == Kind.ADDED -> verticesAdded.add(vertex.after());
                case GraphChange.OfEdge edge when edge.kind() == Kind.REMOVED -> edgesRemoved.add(edge.before());
                case GraphChange.OfEdge edge when edge.kind() == Kind.ADDED -> edgesAdded.add(edge.after());
                default -> result.add(change);
            }
        });
        Map<Long, Long> pairs = pairVertices(verticesRemoved, verticesAdded, result);
        pairEdges(edgesRemoved, edgesAdded, pairs, result);
        return result;
    }

    /// @return the later number of each vertex that was paired
    private Map<Long, Long> pairVertices(List<Vertex> removed, List<Vertex> added, List<GraphChange> result) {
        Map<Object, Deque<Vertex>> byKey = new LinkedHashMap<>();
        List<Vertex> unpaired = new ArrayList<>();
        for (Vertex vertex : removed) {
            Object key = vertexKey.apply(vertex);
            if (key == null) {
                unpaired.add(vertex);
            } else {
                byKey.computeIfAbsent(key, missing -> new ArrayDeque<>()).add(vertex);
            }
        }
        Map<Long, Long> pairs = new HashMap<>();
        List<GraphChange> rest = new ArrayList<>();
        for (Vertex vertex : added) {
            Object key = vertexKey.apply(vertex);
            Vertex counterpart = key == null
                    ? null
                    : byKey.getOrDefault(key, new ArrayDeque<>()).poll();
            if (counterpart == null) {
                rest.add(new GraphChange.OfVertex(Kind.ADDED, null, vertex));
                continue;
            }
            pairs.put(counterpart.id(), vertex.id());
            if (!Elements.areSame(counterpart, vertex)) {
                rest.add(new GraphChange.OfVertex(Kind.CHANGED, counterpart, vertex));
            }
        }
        byKey.values().forEach(unpaired::addAll);
        unpaired.forEach(vertex -> result.add(new GraphChange.OfVertex(Kind.REMOVED, vertex, null)));
        result.addAll(rest);
        return pairs;
    }

    /// Only edges that are the same in all are paired: of parallel ones nobody can tell which became which.
    private static void pairEdges(
            List<Edge> removed, List<Edge> added, Map<Long, Long> vertexPairs, List<GraphChange> result) {
        Map<Object, Deque<Edge>> byKey = new LinkedHashMap<>();
        for (Edge edge : removed) {
            long out = vertexPairs.getOrDefault(edge.outVertex(), edge.outVertex());
            long in = vertexPairs.getOrDefault(edge.inVertex(), edge.inVertex());
            byKey.computeIfAbsent(key(edge, out, in), missing -> new ArrayDeque<>())
                    .add(edge);
        }
        List<GraphChange> rest = new ArrayList<>();
        for (Edge edge : added) {
            Edge counterpart = byKey.getOrDefault(key(edge, edge.outVertex(), edge.inVertex()), new ArrayDeque<>())
                    .poll();
            if (counterpart == null) {
                rest.add(new GraphChange.OfEdge(Kind.ADDED, null, edge));
            }
        }
        byKey.values()
                .forEach(edges -> edges.forEach(edge -> result.add(new GraphChange.OfEdge(Kind.REMOVED, edge, null))));
        result.addAll(rest);
    }

    private static Object key(Edge edge, long out, long in) {
        return List.of(ByteBuffer.wrap(Elements.fingerprint(edge)), out, in);
    }
}
