package dev.coppice.bench.graph.engine;

/// Questions as a user asks them: each begins with a key, is one query, and has a read transaction of its own.
public interface QueryLanguage {
    /// See [GraphSession#score].
    long score(String label, String key) throws Exception;

    /// See [GraphSession#neighborScores].
    long neighborScores(String label, String key) throws Exception;

    /// See [GraphSession#secondNeighbors].
    long secondNeighbors(String label, String key) throws Exception;

    /// See [GraphSession#scoresBetween].
    long scoresBetween(String label, int low, int high) throws Exception;
}
