package dev.coppice.bench.graph.engine;

/// One thread's access to a [GraphEngine]: it holds the read transaction that a careful program would keep.
public interface GraphSession extends AutoCloseable {
    /// What [#score] answers for a key that is not there.
    long ABSENT = -1;

    /// Lets later reads see all that was committed before this call.
    void refresh() throws Exception;

    /// The engine's own name of the vertex with a key, for the calls below. Stays valid as long as the engine is open.
    Object locate(String label, String key) throws Exception;

    /// The score of the vertex with a key, or [#ABSENT].
    long score(String label, String key) throws Exception;

    /// The sum of the scores at the ends of all edges that lead away from a vertex.
    long neighborScores(Object vertex) throws Exception;

    /// The number of vertices at the ends of all pairs of edges that lead away from a vertex, each counted once.
    long secondNeighbors(Object vertex) throws Exception;

    /// The least number of edges that lead from one vertex to another, or -1 when they are more than `longest`.
    long distance(Object from, Object to, int longest) throws Exception;

    /// The sum of the scores of the vertices of a label whose score is at least `low` and below `high`. There is no
    /// index over scores.
    long scoresBetween(String label, int low, int high) throws Exception;

    /// The sum of the weights of the edges of a type.
    long weights(String type) throws Exception;

    /// Adds a vertex and an edge that leads to it from another one, in one transaction, and returns once it is on the
    /// device.
    ///
    /// @param type the edge's type
    /// @param from the other vertex
    void addDurably(NewVertex vertex, String type, Object from) throws Exception;

    /// The same questions in the language that the engine is asked in.
    ///
    /// @throws UnsupportedOperationException if none is measured
    default QueryLanguage query() {
        throw new UnsupportedOperationException();
    }

    @Override
    void close();

    /// A vertex that is to be added, and the weight of the edge to it.
    record NewVertex(String label, String key, int score, int weight) {}
}
