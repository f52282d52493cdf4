package dev.coppice.cli.tour;

import dev.coppice.graph.Direction;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.Neighbors;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexCursor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a person would ask of a graph of dependencies, answered by walking along its edges.
final class GraphQuestions {
    private final GraphView view;

    /// Questions about one state.
    GraphQuestions(GraphView view) {
        this.view = view;
    }

    /// An artifact and how many versions of others depend on some version of it.
    record Used(String artifact, int dependents) {}

    /// The artifacts that most depend on, most first.
    List<Used> mostDependedUpon(int limit) {
        List<Used> all = new ArrayList<>();
        try (VertexCursor artifacts = view.vertices(DependencyGraph.ARTIFACT)) {
            while (artifacts.next()) {
                Set<Long> dependents = new HashSet<>();
                for (long version : neighbors(artifacts.id(), Direction.IN, DependencyGraph.OF)) {
                    dependents.addAll(neighbors(version, Direction.IN, DependencyGraph.DEPENDS_ON));
                }
                if (!dependents.isEmpty()) {
                    all.add(new Used(artifacts.vertex().externalId(), dependents.size()));
                }
            }
        }
        all.sort(Comparator.comparingInt(Used::dependents).reversed().thenComparing(Used::artifact));
        return all.subList(0, Math.min(limit, all.size()));
    }

    /// Who depends on a version, by their ids, in order.
    List<String> whoUses(String version) {
        Vertex vertex = view.vertex(DependencyGraph.VERSION, version);
        if (vertex == null) {
            return List.of();
        }
        return neighbors(vertex.id(), Direction.IN, DependencyGraph.DEPENDS_ON).stream()
                .map(id -> view.vertex(id).externalId())
                .distinct()
                .sorted()
                .toList();
    }

    /// A chain of versions, each of which depends on the next one: the longest one from every vertex onward, where a
    /// dependency that leads back into the chain before it is passed over.
    List<String> deepestChain() {
        Map<Long, Long> next = new HashMap<>();
        Map<Long, Integer> depth = new HashMap<>();
        long deepest = -1;
        try (VertexCursor versions = view.vertices(DependencyGraph.VERSION)) {
            while (versions.next()) {
                measure(versions.id(), next, depth);
                if (deepest < 0 || depth.get(versions.id()) > depth.get(deepest)) {
                    deepest = versions.id();
                }
            }
        }
        List<String> chain = new ArrayList<>();
        for (Long at = deepest < 0 ? null : deepest; at != null; at = next.get(at)) {
            chain.add(view.vertex(at).externalId());
        }
        return chain;
    }

    /// A vertex whose dependencies are being measured, and those that are left.
    private record Visit(long vertex, Deque<Long> left) {}

    private void measure(long start, Map<Long, Long> next, Map<Long, Integer> depth) {
        if (depth.containsKey(start)) {
            return;
        }
        Set<Long> open = new HashSet<>();
        Deque<Visit> path = new ArrayDeque<>();
        enter(start, open, path);
        while (!path.isEmpty()) {
            Visit visit = path.getLast();
            Long dependency = visit.left.peek();
            if (dependency == null) {
                depth.putIfAbsent(visit.vertex, 0);
                open.remove(visit.vertex);
                path.removeLast();
            } else if (open.contains(dependency)) {
                visit.left.remove(); // leads back
            } else if (!depth.containsKey(dependency)) {
                enter(dependency, open, path);
            } else {
                visit.left.remove();
                if (depth.get(dependency) + 1 > depth.getOrDefault(visit.vertex, 0)) {
                    next.put(visit.vertex, dependency);
                    depth.put(visit.vertex, depth.get(dependency) + 1);
                }
            }
        }
    }

    private void enter(long vertex, Set<Long> open, Deque<Visit> path) {
        open.add(vertex);
        path.addLast(new Visit(vertex, new ArrayDeque<>(neighbors(vertex, Direction.OUT, DependencyGraph.DEPENDS_ON))));
    }

    private List<Long> neighbors(long vertex, Direction direction, String type) {
        List<Long> found = new ArrayList<>();
        try (Neighbors neighbors = view.neighbors(vertex, direction, type)) {
            while (neighbors.next()) {
                found.add(neighbors.vertex());
            }
        }
        return found;
    }
}
