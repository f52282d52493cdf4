package dev.coppice.graph.engine;

import dev.coppice.graph.Direction;
import dev.coppice.graph.Edge;
import dev.coppice.graph.GraphChange;
import dev.coppice.graph.GraphConflict;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotion.Choice;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.id.IdLineage;
import dev.coppice.graph.schema.ElementKind;
import java.util.List;
import java.util.function.Predicate;

/// Removes from a target what was promoted into it once and what the fork has removed since: neither of the states that
/// a promotion compares has it.
///
/// Of the fork's own elements one that is not there was removed by it. One of a fork that it goes on from was removed
/// by it if it has begun with that; else it was made, or gone, without it.
final class PromotedRemovals {
    private final SnapshotReads fork;
    private final SnapshotReads beginning;
    private final GraphWrites target;
    private final GraphPromotion promotion;
    private final PromotionTally tally;
    private final List<Long> owners;
    private final long own;

    /// @param base the state that the fork and the target have in common
    /// @param beginning the state that the fork was made of
    /// @param fork the state whose changes are promoted
    PromotedRemovals(
            SnapshotReads base,
            SnapshotReads beginning,
            SnapshotReads fork,
            GraphWrites target,
            GraphPromotion promotion,
            PromotionTally tally) {
        this.fork = fork;
        this.beginning = beginning;
        this.target = target;
        this.promotion = promotion;
        this.tally = tally;
        List<Long> line =
                fork.lineage().owners().stream().map(IdLineage.Owner::forkId).toList();
        owners = line.subList(base.lineage().owners().size(), line.size());
        own = line.getLast();
    }

    void run() {
        // Edges first: a vertex that has one is not untouched.
        for (long owner : owners) {
            removed(ElementKind.EDGE, owner, id -> fork.edge(id) == null, id -> beginning.edge(id) != null)
                    .forEach(this::removeEdge);
        }
        for (long owner : owners) {
            removed(ElementKind.VERTEX, owner, id -> !fork.hasVertex(id), beginning::hasVertex)
                    .forEach(this::removeVertex);
        }
    }

    private List<PromotedElements.Promoted> removed(
            ElementKind kind, long owner, Predicate<Long> isGone, Predicate<Long> wasThere) {
        return target.promotedElements().ofFork(kind, owner).stream()
                .filter(known -> isOf(kind, owner, known.id()) && isGone.test(known.id()))
                .filter(known -> owner == own || wasThere.test(known.id()))
                .map(PromotedElements.Known::promoted)
                .toList();
    }

    /// Whether an id that a fork gave stands for that element in the fork that is promoted, too.
    private boolean isOf(ElementKind kind, long owner, long id) {
        IdLineage lineage = fork.lineage();
        return owner == (kind == ElementKind.VERTEX ? lineage.ownerOfVid(id) : lineage.ownerOfEid(id));
    }

    private void removeEdge(PromotedElements.Promoted known) {
        Edge present = target.edge(known.id());
        if (present == null
                || !promotion.filter().test(new GraphChange.OfEdge(GraphChange.Kind.REMOVED, present, null))) {
            return;
        }
        if (known.was(Elements.fingerprint(present))
                || tally.choose(new GraphConflict(ElementKind.EDGE, present.id(), null, null, null, present))
                        == Choice.TAKE_FORK) {
            target.removeEdge(present.id());
            tally.edges.deleted++;
        } else {
            tally.edges.kept++;
        }
    }

    private void removeVertex(PromotedElements.Promoted known) {
        Vertex present = target.vertex(known.id());
        if (present == null
                || !promotion.filter().test(new GraphChange.OfVertex(GraphChange.Kind.REMOVED, present, null))) {
            return;
        }
        boolean isUntouched =
                known.was(Elements.fingerprint(present)) && target.degree(present.id(), Direction.BOTH) == 0;
        if (isUntouched
                || tally.choose(new GraphConflict(ElementKind.VERTEX, present.id(), null, null, null, present))
                        == Choice.TAKE_FORK) {
            target.removeVertex(present.id());
            tally.vertices.deleted++;
        } else {
            tally.vertices.kept++;
        }
    }
}
