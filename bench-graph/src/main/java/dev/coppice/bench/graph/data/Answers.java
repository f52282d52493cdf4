package dev.coppice.bench.graph.data;

import java.util.Arrays;

/// Answers questions about a graph rightly, from arrays. Confined to one thread.
public final class Answers {
    private final GraphData graph;
    private final Adjacency out;
    /// The number of the last question that came by a vertex.
    private final int[] seenBy;
    private final int[] queue;
    private int question;

    /// Answers about this graph.
    public Answers(GraphData graph) {
        this.graph = graph;
        out = Adjacency.outOf(graph);
        seenBy = new int[graph.vertices()];
        queue = new int[graph.vertices()];
    }

    /// The number of edges that lead away from a vertex.
    public int degree(int vertex) {
        return out.degree(vertex);
    }

    /// The sum of the scores at the ends of all edges that lead away from a vertex.
    public long neighborScores(int vertex) {
        long sum = 0;
        for (int i = 0; i < out.degree(vertex); i++) {
            sum += graph.score(out.neighbor(vertex, i));
        }
        return sum;
    }

    /// The number of vertices at the ends of all pairs of edges that lead away from a vertex, each counted once.
    public long secondNeighbors(int vertex) {
        question++;
        long count = 0;
        for (int i = 0; i < out.degree(vertex); i++) {
            int neighbor = out.neighbor(vertex, i);
            for (int j = 0; j < out.degree(neighbor); j++) {
                if (isFirstSeen(out.neighbor(neighbor, j))) {
                    count++;
                }
            }
        }
        return count;
    }

    /// The least number of edges that lead from one vertex to another, or -1 when they are more than `longest`.
    public long distance(int from, int to, int longest) {
        question++;
        isFirstSeen(from);
        queue[0] = from;
        int begin = 0;
        int end = 1;
        for (int distance = 1; distance <= longest; distance++) {
            int levelEnd = end;
            for (; begin < levelEnd; begin++) {
                for (int i = 0; i < out.degree(queue[begin]); i++) {
                    int next = out.neighbor(queue[begin], i);
                    if (next == to) {
                        return distance;
                    }
                    if (isFirstSeen(next)) {
                        queue[end++] = next;
                    }
                }
            }
        }
        return -1;
    }

    /// The sum of the scores of the vertices of a label whose score is at least `low` and below `high`.
    public long scoresBetween(String label, int low, int high) {
        long sum = 0;
        for (int vertex = 0; vertex < graph.vertices(); vertex++) {
            int score = graph.score(vertex);
            if (score >= low && score < high && graph.label(vertex).equals(label)) {
                sum += score;
            }
        }
        return sum;
    }

    /// The sum of the weights of the edges of a type.
    public long weights(String type) {
        long sum = 0;
        for (int edge = 0; edge < graph.edges(); edge++) {
            if (graph.type(edge).equals(type)) {
                sum += graph.weight(edge);
            }
        }
        return sum;
    }

    /// The type that fewest edges have, but at least one.
    public String rarestType() {
        long[] counts = new long[graph.types().size()];
        for (int edge = 0; edge < graph.edges(); edge++) {
            counts[graph.types().indexOf(graph.type(edge))]++;
        }
        long least = Arrays.stream(counts).filter(count -> count > 0).min().orElseThrow();
        return graph.types().get(Arrays.stream(counts).boxed().toList().indexOf(least));
    }

    private boolean isFirstSeen(int vertex) {
        boolean isFirst = seenBy[vertex] != question;
        seenBy[vertex] = question;
        return isFirst;
    }
}
