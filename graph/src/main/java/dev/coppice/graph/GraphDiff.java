package dev.coppice.graph;

import java.util.function.Consumer;

/// A stream of differences between two states: vertices by number, then edges by number. Two elements are the same when
/// the same fork made them under the same number; siblings that handed out equal numbers made different elements, and
/// one shows as removed, the other as added. The states are held until it is closed. Confined to one thread; can be
/// walked once.
public interface GraphDiff extends AutoCloseable {
    /// The next difference, or null at the end.
    GraphChange next();

    /// Walks all that is left.
    default void forEach(Consumer<? super GraphChange> action) {
        for (GraphChange change = next(); change != null; change = next()) {
            action.accept(change);
        }
    }

    /// Counts all that is left.
    default Counts count() {
        long[] counts = new long[2 * GraphChange.Kind.values().length];
        forEach(change -> counts[2 * change.kind().ordinal() + (change instanceof GraphChange.OfVertex ? 0 : 1)]++);
        return new Counts(counts[0], counts[2], counts[4], counts[1], counts[3], counts[5]);
    }

    @Override
    void close();

    /// Numbers of differences by kind.
    ///
    /// @param verticesAdded vertices in the later state only
    /// @param verticesRemoved vertices in the earlier state only
    /// @param verticesChanged vertices with other properties
    /// @param edgesAdded edges in the later state only
    /// @param edgesRemoved edges in the earlier state only
    /// @param edgesChanged edges with other properties
    record Counts(
            long verticesAdded,
            long verticesRemoved,
            long verticesChanged,
            long edgesAdded,
            long edgesRemoved,
            long edgesChanged) {
        /// All of them.
        public long total() {
            return verticesAdded + verticesRemoved + verticesChanged + edgesAdded + edgesRemoved + edgesChanged;
        }
    }
}
