package dev.coppice.bench.graph.workload;

import dev.coppice.bench.graph.data.Answers;
import dev.coppice.bench.graph.data.GraphData;
import dev.coppice.bench.graph.engine.GraphEngine;
import dev.coppice.bench.graph.engine.GraphEngineKind;
import dev.coppice.bench.report.Figure;
import dev.coppice.bench.workload.Pace;
import dev.coppice.bench.workload.Turn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.ObjDoubleConsumer;

/// One engine's turn: its graph, its directory, and where figures go. Keeps the main graph open from one workload to
/// the next, so that what is warm stays warm. Confined to one thread.
public final class GraphTrial implements Turn, AutoCloseable {
    private static final String MAIN = "main";

    private final GraphAssignment assignment;
    private final ObjDoubleConsumer<Figure> figures;
    private GraphData data;
    private Answers answers;
    private GraphEngine engine;

    /// A turn whose figures go to `figures`.
    public GraphTrial(GraphAssignment assignment, ObjDoubleConsumer<Figure> figures) {
        this.assignment = assignment;
        this.figures = figures;
    }

    /// The graph that the main database holds.
    GraphData data() throws IOException {
        if (data == null) {
            data = GraphData.read(assignment.data());
        }
        return data;
    }

    /// The right answers about [#data()].
    Answers answers() throws IOException {
        if (answers == null) {
            answers = new Answers(data());
        }
        return answers;
    }

    @Override
    public Pace pace() {
        return assignment.pace();
    }

    @Override
    public Path directory(String name) {
        return assignment.directory().resolve(name);
    }

    /// The directory of the main database.
    Path mainDirectory() {
        return directory(MAIN);
    }

    /// The main database.
    GraphEngine engine() throws Exception {
        if (engine == null) {
            engine = open(mainDirectory());
        }
        return engine;
    }

    /// Closes the main database, if it is open.
    void closeEngine() throws IOException {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    /// Opens a database, which the caller closes.
    GraphEngine open(Path directory) throws Exception {
        return GraphEngineKind.of(assignment.engine()).open(directory, assignment.cacheBytes());
    }

    @Override
    public void report(Figure figure, double value) {
        figures.accept(figure, value);
    }

    @Override
    public void close() throws IOException {
        closeEngine();
    }
}
