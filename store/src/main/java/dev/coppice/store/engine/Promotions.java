package dev.coppice.store.engine;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Promotion;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.StoreException;
import java.util.List;

/// Carries the changes of a fork over: to another one (promotion), or onto the present state of its parent (rebase).
/// Thread-safe.
final class Promotions {
    private static final int MAX_ATTEMPTS = 100;

    private final DatabaseCore database;
    private final ForkLifecycle forks;
    private final Successors successors;

    Promotions(DatabaseCore database, ForkLifecycle forks, Successors successors) {
        this.database = database;
        this.forks = forks;
        this.successors = successors;
    }

    private CatalogContent catalog() {
        return database.catalog().content();
    }

    Promotion promote(ForkCore fork, PromotionOptions options) {
        ViewPin targetPin = successors.pinned(() -> target(fork, options));
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

    private ForkCore target(ForkCore fork, PromotionOptions options) {
        if (options.target() != null) {
            return database.core(catalog().require(options.target()));
        }
        return successors.parentOf(fork, "name the fork to promote into");
    }

    /// The state that a fork was made of.
    private ForkState forkPoint(ForkCore fork) {
        return new StateLoader(database.context()).load(fork.head().forkPoint(), fork.id());
    }

    /// Makes a successor of the parent's present state, promotes the fork's changes into it, and lets it take the
    /// fork's place. The fork so gets a new number; handles follow it.
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
        ForkCore successor = successors.ofParent(fork, "name the fork to promote into");
        ViewPin pin = database.pinLatest(fork, ViewPin.INTERNAL);
        try {
            Promotion promotion = promote(forkPoint(fork), pin.state(), successor, PromotionOptions.onConflict(policy));
            boolean isReplaced = successors.replace(fork, successor, true, () -> {
                requireUnused(fork);
                return fork.state().sequence() == pin.state().sequence();
            });
            if (isReplaced) {
                return promotion;
            }
        } catch (RuntimeException e) {
            successors.discard(successor, e);
            throw e;
        } finally {
            database.unpin(pin);
        }
        successors.discard(successor);
        return null;
    }

    /// A rebase may have open handles, which follow it, and nothing else.
    private void requireUnused(ForkCore fork) {
        List<String> uses = forks.usesBeside(fork);
        if (!uses.isEmpty()) {
            throw new StoreException.ForkInUse(fork.name(), uses);
        }
    }
}
