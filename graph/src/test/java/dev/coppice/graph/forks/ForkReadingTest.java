package dev.coppice.graph.forks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.Direction;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.IndexRange;
import dev.coppice.graph.Neighbors;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.store.DropMode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What it takes to read in a fork: pages, each of which is a call to the disk when it is read for the first time.
final class ForkReadingTest {
    private static final int VERTICES = 1_500;

    private static TestGraph filled() {
        TestGraph test = TestGraph.create();
        GraphFork primary = test.primary();
        primary.createIndex(IndexDefinition.ofVertices("numbers", "number", "n"), done -> {});
        primary.transact(transaction -> {
            long before = transaction.addVertex("number", "0", Map.of("n", 0));
            for (int i = 1; i < VERTICES; i++) {
                long next = transaction.addVertex("number", Integer.toString(i), Map.of("n", i));
                transaction.addEdge(before, "next", next, Map.of());
                before = next;
            }
        });
        test.graph().database().checkpoint();
        return test;
    }

    private static Object ask(GraphView view) {
        long middle = view.vertex("number", "700").id();
        try (Neighbors neighbors = view.neighbors(middle, Direction.BOTH);
                VertexCursor found = view.findVertices("numbers", IndexRange.equalTo(1_400))) {
            assertThat(neighbors.next()).isTrue();
            assertThat(view.vertex(neighbors.vertex()).value("n")).isIn(699, 701);
            assertThat(found.next()).isTrue();
            assertThat(found.vertex().value("n")).isEqualTo(1_400);
        }
        return null;
    }

    /// The calls to the disk for reading what was never read before.
    private static long callsOfReading(TestGraph test, String name) {
        test.reopen();
        try (GraphFork fork = test.graph().fork(name)) {
            long first = test.machine().disk().nextCall();
            fork.read(ForkReadingTest::ask);
            return test.machine().disk().nextCall() - first;
        }
    }

    @Test
    void fork_readsAsManyPagesAsItsParent_byIndexToo_atAnyDepth() {
        try (TestGraph test = filled()) {
            String name = "primary";
            for (int depth = 1; depth <= 80; depth++) {
                try (GraphFork parent = test.graph().fork(name);
                        GraphFork fork = parent.fork("f" + depth)) {
                    name = fork.name();
                }
            }
            long ofPrimary = callsOfReading(test, "primary");
            assertThat(ofPrimary).isPositive();
            for (int depth : new int[] {1, 10, 80}) {
                // A long line has been merged in between, which gives a fork in it a page of its own.
                assertThat(callsOfReading(test, "f" + depth))
                        .as("depth " + depth)
                        .isBetween(ofPrimary, ofPrimary + depth / 64);
            }
            test.graph().drop("f1", DropMode.CASCADE);
        }
    }

    @Test
    void fork_ofManySmallCommits_readsAsManyPagesAsOneOfFew() {
        try (TestGraph test = filled();
                GraphFork fork = test.primary().fork("f")) {
            for (int i = 0; i < 800; i++) {
                long vertex = i % 100;
                fork.transact(transaction -> transaction.setVertexProperty(vertex, "visits", vertex));
                if (i % 300 == 0) {
                    test.graph().database().checkpoint();
                }
            }
            test.graph().database().checkpoint();
            test.graph().database().compact();
            long ofPrimary = callsOfReading(test, "primary");
            assertThat(callsOfReading(test, "f")).isLessThanOrEqualTo(ofPrimary + 2);
        }
    }
}
