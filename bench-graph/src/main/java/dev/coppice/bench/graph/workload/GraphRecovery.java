package dev.coppice.bench.graph.workload;

import dev.coppice.bench.data.WrongAnswer;
import dev.coppice.bench.graph.data.GraphData;
import dev.coppice.bench.graph.engine.GraphSession;
import dev.coppice.bench.graph.engine.GraphSession.NewVertex;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import dev.coppice.bench.workload.Acknowledgements;
import dev.coppice.bench.workload.Workload;
import java.util.List;

/// Opens the main database after the [GraphVictim] was killed, counts what is missing of what was acknowledged to it,
/// and demands that a vertex which is there has its edge.
record GraphRecovery(String id, String title) implements Workload<GraphTrial> {
    private Figure ready() {
        return Figure.headline(id, title, Unit.MILLISECONDS);
    }

    private Figure lost() {
        return Figure.detail(id + ".lost", title + ", durable transactions lost", Unit.COUNT);
    }

    @Override
    public List<Figure> figures() {
        return List.of(ready(), lost());
    }

    @Override
    public void run(GraphTrial trial) throws Exception {
        GraphOpening.warmUp(trial);
        trial.report(ready(), GraphOpening.millisToFirstRead(trial));
        GraphData data = trial.data();
        try (GraphSession session = trial.engine().session()) {
            long acknowledged = Acknowledgements.count(Acknowledgements.writes(trial.directory("")));
            long lost = 0;
            long scores = trial.answers().neighborScores(0);
            for (long number = 0; number <= acknowledged; number++) { // one more may have been under way
                NewVertex vertex = GraphVictim.vertex(data, number);
                long score = session.score(vertex.label(), vertex.key());
                if (score != GraphSession.ABSENT) {
                    scores += score;
                } else if (number < acknowledged) {
                    lost++;
                }
            }
            trial.report(lost(), (double) lost);
            if (session.neighborScores(session.locate(data.label(0), data.key(0))) != scores) {
                throw new WrongAnswer("a transaction is there in part");
            }
        }
    }
}
