package dev.coppice.bench.graph.workload;

import dev.coppice.bench.graph.data.Answers;
import dev.coppice.bench.graph.data.GraphData;
import dev.coppice.bench.graph.engine.GraphEngine;
import dev.coppice.bench.measure.Throughput;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.workload.RateFigures;
import dev.coppice.bench.workload.Workload;
import java.util.List;

/// Asks the main database questions of one kind, one after the other, on one thread.
record Reads(String id, String title, Question question) implements Workload<GraphTrial> {
    @Override
    public List<Figure> figures() {
        return RateFigures.of(id, title).all();
    }

    @Override
    public void run(GraphTrial trial) throws Exception {
        GraphEngine engine = trial.engine();
        GraphData data = trial.data();
        Answers answers = trial.answers();
        Throughput throughput =
                question.isShort() ? trial.pace().ofShort(1) : trial.pace().ofLong(1);
        var outcome = throughput.measure(_ -> question.draft(data, answers, engine.session(), question.count()));
        RateFigures.of(id, title).report(trial, outcome);
    }
}
