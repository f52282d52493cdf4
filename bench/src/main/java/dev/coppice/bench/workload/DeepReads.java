package dev.coppice.bench.workload;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Engine;
import dev.coppice.bench.engine.Session;
import dev.coppice.bench.report.Figure;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Reads random present keys on a fork of a fork of a fork of the main database, each of which has a commit of its own.
///
/// @param depth how many forks lie between; 0 reads the main database itself
record DeepReads(String id, String title, int depth) implements Workload<Trial> {
    @Override
    public List<Figure> figures() {
        return RateFigures.of(id, title).all();
    }

    @Override
    public void run(Trial trial) throws Exception {
        Dataset dataset = trial.dataset();
        Deque<Engine> ancestors = new ArrayDeque<>();
        Engine deepest = trial.engine(Durability.DURABLE);
        for (int level = 1; level <= depth; level++) {
            if (level > 1) {
                ancestors.push(deepest);
            }
            deepest = forkWithCommit(dataset, deepest, trial.directory("depth-" + depth + "-" + level));
        }
        Engine read = deepest;
        RateFigures.of(id, title)
                .report(
                        trial,
                        trial.pace().ofShort(1).measure(thread -> new Reader(dataset, read.session(), true, thread)));
        if (depth > 0) {
            deepest.close();
            for (Engine ancestor : ancestors) {
                ancestor.close();
            }
        }
    }

    private static Engine forkWithCommit(Dataset dataset, Engine parent, Path name) throws Exception {
        Engine fork = parent.branch(name);
        byte[] key = new byte[Dataset.KEY_SIZE];
        byte[] value = new byte[dataset.valueSize()];
        dataset.key(0, key);
        dataset.value(key, name.hashCode(), value);
        try (Session session = fork.session()) {
            session.putDurable(key, value);
        }
        return fork;
    }
}
