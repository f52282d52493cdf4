package dev.coppice.graph.forks;

import static dev.coppice.graph.forks.TestGraph.add;
import static dev.coppice.graph.forks.TestGraph.answers;
import static dev.coppice.graph.forks.TestGraph.people;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.Direction;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.Neighbors;
import dev.coppice.graph.schema.IndexDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is done on one fork, as all others see it: not at all, by whatever way they look.
final class ForkIsolationTest {
    private final List<Long> people = new ArrayList<>();
    private final List<Long> friendships = new ArrayList<>();
    private TestGraph test;

    @BeforeEach
    void fill() {
        test = TestGraph.create();
        GraphFork primary = test.primary();
        primary.createIndex(IndexDefinition.ofVertices("ages", "person", "age"), done -> {});
        primary.createIndex(
                IndexDefinition.ofVertices("hashed", "person", "age").hashed(), done -> {});
        primary.createIndex(IndexDefinition.ofEdges("since", "knows", "since"), done -> {});
        primary.createIndex(IndexDefinition.ofEdges("knows", "knows"), done -> {});
        primary.transact(transaction -> {
            for (int i = 0; i < 10; i++) {
                people.add(transaction.addVertex("person", "p" + i, Map.of("age", i % 4, "name", "p" + i)));
            }
            for (int i = 0; i < 10; i++) {
                friendships.add(transaction.addEdge(
                        people.get(i), "knows", people.get((i * 3 + 1) % 10), Map.of("since", i % 3, "weight", i)));
            }
        });
    }

    private void changeAll(GraphFork fork) {
        fork.transact(transaction -> {
            transaction.removeVertex(people.get(0));
            transaction.setVertexProperty(people.get(1), "age", 99);
            transaction.removeEdge(friendships.get(2));
            transaction.setEdgeProperty(friendships.get(4), "since", 99);
            long added = transaction.addVertex("person", "new", Map.of("age", 1, "name", "new"));
            transaction.addEdge(added, "knows", people.get(4), Map.of("since", 1));
            transaction.addEdge(people.get(4), "knows", added, Map.of("since", 2));
        });
    }

    @Test
    void writes_reachNobodyElse_byAnyAccessPath_atAnyDepth() {
        try (TestGraph _ = test;
                GraphFork sibling = test.primary().fork("sibling");
                GraphFork fork = test.primary().fork("f");
                GraphFork child = fork.fork("child");
                GraphFork grandchild = child.fork("grandchild")) {
            List<GraphFork> line = List.of(test.primary(), sibling, fork, child, grandchild);
            for (GraphFork writer : List.of(child, test.primary(), fork, grandchild, sibling)) {
                List<List<String>> before =
                        line.stream().map(TestGraph::answers).toList();
                changeAll(writer);
                test.graph().database().checkpoint();
                for (int i = 0; i < line.size(); i++) {
                    GraphFork each = line.get(i);
                    if (each == writer) {
                        assertThat(answers(each)).isNotEqualTo(before.get(i));
                    } else {
                        assertThat(answers(each)).as(each.name()).isEqualTo(before.get(i));
                    }
                }
            }
        }
    }

    @Test
    void changeOfOneProperty_ofAnInheritedElement_keepsTheOthers() {
        for (boolean isMergedBetween : new boolean[] {false, true}) {
            try (GraphFork fork = test.primary().fork("f-" + isMergedBetween)) {
                if (isMergedBetween) {
                    test.graph().database().checkpoint();
                }
                fork.transact(transaction -> {
                    transaction.setVertexProperty(people.get(5), "town", "London");
                    transaction.removeVertexProperty(people.get(6), "age");
                    transaction.setEdgeProperty(friendships.get(5), "since", 50);
                    transaction.removeEdgeProperty(friendships.get(6), "since");
                });
                if (isMergedBetween) {
                    test.graph().database().checkpoint();
                }
                fork.<Object>read(view -> {
                    assertThat(view.vertex(people.get(5)).values())
                            .isEqualTo(Map.of("age", 1, "name", "p5", "town", "London"));
                    assertThat(view.vertex("person", "p6").values()).isEqualTo(Map.of("name", "p6"));
                    assertThat(view.edge(friendships.get(5)).values()).isEqualTo(Map.of("since", 50, "weight", 5));
                    assertThat(view.edge(friendships.get(6)).values()).isEqualTo(Map.of("weight", 6));
                    return null;
                });
            }
        }
        test.close();
    }

    @Test
    void inheritedEdges_areFoundFromBothEnds_afterAnyChange() {
        try (TestGraph _ = test;
                GraphFork fork = test.primary().fork("f")) {
            changeAll(fork);
            test.graph().database().checkpoint();
            fork.<Object>read(view -> {
                TreeSet<Long> out = new TreeSet<>();
                TreeSet<Long> in = new TreeSet<>();
                for (long person : people) {
                    try (Neighbors neighbors = view.neighbors(person, Direction.BOTH, "knows")) {
                        while (neighbors.next()) {
                            (neighbors.direction() == Direction.OUT ? out : in).add(neighbors.edge());
                        }
                    }
                }
                TreeSet<Long> expected = new TreeSet<>(friendships);
                expected.removeIf(edge -> view.edge(edge) == null);
                assertThat(expected).hasSizeBetween(5, 8);
                assertThat(out).containsAll(expected);
                assertThat(in).containsAll(expected);
                return null;
            });
        }
    }

    @Test
    void removals_ofInheritedElements_surviveMergeAndReopening() {
        try (TestGraph _ = test) {
            try (GraphFork fork = test.primary().fork("f")) {
                changeAll(fork);
                List<String> before = answers(fork);
                test.graph().database().checkpoint();
                test.graph().database().compact();
                assertThat(answers(fork)).isEqualTo(before);
            }
            test.reopen();
            try (GraphFork fork = test.graph().fork("f")) {
                assertThat(people(fork)).doesNotContain("p0").contains("new");
                assertThat(fork.<Object>read(view -> view.edge(friendships.get(2))))
                        .isNull();
            }
        }
    }

    @Test
    void fork_thatIsTheLastToWrite_movesNothingOfItsParent() {
        try (TestGraph _ = test) {
            long sequence;
            try (GraphFork fork = test.primary().fork("f")) {
                sequence = test.graph().database().primary().sequence();
                for (int i = 0; i < 50; i++) {
                    add(fork, "own " + i);
                }
                test.graph().database().checkpoint();
            }
            long next = test.primary().ids().highWaterMarks().vid();
            test.reopen();
            assertThat(test.graph().database().primary().sequence()).isEqualTo(sequence);
            assertThat(test.primary().<Long>read(view -> view.vertexCount())).isEqualTo(10);
            assertThat(add(test.primary(), "next")).isGreaterThanOrEqualTo(next);
        }
    }
}
