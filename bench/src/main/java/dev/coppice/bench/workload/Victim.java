package dev.coppice.bench.workload;

import dev.coppice.bench.data.Batch;
import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Engine;
import dev.coppice.bench.engine.Session;
import dev.coppice.bench.report.Figure;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Writes to the main database until it is killed: first some batches, so that there is something to replay; then
/// single entries, durably, and beside them a buffered batch for each few of those. So every engine has written the
/// same when it is killed, whatever its speed.
record Victim() implements Workload<Trial> {
    private static final long ENTRIES_PER_BATCH_BEFORE = 25_000;
    private static final int PUTS_PER_BATCH = 10;

    @Override
    public List<Figure> figures() {
        return List.of();
    }

    @Override
    public void run(Trial trial) throws Exception {
        Engine engine = trial.engine(Durability.DURABLE);
        try (var entries = Acknowledgements.create(Acknowledgements.writes(trial.directory("")));
                var batches = Acknowledgements.create(Acknowledgements.batches(trial.directory("")));
                ExecutorService executor = Executors.newSingleThreadExecutor()) {
            long before = trial.dataset().entries() / ENTRIES_PER_BATCH_BEFORE;
            Semaphore due = new Semaphore(Math.toIntExact(before));
            writeBatches(engine, trial.dataset(), batches, 0, before, due);
            Future<?> beside = executor.submit(() -> {
                writeBatches(engine, trial.dataset(), batches, before, Long.MAX_VALUE, due);
                return null;
            });
            writeEntries(engine, trial.dataset(), entries, due, beside);
            beside.get(); // it has failed
        }
    }

    private static void writeBatches(
            Engine engine, Dataset dataset, Acknowledgements done, long from, long to, Semaphore due) throws Exception {
        Batch batch = new Batch(dataset);
        try (Session session = engine.session()) {
            for (long number = from; number < to; number++) {
                due.acquire();
                batch.fill(i -> Indexes.BATCHED + i, number * Batch.CAPACITY, Batch.CAPACITY, 0);
                session.write(batch);
                done.add();
            }
        }
    }

    private static void writeEntries(
            Engine engine, Dataset dataset, Acknowledgements done, Semaphore due, Future<?> beside) throws Exception {
        byte[] key = new byte[Dataset.KEY_SIZE];
        byte[] value = new byte[dataset.valueSize()];
        try (Session session = engine.session()) {
            for (long index = Indexes.ACKNOWLEDGED; !beside.isDone(); index++) {
                dataset.key(index, key);
                dataset.value(key, 0, value);
                session.putDurable(key, value);
                done.add();
                if (index % PUTS_PER_BATCH == 0) {
                    due.release();
                }
            }
        }
    }
}
