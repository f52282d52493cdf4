package dev.coppice.graph.forks;

import static dev.coppice.graph.forks.TestGraph.add;
import static dev.coppice.graph.forks.TestGraph.people;
import static dev.coppice.graph.forks.TestGraph.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.GraphChange;
import dev.coppice.graph.GraphChange.Kind;
import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotion.Choice;
import dev.coppice.graph.GraphPromotionReport;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.Pairing;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Differences of forks, and what a promotion makes of them.
final class ForkComparisonTest {
    private static final GraphPromotion FAILING = GraphPromotion.onConflict(Choice.FAIL);

    private static List<GraphChange> diff(GraphSnapshot before, GraphSnapshot after, Pairing pairing) {
        List<GraphChange> changes = new ArrayList<>();
        try (GraphDiff diff = after.diff(before, pairing)) {
            diff.forEach(changes::add);
        }
        return changes;
    }

    private static List<GraphChange> diff(GraphFork before, GraphFork after, Pairing pairing) {
        try (GraphSnapshot one = before.snapshot();
                GraphSnapshot other = after.snapshot()) {
            return diff(one, other, pairing);
        }
    }

    @ParameterizedTest
    @EnumSource(Pairing.class)
    void diff_ofAStateAndItself_isEmpty(Pairing pairing) {
        try (TestGraph test = TestGraph.create();
                GraphFork fork = test.primary().fork("f")) {
            long ada = add(fork, "Ada");
            write(fork, transaction -> transaction.addEdge(ada, "knows", ada, Map.of()));
            assertThat(diff(fork, fork, pairing)).isEmpty();
        }
    }

    @Test
    void diff_ofContent_tellsParallelEdgesApart_andVerticesByTheirExternalIdsAlone() {
        try (TestGraph test = TestGraph.create();
                GraphFork one = test.primary().fork("one");
                GraphFork other = test.primary().fork("other")) {
            for (GraphFork fork : List.of(one, other)) {
                fork.transact(transaction -> {
                    long ada = transaction.addVertex("person", "ada", Map.of("name", "same"));
                    long bob = transaction.addVertex("person", "bob", Map.of("name", "same"));
                    transaction.addEdge(ada, "knows", bob, Map.of("since", 1));
                    transaction.addEdge(ada, "knows", bob, Map.of("since", 2));
                });
            }
            assertThat(diff(one, other, Pairing.CONTENT)).isEmpty();
            other.transact(transaction -> {
                long bob = transaction.vertex("person", "bob").id();
                transaction.addEdge(transaction.vertex("person", "ada").id(), "knows", bob, Map.of("since", 2));
                transaction.addVertex("person", "eve", Map.of("name", "same"));
            });
            assertThat(diff(one, other, Pairing.CONTENT))
                    .extracting(GraphChange::kind)
                    .containsExactly(Kind.ADDED, Kind.ADDED);
        }
    }

    @Test
    void diff_whileBothSidesAreWrittenTo_isThatOfTheStatesItWasAskedOf() {
        try (TestGraph test = TestGraph.create();
                GraphFork fork = test.primary().fork("f")) {
            for (int i = 0; i < 200; i++) {
                add(fork, "p" + i);
            }
            try (GraphSnapshot before = test.primary().snapshot();
                    GraphSnapshot after = fork.snapshot();
                    GraphDiff diff = after.diff(before)) {
                int seen = 0;
                for (GraphChange change = diff.next(); change != null; change = diff.next()) {
                    assertThat(change.kind()).isEqualTo(Kind.ADDED);
                    add(fork, "later " + seen);
                    add(test.primary(), "later " + seen);
                    if (++seen == 100) {
                        test.graph().database().checkpoint();
                    }
                }
                assertThat(seen).isEqualTo(200);
            }
        }
    }

    @Test
    void diff_readsWhatDiffers_howeverLargeTheGraphIs() {
        int ofSmall = callsOfDiff(1_000);
        int ofLarge = callsOfDiff(30_000);
        // A page for each level of a tree and the leaves of the changes; all of the larger one are some hundred pages.
        assertThat(ofLarge - ofSmall).isLessThan(20);
    }

    /// The calls to the disk that a diff of ten changes makes in a graph that nothing was read of before.
    private static int callsOfDiff(int vertices) {
        try (TestGraph test = TestGraph.create()) {
            test.primary().transact(transaction -> {
                for (int i = 0; i < vertices; i++) {
                    transaction.addVertex("person", Map.of("name", "p" + i));
                }
            });
            test.graph().database().checkpoint();
            try (GraphFork fork = test.primary().fork("f")) {
                for (int i = 0; i < 10; i++) {
                    long changed = (long) i * vertices / 10;
                    fork.transact(transaction -> transaction.setVertexProperty(changed, "name", "changed"));
                }
            }
            test.graph().database().checkpoint();
            test.reopen();
            try (GraphFork fork = test.graph().fork("f");
                    GraphSnapshot before = test.primary().snapshot();
                    GraphSnapshot after = fork.snapshot()) {
                long first = test.machine().disk().nextCall();
                assertThat(diff(before, after, Pairing.IDENTITY)).hasSize(10);
                return (int) (test.machine().disk().nextCall() - first);
            }
        }
    }

