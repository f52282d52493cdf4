package dev.coppice.bench.workload;

import dev.coppice.bench.data.Batch;
import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.Permutation;
import dev.coppice.bench.data.WrongAnswer;
import dev.coppice.bench.engine.CoppiceEngine;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Session;
import dev.coppice.bench.measure.Statistics;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import dev.coppice.store.Diff;
import dev.coppice.store.Fork;
import java.util.ArrayList;
import java.util.List;

/// Streams what differs between a fork and the main database after one batch of changes on the fork at random keys:
/// first while the changes are in memory, then after a checkpoint has merged them into the tree.
record DiffOfChanges(String id, String title) implements Workload<Trial> {
    private Figure fresh() {
        return Figure.detail(id + ".fresh", title + ", not yet checkpointed", Unit.MILLISECONDS);
    }

    private Figure checkpointed() {
        return Figure.detail(id + ".checkpointed", title + ", checkpointed", Unit.MILLISECONDS);
    }

    @Override
    public List<Figure> figures() {
        return List.of(fresh(), checkpointed());
    }

    @Override
    public void run(Trial trial) throws Exception {
        Dataset dataset = trial.dataset();
        CoppiceEngine main = (CoppiceEngine) trial.engine(Durability.DURABLE);
        main.settle();
        try (CoppiceEngine changed = main.branch(trial.directory("changed"))) {
            int changes = (int) Math.min(Batch.CAPACITY, dataset.entries());
            Batch batch = new Batch(dataset);
            batch.fill(new Permutation(dataset.entries(), 1)::at, 0, changes, Long.MAX_VALUE);
            try (Session session = changed.session()) {
                session.write(batch);
            }
            trial.report(fresh(), millisOfDiff(trial, changed.fork(), main.fork(), changes));
            changed.settle();
            trial.report(checkpointed(), millisOfDiff(trial, changed.fork(), main.fork(), changes));
        }
    }

    private static double millisOfDiff(Trial trial, Fork later, Fork earlier, int changes) {
        List<Double> millis = new ArrayList<>();
        for (int repeat = 0; repeat < trial.pace().repeats(); repeat++) {
            long found = 0;
            long start = System.nanoTime();
            try (Diff diff = later.diff(earlier)) {
                while (diff.next() != null) {
                    found++;
                }
            }
            millis.add(Clock.millisSince(start));
            if (found != changes) {
                throw new WrongAnswer("the diff gave " + found + " changes, not " + changes);
            }
        }
        return Statistics.median(millis);
    }
}
