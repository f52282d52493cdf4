package dev.coppice.graph.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.VertexProperty;
import dev.coppice.graph.model.PlainGraph.PlainEdge;
import dev.coppice.graph.model.PlainGraph.PlainValue;
import dev.coppice.graph.model.PlainGraph.PlainVertex;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.SimulatedHost;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// A random history of a graph and its forks on a simulated machine, and what each fork should hold. All commits are
/// durable, so no crash may take any of them.
final class History implements AutoCloseable {
    static final List<String> LABELS = List.of("person", "place", "thing");
    static final List<String> TYPES = List.of("knows", "visits", "owns");
    private static final List<String> KEYS = List.of("name", "age", "note");
    static final List<Object> VALUES = List.of(1, 2L, 3.5, "Ada", "", true, -7, "a longer text\u0000 with a zero");
    private static final int FORKS_MAX = 5;

    private final SplittableRandom random;
    private final TreeMap<String, PlainGraph> expected = new TreeMap<>();
    private final Map<String, Set<Long>> idsOfFork = new TreeMap<>();
    private SimulatedHost machine;
    private GraphDatabase database;
    private int forksMade;
    private int externalIdsMade;
    private int elementsMade;

    History(long seed) {
        random = new SplittableRandom(seed);
        machine = SimulatedHost.create(seed);
        open();
        expected.put("primary", new PlainGraph());
        idsOfFork.put("primary", new HashSet<>());
    }

    private void open() {
        database = GraphDatabase.over(Database.open(machine.host(), DatabaseOptions.DEFAULT));
    }

    void step() {
        int choice = random.nextInt(100);
        if (choice < 80) {
            transact();
        } else if (choice < 88) {
            fork();
        } else if (choice < 90) {
            drop();
        } else if (choice < 93) {
            index();
        } else if (choice < 95) {
            diff();
        } else if (choice < 97) {
            database.database().checkpoint();
        } else {
            restart(choice == 97);
        }
    }

    /// Compares one fork, or all.
    void compare(boolean isWhole) {
        if (isWhole) {
            assertThat(database.check().problems()).isEmpty();
        }
        assertThat(database.forks().stream().map(ForkInfo::name))
                .containsExactlyInAnyOrderElementsOf(expected.keySet());
        for (String name : isWhole ? List.copyOf(expected.keySet()) : List.of(anyFork())) {
            try (GraphFork fork = database.fork(name)) {
                fork.read(view -> {
                    Reading.compare(view, expected.get(name));
                    return null;
                });
            }
        }
    }

