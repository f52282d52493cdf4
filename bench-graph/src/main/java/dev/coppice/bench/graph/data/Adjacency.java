package dev.coppice.bench.graph.data;

import java.util.Arrays;

/// The edges that lead away from each vertex, or to it, in two arrays: what the right answers are computed from.
/// Immutable.
final class Adjacency {
    private final int[] starts;
    private final int[] others;

    private Adjacency(int[] starts, int[] others) {
        this.starts = starts;
        this.others = others;
    }

    /// Where the edges of a graph lead to from each vertex.
    static Adjacency outOf(GraphData graph) {
        int[] starts = new int[graph.vertices() + 1];
        for (int edge = 0; edge < graph.edges(); edge++) {
            starts[graph.from(edge) + 1]++;
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        int[] next = starts.clone();
        int[] others = new int[graph.edges()];
        for (int edge = 0; edge < graph.edges(); edge++) {
            others[next[graph.from(edge)]++] = graph.to(edge);
        }
        return new Adjacency(starts, others);
    }

    int degree(int vertex) {
        return starts[vertex + 1] - starts[vertex];
    }

    int neighbor(int vertex, int position) {
        return others[starts[vertex] + position];
    }
}
