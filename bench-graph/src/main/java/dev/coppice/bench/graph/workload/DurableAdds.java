package dev.coppice.bench.graph.workload;

import dev.coppice.bench.graph.data.GraphData;
import dev.coppice.bench.graph.engine.GraphSession;
import dev.coppice.bench.graph.engine.GraphSession.NewVertex;
import dev.coppice.bench.measure.Operation;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.workload.RateFigures;
import dev.coppice.bench.workload.Workload;
import java.util.List;
import java.util.SplittableRandom;

/// Adds vertices to the main database, each with an edge from a random one, each on the device before the next.
record DurableAdds(String id, String title) implements Workload<GraphTrial> {
    @Override
    public List<Figure> figures() {
        return RateFigures.of(id, title).all();
    }

    @Override
    public void run(GraphTrial trial) throws Exception {
        GraphData data = trial.data();
        GraphSession session = trial.engine().session();
        var outcome = trial.pace().ofLong(1).measure(_ -> new Writer(data, session));
        RateFigures.of(id, title).report(trial, outcome);
    }

    private static final class Writer implements Operation {
        private final GraphData data;
        private final GraphSession session;
        private final SplittableRandom random = new SplittableRandom(1);
        private long count;

        Writer(GraphData data, GraphSession session) {
            this.data = data;
            this.session = session;
        }

        @Override
        public void run() throws Exception {
            // The first vertex is left to those who look at its neighbors later.
            int from = random.nextInt(1, data.vertices());
            NewVertex added = new NewVertex(data.label(from), "added-" + count++, 0, 0);
            session.addDurably(added, data.types().getFirst(), session.locate(data.label(from), data.key(from)));
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
