package dev.coppice.graph.engine;

import dev.coppice.graph.GraphConflict;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotion.Choice;
import dev.coppice.graph.GraphPromotionReport;
import java.util.ArrayList;
import java.util.List;

/// What becomes of the changes of one promotion: how many of each, which conflicts there were, and what was chosen.
final class PromotionTally {
    final Counts vertices = new Counts();
    final Counts edges = new Counts();
    long edgesWithoutEnds;
    private final GraphPromotion promotion;
    private final List<GraphConflict> conflicts = new ArrayList<>();
    private final List<GraphConflict> failing = new ArrayList<>();

    PromotionTally(GraphPromotion promotion) {
        this.promotion = promotion;
    }

    /// Counts what becomes of changes.
    static final class Counts {
        long inserted;
        long updated;
        long deleted;
        long alreadySame;
        long kept;

        private GraphPromotionReport.Counts toReport() {
            return new GraphPromotionReport.Counts(inserted, updated, deleted, alreadySame, kept);
        }
    }

    /// Has a conflict settled.
    Choice choose(GraphConflict conflict) {
        Choice choice = promotion.choice().apply(conflict);
        conflicts.add(conflict);
        if (choice == Choice.FAIL) {
            failing.add(conflict);
        }
        return choice;
    }

    /// @throws GraphException.PromotionConflict when something is in conflict for which failing was chosen
    void requireNoFailure() {
        if (!failing.isEmpty()) {
            throw new GraphException.PromotionConflict(failing);
        }
    }

    GraphPromotionReport report(boolean isFastForward, long sequence) {
        return new GraphPromotionReport(
                vertices.toReport(),
                edges.toReport(),
                edgesWithoutEnds,
                List.copyOf(conflicts),
                isFastForward,
                sequence);
    }
}
