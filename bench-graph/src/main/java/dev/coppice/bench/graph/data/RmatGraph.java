package dev.coppice.bench.graph.data;

import dev.coppice.bench.data.Permutation;
import java.util.List;
import java.util.SplittableRandom;

/// Makes graphs that look like those of people and pages: a few vertices have very many edges, and most have few. Each
/// edge falls into one of the four quarters of the adjacency matrix by chance, then into a quarter of that, and so on
/// (R-MAT, with the probabilities of the Graph 500 benchmark).
public final class RmatGraph {
    private static final double UPPER_LEFT = 0.57;
    private static final double UPPER_RIGHT = 0.19;
    private static final double LOWER_LEFT = 0.19;
    private static final int SCORES = 10_000;
    private static final int VERTICES_PER_PAGE = 10;
    private static final int EDGES_PER_LIKE = 4;
    private static final int EDGES_PER_BLOCK = 100;

    private RmatGraph() {}

    /// A graph with so many vertices and edges. The same arguments give the same graph.
    public static GraphData of(int vertices, int edges, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        // Without this, the vertices with many edges would be neighbors on disk.
        Permutation places = new Permutation(vertices, seed);
        String[] keys = new String[vertices];
        byte[] labels = new byte[vertices];
        int[] scores = new int[vertices];
        for (int vertex = 0; vertex < vertices; vertex++) {
            keys[vertex] = "key-%016x".formatted(random.nextLong());
            labels[vertex] = (byte) (vertex % VERTICES_PER_PAGE == 0 ? 1 : 0);
            scores[vertex] = random.nextInt(SCORES);
        }
        int[] from = new int[edges];
        int[] to = new int[edges];
        byte[] types = new byte[edges];
        for (int edge = 0; edge < edges; edge++) {
            drawEnds(random, vertices, places, edge, from, to);
            types[edge] = (byte) (edge % EDGES_PER_BLOCK == 0 ? 2 : edge % EDGES_PER_LIKE == 0 ? 1 : 0);
        }
        return new GraphData(
                List.of("user", "page"), List.of("follows", "likes", "blocks"), keys, labels, scores, from, to, types);
    }

    private static void drawEnds(
            SplittableRandom random, int vertices, Permutation places, int edge, int[] from, int[] to) {
        int levels = Integer.SIZE - Integer.numberOfLeadingZeros(vertices - 1);
        int row;
        int column;
        do {
            row = 0;
            column = 0;
            for (int level = 0; level < levels; level++) {
                double chance = random.nextDouble();
                row = 2 * row + (chance < UPPER_LEFT + UPPER_RIGHT ? 0 : 1);
                boolean isLeft = chance < UPPER_LEFT
                        || chance >= UPPER_LEFT + UPPER_RIGHT && chance < UPPER_LEFT + UPPER_RIGHT + LOWER_LEFT;
                column = 2 * column + (isLeft ? 0 : 1);
            }
        } while (row >= vertices || column >= vertices || row == column);
        from[edge] = (int) places.at(row);
        to[edge] = (int) places.at(column);
    }
}
