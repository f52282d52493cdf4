package dev.coppice.bench.workload;

import dev.coppice.bench.data.Batch;
import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Session;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import java.util.List;

/// Opens the main database after the [Victim] was killed, and counts what is missing of what was acknowledged to it.
record Recovery(String id, String title) implements Workload<Trial> {
    private Figure ready() {
        return Figure.headline(id, title, Unit.MILLISECONDS);
    }

    private Figure lost() {
        return Figure.detail(id + ".lost", title + ", durable entries lost", Unit.COUNT);
    }

    private Figure batchesLost() {
        return Figure.detail(id + ".batches.lost", title + ", buffered batches lost", Unit.COUNT);
    }

    private Figure batchesTorn() {
        return Figure.detail(id + ".batches.torn", title + ", batches in part there", Unit.COUNT);
    }

    @Override
    public List<Figure> figures() {
        return List.of(ready(), lost(), batchesLost(), batchesTorn());
    }

    @Override
    public void run(Trial trial) throws Exception {
        Opening.warmUp(trial);
        trial.report(ready(), Opening.millisToFirstRead(trial));
        try (Session session = trial.engine(Durability.DURABLE).session()) {
            session.refresh();
            long entries = Acknowledgements.count(Acknowledgements.writes(trial.directory("")));
            long present = present(trial.dataset(), session, Indexes.ACKNOWLEDGED, entries);
            trial.report(lost(), (double) (entries - present));
            reportBatches(trial, session);
        }
    }

    private void reportBatches(Trial trial, Session session) throws Exception {
        long acknowledged = Acknowledgements.count(Acknowledgements.batches(trial.directory("")));
        int lost = 0;
        int torn = 0;
        for (long number = 0; number <= acknowledged; number++) { // one more may have been under way
            long first = Indexes.BATCHED + number * Batch.CAPACITY;
            long present = present(trial.dataset(), session, first, Batch.CAPACITY);
            if (present > 0 && present < Batch.CAPACITY) {
                torn++;
            } else if (present == 0 && number < acknowledged) {
                lost++;
            }
        }
        trial.report(batchesLost(), lost);
        trial.report(batchesTorn(), torn);
    }

    private static long present(Dataset dataset, Session session, long firstIndex, long count) throws Exception {
        byte[] key = new byte[Dataset.KEY_SIZE];
        long present = 0;
        for (long index = firstIndex; index < firstIndex + count; index++) {
            dataset.key(index, key);
            if (session.get(key) != Session.ABSENT) {
                Reader.check(session, key, true);
                present++;
            }
        }
        return present;
    }
}
