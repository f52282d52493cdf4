package dev.coppice.bench.graph.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Breadth-first search from both ends, always from the side that has fewer vertices to go on from, which ends where
/// the sides meet: what engines do that have a shortest path of their own, for those that have none.
///
/// @param <V> a vertex, equal to itself alone
final class BidirectionalSearch<V> {
    private final Expansion<V> expansion;

    BidirectionalSearch(Expansion<V> expansion) {
        this.expansion = expansion;
    }

    /// Tells the neighbors of a vertex.
    @FunctionalInterface
    interface Expansion<V> {
        /// @param isForwards along the edges that lead away, or against those that lead to it
        /// @param found is told each, and answers whether to go on
        void neighbors(V vertex, boolean isForwards, Predicate<V> found);
    }

    private static final class Side<V> {
        final Set<V> seen = new HashSet<>();
        List<V> border = new ArrayList<>();

        Side(V start) {
            seen.add(start);
            border.add(start);
        }
    }

    /// The least number of edges from one vertex to another one, or -1 when they are more than `longest`.
    long distance(V from, V to, int longest) {
        Side<V> start = new Side<>(from);
        Side<V> end = new Side<>(to);
        for (int distance = 1; distance <= longest; distance++) {
            boolean isForwards = start.border.size() <= end.border.size();
            Side<V> grown = isForwards ? start : end;
            if (grow(grown, isForwards, (isForwards ? end : start).seen)) {
                return distance;
            }
            if (grown.border.isEmpty()) {
                return -1;
            }
        }
        return -1;
    }

    private boolean grow(Side<V> side, boolean isForwards, Set<V> goal) {
        List<V> next = new ArrayList<>();
        boolean[] isMet = {false};
        for (V vertex : side.border) {
            expansion.neighbors(vertex, isForwards, neighbor -> {
                if (side.seen.add(neighbor)) {
                    isMet[0] = goal.contains(neighbor);
                    next.add(neighbor);
                }
                return !isMet[0];
            });
            if (isMet[0]) {
                return true;
            }
        }
        side.border = next;
        return false;
    }
}
