package dev.coppice.graph.engine;

import dev.coppice.graph.Direction;
import dev.coppice.graph.Edge;
import dev.coppice.graph.GraphChange;
import dev.coppice.graph.GraphConflict;
import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotion.Choice;
import dev.coppice.graph.Neighbors;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexProperty;
import dev.coppice.graph.engine.PromotionTally.Counts;
import dev.coppice.graph.id.IdLineage;
import dev.coppice.graph.id.IdMarks;
import dev.coppice.graph.schema.ElementKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Applies what a fork changed since a state that it has in common with a target to a transaction of the target.
///
/// An element that the common state has is the same in the target, under the same id. An element that the fork made
/// gets an id of the target; that is remembered, so that it is found when the fork is promoted again.
///
/// A target that has had no commit since the common state is that state: then the fork's changes are written without a
/// look at what they meet.
final class Promoter {
    private final SnapshotReads base;
    private final SnapshotReads fork;
    private final GraphWrites target;
    private final PromotedElements promoted;
    private final GraphPromotion promotion;
    private final IdLineage lineage;
    private final IdMarks inherited;
    private final boolean isFastForward;
    private final Map<Long, Long> newVertices = new HashMap<>();
    private final Map<Long, GraphChange.OfVertex> removedVertices = new LinkedHashMap<>();
    private final PromotionTally tally;
    private final Counts vertices;
    private final Counts edges;

    /// @param tally is told what becomes of each change
    /// @param isFastForward whether the target is as the common state
    Promoter(
            SnapshotReads base,
            SnapshotReads fork,
            GraphWrites target,
            GraphPromotion promotion,
            PromotionTally tally,
            boolean isFastForward) {
        this.tally = tally;
        vertices = tally.vertices;
        edges = tally.edges;
        this.isFastForward = isFastForward;
        this.base = base;
        this.fork = fork;
        this.target = target;
        this.promotion = promotion;
        promoted = target.promotedElements();
        lineage = fork.lineage();
        inherited = lineage.commonLimit(base.lineage());
    }

    /// Applies all changes, in so far as the tally says what becomes of conflicts.
    void run() {
        try (GraphDiff diff = fork.diff(base)) {
            for (GraphChange change = diff.next(); change != null; change = diff.next()) {
                if (promotion.filter().test(change)) {
                    apply(change);
                }
            }
        }
        // Last, because edges that go with them must be gone.
        removedVertices.values().forEach(this::removeVertex);
    }

    private void apply(GraphChange change) {
        switch (change) {
            case GraphChange.OfVertex vertex -> {
                switch (vertex.kind()) {
                    case ADDED -> addVertex(vertex.after());
                    case CHANGED -> changeVertex(vertex.before(), vertex.after());
                    case REMOVED -> removedVertices.put(vertex.before().id(), vertex);
                }
            }
            case GraphChange.OfEdge edge -> {
                switch (edge.kind()) {
                    case ADDED -> addEdge(edge.after());
                    case CHANGED -> changeEdge(edge.before(), edge.after());
                    case REMOVED -> removeEdge(edge.before());
                }
            }
        }
    }

    /// What the target remembers of an element that the fork has, and the common state has not. A target that has had
    /// no commit since remembers nothing.
    private PromotedElements.Promoted known(ElementKind kind, long owner, long id) {
        return isFastForward ? null : promoted.get(kind, owner, id);
    }

    // ---- vertices ----

    private void addVertex(Vertex vertex) {
        PromotedElements.Promoted known = known(ElementKind.VERTEX, lineage.ownerOfVid(vertex.id()), vertex.id());
        Vertex counterpart = known == null ? null : target.vertex(known.id());
        if (known != null && counterpart == null) {
            addVertexThatIsGone(vertex, known);
            return;
        }
        if (counterpart == null) {
            counterpart = counterpartByExternalId(vertex);
        }
        if (counterpart == null) {
            insert(vertex);
        } else {
            meet(vertex, counterpart, known);
        }
    }

    /// The vertex of the target that has the external id of a new one, or null. One that the fork has removed goes now,
    /// to make room.
    private Vertex counterpartByExternalId(Vertex vertex) {
        if (vertex.externalId() == null) {
            return null;
        }
        Vertex counterpart = target.vertex(vertex.label(), vertex.externalId());
        GraphChange.OfVertex removal = counterpart == null ? null : removedVertices.remove(counterpart.id());
        if (removal == null) {
            return counterpart;
        }
        removeVertex(removal);
        return target.vertex(vertex.label(), vertex.externalId());
    }

