package dev.coppice.gremlin.server;

import org.apache.tinkerpop.gremlin.server.Settings;
import org.apache.tinkerpop.gremlin.server.util.DefaultGraphManager;
import org.apache.tinkerpop.gremlin.structure.util.GraphFactory;

/// Opens the graphs of Gremlin Server's configuration and gives each its traversal source, so that no start script, and
/// no engine that runs scripts, is needed. The source of a graph named `graph` is `g`, that of any other name `g_` and
/// the name.
///
/// Unlike TinkerPop's own, it does not start a server that lacks one of its graphs: a client would be told only that
/// the source is not there.
public final class ForkGraphManager extends DefaultGraphManager {
    private static final String MAIN_GRAPH = "graph";
    private static final String SOURCE = "g";

    /// Opens the graphs.
    ///
    /// @param settings the server's configuration; `graphs` names a file of properties for each graph
    /// @throws IllegalStateException when a graph cannot be opened; those that were opened before it are closed
    public ForkGraphManager(Settings settings) {
        super(settings);
        for (String name : getGraphNames()) {
            putTraversalSource(sourceOf(name), getGraph(name).traversal());
        }
    }

    /// The name of a graph's traversal source.
    static String sourceOf(String graph) {
        return graph.equals(MAIN_GRAPH) ? SOURCE : SOURCE + "_" + graph;
    }

    @Override
    protected void addGraph(String name, String configuration) {
        try {
            putGraph(name, GraphFactory.open(configuration));
        } catch (RuntimeException e) {
            closeAll(e);
            throw new IllegalStateException(
                    "the graph '" + name + "' of " + configuration + " cannot be opened: " + reason(e), e);
        }
    }

    /// The factory wraps what the graph says about it.
    private static String reason(Throwable error) {
        Throwable reason = error;
        while (reason.getCause() != null && reason.getClass().getName().startsWith("java.lang.")) {
            reason = reason.getCause();
        }
        return reason.getMessage();
    }

    private void closeAll(RuntimeException error) {
        for (String name : getGraphNames()) {
            try {
                getGraph(name).close();
            } catch (Exception e) {
                error.addSuppressed(e);
            }
        }
    }
}
