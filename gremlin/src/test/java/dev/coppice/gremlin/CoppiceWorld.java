package dev.coppice.gremlin;

import io.cucumber.java.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.tinkerpop.gremlin.LoadGraphWith.GraphData;
import org.apache.tinkerpop.gremlin.features.World;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversalSource;
import org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerFactory;
import org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerGraph;
import org.junit.AssumptionViolatedException;

/// The graphs that TinkerPop's scenarios ask for: those with data made once, of TinkerGraph's own, and an empty one for
/// each scenario that writes.
public final class CoppiceWorld implements World {
    private static final Map<GraphData, CoppiceGraph> LOADED = new HashMap<>();
    private static final Path FILES = files();

    private CoppiceGraph empty;

    @Override
    public void beforeEachScenario(Scenario scenario) {
        String reason = UnsupportedScenarios.reason(scenario.getName());
        if (reason != null) {
            throw new AssumptionViolatedException(reason);
        }
    }

    @Override
    public GraphTraversalSource getGraphTraversalSource(GraphData data) {
        if (data != null) {
            return LOADED.computeIfAbsent(data, CoppiceWorld::load).traversal();
        }
        empty = CoppiceGraph.open(TestDirectories.fresh());
        return empty.traversal();
    }

    @Override
    public void afterEachScenario() {
        LOADED.values().forEach(graph -> graph.tx().rollback());
        if (empty != null) {
            Path directory = Path.of(empty.configuration().getString(GraphSettings.DIRECTORY));
            empty.close();
            TestDirectories.delete(directory.getParent());
            empty = null;
        }
    }

    private static CoppiceGraph load(GraphData data) {
        TinkerGraph original = switch (data) {
            case CLASSIC -> TinkerFactory.createClassic();
            case MODERN -> TinkerFactory.createModern();
            case CREW -> TinkerFactory.createTheCrew();
            case GRATEFUL -> TinkerFactory.createGratefulDead();
            case SINK -> TinkerFactory.createKitchenSink();
            default -> throw new AssumptionViolatedException("no scenario of Gremlin asks for " + data);
        };
        CoppiceGraph graph = CoppiceGraph.open(TestDirectories.fresh());
        GraphCopies.copy(original, graph);
        graph.tx().commit();
        return graph;
    }

    /// The scenarios name files of TinkerPop's build, which hold the modern graph.
    @Override
    public String changePathToDataFile(String pathFromScenario) {
        return FILES.resolve(Path.of(pathFromScenario).getFileName()).toString();
    }

    private static Path files() {
        try {
            Path folder = Files.createDirectories(TestDirectories.ROOT.resolve("data"));
            TinkerGraph modern = TinkerFactory.createModern();
            for (String type : List.of("kryo", "json", "xml")) {
                String file = folder.resolve("tinkerpop-modern." + type).toString();
                modern.traversal().io(file).write().iterate();
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
