package dev.coppice.store.engine;

import dev.coppice.store.Fork;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import java.util.List;
import java.util.function.Consumer;

/// Lets forks begin anew from another state, by a successor that takes their place. Thread-safe.
final class Resets {
    private final DatabaseCore database;
    private final ForkLifecycle forks;
    private final Successors successors;

    Resets(DatabaseCore database, ForkLifecycle forks, Successors successors) {
        this.database = database;
        this.forks = forks;
        this.successors = successors;
    }

    /// Resets a fork.
    ///
    /// @param state the state to begin with, null for the parent's present one
    /// @param preparation is given the successor before it takes the fork's place
    /// @return the fork as it is now
    ForkCore reset(ForkCore fork, Snapshot state, Consumer<Fork> preparation) {
        if (fork.isPrimary()) {
            throw new StoreException.Invalid("primary was made of no other fork, so it cannot be reset; reset a fork");
        }
        requireNoWriters(fork);
        ForkCore successor = begin(fork, state);
        try {
            try (Fork handle = new ForkHandle(database, successor, true)) {
                preparation.accept(handle);
            }
            successors.replace(fork, successor, false, () -> {
                requireNoWriters(fork);
                return true;
            });
            return successor;
        } catch (RuntimeException e) {
            successors.discard(successor, e);
            throw e;
        }
    }

    private ForkCore begin(ForkCore fork, Snapshot state) {
        if (state == null) {
            return successors.ofParent(fork, "name the state to reset it to");
        }
        if (!(state instanceof SnapshotView view) || view.database() != database) {
            throw new StoreException.Invalid("a fork is reset to a state of the same database");
        }
        return successors.ofState(fork, view.pin());
    }

    private void requireNoWriters(ForkCore fork) {
        List<String> writers = forks.writersOf(fork);
        if (!writers.isEmpty()) {
            throw new StoreException.ForkInUse(fork.name(), writers);
        }
    }
}
