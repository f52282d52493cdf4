package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.Direction;
import dev.coppice.graph.Edge;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotion.Choice;
import dev.coppice.graph.GraphPromotionReport;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.Pairing;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.sim.SimulatedHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PromotionTest {
    private static final GraphPromotion FAILING = GraphPromotion.onConflict(Choice.FAIL);
    private static final GraphPromotion TAKING_FORK = GraphPromotion.onConflict(Choice.TAKE_FORK);
    private static final GraphPromotion TAKING_TARGET = GraphPromotion.onConflict(Choice.TAKE_TARGET);

    private final SimulatedHost machine = SimulatedHost.create(1);
    private final GraphDatabase graph =
            GraphDatabase.over(Database.open(machine.host(), DatabaseOptions.DEFAULT.withBackgroundWork(false)));
    private final GraphFork primary = graph.primary();
    private long ada;
    private long bob;
    private long knows;
    private GraphFork fork;

    @BeforeEach
    void fork() {
        primary.transact(transaction -> {
            ada = transaction.addVertex("person", "ada", Map.of("name", "Ada", "age", 36));
            bob = transaction.addVertex("person", "bob", Map.of("name", "Bob"));
            knows = transaction.addEdge(ada, "knows", bob, Map.of("since", 1));
        });
        fork = primary.fork("f");
    }

    @AfterEach
    void close() {
        graph.close();
    }

    private static <R> R write(GraphFork fork, Function<GraphTransaction, R> work) {
        return fork.transact(TransactionOptions.DEFAULT, work);
    }

    private static Vertex vertex(GraphFork fork, long id) {
        return fork.read(view -> view.vertex(id));
    }

    private static Edge edge(GraphFork fork, long id) {
        return fork.read(view -> view.edge(id));
    }

    private static List<Object> names(GraphFork fork) {
        return fork.read(view -> {
            List<Object> names = new ArrayList<>();
            try (VertexCursor cursor = view.vertices("person")) {
                while (cursor.next()) {
                    names.add(cursor.vertex().value("name"));
                }
            }
            return names;
        });
    }

    @Test
    void promote_newElements_getIdsOfTheTarget() {
        long inTarget = write(primary, tx -> tx.addVertex("person", Map.of("name", "Eve")));
        long inFork = write(fork, tx -> {
            long id = tx.addVertex("person", Map.of("name", "Cid"));
            tx.addVertexProperty(id, "name", "Cyd", Map.of("since", 2));
            tx.addEdge(ada, "knows", id, Map.of("since", 2));
            return id;
        });
        assertThat(inFork).as("siblings hand out equal numbers").isEqualTo(inTarget);

        GraphPromotionReport report = fork.promote(FAILING);

        assertThat(report.vertices().inserted()).isOne();
        assertThat(report.edges().inserted()).isOne();
        assertThat(report.applied()).isEqualTo(2);
        assertThat(names(primary)).containsExactly("Ada", "Bob", "Eve", "Cid");
        assertThat(vertex(primary, inTarget).value("name")).isEqualTo("Eve");
        assertThat(vertex(primary, inTarget + 1).properties()).hasSize(2);
        assertThat(primary.<Long>read(view -> view.degree(inTarget + 1, Direction.IN, "knows")))
                .isOne();
    }

    @Test
    void promote_again_makesNoTwins() {
        long id = write(fork, tx -> tx.addVertex("person", Map.of("name", "Cid")));
        fork.promote(FAILING);
        GraphPromotionReport again = fork.promote(FAILING);
        assertThat(again.applied()).isZero();
        assertThat(again.vertices().alreadySame()).isOne();

        write(fork, tx -> {
            tx.setVertexProperty(id, "name", "Cyd");
            return tx.addEdge(id, "knows", bob, Map.of());
        });
        GraphPromotionReport more = fork.promote(FAILING);
        assertThat(more.vertices().updated()).isOne();
        assertThat(more.edges().inserted()).isOne();
        assertThat(names(primary)).containsExactly("Ada", "Bob", "Cyd");
    }

    @Test
    void promote_whatOnlyTheTargetChangedSince_staysAsTheTargetHasIt() {
        long id = write(fork, tx -> tx.addVertex("person", Map.of("name", "Cid")));
        fork.promote(FAILING);
        primary.transact(tx -> tx.setVertexProperty(id, "name", "Sid"));
        assertThat(fork.promote(FAILING).vertices().kept()).isOne();
        assertThat(vertex(primary, id).value("name")).isEqualTo("Sid");

        fork.transact(tx -> tx.setVertexProperty(id, "name", "Cyd"));
        assertThatThrownBy(() -> fork.promote(FAILING)).isInstanceOf(GraphException.PromotionConflict.class);
        assertThat(fork.promote(TAKING_FORK).vertices().updated()).isOne();
        assertThat(vertex(primary, id).value("name")).isEqualTo("Cyd");
    }

    @Test
    void promote_elementThatTheForkRemovedAgain_removesIt() {
        long id = write(fork, tx -> tx.addVertex("person", Map.of("name", "Cid")));
        write(fork, tx -> tx.addEdge(ada, "knows", id, Map.of()));
        fork.promote(FAILING);
        fork.transact(tx -> tx.removeVertex(id));
        GraphPromotionReport report = fork.promote(FAILING);
        assertThat(report.vertices().deleted()).isOne();
        assertThat(report.edges().deleted()).isOne();
        assertThat(names(primary)).containsExactly("Ada", "Bob");
        assertThat(fork.promote(FAILING).applied()).isZero();
    }

    @Test
    void promote_differentProperties_areMerged() {
        fork.transact(tx -> {
            tx.setVertexProperty(ada, "age", 37);
            tx.removeVertexProperty(bob, "name");
            tx.setEdgeProperty(knows, "weight", 0.5);
        });
        primary.transact(tx -> {
            tx.setVertexProperty(ada, "name", "Ada L.");
            tx.setEdgeProperty(knows, "since", 2);
        });
        GraphPromotionReport report = fork.promote(FAILING);
        assertThat(report.conflicts()).isEmpty();
        assertThat(report.vertices().updated()).isEqualTo(2);
        assertThat(vertex(primary, ada).values()).isEqualTo(Map.of("name", "Ada L.", "age", 37));
        assertThat(vertex(primary, bob).values()).isEmpty();
        assertThat(edge(primary, knows).values()).isEqualTo(Map.of("since", 2, "weight", 0.5));
    }

    @Test
    void promote_oneProperty_isAConflict() {
        fork.transact(tx -> {
            tx.setVertexProperty(ada, "age", 37);
            tx.setVertexProperty(ada, "name", "Ada!");
            tx.addVertex("person", Map.of("name", "Cid"));
        });
        primary.transact(tx -> tx.setVertexProperty(ada, "age", 38));

        assertThatThrownBy(() -> fork.promote(FAILING))
                .isInstanceOfSatisfying(
                        GraphException.PromotionConflict.class,
                        conflict -> assertThat(conflict.conflicts()).hasSize(1))
                .hasMessageContaining("'age'");
        assertThat(names(primary)).as("nothing was applied").containsExactly("Ada", "Bob");

        GraphPromotionReport report = fork.promote(TAKING_TARGET);
        assertThat(report.conflicts()).hasSize(1);
        assertThat(vertex(primary, ada).values()).isEqualTo(Map.of("name", "Ada!", "age", 38));
    }

    @Test
    void promote_conflictsOneByOne_areChosen() {
        fork.transact(tx -> {
            tx.setVertexProperty(ada, "age", 37);
            tx.setVertexProperty(bob, "age", 50);
        });
        primary.transact(tx -> {
            tx.setVertexProperty(ada, "age", 38);
            tx.setVertexProperty(bob, "age", 51);
        });
        fork.promote(FAILING.choosing(conflict -> conflict.id() == ada ? Choice.TAKE_FORK : Choice.TAKE_TARGET));
        assertThat(vertex(primary, ada).value("age")).isEqualTo(37);
        assertThat(vertex(primary, bob).value("age")).isEqualTo(51);
    }

    @Test
    void promote_removedVertex_goesWithItsEdges() {
        fork.transact(tx -> tx.removeVertex(bob));
        GraphPromotionReport report = fork.promote(FAILING);
        assertThat(report.vertices().deleted()).isOne();
        assertThat(report.edges().deleted()).isOne();
        assertThat(vertex(primary, bob)).isNull();
        assertThat(edge(primary, knows)).isNull();
    }

    @Test
    void promote_removedVertexThatGotAnEdge_isAConflict() {
        fork.transact(tx -> tx.removeVertex(bob));
        long more = write(primary, tx -> tx.addEdge(bob, "knows", ada, Map.of()));
        assertThatThrownBy(() -> fork.promote(FAILING)).isInstanceOf(GraphException.PromotionConflict.class);
        fork.promote(TAKING_TARGET);
        assertThat(edge(primary, more)).isNotNull();
        fork.promote(TAKING_FORK);
        assertThat(vertex(primary, bob)).isNull();
        assertThat(edge(primary, more)).isNull();
    }

    @Test
    void promote_changedInTheForkRemovedInTheTarget_isAConflict() {
        fork.transact(tx -> tx.setVertexProperty(bob, "age", 50));
        primary.transact(tx -> tx.removeVertex(bob));
        assertThatThrownBy(() -> fork.promote(FAILING)).isInstanceOf(GraphException.PromotionConflict.class);
        assertThat(fork.promote(TAKING_TARGET).vertices().kept()).isOne();
        assertThat(vertex(primary, bob)).isNull();
        fork.promote(TAKING_FORK);
        assertThat(vertex(primary, bob).values()).isEqualTo(Map.of("name", "Bob", "age", 50));
        assertThat(vertex(primary, bob).externalId()).isEqualTo("bob");
    }

    @Test
    void promote_oneExternalIdOnBothSides_isOneElement() {
        write(fork, tx -> tx.addVertex("person", "cid", Map.of("name", "Cid")));
        write(primary, tx -> tx.addVertex("person", "cid", Map.of("name", "Cid")));
        GraphPromotionReport report = fork.promote(FAILING);
        assertThat(report.vertices().alreadySame()).isOne();
        assertThat(names(primary)).containsExactly("Ada", "Bob", "Cid");
    }

    @Test
    void promote_verticesOfALabel_leavesTheRest() {
        write(fork, tx -> {
            long person = tx.addVertex("person", Map.of("name", "Cid"));
            long place = tx.addVertex("place", Map.of());
            return tx.addEdge(person, "visits", place, Map.of());
        });
        GraphPromotionReport report = fork.promote(FAILING.vertices("person"));
        assertThat(report.applied()).isOne();
        GraphPromotionReport edges = fork.promote(FAILING.edges("visits"));
        assertThat(edges.applied()).isZero();
        assertThat(edges.edgesWithoutEnds()).isOne();
        assertThat(fork.promote(FAILING).applied()).isEqualTo(2);
    }

    @Test
    void promote_toASibling_andToAGrandparent() {
        try (GraphFork sibling = primary.fork("sibling");
                GraphFork child = fork.fork("child")) {
            write(sibling, tx -> tx.addVertex("person", Map.of("name", "Eve")));
            fork.transact(tx -> tx.setVertexProperty(ada, "age", 40));
            write(child, tx -> {
                long cid = tx.addVertex("person", Map.of("name", "Cid"));
                return tx.addEdge(cid, "knows", ada, Map.of());
            });
            child.promote(FAILING.into("sibling"));
            assertThat(names(sibling)).containsExactly("Ada", "Bob", "Eve", "Cid");
            child.promote(FAILING.into("primary"));
            assertThat(names(primary)).containsExactly("Ada", "Bob", "Cid");
            assertThat(primary.<Long>read(view -> view.degree(ada, Direction.IN)))
                    .isOne();
        }
    }

    @Test
    void promote_whatTheTargetsIndexForbids_appliesNothing() {
        primary.createIndex(IndexDefinition.ofVertices("i", "person", "name").asUnique(), done -> {});
        write(fork, tx -> tx.addVertex("person", Map.of("name", "Bob")));
        assertThatThrownBy(() -> fork.promote(TAKING_FORK)).isInstanceOf(GraphException.Constraint.class);
        assertThat(names(primary)).containsExactly("Ada", "Bob");
    }

    @Test
    void preview_tellsAllConflicts_andWritesNothing() {
        fork.transact(tx -> {
            tx.setVertexProperty(ada, "age", 37);
            tx.setVertexProperty(bob, "nickname", "B");
            tx.addVertex("place", Map.of("area", 1.5));
        });
        primary.transact(tx -> tx.setVertexProperty(ada, "age", 38));
        try (GraphSnapshot before = primary.snapshot()) {
            long sequence = before.sequence();
            GraphPromotionReport preview = fork.preview(FAILING);
            assertThat(preview.conflicts()).hasSize(1);
            assertThat(preview.vertices().inserted()).isOne();
            assertThat(preview.vertices().updated()).isOne();
            try (GraphSnapshot after = primary.snapshot();
                    GraphDiff diff = after.diff(before)) {
                assertThat(after.sequence()).isEqualTo(sequence);
                assertThat(diff.next()).isNull();
            }
        }
        assertThat(primary.schema().labels()).containsExactly("person");
        assertThat(primary.ids().highWaterMarks().vid()).isEqualTo(2);
    }

    @Test
    void promote_primary_isRefused() {
        assertThatThrownBy(() -> primary.promote(FAILING)).isInstanceOf(GraphException.Invalid.class);
    }

    // ---- fast-forward

    @Test
    void promote_targetHasNotMoved_isAFastForward_andTheSameAsAMerge() {
        long[] made = new long[1];
        write(fork, transaction -> {
            made[0] = transaction.addVertex("person", "eve", Map.of("name", "Eve"));
            transaction.addEdge(made[0], "knows", ada, Map.of("since", 2));
            transaction.setVertexProperty(ada, "age", 37);
            transaction.removeVertex(bob);
            return null;
        });
        GraphFork merged = primary.fork("merged");
        GraphPromotionReport expected = fork.promote(FAILING.into("merged"));
        assertThat(expected.isFastForward()).isFalse(); // a fork of a graph begins with a commit of its own
        GraphPromotionReport preview = fork.preview(FAILING.fastForwardOnly());
        assertThat(preview.isFastForward()).isTrue();
        assertThat(names(primary)).containsExactly("Ada", "Bob");
        GraphPromotionReport report = fork.promote(FAILING.fastForwardOnly());
        assertThat(report.isFastForward()).isTrue();
        assertThat(report.vertices()).isEqualTo(expected.vertices()).isEqualTo(preview.vertices());
        assertThat(report.edges()).isEqualTo(expected.edges()).isEqualTo(preview.edges());
        assertThat(names(primary)).containsExactly("Ada", "Eve");
        try (GraphSnapshot one = merged.snapshot();
                GraphSnapshot other = primary.snapshot();
                GraphDiff diff = one.diff(other, Pairing.CONTENT)) {
            assertThat(diff.next()).isNull();
        }
        assertThat(graph.check().problems()).isEmpty();
    }

    @Test
    void promote_targetHasMoved_isNoFastForward_andRefusedWhenItIsToBeOne() {
        write(fork, transaction -> transaction.addVertex("person", Map.of("name", "Eve")));
        primary.transact(transaction -> transaction.addVertex("person", Map.of("name", "Gus")));
        assertThatThrownBy(() -> fork.promote(FAILING.fastForwardOnly()))
                .isInstanceOf(GraphException.TargetMoved.class)
                .hasMessageContaining("'primary' has had commits since 'f' parted from it");
        assertThatThrownBy(() -> fork.preview(FAILING.fastForwardOnly()))
                .isInstanceOf(GraphException.TargetMoved.class);
        assertThat(names(primary)).containsExactly("Ada", "Bob", "Gus");
        assertThat(fork.promote(FAILING).isFastForward()).isFalse();
        assertThat(names(primary)).containsExactly("Ada", "Bob", "Gus", "Eve");
        // The promotion itself has moved it.
        assertThatThrownBy(() -> fork.promote(FAILING.fastForwardOnly()))
                .isInstanceOf(GraphException.TargetMoved.class);
    }

    @Test
    void promote_externalIdOfAVertexThatGoes_isFreeForTheOneThatComes() {
        write(fork, transaction -> {
            transaction.removeVertex(ada);
            return transaction.addVertex("person", "ada", Map.of("name", "Ada again"));
        });
        GraphFork other = primary.fork("other");
        other.transact(transaction -> transaction.addVertex("person", Map.of("name", "Gus")));
        for (GraphPromotionReport report :
                List.of(fork.promote(FAILING.into("other")), fork.promote(FAILING.fastForwardOnly()))) {
            assertThat(report.vertices().inserted()).isOne();
            assertThat(report.vertices().deleted()).isOne();
            assertThat(report.edges().deleted() + report.edges().alreadySame()).isOne();
        }
        assertThat(names(primary)).containsExactly("Bob", "Ada again");
        assertThat(names(other)).containsExactlyInAnyOrder("Bob", "Gus", "Ada again");
        assertThat(graph.check().problems()).isEmpty();
    }

    @Test
    void promote_externalIdOfAVertexThatWasPromotedAndGoes_isFreeForTheOneThatComes() {
        long eve = write(fork, transaction -> transaction.addVertex("person", "eve", Map.of("name", "Eve")));
        fork.promote(FAILING);
        write(fork, transaction -> {
            transaction.removeVertex(eve);
            return transaction.addVertex("person", "eve", Map.of("name", "another Eve"));
        });
        GraphPromotionReport report = fork.promote(FAILING);
        assertThat(report.vertices().inserted()).isOne();
        assertThat(report.vertices().deleted()).isOne();
        assertThat(names(primary)).containsExactly("Ada", "Bob", "another Eve");
    }

    @Test
    void promote_fastForward_writesWhatTheTargetsIndexForbids_never() {
        fork.createIndex(IndexDefinition.ofVertices("names", "person", "name"), done -> {});
        primary.createIndex(
                IndexDefinition.ofVertices("names", "person", "name").asUnique(), done -> {});
        GraphFork second = primary.fork("second");
        second.dropIndex("names");
        second.transact(transaction -> transaction.addVertex("person", Map.of("name", "Ada")));
        assertThatThrownBy(() -> second.promote(FAILING.fastForwardOnly()))
                .isInstanceOf(GraphException.Constraint.class);
        assertThat(names(primary)).containsExactly("Ada", "Bob");
    }
}
