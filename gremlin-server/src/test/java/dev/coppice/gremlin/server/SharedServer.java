package dev.coppice.gremlin.server;

import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.gremlin.CoppiceGraph;
import java.io.IOException;
import java.util.List;
import org.apache.tinkerpop.gremlin.structure.T;

/// A server for all tests that only talk to it, so that it is started once. Its primary fork has a unique index of the
/// property `name` of `person`, and a vertex `sample` with values that drivers cannot write.
final class SharedServer {
    private static RunningServer server;

    private SharedServer() {}

    static synchronized RunningServer get() {
        if (server == null) {
            try {
                server = RunningServer.start(SharedServer::prepare);
            } catch (IOException e) {
                throw new IllegalStateException("cannot start the server", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the start of the server was interrupted", e);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(SharedServer::stop));
        }
        return server;
    }

    private static void prepare(CoppiceGraph graph) {
        graph.graphFork()
                .createIndex(
                        IndexDefinition.ofVertices("people by name", "person", "name")
                                .asUnique(),
                        done -> {});
        float[] vector = {1.5f, Float.MIN_VALUE, -0.0f};
        byte[] bytes = {1, 2, 3};
        graph.addVertex(T.label, "sample", "vector", vector, "bytes", bytes, "several", List.of(bytes, vector));
        graph.tx().commit();
    }

    private static void stop() {
        try {
            server.terminate();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
