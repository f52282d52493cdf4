package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.Direction;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.IndexRange;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.SimulatedHost;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What forks cost however large the graph is, however deep they are, and however many.
final class ForkScaleTest {
    private final SimulatedHost machine = SimulatedHost.create(1);

    private GraphDatabase open() {
        return open(machine);
    }

    private static GraphDatabase open(SimulatedHost machine) {
        return GraphDatabase.over(Database.open(machine.host(), DatabaseOptions.DEFAULT.withBackgroundWork(false)));
    }

    private static void fill(GraphFork fork, int count) {
        fork.transact(transaction -> {
            long before = -1;
            for (int i = 0; i < count; i++) {
                long id = transaction.addVertex("person", Map.of("n", i));
                if (before >= 0) {
                    transaction.addEdge(before, "knows", id, Map.of());
                }
                before = id;
            }
        });
    }

    private static long add(GraphFork fork) {
        return fork.transact(TransactionOptions.DEFAULT, transaction -> transaction.addVertex("person", Map.of()));
    }

    /// The calls of the disk for making a fork, opening it again, reading from it and its first commit.
    private static List<Call> callsOfAFork(int vertices, boolean isMerged) {
        SimulatedHost machine = SimulatedHost.create(1);
        try (GraphDatabase graph = open(machine)) {
            fill(graph.primary(), vertices);
            if (isMerged) {
                graph.database().checkpoint();
            }
            long before = machine.disk().nextCall();
            graph.primary().fork("f").close();
            try (GraphFork fork = graph.fork("f")) {
                assertThat(fork.<Object>read(view -> view.vertex(1).value("n"))).isEqualTo(1);
                add(fork);
            }
            List<Call> calls = machine.disk().calls();
            return calls.subList((int) before, calls.size());
        }
    }

    @Test
    void fork_ofAnySize_costsTheSameCalls() {
        for (boolean isMerged : new boolean[] {false, true}) {
            List<Call> ofSmall = callsOfAFork(200, isMerged);
            List<Call> ofLarge = callsOfAFork(20_000, isMerged);
            assertThat(changes(ofLarge)).isEqualTo(changes(ofSmall));
            // What is read for the first time is read from disk: a page for each level of a tree.
            assertThat(ofLarge.size() - ofSmall.size()).isBetween(0, 4);
        }
    }

    private static List<String> changes(List<Call> calls) {
        return calls.stream()
                .filter(call -> call.operation().changesDisk())
                .map(call -> call.operation() + " " + call.file())
                .toList();
    }

    @Test
    void index_ofTheParent_isOneOfTheForkFromTheFirstMoment() {
        try (GraphDatabase graph = open()) {
            fill(graph.primary(), 100);
            graph.primary().createIndex(IndexDefinition.ofVertices("i", "person", "n"), done -> {});
            try (GraphFork fork = graph.primary().fork("f")) {
                assertThat(fork.schema()).isEqualTo(graph.primary().schema());
                assertThat(fork.<Boolean>read(view -> {
                            try (VertexCursor found = view.findVertices("i", IndexRange.equalTo(42))) {
                                return found.next() && found.id() == 42 && !found.next();
                            }
                        }))
                        .isTrue();
            }
        }
    }

    @Test
    void nestedForks_eachWithAnElement_seeAllAboveAndNothingBelow() {
        nest(120);
    }

    @Test
    @Tag("long")
    void nestedForks_aThousand_seeAllAboveAndNothingBelow() {
        nest(1_000);
    }

    private void nest(int depth) {
        Set<Long> ids = new HashSet<>();
        try (GraphDatabase graph = open()) {
            ids.add(add(graph.primary()));
            for (int i = 1; i <= depth; i++) {
                try (GraphFork parent = graph.fork(i == 1 ? "primary" : "f" + (i - 1));
                        GraphFork fork = parent.fork("f" + i)) {
                    assertThat(ids.add(add(fork))).isTrue();
                    assertThat(fork.<Long>read(view -> view.vertexCount())).isEqualTo(i + 1);
                }
            }
            try (GraphFork deepest = graph.fork("f" + depth);
                    GraphSnapshot bottom = deepest.snapshot();
                    GraphSnapshot top = graph.primary().snapshot();
                    GraphDiff diff = bottom.diff(top)) {
                assertThat(diff.count().verticesAdded()).isEqualTo(depth);
                assertThat(deepest.lineage().owners()).hasSize(depth + 1);
                ids.forEach(id -> assertThat(bottom.hasVertex(id)).isTrue());
            }
            assertThat(graph.primary().<Long>read(view -> view.vertexCount())).isOne();
            graph.drop("f1", DropMode.CASCADE);
            assertThat(graph.forks()).hasSize(1);
        }
    }

    @Test
    void siblings_many_areApart() {
        siblings(200);
    }

    @Test
    @Tag("long")
    void siblings_tenThousand_areApart() {
        siblings(10_000);
    }

    private void siblings(int count) {
        List<Long> first = new ArrayList<>();
        try (GraphDatabase graph = open()) {
            fill(graph.primary(), 100);
            for (int i = 0; i < count; i++) {
                try (GraphFork fork = graph.primary().fork("s" + i)) {
                    int number = i;
                    first.add(fork.transact(
                            TransactionOptions.DEFAULT, transaction -> transaction.addVertex("s" + number, Map.of())));
                }
            }
        }
        assertThat(new HashSet<>(first)).as("they all hand out the same number").hasSize(1);
        try (GraphDatabase graph = open()) {
            assertThat(graph.forks()).hasSize(count + 1);
            for (int i = 0; i < count; i += Math.max(1, count / 50)) {
                int number = i;
                try (GraphFork fork = graph.fork("s" + i)) {
                    fork.read(view -> {
                        assertThat(view.vertex(first.getFirst()).label()).isEqualTo("s" + number);
                        assertThat(view.vertexCount()).isEqualTo(101);
                        assertThat(view.degree(50, Direction.BOTH)).isEqualTo(2);
                        return null;
                    });
                }
            }
        }
    }
}
