package dev.coppice.bench.graph.workload;

import dev.coppice.bench.graph.data.GraphData;
import dev.coppice.bench.graph.engine.GraphSession;
import dev.coppice.bench.graph.engine.GraphSession.NewVertex;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.workload.Acknowledgements;
import dev.coppice.bench.workload.Workload;
import java.util.List;

/// Adds vertices to the main database, each with an edge from the first one, durably, until it is killed.
record GraphVictim() implements Workload<GraphTrial> {
    private static final int SCORE = 1;

    /// The vertex of this number.
    static NewVertex vertex(GraphData data, long number) {
        return new NewVertex(data.labels().getFirst(), "victim-" + number, SCORE, 0);
    }

    @Override
    public List<Figure> figures() {
        return List.of();
    }

    @Override
    public void run(GraphTrial trial) throws Exception {
        GraphData data = trial.data();
        try (var acknowledged = Acknowledgements.create(Acknowledgements.writes(trial.directory("")));
                GraphSession session = trial.engine().session()) {
            Object first = session.locate(data.label(0), data.key(0));
            for (long number = 0; ; number++) {
                session.addDurably(vertex(data, number), data.types().getFirst(), first);
                acknowledged.add();
            }
        }
    }
}
