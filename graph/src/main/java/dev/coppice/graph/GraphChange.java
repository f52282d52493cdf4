package dev.coppice.graph;

/// One difference between two states of a graph.
public sealed interface GraphChange {
    /// The kinds of difference.
    enum Kind {
        /// The element is in the later state only.
        ADDED,
        /// The element is in the earlier state only.
        REMOVED,
        /// The element is in both, with other properties.
        CHANGED;

        private Kind inverse() {
            return switch (this) {
                case ADDED -> REMOVED;
                case REMOVED -> ADDED;
                case CHANGED -> CHANGED;
            };
        }
    }

    /// Which kind of difference this is.
    Kind kind();

    /// The element's number.
    long id();

    /// The same difference, with the two states exchanged.
    GraphChange inverse();

    /// A vertex that differs.
    ///
    /// @param before what it is in the earlier state, null when it is not there
    /// @param after what it is in the later state, null when it is not there
    record OfVertex(Kind kind, Vertex before, Vertex after) implements GraphChange {
        @Override
        public long id() {
            return (after == null ? before : after).id();
        }

        @Override
        public OfVertex inverse() {
            return new OfVertex(kind.inverse(), after, before);
        }
    }

    /// An edge that differs.
    ///
    /// @param before what it is in the earlier state, null when it is not there
    /// @param after what it is in the later state, null when it is not there
    record OfEdge(Kind kind, Edge before, Edge after) implements GraphChange {
        @Override
        public long id() {
            return (after == null ? before : after).id();
        }

        @Override
        public OfEdge inverse() {
            return new OfEdge(kind.inverse(), after, before);
        }
    }
}
