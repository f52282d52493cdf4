package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotionReport;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.ForkOptions;

/// A handle of a fork that is not kept.
final class ScratchHandle extends ForkHandle {
    ScratchHandle(GraphCore core, SharedLine line) {
        super(core, line);
    }

    @Override
    public GraphFork fork(String name, ForkOptions options) {
        throw notKept("forked for good; open another scratch session of it");
    }

    @Override
    public ArchiveInfo archive(String name) {
        throw notKept("archived");
    }

    @Override
    public GraphPromotionReport promote(GraphPromotion promotion) {
        throw notKept("promoted");
    }

    @Override
    public GraphPromotionReport preview(GraphPromotion promotion) {
        throw notKept("promoted");
    }

    @Override
    public void reset(GraphSnapshot state) {
        throw notKept("reset; open another scratch session");
    }

    private static GraphException.Invalid notKept(String what) {
        return new GraphException.Invalid("a scratch session is not kept, so it cannot be " + what);
    }

    @Override
    void release(GraphCore core, SharedLine shared) {
        core.discard(shared.line());
    }
}
