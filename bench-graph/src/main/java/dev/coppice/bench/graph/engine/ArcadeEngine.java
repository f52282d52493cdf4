package dev.coppice.bench.graph.engine;

import com.arcadedb.Constants;
import com.arcadedb.GlobalConfiguration;
import com.arcadedb.database.Database;
import com.arcadedb.database.DatabaseFactory;
import com.arcadedb.database.Identifiable;
import com.arcadedb.database.RID;
import com.arcadedb.database.Record;
import com.arcadedb.engine.WALFile;
import com.arcadedb.function.sql.graph.SQLFunctionShortestPath;
import com.arcadedb.graph.GraphBatch;
import com.arcadedb.graph.MutableVertex;
import com.arcadedb.graph.Vertex;
import com.arcadedb.index.IndexCursor;
import com.arcadedb.query.sql.executor.BasicCommandContext;
import com.arcadedb.schema.Schema;
import com.arcadedb.schema.Type;
import com.arcadedb.schema.VertexType;
import dev.coppice.bench.graph.data.GraphData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// ArcadeDB, embedded, through its Java API.
final class ArcadeEngine implements GraphEngine {
    static final String SETTINGS = """
            Embedded. `arcadedb.maxPageRAM` is the cache of all engines; all other settings are at their default, so \
            commits of a load are not synced one by one; durable ones are made with `WALFlush` set to `YES_FULL`. Keys \
            are in a unique LSM-tree index. A bulk load is a `GraphBatch`. Shortest path: the function \
            `shortestPath()` of its SQL. Branch: the database is closed, its directory copied, and the copy opened. \
            Queries are not measured.""";

    private static final Schema.INDEX_TYPE INDEX_TYPE = Schema.INDEX_TYPE.LSM_TREE;

    private final Path directory;
    private final long cacheBytes;
    private final Database database;

    ArcadeEngine(Path directory, long cacheBytes) {
        this.directory = directory;
        this.cacheBytes = cacheBytes;
        GlobalConfiguration.MAX_PAGE_RAM.setValue(cacheBytes >> 20);
        DatabaseFactory factory = new DatabaseFactory(directory.toString());
        database = factory.exists() ? factory.open() : factory.create();
    }

    static String version() {
        return Constants.getRawVersion();
    }

    @Override
    public void load(GraphData data) {
        createSchema(data);
        RID[] ids = new RID[data.vertices()];
        for (int first = 0; first < data.vertices(); first += BATCH) {
            int begin = first;
            database.transaction(() -> {
                for (int i = begin; i < Math.min(begin + BATCH, data.vertices()); i++) {
                    ids[i] =
                            addVertex(data.label(i), data.key(i), data.score(i)).getIdentity();
                }
            });
        }
        for (int first = 0; first < data.edges(); first += BATCH) {
            int begin = first;
            database.transaction(() -> {
                for (int i = begin; i < Math.min(begin + BATCH, data.edges()); i++) {
                    ids[data.from(i)].asVertex().newEdge(data.type(i), ids[data.to(i)], "weight", data.weight(i));
                }
            });
        }
    }

    @Override
    public void loadInBulk(GraphData data) {
        createSchema(data);
        RID[] ids = new RID[data.vertices()];
        try (GraphBatch batch =
                GraphBatch.builder(database).withExpectedEdgeCount(data.edges()).build()) {
            for (String label : data.labels()) {
                addVertices(batch, data, label, ids);
            }
            for (int i = 0; i < data.edges(); i++) {
                batch.newEdge(ids[data.from(i)], data.type(i), ids[data.to(i)], "weight", data.weight(i));
            }
        }
    }

    private static void addVertices(GraphBatch batch, GraphData data, String label, RID[] ids) {
        int[] vertices = IntStream.range(0, data.vertices())
                .filter(i -> data.label(i).equals(label))
                .toArray();
        Object[][] properties = IntStream.of(vertices)
                .mapToObj(i -> new Object[] {"key", data.key(i), "score", data.score(i)})
                .toArray(Object[][]::new);
        RID[] added = batch.createVertices(label, properties);
        for (int i = 0; i < added.length; i++) {
            ids[vertices[i]] = added[i];
        }
    }

