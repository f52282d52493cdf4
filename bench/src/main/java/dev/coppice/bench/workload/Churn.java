package dev.coppice.bench.workload;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.Permutation;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Engine;
import dev.coppice.bench.engine.Session;
import dev.coppice.bench.measure.Device;
import dev.coppice.bench.measure.Libc;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import java.util.List;
import java.util.Optional;

/// Overwrites every entry of the main database several times, each time in another random order, in batches. Writes
/// that the engine owes at the end, such as compactions, count as writes but not as time.
///
/// @param passes how often everything is overwritten
record Churn(String id, String title, int passes) implements Workload<Trial> {
    private Figure rate() {
        return Figure.headline(id, title, Unit.PER_SECOND);
    }

    private Figure writes() {
        return Figure.headline(id + ".writes", title + ", bytes written / bytes put", Unit.FACTOR);
    }

    private Figure space() {
        return Figure.headline(id + ".space", title + ", size on disk / live bytes", Unit.FACTOR);
    }

    private Figure settledSpace() {
        return Figure.detail(id + ".space.settled", title + ", size on disk / live bytes, settled", Unit.FACTOR);
    }

    @Override
    public List<Figure> figures() {
        return List.of(rate(), writes(), space(), settledSpace());
    }

    @Override
    public void run(Trial trial) throws Exception {
        Dataset dataset = trial.dataset();
        Engine engine = trial.engine(Durability.BUFFERED);
        Libc.sync();
        Optional<Device.Counters> before = trial.device().counters();
        trial.report(rate(), passes * dataset.entries() / overwrite(engine, dataset));
        trial.report(space(), Load.spaceAmplification(trial.mainDirectory(), dataset));
        engine.settle();
        Libc.sync();
        Optional<Device.Counters> after = trial.device().counters();
        trial.report(settledSpace(), Load.spaceAmplification(trial.mainDirectory(), dataset));
        if (before.isPresent() && after.isPresent()) {
            long written = after.get().since(before.get()).bytesWritten();
            trial.report(writes(), (double) written / (passes * dataset.liveBytes()));
        }
    }

    private double overwrite(Engine engine, Dataset dataset) throws Exception {
        try (Session session = engine.session()) {
            long start = System.nanoTime();
            for (int pass = 1; pass <= passes; pass++) {
                Load.writeAll(session, dataset, new Permutation(dataset.entries(), pass)::at, pass);
            }
            engine.sync();
            return Clock.secondsSince(start);
        }
    }
}
