package dev.coppice.bench.workload;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.Tally;
import dev.coppice.bench.data.WrongAnswer;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Session;
import dev.coppice.bench.measure.Operation;
import dev.coppice.bench.report.Figure;
import java.util.List;
import java.util.SplittableRandom;

/// Goes to a random entry of the main database and reads it and those that follow.
///
/// @param length how many entries are read each time
record SeekReads(String id, String title, int length) implements Workload<Trial> {
    @Override
    public List<Figure> figures() {
        return RateFigures.of(id, title).all();
    }

    @Override
    public void run(Trial trial) throws Exception {
        Dataset dataset = trial.dataset();
        var engine = trial.engine(Durability.BUFFERED);
        var outcome = trial.pace().ofLong(1).measure(_ -> new Seeker(dataset, engine.session(), length));
        RateFigures.of(id, title).report(trial, outcome);
    }

    private static final class Seeker implements Operation {
        private final Dataset dataset;
        private final Session session;
        private final int length;
        private final SplittableRandom random = new SplittableRandom(1);
        private final byte[] key = new byte[Dataset.KEY_SIZE];
        private final Tally tally = new Tally();

        Seeker(Dataset dataset, Session session, int length) throws Exception {
            this.dataset = dataset;
            this.session = session;
            this.length = length;
            session.refresh();
        }

        @Override
        public void run() throws Exception {
            dataset.key(random.nextLong(dataset.entries()), key);
            tally.clear();
            session.scan(key, length, tally);
            if (tally.count() < length && !mayEnd()) {
                throw new WrongAnswer("the scan from a key gave " + tally.count() + " entries, not " + length);
            }
        }

        /// Whether so few entries are to be expected above the key that the scan may run into the end.
        private boolean mayEnd() {
            double shareBelow = (Dataset.high(key) >>> 1) / 0x1p63; // keys are spread evenly
            return dataset.entries() * (1 - shareBelow) < 4.0 * length;
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