    @Test
    void promote_edgesBetweenVertices_thatWereInserted_updatedOrThereAlready_arePromoted() {
        try (TestGraph test = TestGraph.create()) {
            long there = add(test.primary(), "there");
            long updated = add(test.primary(), "updated");
            try (GraphFork fork = test.primary().fork("f")) {
                fork.transact(transaction -> {
                    long one = transaction.addVertex("person", "one", Map.of("name", "one"));
                    long other = transaction.addVertex("person", null, Map.of("name", "other"));
                    transaction.setVertexProperty(updated, "name", "changed");
                    transaction.addEdge(one, "knows", other, Map.of());
                    transaction.addEdge(one, "knows", there, Map.of());
                    transaction.addEdge(updated, "knows", other, Map.of());
                });
                add(test.primary(), "meanwhile");
                GraphPromotionReport report = fork.promote(FAILING);
                assertThat(report.edges().inserted()).isEqualTo(3);
                assertThat(report.edgesWithoutEnds()).isZero();
                assertThat(diff(test.primary(), fork, Pairing.CONTENT))
                        .extracting(GraphChange::kind)
                        .containsExactly(Kind.REMOVED); // who came meanwhile
                assertThat(fork.promote(FAILING).applied()).isZero();
            }
        }
    }

    @Test
    void promote_ofAFork_removesNothingThatItHasNeverHad() {
        try (TestGraph test = TestGraph.create();
                GraphFork parent = test.primary().fork("parent")) {
            add(parent, "before");
            try (GraphFork child = parent.fork("child");
                    GraphSnapshot past = parent.snapshot()) {
                add(parent, "later");
                parent.promote(FAILING);
                // Neither of these had it, though it was promoted by a fork that they go on from.
                add(child, "of child");
                assertThat(child.promote(FAILING.into("primary")).vertices().deleted())
                        .isZero();
                try (GraphFork ofThePast = past.fork("of-the-past", ForkOptions.DEFAULT)) {
                    add(ofThePast, "of the past");
                    ofThePast.promote(FAILING.into("primary"));
                }
                parent.reset(past);
                add(parent, "after the reset");
                parent.promote(FAILING);
                assertThat(people(test.primary()))
                        .containsExactly("before", "later", "of child", "of the past", "after the reset");
            }
        }
    }

    @Test
    void promote_ofAFork_removesWhatItBeganWith_andWhatItMade_andHasRemovedSince() {
        try (TestGraph test = TestGraph.create();
                GraphFork parent = test.primary().fork("parent")) {
            long inherited = add(parent, "inherited");
            parent.promote(FAILING);
            try (GraphFork child = parent.fork("child")) {
                long own = add(child, "own");
                child.promote(FAILING.into("primary"));
                assertThat(people(test.primary())).containsExactly("inherited", "own");
                child.transact(transaction -> {
                    transaction.removeVertex(inherited);
                    transaction.removeVertex(own);
                });
                assertThat(child.promote(FAILING.into("primary")).vertices().deleted())
                        .isEqualTo(2);
                assertThat(people(test.primary())).isEmpty();
            }
        }
    }

    @Test
    void promote_errorAtAnyCall_appliesAllOrNothing() {
        List<Call> calls;
        try (TestGraph test = promotable();
                GraphFork fork = test.graph().fork("f")) {
            calls = test.callsOf(() -> fork.promote(FAILING));
        }
        for (Call call : calls) {
            TestGraph test = promotable();
            test.machine().disk().failAt(call.index(), Fault.EIO);
            try (GraphFork fork = test.graph().fork("f")) {
                fork.promote(FAILING);
            } catch (StoreException | GraphException expected) {
                // Said so.
            }
            test.heal();
            assertThat(people(test.primary()).size()).isIn(2, 4);
            try (GraphFork fork = test.graph().fork("f")) {
                fork.promote(FAILING);
            }
            assertThat(people(test.primary())).containsExactlyInAnyOrder("Ada", "Gus", "Bob", "Eve");
            test.close();
        }
    }

    private static TestGraph promotable() {
        TestGraph test = TestGraph.create();
        add(test.primary(), "Ada");
        try (GraphFork fork = test.primary().fork("f")) {
            add(fork, "Bob");
            add(fork, "Eve");
        }
        add(test.primary(), "Gus");
        return test;
    }
}
