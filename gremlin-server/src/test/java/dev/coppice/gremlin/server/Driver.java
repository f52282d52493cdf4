package dev.coppice.gremlin.server;

import static org.apache.tinkerpop.gremlin.process.traversal.AnonymousTraversalSource.traversal;

import org.apache.tinkerpop.gremlin.driver.Cluster;
import org.apache.tinkerpop.gremlin.driver.remote.DriverRemoteConnection;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversalSource;

/// TinkerPop's Java driver, connected to a server.
record Driver(Cluster cluster) implements AutoCloseable {
    /// Asks one of the server's graphs.
    GraphTraversalSource source(String name) {
        return traversal().with(DriverRemoteConnection.using(cluster, name));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
