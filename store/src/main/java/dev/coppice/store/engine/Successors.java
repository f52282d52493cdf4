package dev.coppice.store.engine;

import dev.coppice.store.ForkOptions;
import dev.coppice.store.ForkPreparation;
import dev.coppice.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Puts new forks in the place of others. A successor is made under a name that nobody can choose; then one record of
/// the catalog gives it the name, the children and the times of the other fork, which is dropped by the same record.
/// What a crash leaves before that is dropped by the next opening. Thread-safe.
final class Successors {
    private final DatabaseCore database;
    private final ForkLifecycle forks;

    Successors(DatabaseCore database, ForkLifecycle forks) {
        this.database = database;
        this.forks = forks;
    }

    private CatalogContent catalog() {
        return database.catalog().content();
    }

    /// The parent of a fork. Under the structure lock.
    ///
    /// @param remedy what to do when there is none any more
    ForkCore parentOf(ForkCore fork, String remedy) {
        ForkHead parent = catalog().fork(fork.head().parentId());
        if (parent == null || parent.dropped()) {
            throw new StoreException.NotFound("fork '" + fork.name() + "' has no parent any more; " + remedy);
        }
        return database.core(parent);
    }

    /// Finds a fork, and keeps it open.
    ViewPin pinned(Supplier<ForkCore> fork) {
        database.structure.lock();
        try {
            return database.pinLatest(fork.get(), ViewPin.INTERNAL);
        } finally {
            database.structure.unlock();
        }
    }

    /// Makes a successor that begins with the present state of a fork's parent.
    ForkCore ofParent(ForkCore fork, String remedy) {
        ViewPin parent = pinned(() -> parentOf(fork, remedy));
        try {
            forks.boundLogs(parent.fork());
            database.structure.lock();
            try {
                return forks.add(nameFor(fork), parent.fork(), ForkOptions.DEFAULT, ForkPreparation.NONE);
            } finally {
                database.structure.unlock();
            }
        } finally {
            database.unpin(parent);
        }
    }

    /// Makes a successor that begins with the state of a snapshot or archive, and has the parent that the fork has.
    ForkCore ofState(ForkCore fork, ViewPin state) {
        database.structure.lock();
        try {
            return forks.addFrom(
                    state, nameFor(fork), fork.head().parentId(), ForkOptions.DEFAULT, ForkPreparation.NONE);
        } finally {
            database.structure.unlock();
        }
    }

    private static String nameFor(ForkCore fork) {
        return ForkLifecycle.INCOMPLETE + "successor-of-" + fork.id();
    }

    /// Puts a successor in the place of a fork.
    ///
    /// @param areHandlesKept whether the handles of the fork lead to the successor from now on; they are closed if not
    /// @param isAllowed asked when nobody can commit to the fork any more; may also throw
    /// @return false when it is not allowed, and nothing was changed
    boolean replace(ForkCore fork, ForkCore successor, boolean areHandlesKept, BooleanSupplier isAllowed) {
        fork.beginMaintenance();
        boolean isReplaced = false;
        database.structure.lock();
        fork.commitLock.lock();
        try {
            if (isAllowed.getAsBoolean()) {
                database.catalog().change(replacement(fork.head(), successor.head()));
                isReplaced = true;
                if (areHandlesKept) {
                    fork.succeededBy(successor);
                }
                forks.letGo(List.of(fork));
            }
        } finally {
            fork.commitLock.unlock();
            database.structure.unlock();
            if (!isReplaced) {
                fork.endMaintenance();
            }
        }
        if (isReplaced) {
            database.context().callbacks.gone(fork.id());
        }
        return isReplaced;
    }

    private CatalogChange replacement(ForkHead old, ForkHead now) {
        List<ForkHead> changes = new ArrayList<>();
        changes.add(old.asDropped());
        changes.add(new ForkHead(
                now.id(),
                old.name(),
                now.parentId(),
                old.createdAtMillis(),
                old.expiresAtMillis(),
                false,
                now.forkPoint(),
                now.durable()));
        catalog().childrenOf(old.id()).forEach(child -> changes.add(child.withParent(now.id())));
        return CatalogChange.of(changes.toArray(ForkHead[]::new));
    }

    /// Drops a successor that takes nobody's place.
    void discard(ForkCore successor) {
        successor.beginMaintenance();
        boolean isDropped = false;
        database.structure.lock();
        try {
            database.catalog().change(CatalogChange.of(successor.head().asDropped()));
            isDropped = true;
            forks.letGo(List.of(successor));
        } finally {
            database.structure.unlock();
            if (!isDropped) {
                // The next opening does it; until then the fork is open like any other.
                successor.endMaintenance();
            }
        }
        database.context().callbacks.gone(successor.id());
    }

    /// Drops a successor because of an error, which is told all the same.
    void discard(ForkCore successor, RuntimeException cause) {
        try {
            discard(successor);
        } catch (StoreException left) {
            // What has failed once may throw the same error for ever.
            if (left != cause) {
                cause.addSuppressed(left);
            }
        }
    }
}
