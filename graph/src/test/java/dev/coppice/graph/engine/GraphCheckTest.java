package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.GraphCheckReport;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Transaction;
import dev.coppice.store.sim.SimulatedHost;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each kind of damage to the tables of a graph, done beneath it.
final class GraphCheckTest {
    private final GraphDatabase graph = GraphDatabase.over(
            Database.open(SimulatedHost.create(1).host(), DatabaseOptions.DEFAULT.withBackgroundWork(false)));
    private final GraphTables tables = GraphTables.of(graph.database().primary());

    @BeforeEach
    void fill() {
        graph.primary().createIndex(IndexDefinition.ofVertices("names", "person", "name"), done -> {});
        graph.primary().transact(transaction -> {
            long ada = transaction.addVertex("person", "ada", Map.of("name", "Ada"));
            long bob = transaction.addVertex("person", Map.of("name", "Bob"));
            transaction.addEdge(ada, "knows", bob, Map.of("since", 1));
        });
        graph.primary().fork("f").close();
    }

    @AfterEach
    void close() {
        graph.close();
    }

    private GraphCheckReport damaged(BiConsumer<Transaction, GraphTables> damage) {
        graph.database().primary().transact(transaction -> damage.accept(transaction, tables));
        return graph.check();
    }

    @Test
    void soundGraph_hasNoProblems() {
        GraphCheckReport report = graph.check();
        assertThat(report.problems()).isEmpty();
        assertThat(report.forks()).isEqualTo(2);
        assertThat(report.vertices()).isEqualTo(4);
        assertThat(report.edges()).isEqualTo(2);
    }

    @Test
    void idAboveTheMarks_isFound() {
        byte[] edge = graph.database().primary().get(tables.edges(), Keys.element(0));
        assertThat(damaged((tx, t) -> tx.put(t.edges(), Keys.element(5_000), edge))
                        .problems())
                .anyMatch(problem -> problem.contains("edge 5000 lies above"));
    }

    @Test
    void missingLabel_isFound() {
        assertThat(damaged((tx, t) -> tx.delete(t.labels(), Keys.label(0, 1))).problems())
                .anyMatch(problem -> problem.contains("vertex 1 is not found by its label"));
    }

    @Test
    void missingEnd_isFound() {
        assertThat(damaged((tx, t) -> tx.delete(t.vertices(), Keys.element(1))).problems())
                .anyMatch(problem -> problem.contains("edge 0 lacks its end, vertex 1"))
                .anyMatch(problem -> problem.contains("labels have 2 entries, and the elements 1"));
    }

    @Test
    void missingNeighbor_isFound() {
        assertThat(damaged((tx, t) -> tx.delete(t.adjacency(), Keys.adjacency(1, Keys.IN, 0, 0, 0)))
                        .problems())
                .anyMatch(problem -> problem.contains("edge 0 is not found from where it leads"));
    }

    @Test
    void neighborWithoutEdge_isFound() {
        assertThat(damaged((tx, t) -> tx.put(t.adjacency(), Keys.adjacency(1, Keys.OUT, 0, 0, 9), new byte[0]))
                        .problems())
                .containsExactly("fork 'primary': neighbors have 3 entries, and the elements 2");
    }

    @Test
    void wrongExternalId_isFound() {
        assertThat(damaged((tx, t) -> tx.put(t.externals(), Keys.external(0, "ada"), RecordWriter.ofVarint(1)))
                        .problems())
                .containsExactly("fork 'primary': vertex 0 has the place of another element in its external id");
    }

    @Test
    void missingIndexEntry_isFound() {
        assertThat(damaged((tx, t) -> tx.truncate(t.index(0), new byte[0])).problems())
                .anyMatch(problem -> problem.contains("vertex 0 is not found by index 'names'"));
    }

    @Test
    void recordThatIsNone_isFound() {
        assertThat(damaged((tx, t) -> tx.put(t.vertices(), Keys.element(0), new byte[] {0, 0, 1, 0, 99}))
                        .problems())
                .anyMatch(problem -> problem.startsWith("fork 'primary': vertex 0: "));
    }
}
