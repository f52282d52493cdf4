package dev.coppice.bench.graph.workload;

import dev.coppice.bench.graph.data.GraphData;
import dev.coppice.bench.graph.engine.GraphEngine;
import dev.coppice.bench.measure.Directories;
import dev.coppice.bench.measure.Libc;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import dev.coppice.bench.workload.Clock;
import dev.coppice.bench.workload.Workload;
import java.nio.file.Path;
import java.util.List;

/// Writes the graph into an empty database. The clock runs until the database is closed and all is on the device.
record Ingest(String id, String title, Way way) implements Workload<GraphTrial> {
    /// How the graph is written.
    enum Way {
        /// In transactions, into the main database.
        TRANSACTIONS,
        /// By the engine's bulk loader, into a database that is deleted afterwards.
        BULK
    }

    private Figure rate() {
        return Figure.headline(id, title, Unit.PER_SECOND);
    }

    private Figure size() {
        return Figure.headline(id + ".size", title + ", size on disk", Unit.BYTES);
    }

    @Override
    public List<Figure> figures() {
        return List.of(rate(), size());
    }

    @Override
    public void run(GraphTrial trial) throws Exception {
        Path directory = way == Way.BULK ? trial.directory("bulk") : trial.mainDirectory();
        Directories.delete(directory);
        GraphData data = trial.data();
        long start = System.nanoTime();
        try (GraphEngine engine = trial.open(directory)) {
            if (way == Way.BULK) {
                engine.loadInBulk(data);
            } else {
                engine.load(data);
            }
        }
        Libc.sync();
        trial.report(rate(), ((double) data.vertices() + data.edges()) / Clock.secondsSince(start));
        trial.report(size(), (double) Directories.allocatedBytes(directory));
        if (way == Way.BULK) {
            try (GraphEngine engine = trial.open(directory)) {
                SpotChecks.all(trial, engine);
            }
            Directories.delete(directory);
        }
    }
}
