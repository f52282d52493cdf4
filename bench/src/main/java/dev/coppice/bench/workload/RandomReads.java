package dev.coppice.bench.workload;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Engine;
import dev.coppice.bench.report.Figure;
import java.util.List;

/// Reads keys of the main database drawn evenly, all in memory.
///
/// @param present whether the keys are there, or lie among those that are
record RandomReads(String id, String title, boolean present, int threads) implements Workload<Trial> {
    @Override
    public List<Figure> figures() {
        return RateFigures.of(id, title).all();
    }

    @Override
    public void run(Trial trial) throws Exception {
        Engine engine = trial.engine(Durability.BUFFERED);
        Dataset dataset = trial.dataset();
        RateFigures.of(id, title)
                .report(
                        trial,
                        trial.pace()
                                .ofShort(threads)
                                .measure(thread -> new Reader(dataset, engine.session(), present, thread)));
    }
}
