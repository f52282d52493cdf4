package dev.coppice.bench.workload;

import dev.coppice.bench.data.Batch;
import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.KeyOrder;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Engine;
import dev.coppice.bench.engine.Session;
import dev.coppice.bench.measure.Directories;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongUnaryOperator;

/// Fills a new database in batches, each atomic and buffered; the clock stops once all is on the device.
///
/// @param order the order in which keys arrive. What is loaded in random order becomes the main database, all else is
///     deleted.
record Load(String id, String title, KeyOrder order) implements Workload<Trial> {
    private Figure rate() {
        return Figure.headline(id, title, Unit.PER_SECOND);
    }

    private Figure space() {
        return Figure.detail(id + ".space", title + ", size on disk / live bytes", Unit.FACTOR);
    }

    private Figure settledSpace() {
        return Figure.detail(id + ".space.settled", title + ", size on disk / live bytes, settled", Unit.FACTOR);
    }

    @Override
    public List<Figure> figures() {
        return List.of(rate(), space(), settledSpace());
    }

    @Override
    public void run(Trial trial) throws Exception {
        boolean main = order == KeyOrder.RANDOM;
        Path directory = main ? trial.mainDirectory() : trial.directory("sequential");
        Dataset dataset = trial.dataset().in(order);
        trial.closeEngine();
        Directories.delete(directory);
        try (Engine engine = trial.open(directory, Durability.BUFFERED)) {
            try (Session session = engine.session()) {
                long start = System.nanoTime();
                writeAll(session, dataset, LongUnaryOperator.identity(), 0);
                engine.sync();
                trial.report(rate(), dataset.entries() / Clock.secondsSince(start));
            }
            trial.report(space(), spaceAmplification(directory, dataset));
            engine.settle();
            trial.report(settledSpace(), spaceAmplification(directory, dataset));
        }
        if (!main) {
            Directories.delete(directory);
        }
    }

    /// Writes one generation of all entries in batches, in the given order of indexes.
    static void writeAll(Session session, Dataset dataset, LongUnaryOperator indexAt, long generation)
            throws Exception {
        Batch batch = new Batch(dataset);
        for (long from = 0; from < dataset.entries(); from += Batch.CAPACITY) {
            int count = (int) Math.min(Batch.CAPACITY, dataset.entries() - from);
            batch.fill(indexAt, from, count, generation);
            session.write(batch);
        }
    }

    static double spaceAmplification(Path directory, Dataset dataset) throws Exception {
        return (double) Directories.allocatedBytes(directory) / dataset.liveBytes();
    }
}
