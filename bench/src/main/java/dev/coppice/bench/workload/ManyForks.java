package dev.coppice.bench.workload;

import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Engine;
import dev.coppice.bench.measure.Directories;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import java.util.List;

/// Makes many forks of the main database, side by side and without a write, and opens the database again with all of
/// them.
///
/// @param count how many; fewer if the main database is small
record ManyForks(String id, String title, int count) implements Workload<Trial> {
    private static final long ENTRIES_PER_FORK_MIN = 200;

    private Figure bytes() {
        return Figure.detail(id + ".bytes", title + ", bytes of each", Unit.BYTES);
    }

    private Figure rate() {
        return Figure.detail(id + ".rate", title + ", forks made", Unit.PER_SECOND);
    }

    private Figure reopen() {
        return Figure.detail(id + ".reopen", title + ", reopen with all", Unit.MILLISECONDS);
    }

    @Override
    public List<Figure> figures() {
        return List.of(bytes(), rate(), reopen());
    }

    @Override
    public void run(Trial trial) throws Exception {
        Engine engine = trial.engine(Durability.DURABLE);
        engine.settle();
        long forks = Math.min(count, trial.dataset().entries() / ENTRIES_PER_FORK_MIN);
        long bytesBefore = Directories.allocatedBytes(trial.mainDirectory());
        long start = System.nanoTime();
        for (int number = 0; number < forks; number++) {
            engine.branch(trial.directory("many-" + number)).close();
        }
        trial.report(rate(), forks / Clock.secondsSince(start));
        long bytesAfter = Directories.allocatedBytes(trial.mainDirectory());
        trial.report(bytes(), (double) (bytesAfter - bytesBefore) / forks);
        trial.report(reopen(), Opening.millisToFirstRead(trial));
    }
}
