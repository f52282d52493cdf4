package dev.coppice.bench.graph.engine;

import org.apache.tinkerpop.gremlin.process.traversal.P;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversalSource;
import org.apache.tinkerpop.gremlin.structure.Graph;

/// The questions in Gremlin.
final class GremlinQueries implements QueryLanguage {
    private final Graph graph;
    private final GraphTraversalSource g;

    GremlinQueries(Graph graph) {
        this.graph = graph;
        g = graph.traversal();
    }

    @Override
    public long score(String label, String key) {
        return ended(g.V().has(label, "key", key)
                .values("score")
                .tryNext()
                .map(score -> (long) (int) score)
                .orElse(GraphSession.ABSENT));
    }

    @Override
    public long neighborScores(String label, String key) {
        return ended(
                g.V().has(label, "key", key).out().values("score").sum().next().longValue());
    }

    @Override
    public long secondNeighbors(String label, String key) {
        return ended(g.V().has(label, "key", key).out().out().dedup().count().next());
    }

    @Override
    public long scoresBetween(String label, int low, int high) {
        return ended(g.V().hasLabel(label)
                .has("score", P.between(low, high))
                .values("score")
                .sum()
                .tryNext()
                .map(Number::longValue)
                .orElse(0L));
    }

    private long ended(long answer) {
        if (graph.features().graph().supportsTransactions()) {
            graph.tx().rollback();
        }
        return answer;
    }
}
