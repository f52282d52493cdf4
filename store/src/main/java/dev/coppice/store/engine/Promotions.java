package dev.coppice.store.engine;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Promotion;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/// Carries the changes of a fork over: to another one (promotion), or onto the present state of its parent (rebase).
/// Thread-safe.
final class Promotions {
    private static final int MAX_ATTEMPTS = 100;

    private final DatabaseCore database;
    private final ForkLifecycle forks;

    Promotions(DatabaseCore database, ForkLifecycle forks) {
        this.database = database;
        this.forks = forks;
    }

    private CatalogContent catalog() {
        return database.catalog().content();
    }

    Promotion promote(ForkCore fork, PromotionOptions options) {
        ViewPin targetPin = pinTarget(fork, options);
        try {
            ForkCore target = targetPin.fork();
            if (target == fork) {
                throw new StoreException.Invalid("a fork cannot be promoted into itself");
            }
            ForkState base = forkPoint(fork);
            ViewPin basePin = database.pin(null, base, "a promotion");
            ViewPin pin = database.pinLatest(fork, "a promotion");
            try {
                return promote(base, pin.state(), target, options);
            } finally {
                database.unpin(pin);
                database.unpin(basePin);
            }
        } finally {
            database.unpin(targetPin);
        }
    }

    private Promotion promote(ForkState base, ForkState state, ForkCore target, PromotionOptions options) {
        for (int attempt = 1; ; attempt++) {
            try {
                return new Promoter(database, base, state, options).into(target);
            } catch (StoreException.Conflict conflict) {
                if (attempt == MAX_ATTEMPTS) {
                    throw conflict;
                }
            }
        }
    }

    /// Finds the fork that is to be changed, and keeps it open.
    private ViewPin pinTarget(ForkCore fork, PromotionOptions options) {
        database.structure.lock();
        try {
            return database.pinLatest(target(fork, options), ViewPin.INTERNAL);
        } finally {
            database.structure.unlock();
        }
    }

    private ForkCore target(ForkCore fork, PromotionOptions options) {
        if (options.target() != null) {
            return database.core(catalog().require(options.target()));
        }
        ForkHead parent = catalog().fork(fork.head().parentId());
        if (parent == null || parent.dropped()) {
            throw new StoreException.NotFound(
                    "fork '" + fork.name() + "' has no parent any more; name the fork to promote into");
        }
        return database.core(parent);
    }

    /// The state that a fork was made of.
    private ForkState forkPoint(ForkCore fork) {
        return new StateLoader(database.context()).load(fork.head().forkPoint(), fork.id());
    }

    /// Makes a new fork of the parent's present state, promotes the fork's changes into it, and lets it take the fork's
    /// name and children in one catalog record. The fork so gets a new number; handles follow it.
    Promotion rebase(ForkCore fork, ConflictPolicy policy) {
        while (true) {
            Promotion promotion = tryRebase(fork, policy);
            if (promotion != null) {
                return promotion;
            }
        }
    }

    /// @return null when another transaction has written to the fork meanwhile
    private Promotion tryRebase(ForkCore fork, ConflictPolicy policy) {
        requireUnused(fork);
        ForkCore successor = begin(fork, PromotionOptions.onConflict(policy));
        ViewPin pin = database.pinLatest(fork, ViewPin.INTERNAL);
        try {
            Promotion promotion = promote(forkPoint(fork), pin.state(), successor, PromotionOptions.onConflict(policy));
            if (replace(fork, pin.state(), successor)) {
                return promotion;
            }
        } catch (RuntimeException e) {
            try {
                discard(successor);
            } catch (StoreException left) {
                // What has failed once may throw the same error for ever.
                if (left != e) {
                    e.addSuppressed(left);
                }
            }
            throw e;
        } finally {
            database.unpin(pin);
        }
        discard(successor);
        return null;
    }

    /// Makes the fork that is to take the place of another.
    private ForkCore begin(ForkCore fork, PromotionOptions options) {
        ViewPin parentPin = pinTarget(fork, options);
        try {
            forks.boundLogs(parentPin.fork());
            database.structure.lock();
            try {
                String name = ForkLifecycle.INCOMPLETE + "rebase-" + fork.id();
                return forks.add(name, parentPin.fork(), ForkOptions.DEFAULT);
            } finally {
                database.structure.unlock();
            }
        } finally {
            database.unpin(parentPin);
        }
    }

    /// Puts a successor in the place of a fork, unless the fork was written to since a state.
    private boolean replace(ForkCore fork, ForkState unless, ForkCore successor) {
        fork.beginMaintenance();
        boolean isReplaced = false;
        database.structure.lock();
        fork.commitLock.lock();
        try {
            requireUnused(fork);
            if (fork.state().sequence() == unless.sequence()) {
                database.catalog().change(replacement(fork.head(), successor.head()));
                isReplaced = true;
                fork.succeededBy(successor);
                forks.letGo(List.of(fork));
            }
            return isReplaced;
        } finally {
            fork.commitLock.unlock();
            database.structure.unlock();
            if (!isReplaced) {
                fork.endMaintenance();
            }
        }
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

    private void discard(ForkCore incomplete) {
        incomplete.beginMaintenance();
        boolean isDropped = false;
        database.structure.lock();
        try {
            database.catalog().change(CatalogChange.of(incomplete.head().asDropped()));
            isDropped = true;
            forks.letGo(List.of(incomplete));
        } finally {
            database.structure.unlock();
            if (!isDropped) {
                // The next opening does it; until then the fork is open like any other.
                incomplete.endMaintenance();
            }
        }
    }

    /// A rebase may have open handles, which follow it, and nothing else.
    private void requireUnused(ForkCore fork) {
        List<String> uses = forks.usesBeside(fork);
        if (!uses.isEmpty()) {
            throw new StoreException.ForkInUse(fork.name(), uses);
        }
    }
}
