package dev.coppice.bench.graph.engine;

import dev.coppice.bench.graph.data.GraphData;
import dev.coppice.graph.Direction;
import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphLoader;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.IndexRange;
import dev.coppice.graph.Neighbors;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.gremlin.CoppiceGraph;
import dev.coppice.store.Durability;
import dev.coppice.store.Isolation;
import dev.coppice.store.TransactionOptions;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/// Coppice through its public API, and through Gremlin: the primary fork of a graph, or a fork made by [#branch].
final class CoppiceGraphEngine implements GraphEngine {
    static final String SETTINGS = """
            All options at their default. A load in transactions commits with `BUFFERED`; other commits are `DURABLE`. \
            Keys are in a unique index, and the edges of each type in a list. A bulk load is a `GraphLoader`. Coppice \
            caches nothing itself: it reads the page cache. Shortest path: a search from both ends, written over the \
            neighbors. Branch: a fork. Queries: Gremlin.""";

    private static final TransactionOptions BUFFERED =
            new TransactionOptions(Isolation.SNAPSHOT, Durability.BUFFERED, Integer.MAX_VALUE);

    private final CoppiceGraph graph;
    private final GraphFork fork;

    CoppiceGraphEngine(Path directory) {
        this(CoppiceGraph.open(directory));
    }

    private CoppiceGraphEngine(CoppiceGraph graph) {
        this.graph = graph;
        fork = graph.graphFork();
    }

    static String version() {
        // This jar's: it is built together with the graph's.
        return Objects.requireNonNullElse(
                CoppiceGraphEngine.class.getPackage().getImplementationVersion(), "unpackaged");
    }

    @Override
    public void load(GraphData data) {
        createIndexes(data);
        long[] ids = new long[data.vertices()];
        for (int first = 0; first < data.vertices(); first += BATCH) {
            int begin = first;
            fork.transact(BUFFERED, transaction -> {
                for (int i = begin; i < Math.min(begin + BATCH, data.vertices()); i++) {
                    ids[i] = transaction.addVertex(data.label(i), properties(data.key(i), data.score(i)));
                }
                return null;
            });
        }
        for (int first = 0; first < data.edges(); first += BATCH) {
            int begin = first;
            fork.transact(BUFFERED, transaction -> {
                for (int i = begin; i < Math.min(begin + BATCH, data.edges()); i++) {
                    transaction.addEdge(
                            ids[data.from(i)], data.type(i), ids[data.to(i)], Map.of("weight", data.weight(i)));
                }
                return null;
            });
        }
    }

    @Override
    public void loadInBulk(GraphData data) {
        createIndexes(data);
        long[] ids = new long[data.vertices()];
        try (GraphLoader loader = fork.load()) {
            for (int i = 0; i < data.vertices(); i++) {
                ids[i] = loader.addVertex(data.label(i), null, properties(data.key(i), data.score(i)));
            }
            for (int i = 0; i < data.edges(); i++) {
                loader.addEdge(ids[data.from(i)], data.type(i), ids[data.to(i)], Map.of("weight", data.weight(i)));
            }
            loader.commit();
        }
    }

    private void createIndexes(GraphData data) {
        for (String label : data.labels()) {
            fork.createIndex(
                    IndexDefinition.ofVertices(indexOf(label), label, "key").asUnique(), _ -> {});
        }
        for (String type : data.types()) {
            fork.createIndex(IndexDefinition.ofEdges(listOf(type), type), _ -> {});
        }
    }

    private static String indexOf(String label) {
        return label + " by key";
    }

    private static String listOf(String type) {
        return "edges: " + type;
    }

    private static Map<String, Object> properties(String key, int score) {
        return Map.of("key", key, "score", score);
    }

    @Override
    public GraphSession session() {
        return new Session();
    }

    /// Forks. Nothing is written to `target`, whose last name becomes the fork's.
    @Override
    public GraphEngine branch(Path target) {
        return new CoppiceGraphEngine(graph.fork(target.getFileName().toString()));
    }

    @Override
    public void close() {
        graph.close();
    }

    private final class Session implements GraphSession {
        private final QueryLanguage gremlin = new GremlinQueries(graph);
        private GraphSnapshot snapshot = fork.snapshot();

        @Override
        public void refresh() {
            snapshot.close();
            snapshot = fork.snapshot();
        }

        @Override
        public Object locate(String label, String key) {
            try (VertexCursor found = snapshot.findVertices(indexOf(label), IndexRange.equalTo(key))) {
                return found.next() ? found.id() : null;
            }
        }

        @Override
        public long score(String label, String key) {
            try (VertexCursor found = snapshot.findVertices(indexOf(label), IndexRange.equalTo(key))) {
                return found.next() ? (int) found.vertex().value("score") : ABSENT;
            }
        }

        @Override
        public long neighborScores(Object vertex) {
            long sum = 0;
            try (Neighbors neighbors = snapshot.neighbors((Long) vertex, Direction.OUT)) {
                while (neighbors.next()) {
                    sum += (int) snapshot.vertex(neighbors.vertex()).value("score");
                }
            }
            return sum;
        }

        @Override
        public long secondNeighbors(Object vertex) {
            Set<Long> found = new HashSet<>();
            try (Neighbors first = snapshot.neighbors((Long) vertex, Direction.OUT)) {
                while (first.next()) {
                    try (Neighbors second = snapshot.neighbors(first.vertex(), Direction.OUT)) {
                        while (second.next()) {
                            found.add(second.vertex());
                        }
                    }
                }
            }
            return found.size();
        }

        @Override
        public long distance(Object from, Object to, int longest) {
            return new BidirectionalSearch<Long>(this::neighbors).distance((Long) from, (Long) to, longest);
        }

        private void neighbors(Long vertex, boolean isForwards, Predicate<Long> found) {
            boolean goesOn = true;
            try (Neighbors neighbors = snapshot.neighbors(vertex, isForwards ? Direction.OUT : Direction.IN)) {
                while (goesOn && neighbors.next()) {
                    goesOn = found.test(neighbors.vertex());
                }
            }
        }

        @Override
        public long scoresBetween(String label, int low, int high) {
            long sum = 0;
            try (VertexCursor vertices = snapshot.vertices(label)) {
                while (vertices.next()) {
                    int score = (int) vertices.value("score");
                    if (score >= low && score < high) {
                        sum += score;
                    }
                }
            }
            return sum;
        }

        @Override
        public long weights(String type) {
            long sum = 0;
            try (EdgeCursor edges = snapshot.findEdges(listOf(type), IndexRange.all())) {
                while (edges.next()) {
                    sum += (int) edges.value("weight");
                }
            }
            return sum;
        }

        @Override
        public void addDurably(NewVertex vertex, String type, Object from) {
            fork.transact(transaction -> {
                long added = transaction.addVertex(vertex.label(), properties(vertex.key(), vertex.score()));
                transaction.addEdge((Long) from, type, added, Map.of("weight", vertex.weight()));
            });
        }

        @Override
        public QueryLanguage query() {
            return gremlin;
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }
}
