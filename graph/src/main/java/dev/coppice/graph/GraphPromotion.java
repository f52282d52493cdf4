package dev.coppice.graph;

import java.util.function.Function;
import java.util.function.Predicate;

/// What of a fork's changes is promoted, where to, and what happens with conflicts. Immutable.
///
/// @param target the name of the fork to change; null for the parent
/// @param filter which of the changes are promoted
/// @param choice decides each conflict
/// @param isFastForwardOnly whether nothing is promoted when the target has moved
public record GraphPromotion(
        String target,
        Predicate<GraphChange> filter,
        Function<GraphConflict, Choice> choice,
        boolean isFastForwardOnly) {
    /// What becomes of a conflict.
    public enum Choice {
        /// Nothing is promoted.
        FAIL,
        /// What the fork made of it.
        TAKE_FORK,
        /// What the target made of it.
        TAKE_TARGET
    }

    /// All changes, into the parent, with the same choice for each conflict.
    public static GraphPromotion onConflict(Choice choice) {
        return new GraphPromotion(null, change -> true, conflict -> choice, false);
    }

    /// The same, with a choice for each conflict. It must choose the same for the same conflict, because a promotion
    /// that another transaction gets ahead of is begun again.
    public GraphPromotion choosing(Function<GraphConflict, Choice> other) {
        return new GraphPromotion(target, filter, other, isFastForwardOnly);
    }

    /// The same, into another fork: an ancestor, a sibling, or any other of the database.
    public GraphPromotion into(String fork) {
        return new GraphPromotion(fork, filter, choice, isFastForwardOnly);
    }

    /// The same, refused when the target has had a commit since the state that the fork has in common with it. When it
    /// has had none, nothing can be in conflict. A promotion is a commit of the target as well: to fast-forward again,
    /// reset the fork first.
    public GraphPromotion fastForwardOnly() {
        return new GraphPromotion(target, filter, choice, true);
    }

    /// The same, of vertices of a label and of no edges; further calls narrow the choice.
    public GraphPromotion vertices(String label) {
        return where(change -> change instanceof GraphChange.OfVertex vertex
                && (vertex.after() == null ? vertex.before() : vertex.after())
                        .label()
                        .equals(label));
    }

    /// The same, of edges of a type and of no vertices; further calls narrow the choice.
    public GraphPromotion edges(String type) {
        return where(change -> change instanceof GraphChange.OfEdge edge
                && (edge.after() == null ? edge.before() : edge.after()).type().equals(type));
    }

    /// The same, of changes that also pass the predicate only. It must give the same answer for the same change.
    public GraphPromotion where(Predicate<GraphChange> predicate) {
        return new GraphPromotion(target, filter.and(predicate), choice, isFastForwardOnly);
    }
}