    /// The fork has a vertex that was promoted before and that the target has removed since.
    private void addVertexThatIsGone(Vertex vertex, PromotedElements.Promoted known) {
        boolean isUnchanged = known.was(Elements.fingerprint(vertex));
        if (isUnchanged
                || tally.choose(new GraphConflict(ElementKind.VERTEX, known.id(), null, null, vertex, null))
                        != Choice.TAKE_FORK) {
            vertices.kept++;
        } else {
            insert(vertex);
        }
    }

    private void insert(Vertex vertex) {
        long id = target.addVertex(vertex.label(), vertex.externalId(), Map.of());
        valuesOf(vertex).forEach((key, values) -> target.setVertexValues(id, key, values));
        remember(vertex, id);
        vertices.inserted++;
    }

    /// The target has a vertex that stands for one of the fork.
    private void meet(Vertex vertex, Vertex counterpart, PromotedElements.Promoted known) {
        newVertices.put(vertex.id(), counterpart.id());
        if (Elements.areSame(vertex, counterpart)) {
            remember(vertex, counterpart.id());
            vertices.alreadySame++;
            return;
        }
        if (known != null && known.was(Elements.fingerprint(vertex))) {
            vertices.kept++; // only the target has changed it since
            return;
        }
        boolean isUntouched = known != null && known.was(Elements.fingerprint(counterpart));
        if (!isUntouched
                && tally.choose(new GraphConflict(
                                ElementKind.VERTEX, counterpart.id(), null, null, vertex, counterpart))
                        != Choice.TAKE_FORK) {
            vertices.kept++;
            return;
        }
        Map<String, List<VertexProperty>> values = valuesOf(vertex);
        valuesOf(counterpart).keySet().forEach(key -> values.putIfAbsent(key, List.of()));
        values.forEach((key, ofKey) -> target.setVertexValues(counterpart.id(), key, ofKey));
        remember(vertex, counterpart.id());
        vertices.updated++;
    }

    private void remember(Vertex vertex, long id) {
        newVertices.put(vertex.id(), id);
        promoted.put(
                ElementKind.VERTEX,
                lineage.ownerOfVid(vertex.id()),
                vertex.id(),
                new PromotedElements.Promoted(id, Elements.fingerprint(vertex)));
    }

    private void changeVertex(Vertex before, Vertex after) {
        Vertex present = isFastForward ? before : target.vertex(after.id());
        if (present == null) {
            if (tally.choose(new GraphConflict(ElementKind.VERTEX, after.id(), null, before, after, null))
                    == Choice.TAKE_FORK) {
                target.restoreVertex(after);
                vertices.inserted++;
            } else {
                vertices.kept++;
            }
            return;
        }
        PropertyMerge<List<VertexProperty>> merge =
                new PropertyMerge<>(ElementKind.VERTEX, after.id(), Promoter::areSameLists, tally::choose);
        count(
                vertices,
                merge.merge(
                        valuesOf(before),
                        valuesOf(after),
                        valuesOf(present),
                        (key, values) -> target.setVertexValues(after.id(), key, values == null ? List.of() : values)));
    }

    private static boolean areSameLists(List<VertexProperty> some, List<VertexProperty> others) {
        return some == null || others == null ? some == others : Elements.areSame(some, others);
    }

    private static Map<String, List<VertexProperty>> valuesOf(Vertex vertex) {
        Map<String, List<VertexProperty>> values = new TreeMap<>();
        vertex.properties()
                .forEach(property -> values.computeIfAbsent(property.key(), key -> new ArrayList<>())
                        .add(property));
        return values;
    }

    private void removeVertex(GraphChange.OfVertex change) {
        Vertex before = change.before();
        if (isFastForward) {
            target.removeVertex(before.id());
            vertices.deleted++;
            return;
        }
        Vertex present = target.vertex(before.id());
        if (present == null) {
            vertices.alreadySame++;
            return;
        }
        boolean isUntouched = Elements.areSame(before, present) && hasNoNewEdges(before.id());
        if (isUntouched
                || tally.choose(new GraphConflict(ElementKind.VERTEX, before.id(), null, before, null, present))
                        == Choice.TAKE_FORK) {
            target.removeVertex(before.id());
            vertices.deleted++;
        } else {
            vertices.kept++;
        }
    }

