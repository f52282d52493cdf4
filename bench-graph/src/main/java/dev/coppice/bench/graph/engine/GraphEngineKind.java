package dev.coppice.bench.graph.engine;

import dev.coppice.bench.report.Contender;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;

/// The engines that can be measured.
public enum GraphEngineKind {
    COPPICE(
            "coppice",
            "Coppice",
            CoppiceGraphEngine.SETTINGS,
            CoppiceGraphEngine::version,
            (directory, _) -> new CoppiceGraphEngine(directory)),
    NEO4J("neo4j", "Neo4j", Neo4jEngine.SETTINGS, Neo4jEngine::version, Neo4jEngine::new),
    ARCADEDB("arcadedb", "ArcadeDB", ArcadeEngine.SETTINGS, ArcadeEngine::version, ArcadeEngine::new),
    TINKERGRAPH(
            "tinkergraph",
            "TinkerGraph",
            TinkerGraphEngine.SETTINGS,
            TinkerGraphEngine::version,
            (directory, _) -> new TinkerGraphEngine(directory));

    private final String id;
    private final String title;
    private final String settings;
    private final Supplier<String> version;
    private final Opener opener;

    GraphEngineKind(String id, String title, String settings, Supplier<String> version, Opener opener) {
        this.id = id;
        this.title = title;
        this.settings = settings;
        this.version = version;
        this.opener = opener;
    }

    /// The name on the command line and in result files.
    public String id() {
        return id;
    }

    /// How reports show the engine.
    public Contender contender() {
        return new Contender(id, title, version.get(), settings);
    }

    /// Opens the graph in a directory, creating it if there is none.
    ///
    /// @param cacheBytes memory that the engine may use to cache what is on disk, if it caches by itself
    public GraphEngine open(Path directory, long cacheBytes) throws Exception {
        return opener.open(directory, cacheBytes);
    }

    /// The engine with this id.
    ///
    /// @throws IllegalArgumentException if there is none
    public static GraphEngineKind of(String id) {
        return Arrays.stream(values())
                .filter(kind -> kind.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no engine named " + id));
    }

    @FunctionalInterface
    private interface Opener {
        GraphEngine open(Path directory, long cacheBytes) throws Exception;
    }
}
