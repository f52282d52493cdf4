package dev.coppice.bench.graph.engine;

import dev.coppice.bench.graph.data.GraphData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.neo4j.kernel.internal.Version;

/// Neo4j Community, embedded, through its Java API and through Cypher.
final class Neo4jEngine implements GraphEngine {
    static final String SETTINGS = """
            Embedded, Community. `server.memory.pagecache.size` is the cache of all engines; all other settings are \
            at their default. Every commit is durable. Keys have a uniqueness constraint. Shortest path: Cypher's \
            `shortestPath`. Branch: the server is stopped, its directory copied, and the copy opened. Queries: \
            Cypher.""";

    private static final int INDEX_MINUTES = 10;

    private final Path directory;
    private final long cacheBytes;
    private final DatabaseManagementService service;
    private final GraphDatabaseService database;

    Neo4jEngine(Path directory, long cacheBytes) {
        this.directory = directory;
        this.cacheBytes = cacheBytes;
        service = new DatabaseManagementServiceBuilder(directory)
                .setConfig(GraphDatabaseSettings.pagecache_memory, cacheBytes)
                .build();
        database = service.database(GraphDatabaseSettings.DEFAULT_DATABASE_NAME);
    }

    static String version() {
        return Version.getNeo4jVersion();
    }

    @Override
    public void load(GraphData data) {
        createIndexes(data);
        String[] ids = new String[data.vertices()];
        for (int first = 0; first < data.vertices(); first += BATCH) {
            try (Transaction transaction = database.beginTx()) {
                for (int i = first; i < Math.min(first + BATCH, data.vertices()); i++) {
                    Node node = addNode(transaction, data.label(i), data.key(i), data.score(i));
                    ids[i] = node.getElementId();
                }
                transaction.commit();
            }
        }
        for (int first = 0; first < data.edges(); first += BATCH) {
            try (Transaction transaction = database.beginTx()) {
                for (int i = first; i < Math.min(first + BATCH, data.edges()); i++) {
                    transaction
                            .getNodeByElementId(ids[data.from(i)])
                            .createRelationshipTo(
                                    transaction.getNodeByElementId(ids[data.to(i)]),
                                    RelationshipType.withName(data.type(i)))
                            .setProperty("weight", data.weight(i));
                }
                transaction.commit();
            }
        }
    }

    private void createIndexes(GraphData data) {
        for (String label : data.labels()) {
            try (Transaction transaction = database.beginTx()) {
                transaction
                        .schema()
                        .constraintFor(Label.label(label))
                        .assertPropertyIsUnique("key")
                        .create();
                transaction.commit();
            }
        }
        try (Transaction transaction = database.beginTx()) {
            transaction.schema().awaitIndexesOnline(INDEX_MINUTES, TimeUnit.MINUTES);
        }
    }

    private static Node addNode(Transaction transaction, String label, String key, int score) {
        Node node = transaction.createNode(Label.label(label));
        node.setProperty("key", key);
        node.setProperty("score", score);
        return node;
    }

    @Override
    public GraphSession session() {
        return new Session();
    }

    @Override
    public GraphEngine branch(Path target) throws IOException {
        close();
        CopiedDirectory.copy(directory, target);
        return new Neo4jEngine(target, cacheBytes);
    }

    @Override
    public void close() {
        service.shutdown();
    }

    private final class Session implements GraphSession {
        private final QueryLanguage cypher = new CypherQueries(database);
        private Transaction transaction = database.beginTx();

        @Override
        public void refresh() {
            transaction.close();
            transaction = database.beginTx();
        }

        @Override
        public Object locate(String label, String key) {
            Node node = transaction.findNode(Label.label(label), "key", key);
            return node == null ? null : node.getElementId();
        }

        @Override
        public long score(String label, String key) {
            Node node = transaction.findNode(Label.label(label), "key", key);
            return node == null ? ABSENT : (int) node.getProperty("score");
        }

        @Override
        public long neighborScores(Object vertex) {
            long sum = 0;
            try (var relationships = node(vertex).getRelationships(Direction.OUTGOING)) {
                for (Relationship relationship : relationships) {
                    sum += (int) relationship.getEndNode().getProperty("score");
                }
            }
            return sum;
        }

        private Node node(Object vertex) {
            return transaction.getNodeByElementId((String) vertex);
        }

        @Override
        public long secondNeighbors(Object vertex) {
            Set<Node> found = new HashSet<>();
            try (var first = node(vertex).getRelationships(Direction.OUTGOING)) {
                for (Relationship relationship : first) {
                    addNeighbors(relationship.getEndNode(), found);
                }
            }
            return found.size();
        }

        private static void addNeighbors(Node node, Set<Node> found) {
            try (var relationships = node.getRelationships(Direction.OUTGOING)) {
                for (Relationship relationship : relationships) {
                    found.add(relationship.getEndNode());
                }
            }
        }

        @Override
        public long distance(Object from, Object to, int longest) {
            try (var rows = transaction.execute(
                    "MATCH (a) WHERE elementId(a) = $from MATCH (b) WHERE elementId(b) = $to "
                            + "MATCH path = shortestPath((a)-[*.." + longest
                            + "]->(b)) RETURN length(path) AS distance",
                    Map.of("from", from, "to", to))) {
                return rows.hasNext() ? (long) rows.next().get("distance") : -1;
            }
        }

        @Override
        public long scoresBetween(String label, int low, int high) {
            long sum = 0;
            try (ResourceIterator<Node> nodes = transaction.findNodes(Label.label(label))) {
                while (nodes.hasNext()) {
                    int score = (int) nodes.next().getProperty("score");
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
            try (ResourceIterator<Relationship> found =
                    transaction.findRelationships(RelationshipType.withName(type))) {
                while (found.hasNext()) {
                    sum += (int) found.next().getProperty("weight");
                }
            }
            return sum;
        }

        @Override
        public void addDurably(NewVertex vertex, String type, Object from) {
            try (Transaction own = database.beginTx()) {
                Node added = addNode(own, vertex.label(), vertex.key(), vertex.score());
                own.getNodeByElementId((String) from)
                        .createRelationshipTo(added, RelationshipType.withName(type))
                        .setProperty("weight", vertex.weight());
                own.commit();
            }
        }

        @Override
        public QueryLanguage query() {
            return cypher;
        }

        @Override
        public void close() {
            transaction.close();
        }
    }
}
