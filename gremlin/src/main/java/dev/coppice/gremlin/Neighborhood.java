package dev.coppice.gremlin;

import dev.coppice.graph.GraphView;
import dev.coppice.graph.Neighbors;
import java.util.Arrays;
import java.util.Objects;
import org.apache.tinkerpop.gremlin.structure.Direction;

/// Asks the graph for edges of a vertex in the words of TinkerPop.
final class Neighborhood {
    private Neighborhood() {}

    /// The edges.
    ///
    /// @param labels none for all; null is a label that no edge has
    /// @return null for none
    static Neighbors of(GraphView view, long vertex, Direction direction, String... labels) {
        String[] types = types(labels);
        return types.length == 0 && labels.length > 0 ? null : view.neighbors(vertex, direction(direction), types);
    }

    /// The number of these edges.
    static long degree(GraphView view, long vertex, Direction direction, String... labels) {
        String[] types = types(labels);
        return types.length == 0 && labels.length > 0 ? 0 : view.degree(vertex, direction(direction), types);
    }

    private static String[] types(String... labels) {
        return Arrays.stream(labels).filter(Objects::nonNull).toArray(String[]::new);
    }

    private static dev.coppice.graph.Direction direction(Direction direction) {
        return switch (direction) {
            case OUT -> dev.coppice.graph.Direction.OUT;
            case IN -> dev.coppice.graph.Direction.IN;
            case BOTH -> dev.coppice.graph.Direction.BOTH;
        };
    }
}
