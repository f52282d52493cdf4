package dev.coppice.bench.workload;

import dev.coppice.bench.data.Batch;
import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.KeyOrder;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Engine;
import dev.coppice.bench.engine.Session;
import dev.coppice.bench.measure.Directories;
import dev.coppice.bench.measure.Statistics;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;

/// Makes a complete, writable branch of the main database just after writes to it, and commits durably on the branch.
/// The clock runs from the wish to branch until that commit has returned.
///
/// @param scale 1 to branch the main database; else a new one that has so many times as many entries
record Branch(String id, String title, double scale) implements Workload<Trial> {
    private static final int BATCHES_BEFORE = 10;
    private static final int KEYS_CHECKED = 1_000;

    private Figure ready() {
        return Figure.headline(id, title, Unit.MILLISECONDS);
    }

    private Figure bytes() {
        return Figure.detail(id + ".bytes", title + ", bytes added", Unit.BYTES);
    }

    @Override
    public List<Figure> figures() {
        return List.of(ready(), bytes());
    }

    @Override
    public void run(Trial trial) throws Exception {
        if (scale == 1) {
            run(trial, trial.engine(Durability.DURABLE), trial.mainDirectory(), trial.dataset());
            return;
        }
        // A branch costs the same whatever order its entries came in, and this one loads several times as fast.
        Dataset dataset = trial.dataset().scaled(scale).in(KeyOrder.ASCENDING);
        Path directory = trial.directory("scaled");
        Directories.delete(directory);
        try (Engine engine = trial.open(directory, Durability.BUFFERED);
                Session session = engine.session()) {
            Load.writeAll(session, dataset, LongUnaryOperator.identity(), 0);
        }
        try (Engine engine = trial.open(directory, Durability.DURABLE)) {
            run(trial, engine, directory, dataset);
        }
        Directories.delete(directory);
    }

    private void run(Trial trial, Engine engine, Path directory, Dataset dataset) throws Exception {
        List<Double> millis = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        for (int repeat = 0; repeat < trial.pace().repeats(); repeat++) {
            writeBatches(engine, dataset, repeat);
            engine.sync();
            Path target = trial.directory("branch-" + repeat);
            Directories.delete(target);
            long before = Directories.allocatedBytes(directory);
            millis.add(branch(dataset, engine, target));
            bytes.add((double) bytesAdded(directory, before, target));
            Directories.delete(target);
        }
        trial.report(ready(), Statistics.median(millis));
        trial.report(bytes(), Statistics.median(bytes));
    }

    private static long bytesAdded(Path directory, long before, Path target) throws Exception {
        return Files.exists(target)
                ? Directories.allocatedBeside(directory, target)
                : Directories.allocatedBytes(directory) - before;
    }

    private static void writeBatches(Engine engine, Dataset dataset, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Batch batch = new Batch(dataset);
        try (Session session = engine.session()) {
            for (int i = 0; i < BATCHES_BEFORE; i++) {
                batch.fill(_ -> random.nextLong(dataset.entries()), 0, Batch.CAPACITY, random.nextLong());
                session.write(batch);
            }
        }
    }

    private static double branch(Dataset dataset, Engine engine, Path target) throws Exception {
        byte[] key = new byte[Dataset.KEY_SIZE];
        byte[] value = new byte[dataset.valueSize()];
        dataset.key(Indexes.BRANCHES, key);
        dataset.value(key, 0, value);
        long start = System.nanoTime();
        try (Engine branch = engine.branch(target);
                Session session = branch.session()) {
            session.putDurable(key, value);
            double millis = Clock.millisSince(start);
            checkComplete(dataset, session, key);
            checkApart(engine, key);
            return millis;
        }
    }

    private static void checkComplete(Dataset dataset, Session session, byte[] added) throws Exception {
        session.refresh();
        Reader.check(session, added, true);
        Reader reader = new Reader(dataset, session, true, 1); // the caller closes the session
        for (int i = 0; i < KEYS_CHECKED; i++) {
            reader.run();
        }
    }

    private static void checkApart(Engine engine, byte[] added) throws Exception {
        try (Session session = engine.session()) {
            session.refresh();
            Reader.check(session, added, false);
        }
    }
}
