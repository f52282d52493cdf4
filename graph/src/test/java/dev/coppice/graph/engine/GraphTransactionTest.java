package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.Direction;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.IndexRange;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.graph.value.ValueType;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Isolation;
import dev.coppice.store.StoreException;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.sim.SimulatedHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GraphTransactionTest {
    private final GraphDatabase graph = GraphDatabase.over(
            Database.open(SimulatedHost.create(1).host(), DatabaseOptions.DEFAULT.withBackgroundWork(false)));
    private final GraphFork primary = graph.primary();

    @AfterEach
    void close() {
        graph.close();
    }

    private long add(Map<String, ?> properties) {
        return primary.transact(TransactionOptions.DEFAULT, transaction -> transaction.addVertex("person", properties));
    }

    private List<Long> find(IndexRange range) {
        return primary.read(view -> {
            List<Long> found = new ArrayList<>();
            try (VertexCursor cursor = view.findVertices("i", range)) {
                while (cursor.next()) {
                    found.add(cursor.id());
                }
            }
            return found;
        });
    }

    // ---- conflicts

    @Test
    void addEdge_vertexIsRemovedMeanwhile_isInConflict() {
        long one = add(Map.of());
        long other = add(Map.of());
        try (GraphTransaction adder = primary.begin();
                GraphTransaction remover = primary.begin()) {
            adder.addEdge(one, "knows", other, Map.of());
            remover.removeVertex(other);
            remover.commit();
            assertThatThrownBy(adder::commit).isInstanceOf(StoreException.Conflict.class);
        }
        assertThat(primary.<Long>read(view -> view.degree(one, Direction.BOTH))).isZero();
    }

    @Test
    void removeVertex_edgeIsAddedMeanwhile_isInConflict() {
        long one = add(Map.of());
        long other = add(Map.of());
        try (GraphTransaction adder = primary.begin();
                GraphTransaction remover = primary.begin()) {
            remover.removeVertex(other);
            adder.addEdge(one, "knows", other, Map.of());
            adder.commit();
            assertThatThrownBy(remover::commit).isInstanceOf(StoreException.Conflict.class);
        }
        assertThat(primary.<Long>read(view -> view.degree(other, Direction.IN))).isOne();
    }

    @Test
    void addEdge_toOneVertexFromTwoTransactions_isNoConflict() {
        long hub = add(Map.of());
        long one = add(Map.of());
        long other = add(Map.of());
        try (GraphTransaction first = primary.begin();
                GraphTransaction second = primary.begin()) {
            first.addEdge(one, "knows", hub, Map.of());
            second.addEdge(other, "knows", hub, Map.of());
            first.commit();
            second.commit();
        }
        assertThat(primary.<Long>read(view -> view.degree(hub, Direction.IN, "knows")))
                .isEqualTo(2);
    }

    @Test
    void setVertexProperty_twoTransactions_secondIsInConflict() {
        long id = add(Map.of());
        try (GraphTransaction first = primary.begin();
                GraphTransaction second = primary.begin()) {
            first.setVertexProperty(id, "age", 1);
            second.setVertexProperty(id, "age", 2);
            first.commit();
            assertThatThrownBy(second::commit).isInstanceOf(StoreException.Conflict.class);
        }
    }

    @Test
    void addVertex_oneExternalIdTwice_secondIsInConflict() {
        try (GraphTransaction first = primary.begin();
                GraphTransaction second = primary.begin()) {
            first.addVertex("person", "ada", Map.of());
            second.addVertex("person", "ada", Map.of());
            first.commit();
            assertThatThrownBy(second::commit).isInstanceOf(StoreException.Conflict.class);
        }
    }

    @Test
    void uniqueIndex_twoTransactionsWithOneValue_secondIsInConflict() {
        primary.createIndex(IndexDefinition.ofVertices("i", "person", "name").asUnique(), done -> {});
        try (GraphTransaction first = primary.begin();
                GraphTransaction second = primary.begin()) {
            first.addVertex("person", Map.of("name", "Ada"));
            second.addVertex("person", Map.of("name", "Ada"));
            first.commit();
            assertThatThrownBy(second::commit).isInstanceOf(StoreException.Conflict.class);
        }
    }

    @Test
    void createIndex_writersThatBeganBefore_areInConflict() {
        long before = add(Map.of("name", "Ada"));
        try (GraphTransaction open = primary.begin()) {
            open.addVertex("person", Map.of("name", "Ada"));
            primary.createIndex(IndexDefinition.ofVertices("i", "person", "name"), done -> {});
            assertThatThrownBy(open::commit).isInstanceOf(StoreException.Conflict.class);
        }
        assertThat(find(IndexRange.equalTo("Ada"))).containsExactly(before);
    }

    // ---- indexes

    @Test
    void uniqueIndex_valuesAreExchangedInOneTransaction_isAllowed() {
        primary.createIndex(IndexDefinition.ofVertices("i", "person", "name").asUnique(), done -> {});
        long one = add(Map.of("name", "Ada"));
        long other = add(Map.of("name", "Bob"));
        primary.transact(transaction -> {
            transaction.setVertexProperty(one, "name", "Bob");
            transaction.setVertexProperty(other, "name", "Ada");
        });
        assertThat(find(IndexRange.equalTo("Ada"))).containsExactly(other);
        assertThat(find(IndexRange.equalTo("Bob"))).containsExactly(one);
    }

    @Test
    void uniqueIndex_askedInASerializableTransaction_conflictsWithItsValueAlone() {
        primary.createIndex(IndexDefinition.ofVertices("i", "person", "name").asUnique(), done -> {});
        try (GraphTransaction reader = primary.begin(Isolation.SERIALIZABLE)) {
            assertThat(first(reader, "Ada")).isEqualTo(-1);
            reader.addVertex("other", Map.of());
            add(Map.of("name", "Bob"));
            reader.commit();
        }
        try (GraphTransaction reader = primary.begin(Isolation.SERIALIZABLE)) {
            assertThat(first(reader, "Ada")).isEqualTo(-1);
            reader.addVertex("other", Map.of());
            add(Map.of("name", "Ada"));
            assertThatThrownBy(reader::commit).isInstanceOf(StoreException.Conflict.class);
        }
    }

    @Test
    void uniqueIndex_sameValue_namesBothElements() {
        primary.createIndex(IndexDefinition.ofVertices("i", "person", "name").asUnique(), done -> {});
        long one = add(Map.of("name", "Ada"));
        assertThatThrownBy(() -> add(Map.of("name", "Ada")))
                .isInstanceOf(GraphException.Constraint.class)
                .hasMessageContaining("vertex " + one)
                .hasMessageContaining("'i'");
        assertThat(primary.<Long>read(view -> view.vertexCount())).isOne();
    }

    @Test
    void index_longValues_areToldApart() {
        String start = "x".repeat(2_000);
        primary.createIndex(IndexDefinition.ofVertices("i", "person", "name").asUnique(), done -> {});
        long one = add(Map.of("name", start + "1"));
        long other = add(Map.of("name", start + "2"));
        assertThat(find(IndexRange.equalTo(start + "1"))).containsExactly(one);
        assertThat(find(IndexRange.equalTo(start + "2"))).containsExactly(other);
        assertThat(find(IndexRange.equalTo(start))).isEmpty();
    }

    @Test
    void index_numbersOfAllTypes_areFoundByWhatTheyAreWorth() {
        primary.createIndex(IndexDefinition.ofVertices("i", "person", "age"), done -> {});
        long one = add(Map.of("age", 1));
        long oneAndAHalf = add(Map.of("age", 1.5));
        long two = add(Map.of("age", 2L));
        add(Map.of("age", "3"));
        assertThat(find(IndexRange.equalTo(2.0f))).containsExactly(two);
        assertThat(find(IndexRange.all().above(1, false))).containsExactly(oneAndAHalf, two);
        assertThat(find(IndexRange.all().above(1, true).below(2, false))).containsExactly(one, oneAndAHalf);
        assertThat(find(IndexRange.all().below(1.5, true))).containsExactly(one, oneAndAHalf);
    }

    @Test
    void index_ofSeveralProperties_findsByTheFirstOnes() {
        primary.createIndex(IndexDefinition.ofVertices("i", "person", "name", "age"), done -> {});
        long young = add(Map.of("name", "Ada", "age", 1));
        long old = add(Map.of("name", "Ada", "age", 100));
        add(Map.of("name", "Adam", "age", 1));
        add(Map.of("name", "Ada"));
        assertThat(find(IndexRange.equalTo("Ada"))).containsExactly(young, old);
        assertThat(find(IndexRange.equalTo("Ada", 100))).containsExactly(old);
        assertThat(find(IndexRange.equalTo("Ada").above(1, false))).containsExactly(old);
        assertThatThrownBy(() -> find(IndexRange.equalTo("Ada", 100, 3))).isInstanceOf(GraphException.Invalid.class);
    }

    @Test
    void index_seesWhatItsTransactionWrote() {
        primary.createIndex(IndexDefinition.ofVertices("i", "person", "name"), done -> {});
        try (GraphTransaction transaction = primary.begin()) {
            long id = transaction.addVertex("person", Map.of("name", "Ada"));
            assertThat(first(transaction, "Ada")).isEqualTo(id);
            transaction.setVertexProperty(id, "name", "Bob");
            assertThat(first(transaction, "Ada")).isEqualTo(-1);
            assertThat(first(transaction, "Bob")).isEqualTo(id);
            transaction.removeVertex(id);
            assertThat(first(transaction, "Bob")).isEqualTo(-1);
        }
        assertThat(find(IndexRange.all())).isEmpty();
    }

    private static long first(GraphTransaction transaction, Object value) {
        try (VertexCursor cursor = transaction.findVertices("i", IndexRange.equalTo(value))) {
            return cursor.next() ? cursor.id() : -1;
        }
    }

    @Test
    void hashIndex_asOrdered_isRefused() {
        primary.createIndex(IndexDefinition.ofVertices("i", "person", "name").hashed(), done -> {});
        long id = add(Map.of("name", "Ada"));
        assertThat(find(IndexRange.equalTo("Ada"))).containsExactly(id);
        assertThatThrownBy(() -> find(IndexRange.all().above("A", true)))
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("ordered");
    }

    @Test
    void createIndex_overManyElements_tellsHowFarItIs() {
        primary.transact(transaction -> {
            for (int i = 0; i < 5_000; i++) {
                transaction.addVertex("person", Map.of("n", i));
            }
        });
        List<Long> told = new ArrayList<>();
        primary.createIndex(IndexDefinition.ofVertices("i", "person", "n"), told::add);
        assertThat(told).containsExactly(2_000L, 4_000L, 5_000L);
        assertThat(find(IndexRange.all())).hasSize(5_000);
    }

    @Test
    void dropIndex_createdAgain_isNew() {
        primary.createIndex(IndexDefinition.ofVertices("i", "person", "name"), done -> {});
        add(Map.of("name", "Ada"));
        primary.dropIndex("i");
        add(Map.of("name", "Bob"));
        assertThatThrownBy(() -> find(IndexRange.all())).isInstanceOf(GraphException.NotFound.class);
        primary.createIndex(IndexDefinition.ofVertices("i", "person", "name"), done -> {});
        assertThat(find(IndexRange.all())).hasSize(2);
    }

    // ---- constraints

    @Test
    void constraints_areCheckedAtTheCommit() {
        primary.addConstraint(new Constraint.Required(ElementKind.VERTEX, "person", "name"));
        primary.addConstraint(new Constraint.Typed(ElementKind.VERTEX, "person", "age", ValueType.INTEGER));
        primary.transact(transaction -> {
            long id = transaction.addVertex("person", Map.of("age", "old"));
            transaction.setVertexProperty(id, "name", "Ada");
            transaction.setVertexProperty(id, "age", 36);
        });
        assertThatThrownBy(() -> add(Map.of()))
                .isInstanceOf(GraphException.Constraint.class)
                .hasMessageContaining("'name'");
        assertThatThrownBy(() -> add(Map.of("name", "Bob", "age", 1L)))
                .isInstanceOf(GraphException.Constraint.class)
                .hasMessageContaining("'age'");
        assertThat(primary.<Long>read(view -> view.vertexCount())).isOne();
    }

    @Test
    void addConstraint_thatDoesNotHold_isRefused() {
        add(Map.of());
        Constraint constraint = new Constraint.Required(ElementKind.VERTEX, "person", "name");
        assertThatThrownBy(() -> primary.addConstraint(constraint)).isInstanceOf(GraphException.Constraint.class);
        assertThat(primary.schema().constraints()).isEmpty();
    }

    @Test
    void strictSchema_namesThatAreNotDeclared_areRefused() {
        primary.declare(GraphFork.Name.LABEL, "person");
        primary.requireDeclaredNames(true);
        add(Map.of());
        assertThatThrownBy(() -> add(Map.of("name", "Ada")))
                .isInstanceOf(GraphException.Constraint.class)
                .hasMessageContaining("property key 'name'");
        assertThat(primary.schema().keys()).isEmpty();
    }

    @Test
    void schemaOfAFork_doesNotTouchItsParent() {
        add(Map.of("name", "Ada"));
        try (GraphFork fork = primary.fork("f")) {
            fork.createIndex(IndexDefinition.ofVertices("i", "person", "name"), done -> {});
            assertThat(fork.indexes())
                    .containsOnlyKeys("i")
                    .isEqualTo(fork.schema().indexes());
            fork.declare(GraphFork.Name.LABEL, "place");
            fork.addConstraint(new Constraint.Required(ElementKind.VERTEX, "person", "name"));
        }
        assertThat(primary.schema().indexes()).isEqualTo(primary.indexes()).isEmpty();
        assertThat(primary.schema().labels()).containsExactly("person");
        add(Map.of());
    }

    // ---- bad input

    @Test
    void write_whatCannotBe_isRefusedAndChangesNothing() {
        long id = add(Map.of());
        try (GraphTransaction transaction = primary.begin()) {
            assertThatThrownBy(() -> transaction.addEdge(id, "knows", 99, Map.of()))
                    .isInstanceOf(GraphException.NotFound.class)
                    .hasMessageContaining("99");
            assertThatThrownBy(() -> transaction.setVertexProperty(id, "x", new Object()))
                    .isInstanceOf(GraphException.Invalid.class);
            assertThatThrownBy(() -> transaction.setVertexProperty(id, "", 1))
                    .isInstanceOf(GraphException.Invalid.class);
            assertThatThrownBy(() -> transaction.addVertex("y".repeat(501), Map.of()))
                    .isInstanceOf(GraphException.Invalid.class);
            assertThatThrownBy(() -> transaction.setEdgeProperty(5, "x", 1))
                    .isInstanceOf(GraphException.NotFound.class);
            transaction.removeVertex(99);
            transaction.removeEdge(99);
            assertThat(transaction.vertex(id).properties()).isEmpty();
        }
    }

    @Test
    void open_databaseWithTablesAndNoGraph_isRefused() {
        SimulatedHost machine = SimulatedHost.create(2);
        Database database = Database.open(machine.host(), DatabaseOptions.DEFAULT);
        database.primary()
                .transact(transaction -> transaction.create(database.primary().table("t")));
        assertThatThrownBy(() -> GraphDatabase.over(database))
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("t.0");
    }
}
