package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotion.Choice;
import dev.coppice.graph.GraphPromotionReport;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Transaction;
import dev.coppice.store.TransactionOptions;
import java.util.Objects;
import java.util.function.Function;

/// Promotes the changes of a fork, or says what that would do.
final class Promotions {
    private final GraphCore core;
    private final Line fork;

    Promotions(GraphCore core, Line fork) {
        this.core = core;
        this.fork = fork;
    }

    GraphPromotionReport promote(GraphPromotion promotion) {
        return withTarget(promotion, target -> {
            Outcome outcome = target.fork()
                    .transact(TransactionOptions.DEFAULT, transaction -> run(target, transaction, promotion));
            return outcome.report(target.fork().sequence());
        });
    }

    GraphPromotionReport preview(GraphPromotion promotion) {
        // Whatever fails would end the preview before it has seen all.
        GraphPromotion patient = promotion.choosing(conflict -> {
            Choice choice = promotion.choice().apply(conflict);
            return choice == Choice.FAIL ? Choice.TAKE_TARGET : choice;
        });
        return withTarget(promotion, target -> {
            try (Transaction transaction = target.fork().begin()) {
                return run(target.scratch(), transaction, patient)
                        .report(target.fork().sequence());
            }
        });
    }

    /// What one attempt did.
    private record Outcome(PromotionTally tally, boolean isFastForward) {
        GraphPromotionReport report(long sequence) {
            return tally.report(isFastForward, sequence);
        }
    }

    private Outcome run(Line target, Transaction transaction, GraphPromotion promotion) {
        try (Snapshot common = fork.fork().commonState(target.fork());
                SnapshotReads base = new SnapshotReads(core, common);
                SnapshotReads changed =
                        new SnapshotReads(core, fork, fork.fork().snapshot())) {
            // Asked after the transaction has begun: what it began with is not newer.
            boolean isFastForward = target.fork().sequence() == common.sequence();
            if (promotion.isFastForwardOnly() && !isFastForward) {
                throw new GraphException.TargetMoved("'" + target.fork().name() + "' has had commits since '"
                        + fork.fork().name()
                        + "' parted from it, so it cannot be fast-forwarded; promote with a choice "
                        + "for conflicts, or reset the fork");
            }
            GraphWrites writes = new GraphWrites(target, transaction);
            PromotionTally tally = new PromotionTally(promotion);
            if (!isFastForward) {
                try (SnapshotReads beginning = new SnapshotReads(core, beginning())) {
                    new PromotedRemovals(base, beginning, changed, writes, promotion, tally).run();
                }
            }
            new Promoter(base, changed, writes, promotion, tally, isFastForward).run();
            tally.requireNoFailure();
            writes.finish();
            return new Outcome(tally, isFastForward);
        }
    }

    /// The state that the fork was made of; of primary, which was made of nothing, the latest.
    private Snapshot beginning() {
        Fork of = fork.fork();
        return of.name().equals(Fork.PRIMARY) ? of.snapshot() : of.forkPoint();
    }

    private <R> R withTarget(GraphPromotion promotion, Function<Line, R> work) {
        String name = promotion.target() == null ? parentName() : promotion.target();
        try (ForkHandle target = (ForkHandle) core.fork(name)) {
            return target.on(work);
        }
    }

    private String parentName() {
        String name = fork.fork().name();
        return core.forks().stream()
                .filter(info -> info.name().equals(name))
                .map(ForkInfo::parentName)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new GraphException.Invalid(
                        "fork '" + name + "' has no parent to promote to; name another fork"));
    }
}