    private String anyFork() {
        return any(List.copyOf(expected.keySet()));
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    // ---- one transaction ----

    private void transact() {
        String name = anyFork();
        PlainGraph after = expected.get(name).copy();
        try (GraphFork fork = database.fork(name);
                GraphTransaction transaction = fork.begin()) {
            Set<Long> newIds = new HashSet<>();
            int writes = 1 + random.nextInt(6);
            for (int i = 0; i < writes; i++) {
                write(transaction, after, idsOfFork.get(name), newIds);
            }
            boolean isCompared = random.nextInt(4) == 0;
            boolean isGivenUp = random.nextInt(8) == 0;
            try {
                if (isCompared) {
                    Reading.compare(transaction, after);
                }
                if (isGivenUp) {
                    return;
                }
                transaction.commit();
                expected.put(name, after);
            } catch (GraphException.Constraint e) {
                assertThat(violatesUniqueness(fork, after)).as(e.getMessage()).isTrue();
            }
        }
    }

    private void write(GraphTransaction transaction, PlainGraph graph, Set<Long> ids, Set<Long> newIds) {
        switch (random.nextInt(graph.vertices.isEmpty() ? 1 : 10)) {
            case 0, 1 -> addVertex(transaction, graph, ids, newIds);
            case 2, 3, 4 -> addEdge(transaction, graph);
            case 5 -> setVertexProperty(transaction, graph);
            case 6 -> addVertexProperty(transaction, graph);
            case 7 -> changeEdge(transaction, graph);
            case 8 -> removeVertexProperty(transaction, graph);
            default -> remove(transaction, graph);
        }
    }

    private void addVertex(GraphTransaction transaction, PlainGraph graph, Set<Long> ids, Set<Long> newIds) {
        String label = any(LABELS);
        String externalId = random.nextBoolean() ? null : "x" + externalIdsMade++;
        TreeMap<String, TreeMap<Integer, PlainValue>> values = new TreeMap<>();
        Map<String, Object> properties = new TreeMap<>();
        for (String key : KEYS) {
            if (random.nextInt(3) == 0) {
                Object value = any(VALUES);
                properties.put(key, value);
                values.put(key, new TreeMap<>(Map.of(0, new PlainValue(value, Map.of()))));
            }
        }
        long id = transaction.addVertex(label, externalId, properties);
        assertThat(ids.add(id)).as("vertex id %d is new", id).isTrue();
        assertThat(newIds.add(id)).isTrue();
        assertThat(graph.vertices).doesNotContainKey(id);
        graph.vertices.put(id, new PlainVertex(label, externalId, values));
        graph.vertexSerials.put(id, elementsMade++);
        if (externalId != null) {
            assertThatThrownBy(() -> transaction.addVertex(label, externalId, Map.of()))
                    .isInstanceOf(GraphException.AlreadyExists.class);
        }
    }

    private void addEdge(GraphTransaction transaction, PlainGraph graph) {
        long out = anyVertex(graph);
        long in = anyVertex(graph);
        String type = any(TYPES);
        TreeMap<String, Object> values = new TreeMap<>();
        if (random.nextBoolean()) {
            values.put(any(KEYS), any(VALUES));
        }
        long id = transaction.addEdge(out, type, in, values);
        assertThat(graph.edges).doesNotContainKey(id);
        graph.edges.put(id, new PlainEdge(type, out, in, values));
        graph.edgeSerials.put(id, elementsMade++);
    }

    private long anyVertex(PlainGraph graph) {
        return any(List.copyOf(graph.vertices.keySet()));
    }

    private void setVertexProperty(GraphTransaction transaction, PlainGraph graph) {
        long id = anyVertex(graph);
        String key = any(KEYS);
        Object value = any(VALUES);
        transaction.setVertexProperty(id, key, value);
        graph.vertices.get(id).values().put(key, new TreeMap<>(Map.of(0, new PlainValue(value, Map.of()))));
    }

    private void addVertexProperty(GraphTransaction transaction, PlainGraph graph) {
        long id = anyVertex(graph);
        String key = any(KEYS);
        PlainValue value = new PlainValue(any(VALUES), Map.of("since", random.nextInt(2000)));
        int ordinal = transaction.addVertexProperty(id, key, value.value(), value.meta());
        TreeMap<Integer, PlainValue> values =
                graph.vertices.get(id).values().computeIfAbsent(key, missing -> new TreeMap<>());
        assertThat(values).doesNotContainKey(ordinal);
        values.put(ordinal, value);
        if (random.nextBoolean()) {
            PlainValue other = new PlainValue(any(VALUES), Map.of());
            transaction.setVertexProperty(id, new VertexProperty(key, ordinal, other.value(), other.meta()));
            values.put(ordinal, other);
        }
    }

    private void removeVertexProperty(GraphTransaction transaction, PlainGraph graph) {
        long id = anyVertex(graph);
        String key = any(KEYS);
        TreeMap<String, TreeMap<Integer, PlainValue>> all =
                graph.vertices.get(id).values();
        TreeMap<Integer, PlainValue> values = all.getOrDefault(key, new TreeMap<>());
        if (values.size() > 1) {
            int ordinal = values.firstKey();
            transaction.removeVertexProperty(id, key, ordinal);
            values.remove(ordinal);
        } else {
            transaction.removeVertexProperty(id, key);
            all.remove(key);
        }
    }

    private void changeEdge(GraphTransaction transaction, PlainGraph graph) {
        if (graph.edges.isEmpty()) {
            return;
        }
        long id = any(List.copyOf(graph.edges.keySet()));
        String key = any(KEYS);
        if (random.nextBoolean()) {
            Object value = any(VALUES);
            transaction.setEdgeProperty(id, key, value);
            graph.edges.get(id).values().put(key, value);
        } else {
            transaction.removeEdgeProperty(id, key);
            graph.edges.get(id).values().remove(key);
        }
    }

    private void remove(GraphTransaction transaction, PlainGraph graph) {
        if (random.nextInt(3) == 0) {
            long id = anyVertex(graph);
            transaction.removeVertex(id);
            graph.removeVertex(id);
        } else if (!graph.edges.isEmpty()) {
            long id = any(List.copyOf(graph.edges.keySet()));
            transaction.removeEdge(id);
            graph.edges.remove(id);
        }
    }

    // ---- forks, indexes, crashes ----

    private void fork() {
        if (expected.size() >= FORKS_MAX) {
            return;
        }
        String parentName = anyFork();
        String name = "f" + forksMade++;
        try (GraphFork parent = database.fork(parentName);
                GraphFork fork = parent.fork(name)) {
            assertThat(fork.lineage().owners().getLast().forkId()).isEqualTo(fork.id());
        }
        expected.put(name, expected.get(parentName).copy());
        idsOfFork.put(name, new HashSet<>(idsOfFork.get(parentName)));
    }

    private void drop() {
        String name = anyFork();
        if (!name.equals("primary")) {
            database.drop(name, DropMode.KEEP_CHILDREN);
            expected.remove(name);
            idsOfFork.remove(name);
        }
    }

    private void index() {
        String name = anyFork();
        try (GraphFork fork = database.fork(name)) {
            List<String> present = new ArrayList<>(fork.schema().indexes().keySet());
            if (!present.isEmpty() && random.nextInt(3) == 0) {
                fork.dropIndex(any(present));
                return;
            }
            String key = any(KEYS);
            IndexDefinition definition = IndexDefinition.ofVertices("i" + random.nextInt(4), any(LABELS), key);
            definition = random.nextBoolean() ? definition.hashed() : definition;
            definition = random.nextInt(4) == 0 ? definition.asUnique() : definition;
            create(fork, definition, expected.get(name));
        }
    }

    private static void create(GraphFork fork, IndexDefinition definition, PlainGraph graph) {
        boolean isTaken = fork.schema().indexes().containsKey(definition.name());
        try {
            fork.createIndex(definition, done -> {});
            assertThat(isTaken).isFalse();
        } catch (GraphException.AlreadyExists e) {
            assertThat(isTaken).isTrue();
        } catch (GraphException.Constraint e) {
            assertThat(definition.unique() && hasEqualValues(graph, definition)).isTrue();
            assertThat(fork.schema().indexes()).doesNotContainKey(definition.name());
        }
    }

    private static boolean violatesUniqueness(GraphFork fork, PlainGraph graph) {
        return fork.schema().indexes().values().stream()
                .anyMatch(index -> index.unique() && hasEqualValues(graph, index));
    }

    private static boolean hasEqualValues(PlainGraph graph, IndexDefinition index) {
        return VALUES.stream()
                .anyMatch(value -> graph.vertices(index.label(), index.keys().getFirst(), value)
                                .size()
                        > 1);
    }

    private void diff() {
        String earlier = anyFork();
        String later = anyFork();
        try (GraphFork one = database.fork(earlier);
                GraphFork other = database.fork(later);
                GraphSnapshot before = one.snapshot();
                GraphSnapshot after = other.snapshot()) {
            Differences.compare(before, after, expected.get(earlier), expected.get(later));
        }
    }

    private void restart(boolean isOrderly) {
        if (isOrderly) {
            database.close();
            machine = machine.killProcess();
        } else {
            machine = machine.crash(any(List.of(Loss.values())));
        }
        open();
    }

    @Override
    public void close() {
        database.close();
    }
}
