package dev.coppice.bench.graph.workload;

import dev.coppice.bench.data.WrongAnswer;
import dev.coppice.bench.graph.data.GraphData;
import dev.coppice.bench.graph.data.RmatGraph;
import dev.coppice.bench.graph.engine.GraphEngine;
import dev.coppice.bench.graph.engine.GraphSession;
import dev.coppice.bench.measure.Directories;
import dev.coppice.bench.workload.Clock;
import java.nio.file.Path;

/// Times how long it takes from the wish to open a database until a first vertex was read.
final class GraphOpening {
    private static final int WARM_UPS = 3;
    private static final GraphData SMALL = RmatGraph.of(100, 200, 1);

    private GraphOpening() {}

    /// Opens and closes a small database a few times, so that loading classes is not counted later.
    static void warmUp(GraphTrial trial) throws Exception {
        Path scratch = trial.directory("scratch");
        Directories.delete(scratch);
        for (int i = 0; i < WARM_UPS; i++) {
            try (GraphEngine engine = trial.open(scratch)) {
                if (i == 0) {
                    engine.load(SMALL);
                }
                readFirst(SMALL, engine);
            }
        }
        Directories.delete(scratch);
    }

    /// Opens the main database and reads one of its vertices.
    ///
    /// @return how long that took, in milliseconds
    static double millisToFirstRead(GraphTrial trial) throws Exception {
        trial.closeEngine();
        GraphData data = trial.data();
        long start = System.nanoTime();
        readFirst(data, trial.engine());
        return Clock.millisSince(start);
    }

    private static void readFirst(GraphData data, GraphEngine engine) throws Exception {
        try (GraphSession session = engine.session()) {
            if (session.score(data.label(0), data.key(0)) != data.score(0)) {
                throw new WrongAnswer("the first vertex is wrong");
            }
        }
    }
}
