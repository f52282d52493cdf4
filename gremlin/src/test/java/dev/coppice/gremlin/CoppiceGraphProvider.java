package dev.coppice.gremlin;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.configuration2.Configuration;
import org.apache.tinkerpop.gremlin.AbstractGraphProvider;
import org.apache.tinkerpop.gremlin.LoadGraphWith;
import org.apache.tinkerpop.gremlin.structure.Graph;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;
import org.apache.tinkerpop.gremlin.structure.util.detached.DetachedGraphTest;
import org.apache.tinkerpop.gremlin.structure.util.star.StarGraphTest;

/// Gives TinkerPop's suites their graphs: each test a database of its own, which is deleted after it.
public final class CoppiceGraphProvider extends AbstractGraphProvider {
    @SuppressWarnings("rawtypes") // as TinkerPop declares it
    private static final Set<Class> IMPLEMENTATIONS = Set.of(
            CoppiceGraph.class,
            CoppiceVertex.class,
            CoppiceEdge.class,
            CoppiceProperty.class,
            CoppiceVertexProperty.class);

    @Override
    public Map<String, Object> getBaseConfiguration(
            String graphName, Class<?> test, String testMethodName, LoadGraphWith.GraphData data) {
        return Map.of(
                Graph.GRAPH,
                CoppiceGraph.class.getName(),
                GraphSettings.DIRECTORY,
                makeTestDirectory(graphName, test, testMethodName),
                GraphSettings.DURABILITY,
                "buffered",
                GraphSettings.CARDINALITY,
                needsLists(data, test, testMethodName) ? "list" : "single");
    }

    // Files do not say that a property has several values, they only have them.
    private static boolean needsLists(LoadGraphWith.GraphData data, Class<?> test, String testMethodName) {
        return data == LoadGraphWith.GraphData.CREW
                || test == StarGraphTest.class && testMethodName.equals("shouldAttachWithCreateMethod")
                || test == DetachedGraphTest.class && testMethodName.equals("testAttachableCreateMethod");
    }

    @Override
    public String getWorkingDirectory() {
        return TestDirectories.ROOT.toString();
    }

    @Override
    public void clear(Graph graph, Configuration configuration) throws Exception {
        if (graph != null) {
            graph.close();
        }
        if (configuration != null && configuration.containsKey(GraphSettings.DIRECTORY)) {
            TestDirectories.delete(Path.of(configuration.getString(GraphSettings.DIRECTORY)));
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // as TinkerPop declares it
    public Set<Class> getImplementations() {
        return IMPLEMENTATIONS;
    }

    @Override
    public Optional<Graph.Features> getStaticFeatures() {
        return Optional.of(new CoppiceFeatures(VertexProperty.Cardinality.single));
    }
}
