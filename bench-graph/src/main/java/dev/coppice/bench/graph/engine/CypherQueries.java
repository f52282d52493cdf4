package dev.coppice.bench.graph.engine;

import java.util.Map;
import org.neo4j.graphdb.GraphDatabaseService;

/// The questions in Cypher.
final class CypherQueries implements QueryLanguage {
    private final GraphDatabaseService database;

    CypherQueries(GraphDatabaseService database) {
        this.database = database;
    }

    @Override
    public long score(String label, String key) {
        return ask("MATCH (v:" + label + " {key: $key}) RETURN v.score AS answer", Map.of("key", key));
    }

    @Override
    public long neighborScores(String label, String key) {
        return ask("MATCH (:" + label + " {key: $key})-->(n) RETURN sum(n.score) AS answer", Map.of("key", key));
    }

    @Override
    public long secondNeighbors(String label, String key) {
        return ask(
                "MATCH (:" + label + " {key: $key})-->()-->(n) RETURN count(DISTINCT n) AS answer", Map.of("key", key));
    }

    @Override
    public long scoresBetween(String label, int low, int high) {
        return ask(
                "MATCH (v:" + label + ") WHERE v.score >= $low AND v.score < $high RETURN sum(v.score) AS answer",
                Map.of("low", low, "high", high));
    }

    private long ask(String query, Map<String, Object> parameters) {
        return database.executeTransactionally(
                query,
                parameters,
                rows -> rows.hasNext() ? ((Number) rows.next().get("answer")).longValue() : GraphSession.ABSENT);
    }
}
