package dev.coppice.bench.workload;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.Trace;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Session;
import dev.coppice.bench.measure.Operation;
import dev.coppice.bench.report.Figure;
import java.util.List;
import java.util.SplittableRandom;

/// Reads and overwrites single entries of the main database, a few of them most of the time; a read sees all writes
/// before it, a write is buffered.
///
/// @param readPercent how many operations in 100 are reads
record Mixed(String id, String title, int readPercent, int threads) implements Workload<Trial> {
    private static final double THETA = 0.99;

    @Override
    public List<Figure> figures() {
        return RateFigures.of(id, title).all();
    }

    @Override
    public void run(Trial trial) throws Exception {
        Dataset dataset = trial.dataset();
        var engine = trial.engine(Durability.BUFFERED);
        var outcome = trial.pace()
                .ofShort(threads)
                .measure(thread -> new Mixer(dataset, engine.session(), readPercent, thread));
        RateFigures.of(id, title).report(trial, outcome);
    }

    private static final class Mixer implements Operation {
        private final Dataset dataset;
        private final Session session;
        private final int readPercent;
        private final Trace trace;
        private final SplittableRandom random;
        private final byte[] key = new byte[Dataset.KEY_SIZE];
        private final byte[] value;

        Mixer(Dataset dataset, Session session, int readPercent, long seed) {
            this.dataset = dataset;
            this.session = session;
            this.readPercent = readPercent;
            this.trace = Trace.zipfian(dataset, THETA, seed);
            this.random = new SplittableRandom(seed);
            this.value = new byte[dataset.valueSize()];
        }

        @Override
        public void run() throws Exception {
            dataset.key(trace.next(), key);
            if (random.nextInt(100) < readPercent) {
                session.refresh();
                Reader.check(session, key, true);
            } else {
                dataset.value(key, random.nextLong(), value);
                session.put(key, value);
            }
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
