package dev.coppice.bench.workload;

import dev.coppice.bench.data.Batch;
import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Engine;
import dev.coppice.bench.engine.Session;
import dev.coppice.bench.measure.Directories;
import java.nio.file.Path;

/// Times how long it takes from the wish to open a database until a first entry was read.
final class Opening {
    private static final int WARM_UPS = 5;

    private Opening() {}

    /// Opens and closes a small database a few times, so that loading classes and native libraries is not counted
    /// later.
    static void warmUp(Trial trial) throws Exception {
        Path scratch = trial.directory("scratch");
        Directories.delete(scratch);
        Dataset small = new Dataset(
                Batch.CAPACITY, trial.dataset().valueSize(), trial.dataset().order(), 0);
        for (int i = 0; i < WARM_UPS; i++) {
            try (Engine engine = trial.open(scratch, Durability.DURABLE);
                    Session session = engine.session()) {
                Load.writeAll(session, small, index -> index, i);
                engine.sync();
                readFirst(small, session);
            }
        }
        Directories.delete(scratch);
    }

    /// Opens the main database and reads one of its entries.
    ///
    /// @return how long that took, in milliseconds
    static double millisToFirstRead(Trial trial) throws Exception {
        trial.closeEngine();
        long start = System.nanoTime();
        Engine engine = trial.engine(Durability.DURABLE);
        try (Session session = engine.session()) {
            readFirst(trial.dataset(), session);
            return Clock.millisSince(start);
        }
    }

    private static void readFirst(Dataset dataset, Session session) throws Exception {
        byte[] key = new byte[Dataset.KEY_SIZE];
        dataset.key(0, key);
        session.refresh();
        Reader.check(session, key, true);
    }
}
