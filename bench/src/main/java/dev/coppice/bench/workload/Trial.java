package dev.coppice.bench.workload;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.KeyOrder;
import dev.coppice.bench.engine.Durability;
import dev.coppice.bench.engine.Engine;
import dev.coppice.bench.engine.EngineKind;
import dev.coppice.bench.engine.EngineOptions;
import dev.coppice.bench.measure.Device;
import dev.coppice.bench.report.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.ObjDoubleConsumer;

/// One engine's turn: its data, its directory, and where figures go. Keeps the main database open from one workload to
/// the next, so that what is warm stays warm. Confined to one thread.
public final class Trial implements Turn, AutoCloseable {
    private static final String MAIN = "main";

    private final Assignment assignment;
    private final ObjDoubleConsumer<Figure> figures;
    private Engine engine;
    private Durability durability;

    /// A turn whose figures go to `figures`.
    public Trial(Assignment assignment, ObjDoubleConsumer<Figure> figures) {
        this.assignment = assignment;
        this.figures = figures;
    }

    /// The entries of the main database.
    public Dataset dataset() {
        return assignment.dataset().in(KeyOrder.RANDOM);
    }

    @Override
    public Pace pace() {
        return assignment.pace();
    }

    @Override
    public Path directory(String name) {
        return assignment.directory().resolve(name);
    }

    /// The directory of the main database, which is loaded in random order and serves most workloads.
    public Path mainDirectory() {
        return directory(MAIN);
    }

    /// The device under all directories.
    public Device device() throws IOException {
        return Device.of(assignment.directory());
    }

    /// The main database, open for writes of one kind; closed and opened again if it was open for another.
    public Engine engine(Durability wanted) throws Exception {
        if (engine != null && durability != wanted) {
            closeEngine();
        }
        if (engine == null) {
            engine = open(mainDirectory(), wanted);
            durability = wanted;
        }
        return engine;
    }

    /// Closes the main database, if it is open.
    public void closeEngine() throws IOException {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    /// Opens a database, which the caller closes.
    public Engine open(Path directory, Durability wanted) throws Exception {
        return EngineKind.of(assignment.engine()).open(options(directory, wanted));
    }

    /// How this trial opens a database.
    public EngineOptions options(Path directory, Durability wanted) {
        return new EngineOptions(directory, assignment.cacheBytes(), wanted);
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
