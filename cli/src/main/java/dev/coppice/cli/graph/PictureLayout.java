package dev.coppice.cli.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Places the nodes of a small directed graph in columns, so that edges lead to the right where they can: each node
/// stands behind all that lead to it, and beside those that it is connected with. Where edges run in circles, one of
/// them leads back. The same graph is always placed the same way.
final class PictureLayout {
    private static final int MAX_COLUMNS = 6;
    private static final int SWEEPS = 6;

    private final int nodes;
    private final List<int[]> edges;
    private final int[] column;
    private final double[] row;

    private PictureLayout(int nodes, List<int[]> edges) {
        this.nodes = nodes;
        this.edges = edges;
        this.column = new int[nodes];
        this.row = new double[nodes];
    }

    /// Where a node stands.
    ///
    /// @param column the column, from 0
    /// @param row the row in the column, from 0
    record Place(int column, int row) {}

    /// Places nodes.
    ///
    /// @param nodes how many there are
    /// @param edges pairs of their numbers
    static List<Place> of(int nodes, List<int[]> edges) {
        PictureLayout layout = new PictureLayout(nodes, edges);
        layout.chooseColumns();
        for (int i = 0; i < SWEEPS; i++) {
            layout.orderRows();
        }
        List<Place> places = new ArrayList<>(nodes);
        for (int i = 0; i < nodes; i++) {
            places.add(new Place(layout.column[i], (int) layout.row[i]));
        }
        return places;
    }

    /// The longest way that leads to a node, at most a few columns.
    private void chooseColumns() {
        for (int i = 1; i < MAX_COLUMNS; i++) {
            for (int[] edge : edges) {
                if (edge[0] != edge[1] && column[edge[0]] == i - 1 && !leadsBack(edge)) {
                    column[edge[1]] = Math.max(column[edge[1]], i);
                }
            }
        }
        int[] firstRows = new int[MAX_COLUMNS];
        for (int i = 0; i < nodes; i++) {
            row[i] = firstRows[column[i]]++;
        }
    }

    /// Whether there is an edge the other way too: then the one from the lower number leads to the right.
    private boolean leadsBack(int[] edge) {
        return edge[0] > edge[1] && edges.stream().anyMatch(other -> other[0] == edge[1] && other[1] == edge[0]);
    }

    /// Orders each column by the middle of the rows that a node is connected with.
    private void orderRows() {
        for (int i = 0; i < MAX_COLUMNS; i++) {
            int present = i;
            double[] middle = new double[nodes];
            Arrays.setAll(middle, this::middleOfNeighbors);
            List<Integer> members = new ArrayList<>();
            for (int node = 0; node < nodes; node++) {
                if (column[node] == present) {
                    members.add(node);
                }
            }
            members.sort(Comparator.comparingDouble(node -> middle[node])); // stable: equal ones keep their order
            for (int at = 0; at < members.size(); at++) {
                row[members.get(at)] = at;
            }
        }
    }

    private double middleOfNeighbors(int node) {
        double sum = 0;
        int count = 0;
        for (int[] edge : edges) {
            int other = edge[0] == node ? edge[1] : edge[1] == node ? edge[0] : node;
            if (other != node) {
                sum += row[other];
                count++;
            }
        }
        return count == 0 ? row[node] : sum / count;
    }
}
