package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.Direction;
import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphLoader;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.IndexRange;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.sim.Seeds;
import dev.coppice.store.sim.SimulatedHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GraphLoadTest {
    private static final DatabaseOptions OPTIONS = DatabaseOptions.DEFAULT.withBackgroundWork(false);

    private final SimulatedHost machine = SimulatedHost.create(1);
    private GraphDatabase graph = GraphDatabase.over(Database.open(machine.host(), OPTIONS));

    @AfterEach
    void close() {
        graph.close();
    }

    private static void createSchema(GraphFork fork) {
        fork.createIndex(IndexDefinition.ofVertices("by name", "person", "name").asUnique(), done -> {});
        fork.createIndex(IndexDefinition.ofEdges("by year", "knows", "since"), done -> {});
        fork.addConstraint(new Constraint.Required(ElementKind.VERTEX, "person", "name"));
    }

    private interface Adding {
        long vertex(String label, String externalId, Map<String, ?> properties);

        long edge(long out, String type, long in, Map<String, ?> properties);
    }

    private static void add(Adding to, Random random, int vertices, int edges) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < vertices; i++) {
            boolean isPerson = random.nextBoolean();
            ids.add(
                    isPerson
                            ? to.vertex("person", "p" + i, Map.of("name", "name " + i, "age", random.nextInt(90)))
                            : to.vertex("place", null, Map.of()));
        }
        for (int i = 0; i < edges; i++) {
            long out = ids.get(random.nextInt(vertices));
            long in = ids.get(random.nextInt(vertices));
            to.edge(out, random.nextBoolean() ? "knows" : "likes", in, Map.of("since", random.nextInt(50)));
        }
    }

    private static Adding by(GraphLoader loader) {
        return new Adding() {
            @Override
            public long vertex(String label, String externalId, Map<String, ?> properties) {
                return loader.addVertex(label, externalId, properties);
            }

            @Override
            public long edge(long out, String type, long in, Map<String, ?> properties) {
                return loader.addEdge(out, type, in, properties);
            }
        };
    }

    private static List<String> content(GraphView view) {
        List<String> content = new ArrayList<>();
        try (VertexCursor vertices = view.vertices()) {
            while (vertices.next()) {
                content.add(vertices.id() + " " + vertices.vertex().label() + " "
                        + vertices.vertex().externalId() + " "
                        + vertices.vertex().values() + " "
                        + view.degree(vertices.id(), Direction.OUT, "knows") + " "
                        + view.degree(vertices.id(), Direction.IN));
            }
        }
        try (EdgeCursor edges = view.edges()) {
            while (edges.next()) {
                content.add(edges.id() + " " + edges.edge().type() + " "
                        + edges.edge().outVertex() + " " + edges.edge().inVertex() + " "
                        + edges.edge().values());
            }
        }
        return content;
    }

    @Test
    void load_isWhatTransactionsMakeOfTheSame_inMemoryAndThroughManyFiles() {
        Seeds.forEach(GraphLoadTest.class, 2, this::compareWithTransactions);
    }

    private void compareWithTransactions(long seed) {
        close();
        graph = GraphDatabase.over(Database.open(SimulatedHost.create(seed).host(), OPTIONS));
        GraphFork primary = graph.primary();
        createSchema(primary);
        try (GraphFork loaded = primary.fork("loaded");
                GraphFork spilled = primary.fork("spilled")) {
            primary.transact(transaction -> add(
                    new Adding() {
                        @Override
                        public long vertex(String label, String externalId, Map<String, ?> properties) {
                            return transaction.addVertex(label, externalId, properties);
                        }

                        @Override
                        public long edge(long out, String type, long in, Map<String, ?> properties) {
                            return transaction.addEdge(out, type, in, properties);
                        }
                    },
                    new Random(seed),
                    1_500,
                    4_000));
            try (GraphLoader loader = loaded.load()) {
                add(by(loader), new Random(seed), 1_500, 4_000);
                loader.commit();
            }
            try (GraphLoader loader = ((ForkHandle) spilled).on(line -> GraphLoad.begin(line, 10_000, 3_000))) {
                add(by(loader), new Random(seed), 1_500, 4_000);
                loader.commit();
            }
            List<String> expected = primary.read(GraphLoadTest::content);
            assertThat(loaded.read(GraphLoadTest::content)).isEqualTo(expected);
            assertThat(spilled.read(GraphLoadTest::content)).isEqualTo(expected);
            assertThat(graph.check().problems()).isEmpty();
        }
    }

    @Test
    void load_isNotSeenBeforeItsCommit_andThereAfterAKill() {
        try (GraphSnapshot before = graph.primary().snapshot();
                GraphLoader loader = graph.primary().load()) {
            add(by(loader), new Random(1), 100, 300);
            assertThat(graph.primary().<Long>read(GraphView::vertexCount)).isZero();
            loader.commit();
            assertThat(before.vertexCount()).isZero();
        }
        List<String> loaded = graph.primary().read(GraphLoadTest::content);
        graph = GraphDatabase.over(Database.open(machine.killProcess().host(), OPTIONS));
        assertThat(graph.primary().read(GraphLoadTest::content)).isEqualTo(loaded);
        assertThat(graph.check().problems()).isEmpty();
        long next = graph.primary().transact(TransactionOptions.DEFAULT, tx -> tx.addVertex("x", Map.of()));
        assertThat(next).as("an id that was not given").isGreaterThanOrEqualTo(100);
    }

    @Test
    void load_intoAGraphWithElements_isRefused() {
        graph.primary().transact(transaction -> transaction.addVertex("x", Map.of()));
        assertThatThrownBy(() -> graph.primary().load())
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("empty");
        graph.primary().transact(transaction -> transaction.addVertex("x", Map.of()));
    }

    @Test
    void load_besideATransaction_oneIsInConflict() {
        try (GraphLoader loader = graph.primary().load()) {
            loader.addVertex("x", null, Map.of());
            graph.primary().transact(transaction -> transaction.addVertex("y", Map.of()));
            assertThatThrownBy(loader::commit).isInstanceOf(StoreException.Conflict.class);
        }
        assertThat(graph.primary().<Long>read(GraphView::vertexCount)).isEqualTo(1);
        assertThat(graph.check().problems()).isEmpty();
    }

    @Test
    void load_besideANewIndex_isInConflict_soThatTheIndexIsComplete() {
        try (GraphLoader loader = graph.primary().load()) {
            loader.addVertex("person", null, Map.of("name", "Ada"));
            graph.primary().createIndex(IndexDefinition.ofVertices("by name", "person", "name"), done -> {});
            assertThatThrownBy(loader::commit).isInstanceOf(StoreException.Conflict.class);
        }
        assertThat(graph.check().problems()).isEmpty();
    }

    @Test
    void edge_toWhatTheLoadHasNotAdded_isRefused_andTheLoadGoesOn() {
        try (GraphLoader loader = graph.primary().load()) {
            long one = loader.addVertex("x", null, Map.of());
            assertThatThrownBy(() -> loader.addEdge(one, "e", one + 1, Map.of()))
                    .isInstanceOf(GraphException.NotFound.class);
            long other = loader.addVertex("x", null, Map.of());
            loader.addEdge(one, "e", other, Map.of());
            loader.commit();
        }
        assertThat(graph.primary().<Long>read(GraphView::edgeCount)).isEqualTo(1);
        assertThat(graph.check().problems()).isEmpty();
    }

    @Test
    void load_twoOfOneExternalId_orUniqueValue_orAgainstAConstraint_leavesNothing() {
        createSchema(graph.primary());
        try (GraphLoader loader = graph.primary().load()) {
            loader.addVertex("place", "same", Map.of());
            loader.addVertex("place", "same", Map.of());
            assertThatThrownBy(loader::commit)
                    .isInstanceOf(GraphException.AlreadyExists.class)
                    .hasMessageContaining("0 and 1");
            assertThatThrownBy(loader::commit).isInstanceOf(GraphException.Invalid.class);
        }
        try (GraphLoader loader = graph.primary().load()) {
            loader.addVertex("person", "a", Map.of("name", "Ada"));
            loader.addVertex("person", "b", Map.of("name", "Ada"));
            assertThatThrownBy(loader::commit)
                    .isInstanceOf(GraphException.Constraint.class)
                    .hasMessageContaining("by name");
        }
        try (GraphLoader loader = graph.primary().load()) {
            assertThatThrownBy(() -> loader.addVertex("person", "a", Map.of()))
                    .isInstanceOf(GraphException.Constraint.class)
                    .hasMessageContaining("lacks the property 'name'");
            loader.addVertex("person", "a", Map.of("name", "Ada"));
            loader.commit();
        }
        try (GraphSnapshot state = graph.primary().snapshot();
                VertexCursor found = state.findVertices("by name", IndexRange.equalTo("Ada"))) {
            assertThat(state.vertexCount()).isEqualTo(1);
            assertThat(found.next()).isTrue();
        }
        assertThat(graph.check().problems()).isEmpty();
    }
}
