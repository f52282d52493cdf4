package dev.coppice.bench.workload;

import dev.coppice.bench.measure.Statistics;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import java.util.ArrayList;
import java.util.List;

/// Opens the main database after it was closed.
record Reopen(String id, String title) implements Workload<Trial> {
    private Figure ready() {
        return Figure.headline(id, title, Unit.MILLISECONDS);
    }

    @Override
    public List<Figure> figures() {
        return List.of(ready());
    }

    @Override
    public void run(Trial trial) throws Exception {
        Opening.warmUp(trial);
        List<Double> millis = new ArrayList<>();
        for (int repeat = 0; repeat < trial.pace().repeats(); repeat++) {
            millis.add(Opening.millisToFirstRead(trial));
        }
        trial.report(ready(), Statistics.median(millis));
    }
}
