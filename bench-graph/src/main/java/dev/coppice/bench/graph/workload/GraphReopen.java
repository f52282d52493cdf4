package dev.coppice.bench.graph.workload;

import dev.coppice.bench.measure.Statistics;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import dev.coppice.bench.workload.Clock;
import dev.coppice.bench.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/// Opens the main database after it was closed.
record GraphReopen(String id, String title) implements Workload<GraphTrial> {
    private static final double SECONDS_MAX = 30;

    private Figure ready() {
        return Figure.headline(id, title, Unit.MILLISECONDS);
    }

    @Override
    public List<Figure> figures() {
        return List.of(ready());
    }

    @Override
    public void run(GraphTrial trial) throws Exception {
        GraphOpening.warmUp(trial);
        List<Double> millis = new ArrayList<>();
        long start = System.nanoTime();
        for (int repeat = 0; repeat < trial.pace().repeats() && Clock.secondsSince(start) < SECONDS_MAX; repeat++) {
            millis.add(GraphOpening.millisToFirstRead(trial));
        }
        trial.report(ready(), Statistics.median(millis));
    }
}
