package dev.coppice.graph;

import java.util.List;

/// What can go wrong in a graph, one subclass for each kind, so that a program can tell them apart. The message says
/// what happened, where, and what to do. Errors of the store below ([dev.coppice.store.StoreException]) that a graph
/// has nothing to add to come through as they are.
public abstract sealed class GraphException extends RuntimeException {
    private GraphException(String message, Throwable cause) {
        super(message, cause);
    }

    /// A caller passed what cannot be: a value of a type that is not storable, a name that cannot name, an edge to a
    /// vertex that is not there. Nothing was changed.
    public static final class Invalid extends GraphException {
        /// Without a cause.
        public Invalid(String message) {
            this(message, null);
        }

        /// With a cause.
        public Invalid(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// There is nothing of that name, number or external id.
    public static final class NotFound extends GraphException {
        /// Without a cause.
        public NotFound(String message) {
            this(message, null);
        }

        /// With a cause.
        public NotFound(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// The name is taken.
    public static final class AlreadyExists extends GraphException {
        /// Without a cause.
        public AlreadyExists(String message) {
            this(message, null);
        }

        /// With a cause.
        public AlreadyExists(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// A constraint of the schema does not hold, of a write or at the commit. Nothing was committed.
    public static final class Constraint extends GraphException {
        /// Without a cause.
        public Constraint(String message) {
            this(message, null);
        }

        /// With a cause.
        public Constraint(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// Another transaction, or another allocator, won; run this one again.
    public static final class Conflict extends GraphException {
        /// Without a cause.
        public Conflict(String message) {
            this(message, null);
        }

        /// With a cause.
        public Conflict(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// Both sides of a promotion changed the same, and nothing was chosen for that. Nothing was applied.
    public static final class PromotionConflict extends GraphException {
        private final transient List<GraphConflict> conflicts;

        /// Tells the first of the conflicts, and has them all.
        public PromotionConflict(List<GraphConflict> conflicts) {
            super(
                    conflicts.size() + " conflicts, the first: " + conflicts.getFirst()
                            + "; choose what becomes of them, or look at a preview",
                    null);
            this.conflicts = List.copyOf(conflicts);
        }

        /// All conflicts.
        public List<GraphConflict> conflicts() {
            return conflicts;
        }
    }

    /// The target of a promotion that was to be a fast-forward only has had a commit since. Nothing was applied.
    public static final class TargetMoved extends GraphException {
        /// Without a cause.
        public TargetMoved(String message) {
            this(message, null);
        }

        /// With a cause.
        public TargetMoved(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// The database, or the view, cannot be written, or the handle is pinned to a state.
    public static final class ReadOnly extends GraphException {
        /// Without a cause.
        public ReadOnly(String message) {
            this(message, null);
        }

        /// With a cause.
        public ReadOnly(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// The handle was closed before.
    public static final class Closed extends GraphException {
        /// Without a cause.
        public Closed(String message) {
            this(message, null);
        }

        /// With a cause.
        public Closed(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// A fork is in use, has children, or is just being made or dropped; nothing was changed.
    public static final class ForkInUse extends GraphException {
        /// Without a cause.
        public ForkInUse(String message) {
            this(message, null);
        }

        /// With a cause.
        public ForkInUse(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// There are no more ids of 64 bits.
    public static final class Exhausted extends GraphException {
        /// Without a cause.
        public Exhausted(String message) {
            this(message, null);
        }

        /// With a cause.
        public Exhausted(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// The storage failed; it is unknown whether the last change reached it.
    public static final class Io extends GraphException {
        /// Without a cause.
        public Io(String message) {
            this(message, null);
        }

        /// With a cause.
        public Io(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// Bytes contradict the format: what, where, what was expected and what was found.
    public static final class Corrupt extends GraphException {
        /// Without a cause.
        public Corrupt(String message) {
            this(message, null);
        }

        /// With a cause.
        public Corrupt(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
