package dev.coppice.bench.graph.engine;

import dev.coppice.bench.graph.data.GraphData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.commons.configuration2.BaseConfiguration;
import org.apache.commons.configuration2.Configuration;
import org.apache.tinkerpop.gremlin.structure.Direction;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.T;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerGraph;
import org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerIndexHelper;
import org.apache.tinkerpop.gremlin.util.Gremlin;

/// TinkerGraph: all in memory, written to one file when it is closed and read from it when it is opened.
final class TinkerGraphEngine implements GraphEngine {
    static final String SETTINGS = """
            In memory; it reads a file in Gryo when it is opened, and writes it when it is closed. There are no \
            transactions, and nothing is durable in between. Keys are in an index. Shortest path: a search from both \
            ends, written over the neighbors. Branch: it is written, the file copied, and the copy read. Queries: \
            Gremlin.""";

    private static final String FILE = "graph.kryo";

    private final Path directory;
    private final TinkerGraph graph;
    private boolean isClosed;

    TinkerGraphEngine(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory);
        Configuration settings = new BaseConfiguration();
        settings.setProperty(
                TinkerGraph.GREMLIN_TINKERGRAPH_GRAPH_LOCATION,
                directory.resolve(FILE).toString());
        settings.setProperty(TinkerGraph.GREMLIN_TINKERGRAPH_GRAPH_FORMAT, "gryo");
        graph = TinkerGraph.open(settings);
        graph.createIndex("key", Vertex.class);
    }

    static String version() {
        return Gremlin.version();
    }

    @Override
    public void load(GraphData data) {
        Vertex[] vertices = new Vertex[data.vertices()];
        for (int i = 0; i < data.vertices(); i++) {
            vertices[i] = graph.addVertex(T.label, data.label(i), "key", data.key(i), "score", data.score(i));
        }
        for (int i = 0; i < data.edges(); i++) {
            vertices[data.from(i)].addEdge(data.type(i), vertices[data.to(i)], "weight", data.weight(i));
        }
    }

    @Override
    public GraphSession session() {
        return new Session();
    }

    @Override
    public GraphEngine branch(Path target) throws IOException {
        close();
        CopiedDirectory.copy(directory, target);
        return new TinkerGraphEngine(target);
    }

    @Override
    public void close() {
        if (!isClosed) { // closing writes all
            isClosed = true;
            graph.close();
        }
    }

    private final class Session implements GraphSession {
        private final QueryLanguage gremlin = new GremlinQueries(graph);

        @Override
        public void refresh() {
            // Reads see what there is.
        }

        @Override
        public Object locate(String label, String key) {
            List<? extends Vertex> found = TinkerIndexHelper.queryVertexIndex(graph, "key", key);
            return found.isEmpty() ? null : found.getFirst();
        }

        @Override
        public long score(String label, String key) {
            List<? extends Vertex> found = TinkerIndexHelper.queryVertexIndex(graph, "key", key);
            return found.isEmpty() ? ABSENT : scoreOf(found.getFirst());
        }

        private static int scoreOf(Vertex vertex) {
            return vertex.<Integer>value("score");
        }

        @Override
        public long neighborScores(Object vertex) {
            long sum = 0;
            for (Iterator<Vertex> neighbors = ((Vertex) vertex).vertices(Direction.OUT); neighbors.hasNext(); ) {
                sum += scoreOf(neighbors.next());
            }
            return sum;
        }

        @Override
        public long secondNeighbors(Object vertex) {
            Set<Vertex> found = new HashSet<>();
            for (Iterator<Vertex> neighbors = ((Vertex) vertex).vertices(Direction.OUT); neighbors.hasNext(); ) {
                neighbors.next().vertices(Direction.OUT).forEachRemaining(found::add);
            }
            return found.size();
        }

        @Override
        public long distance(Object from, Object to, int longest) {
            return new BidirectionalSearch<>(Session::neighbors).distance((Vertex) from, (Vertex) to, longest);
        }

        private static void neighbors(Vertex vertex, boolean isForwards, Predicate<Vertex> found) {
            boolean goesOn = true;
            Iterator<Vertex> neighbors = vertex.vertices(isForwards ? Direction.OUT : Direction.IN);
            while (goesOn && neighbors.hasNext()) {
                goesOn = found.test(neighbors.next());
            }
        }

        @Override
        public long scoresBetween(String label, int low, int high) {
            long sum = 0;
            for (Iterator<Vertex> vertices = graph.vertices(); vertices.hasNext(); ) {
                Vertex vertex = vertices.next();
                int score = scoreOf(vertex);
                if (score >= low && score < high && vertex.label().equals(label)) {
                    sum += score;
                }
            }
            return sum;
        }

        @Override
        public long weights(String type) {
            long sum = 0;
            for (Iterator<Edge> edges = graph.edges(); edges.hasNext(); ) {
                Edge edge = edges.next();
                if (edge.label().equals(type)) {
                    sum += edge.<Integer>value("weight");
                }
            }
            return sum;
        }

        /// Writes the whole file: there is no smaller step that is durable.
        @Override
        public void addDurably(NewVertex vertex, String type, Object from) {
            Vertex added = graph.addVertex(T.label, vertex.label(), "key", vertex.key(), "score", vertex.score());
            ((Vertex) from).addEdge(type, added, "weight", vertex.weight());
            try {
                graph.traversal().io(directory.resolve(FILE).toString()).write().iterate();
                CopiedDirectory.force(directory.resolve(FILE));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public QueryLanguage query() {
            return gremlin;
        }

        @Override
        public void close() {
            // Sessions hold nothing.
        }
    }
}
