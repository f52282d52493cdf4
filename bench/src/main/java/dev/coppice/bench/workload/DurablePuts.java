package dev.coppice.bench.workload;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Session;
import dev.coppice.bench.measure.Operation;
import dev.coppice.bench.report.Figure;
import java.util.List;
import java.util.SplittableRandom;

/// Overwrites random entries of the main database one by one, each on the device before the next.
record DurablePuts(String id, String title, int threads) implements Workload<Trial> {
    @Override
    public List<Figure> figures() {
        return RateFigures.of(id, title).all();
    }

    @Override
    public void run(Trial trial) throws Exception {
        Dataset dataset = trial.dataset();
        var engine = trial.engine(Durability.DURABLE);
        var outcome = trial.pace().ofLong(threads).measure(thread -> new Writer(dataset, engine.session(), thread));
        RateFigures.of(id, title).report(trial, outcome);
    }

    private static final class Writer implements Operation {
        private final Dataset dataset;
        private final Session session;
        private final SplittableRandom random;
        private final byte[] key = new byte[Dataset.KEY_SIZE];
        private final byte[] value;

        Writer(Dataset dataset, Session session, long seed) {
            this.dataset = dataset;
            this.session = session;
            this.random = new SplittableRandom(seed);
            this.value = new byte[dataset.valueSize()];
        }

        @Override
        public void run() throws Exception {
            dataset.key(random.nextLong(dataset.entries()), key);
            dataset.value(key, random.nextLong(), value);
            session.putDurable(key, value);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
