package dev.coppice.bench.workload;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.Tally;
import dev.coppice.bench.data.WrongAnswer;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Session;
import dev.coppice.bench.measure.Operation;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import java.util.List;

/// Walks all entries of the main database in order, over and over, reading every key and value. It also brings the
/// database into memory for the workloads that follow.
record FullScan(String id, String title, int threads) implements Workload<Trial> {
    private Figure rate() {
        return Figure.headline(id, title, Unit.PER_SECOND);
    }

    @Override
    public List<Figure> figures() {
        return List.of(rate());
    }

    @Override
    public void run(Trial trial) throws Exception {
        Dataset dataset = trial.dataset();
        long keySum = Tally.keySumOf(dataset);
        var engine = trial.engine(Durability.BUFFERED);
        var outcome = trial.pace().ofLong(threads).measure(_ -> new Scanner(dataset, engine.session(), keySum));
        trial.report(rate(), outcome.perSecond() * dataset.entries());
    }

    private record Scanner(Dataset dataset, Session session, long keySum, Tally tally) implements Operation {
        private static final byte[] START = new byte[Dataset.KEY_SIZE];

        Scanner(Dataset dataset, Session session, long keySum) {
            this(dataset, session, keySum, new Tally());
        }

        @Override
        public void run() throws Exception {
            tally.clear();
            session.refresh();
            session.scan(START, Long.MAX_VALUE, tally);
            if (tally.count() != dataset.entries() || tally.keySum() != keySum) {
                throw new WrongAnswer("the scan gave " + tally.count() + " entries, not all " + dataset.entries());
            }
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
