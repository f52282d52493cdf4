package dev.coppice.bench.graph.workload;

import dev.coppice.bench.data.WrongAnswer;
import dev.coppice.bench.graph.data.GraphData;
import dev.coppice.bench.graph.engine.GraphEngine;
import dev.coppice.bench.graph.engine.GraphSession;
import dev.coppice.bench.graph.engine.GraphSession.NewVertex;
import dev.coppice.bench.measure.Directories;
import dev.coppice.bench.measure.Statistics;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.report.Unit;
import dev.coppice.bench.workload.Clock;
import dev.coppice.bench.workload.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes a complete, writable branch of the main database, and commits durably on the branch. The clock runs from the
/// wish to branch until that commit has returned.
record GraphBranch(String id, String title) implements Workload<GraphTrial> {
    private static final double SECONDS_MAX = 30;

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
    public void run(GraphTrial trial) throws Exception {
        List<Double> millis = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        long start = System.nanoTime();
        for (int repeat = 0; repeat < trial.pace().repeats() && Clock.secondsSince(start) < SECONDS_MAX; repeat++) {
            Path target = trial.directory("branch-" + repeat);
            Directories.delete(target);
            trial.engine();
            long before = Directories.allocatedBytes(trial.mainDirectory());
            millis.add(branch(trial, target));
            bytes.add((double)
                    (Files.exists(target)
                            ? Directories.allocatedBeside(trial.mainDirectory(), target)
                            : Directories.allocatedBytes(trial.mainDirectory()) - before));
            Directories.delete(target);
        }
        trial.report(ready(), Statistics.median(millis));
        trial.report(bytes(), Statistics.median(bytes));
    }

    private static double branch(GraphTrial trial, Path target) throws Exception {
        GraphData data = trial.data();
        NewVertex added = new NewVertex(data.label(1), "branch-of-" + target.getFileName(), 1, 1);
        double millis;
        long start = System.nanoTime();
        try (GraphEngine branch = trial.engine().branch(target);
                GraphSession session = branch.session()) {
            session.addDurably(added, data.types().getFirst(), session.locate(data.label(1), data.key(1)));
            millis = Clock.millisSince(start);
            SpotChecks.keys(trial, branch);
            session.refresh();
            requireScore(session, added, added.score());
        }
        trial.closeEngine(); // one that copies has closed it already
        try (GraphSession session = trial.engine().session()) {
            requireScore(session, added, GraphSession.ABSENT);
        }
        return millis;
    }

    private static void requireScore(GraphSession session, NewVertex vertex, long expected) throws Exception {
        long score = session.score(vertex.label(), vertex.key());
        if (score != expected) {
            throw new WrongAnswer("the vertex " + vertex.key() + " has the score " + score + " instead of " + expected);
        }
    }
}
