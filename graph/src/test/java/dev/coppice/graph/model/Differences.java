package dev.coppice.graph.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.GraphChange;
import dev.coppice.graph.GraphChange.Kind;
import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.GraphSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Compares the differences of two states with those of two plain graphs, which know each element by a number that is
/// given once in all histories.
final class Differences {
    private Differences() {}

    /// A difference, told in full.
    private record Told(Kind kind, long id, Object before, Object after) {}

    static void compare(GraphSnapshot before, GraphSnapshot after, PlainGraph earlier, PlainGraph later) {
        List<Told> vertices = expected(earlier.vertices, earlier.vertexSerials, later.vertices, later.vertexSerials);
        List<Told> edges = expected(earlier.edges, earlier.edgeSerials, later.edges, later.edgeSerials);
        List<Told> both = new ArrayList<>(vertices);
        both.addAll(edges);
        try (GraphDiff forth = after.diff(before);
                GraphDiff back = before.diff(after)) {
            List<Told> inverse = new ArrayList<>();
            back.forEach(change -> inverse.add(told(change.inverse())));
            List<Told> told = new ArrayList<>();
            forth.forEach(change -> told.add(told(change)));
            assertThat(told).containsExactlyInAnyOrderElementsOf(both);
            assertThat(inverse).containsExactlyInAnyOrderElementsOf(both);
        }
    }

    private static <E> List<Told> expected(
            TreeMap<Long, E> earlier,
            Map<Long, Integer> earlierSerials,
            TreeMap<Long, E> later,
            Map<Long, Integer> laterSerials) {
        List<Told> expected = new ArrayList<>();
        earlier.forEach((id, old) -> {
            boolean isShared = later.containsKey(id) && earlierSerials.get(id).equals(laterSerials.get(id));
            if (!isShared) {
                expected.add(new Told(Kind.REMOVED, id, old, null));
            } else if (!old.equals(later.get(id))) {
                expected.add(new Told(Kind.CHANGED, id, old, later.get(id)));
            }
        });
        later.forEach((id, now) -> {
            boolean isShared = earlier.containsKey(id) && earlierSerials.get(id).equals(laterSerials.get(id));
            if (!isShared) {
                expected.add(new Told(Kind.ADDED, id, null, now));
            }
        });
        return expected;
    }

    private static Told told(GraphChange change) {
        return switch (change) {
            case GraphChange.OfVertex vertex ->
                new Told(
                        change.kind(),
                        change.id(),
                        vertex.before() == null ? null : Reading.plain(vertex.before()),
                        vertex.after() == null ? null : Reading.plain(vertex.after()));
            case GraphChange.OfEdge edge ->
                new Told(
                        change.kind(),
                        change.id(),
                        edge.before() == null ? null : Reading.plain(edge.before()),
                        edge.after() == null ? null : Reading.plain(edge.after()));
        };
    }
}