    private void createSchema(GraphData data) {
        for (String label : data.labels()) {
            VertexType type = database.getSchema().createVertexType(label);
            type.createProperty("key", Type.STRING);
            type.createProperty("score", Type.INTEGER);
            type.createTypeIndex(INDEX_TYPE, true, "key");
        }
        for (String type : data.types()) {
            database.getSchema().createEdgeType(type).createProperty("weight", Type.INTEGER);
        }
    }

    private MutableVertex addVertex(String label, String key, int score) {
        return database.newVertex(label).set("key", key).set("score", score).save();
    }

    @Override
    public GraphSession session() {
        return new Session();
    }

    @Override
    public GraphEngine branch(Path target) throws IOException {
        close();
        CopiedDirectory.copy(directory, target);
        return new ArcadeEngine(target, cacheBytes);
    }

    @Override
    public void close() {
        if (database.isOpen()) { // not after a branch
            database.close();
        }
    }

    private final class Session implements GraphSession {
        private final SQLFunctionShortestPath shortestPath = new SQLFunctionShortestPath();

        @Override
        public void refresh() {
            // Outside a transaction each read sees the latest commit.
        }

        @Override
        public Object locate(String label, String key) {
            IndexCursor found = database.lookupByKey(label, "key", key);
            return found.hasNext() ? found.next().getIdentity() : null;
        }

        @Override
        public long score(String label, String key) {
            IndexCursor found = database.lookupByKey(label, "key", key);
            return found.hasNext() ? found.next().asVertex().getInteger("score") : ABSENT;
        }

        @Override
        public long neighborScores(Object vertex) {
            long sum = 0;
            for (Vertex neighbor : ((RID) vertex).asVertex().getVertices(Vertex.DIRECTION.OUT)) {
                sum += neighbor.getInteger("score");
            }
            return sum;
        }

        @Override
        public long secondNeighbors(Object vertex) {
            Set<RID> found = new HashSet<>();
            for (RID neighbor : ((RID) vertex).asVertex().getConnectedVertexRIDs(Vertex.DIRECTION.OUT)) {
                neighbor.asVertex().getConnectedVertexRIDs(Vertex.DIRECTION.OUT).forEach(found::add);
            }
            return found.size();
        }

        @Override
        public long distance(Object from, Object to, int longest) {
            BasicCommandContext context = new BasicCommandContext();
            context.setDatabase(database);
            List<RID> path = shortestPath.execute(
                    null, null, null, new Object[] {from, to, "OUT", null, depth(longest)}, context);
            return path.size() - 1L;
        }

        private static Map<String, Object> depth(int longest) {
            // It counts vertices.
            return Map.of(SQLFunctionShortestPath.PARAM_MAX_DEPTH, longest + 1);
        }

        @Override
        public long scoresBetween(String label, int low, int high) {
            long sum = 0;
            for (Iterator<Record> records = database.iterateType(label, false); records.hasNext(); ) {
                int score = records.next().asVertex().getInteger("score");
                if (score >= low && score < high) {
                    sum += score;
                }
            }
            return sum;
        }

        @Override
        public long weights(String type) {
            long sum = 0;
            for (Iterator<Record> records = database.iterateType(type, false); records.hasNext(); ) {
                sum += records.next().asEdge().getInteger("weight");
            }
            return sum;
        }

        @Override
        public void addDurably(NewVertex vertex, String type, Object from) {
            database.setWALFlush(WALFile.FlushType.YES_FULL);
            database.transaction(() -> ((Identifiable) from)
                    .asVertex()
                    .newEdge(type, addVertex(vertex.label(), vertex.key(), vertex.score()), "weight", vertex.weight()));
        }

        @Override
        public void close() {
            // Reads outside transactions hold nothing.
        }
    }
}
