package dev.coppice.bench.workload;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.KeyOrder;
import dev.coppice.bench.engine.CoppiceEngine;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.measure.Directories;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import dev.coppice.store.BulkLoader;
import java.nio.file.Path;
import java.util.List;

/// Fills a new database with ascending keys in one commit through Coppice's bulk loader.
record BulkLoad(String id, String title) implements Workload<Trial> {
    private Figure rate() {
        return Figure.detail(id, title, Unit.PER_SECOND);
    }

    @Override
    public List<Figure> figures() {
        return List.of(rate());
    }

    @Override
    public void run(Trial trial) throws Exception {
        Path directory = trial.directory("bulk");
        Directories.delete(directory);
        Dataset dataset = trial.dataset().in(KeyOrder.ASCENDING);
        try (CoppiceEngine engine = (CoppiceEngine) trial.open(directory, Durability.DURABLE)) {
            long start = System.nanoTime();
            load(engine, dataset);
            trial.report(rate(), dataset.entries() / Clock.secondsSince(start));
        }
        Directories.delete(directory);
    }

    private static void load(CoppiceEngine engine, Dataset dataset) {
        byte[] key = new byte[Dataset.KEY_SIZE];
        byte[] value = new byte[dataset.valueSize()];
        try (BulkLoader loader = engine.fork().load(engine.table())) {
            for (long index = 0; index < dataset.entries(); index++) {
                dataset.key(index, key);
                dataset.value(key, 0, value);
                loader.put(key, value);
            }
            loader.commit();
        }
    }
}