    /// Whether the target has given a vertex no edge since the common state.
    private boolean hasNoNewEdges(long vertex) {
        IdMarks shared = target.lineage().commonLimit(base.lineage());
        try (Neighbors neighbors = target.neighbors(vertex, Direction.BOTH)) {
            while (neighbors.next()) {
                long edge = neighbors.edge();
                if (Long.compareUnsigned(edge, shared.eid()) >= 0 || base.edge(edge) == null) {
                    return false;
                }
            }
        }
        return true;
    }

    // ---- edges ----

    private void addEdge(Edge edge) {
        PromotedElements.Promoted known = known(ElementKind.EDGE, lineage.ownerOfEid(edge.id()), edge.id());
        Edge counterpart = known == null ? null : target.edge(known.id());
        if (counterpart != null) {
            meet(edge, counterpart, known);
            return;
        }
        if (known != null
                && (known.was(Elements.fingerprint(edge))
                        || tally.choose(new GraphConflict(ElementKind.EDGE, known.id(), null, null, edge, null))
                                != Choice.TAKE_FORK)) {
            edges.kept++;
            return;
        }
        Long out = end(edge.outVertex());
        Long in = end(edge.inVertex());
        if (out == null || in == null) {
            tally.edgesWithoutEnds++;
            return;
        }
        remember(edge, target.addEdge(out, edge.type(), in, edge.values()));
        edges.inserted++;
    }

    /// The vertex of the target that stands for one of the fork, or null when there is none.
    private Long end(long vertex) {
        if (Long.compareUnsigned(vertex, inherited.vid()) < 0) {
            return target.hasVertex(vertex) ? vertex : null;
        }
        Long found = newVertices.get(vertex);
        if (found != null) {
            return found;
        }
        PromotedElements.Promoted known = known(ElementKind.VERTEX, lineage.ownerOfVid(vertex), vertex);
        return known != null && target.hasVertex(known.id()) ? (Long) known.id() : null;
    }

    private void meet(Edge edge, Edge counterpart, PromotedElements.Promoted known) {
        if (Elements.areSame(edge, counterpart)) {
            edges.alreadySame++;
            return;
        }
        if (known.was(Elements.fingerprint(edge))) {
            edges.kept++; // only the target has changed it since
            return;
        }
        if (!known.was(Elements.fingerprint(counterpart))
                && tally.choose(new GraphConflict(ElementKind.EDGE, counterpart.id(), null, null, edge, counterpart))
                        != Choice.TAKE_FORK) {
            edges.kept++;
            return;
        }
        counterpart.values().keySet().forEach(key -> target.removeEdgeProperty(counterpart.id(), key));
        edge.values().forEach((key, value) -> target.setEdgeProperty(counterpart.id(), key, value));
        remember(edge, counterpart.id());
        edges.updated++;
    }

    private void remember(Edge edge, long id) {
        promoted.put(
                ElementKind.EDGE,
                lineage.ownerOfEid(edge.id()),
                edge.id(),
                new PromotedElements.Promoted(id, Elements.fingerprint(edge)));
    }

    private void changeEdge(Edge before, Edge after) {
        Edge present = isFastForward ? before : target.edge(after.id());
        if (present == null) {
            Choice choice = tally.choose(new GraphConflict(ElementKind.EDGE, after.id(), null, before, after, null));
            if (choice != Choice.TAKE_FORK) {
                edges.kept++;
            } else if (target.hasVertex(after.outVertex()) && target.hasVertex(after.inVertex())) {
                target.restoreEdge(after);
                edges.inserted++;
            } else {
                tally.edgesWithoutEnds++;
            }
            return;
        }
        PropertyMerge<Object> merge =
                new PropertyMerge<>(ElementKind.EDGE, after.id(), Elements::areSame, tally::choose);
        count(edges, merge.merge(before.values(), after.values(), present.values(), (key, value) -> {
            if (value == null) {
                target.removeEdgeProperty(after.id(), key);
            } else {
                target.setEdgeProperty(after.id(), key, value);
            }
        }));
    }

    private void removeEdge(Edge before) {
        Edge present = isFastForward ? before : target.edge(before.id());
        if (present == null) {
            edges.alreadySame++;
        } else if (Elements.areSame(before, present)
                || tally.choose(new GraphConflict(ElementKind.EDGE, before.id(), null, before, null, present))
                        == Choice.TAKE_FORK) {
            target.removeEdge(before.id());
            edges.deleted++;
        } else {
            edges.kept++;
        }
    }

    private static void count(Counts counts, PropertyMerge.Result result) {
        if (result.taken() > 0) {
            counts.updated++;
        } else if (result.kept() > 0) {
            counts.kept++;
        } else {
            counts.alreadySame++;
        }
    }
}
