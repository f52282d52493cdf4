package dev.coppice.graph.forks;

import static dev.coppice.graph.forks.TestGraph.add;
import static dev.coppice.graph.forks.TestGraph.people;
import static dev.coppice.graph.forks.TestGraph.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.GraphLoader;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotion.Choice;
import dev.coppice.graph.GraphPromotionReport;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.id.IdMarks;
import dev.coppice.graph.id.IdPaths;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.store.DropMode;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.PowerCut;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Forks that begin anew.
final class ForkResetTest {
    @Test
    void reset_takesTheParentsPresentState_underTheSameName() {
        try (TestGraph test = TestGraph.create()) {
            add(test.primary(), "Ada");
            try (GraphFork fork = test.primary().fork("f", ForkOptions.DEFAULT.withTimeToLive(Duration.ofDays(1)))) {
                add(fork, "own");
                fork.createIndex(IndexDefinition.ofVertices("by name", "person", "name"), done -> {});
                fork.declare(Name.LABEL, "of the fork");
                ForkInfo before = test.info("f");
                add(test.primary(), "Bob");
                fork.reset();
                assertThat(people(fork)).containsExactly("Ada", "Bob");
                assertThat(fork.indexes()).isEmpty();
                assertThat(fork.schema().labels()).containsExactly("person");
                ForkInfo after = test.info("f");
                assertThat(after.id()).isEqualTo(fork.id()).isGreaterThan(before.id());
                assertThat(after.parentName()).isEqualTo("primary");
                assertThat(after.expiresAtMillis()).isEqualTo(before.expiresAtMillis());
                add(fork, "own again");
                assertThat(people(test.primary())).containsExactly("Ada", "Bob");
                assertThat(test.idObjects()).containsExactly(IdPaths.ofFork(fork.id()));
            }
            test.reopen();
            try (GraphFork fork = test.graph().fork("f")) {
                assertThat(people(fork)).containsExactly("Ada", "Bob", "own again");
            }
        }
    }

    @Test
    void reset_givesNoIdAgain_andBeginsAboveAllThatIsVisible() {
        try (TestGraph test = TestGraph.create();
                GraphFork fork = test.primary().fork("f")) {
            Set<Long> given = new HashSet<>();
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 1_200; i++) {
                    assertThat(given.add(fork.ids().allocateVid())).isTrue();
                }
                IdMarks before = fork.ids().highWaterMarks();
                for (int i = 0; i < 300; i++) {
                    add(test.primary(), "p" + round + "-" + i);
                }
                fork.reset();
                assertThat(fork.ids().highWaterMarks().covers(before)).isTrue();
                assertThat(fork.ids()
                                .highWaterMarks()
                                .covers(test.primary().ids().highWaterMarks()))
                        .isTrue();
                long own = add(fork, "own");
                assertThat(given.add(own)).isTrue();
                assertThat(fork.lineage().ownerOfVid(own)).isEqualTo(fork.id());
                fork.<Object>read(view -> {
                    assertThat(view.vertexCount())
                            .isEqualTo(test.primary().<Long>read(other -> other.vertexCount()) + 1);
                    return null;
                });
            }
        }
    }

    @Test
    void reset_toAnyState_isThat() {
        try (TestGraph test = TestGraph.create();
                GraphFork other = test.primary().fork("other");
                GraphFork fork = test.primary().fork("f")) {
            add(fork, "first");
            try (GraphSnapshot past = fork.snapshot()) {
                add(fork, "second");
                fork.reset(past);
            }
            assertThat(people(fork)).containsExactly("first");
            fork.archive("kept");
            long ofOther = add(other, "of other");
            try (GraphSnapshot state = other.snapshot()) {
                fork.reset(state);
                assertThat(people(fork)).containsExactly("of other");
                // It is the same element there and here.
                assertThat(fork.lineage().ownerOfVid(ofOther)).isEqualTo(other.id());
                try (GraphSnapshot now = fork.snapshot();
                        GraphDiff diff = now.diff(state)) {
                    assertThat(diff.next()).isNull();
                }
            }
            try (GraphSnapshot kept = test.graph().archive("kept")) {
                fork.reset(kept);
            }
            assertThat(people(fork)).containsExactly("first");
            assertThat(test.info("f").parentName()).isEqualTo("primary");
        }
    }

    @Test
    void allHandles_followAReset_namesAndAll() {
        try (TestGraph test = TestGraph.create()) {
            GraphFork fork = test.primary().fork("f");
            GraphFork other = test.graph().fork("f");
            // The same numbers stand for other names on both sides.
            write(fork, transaction -> transaction.addVertex("mine", Map.of("a", 1)));
            write(test.primary(), transaction -> transaction.addVertex("theirs", Map.of("b", 2)));
            fork.reset();
            write(other, transaction -> transaction.addVertex("mine", Map.of("a", 3, "b", 4)));
            assertThat(fork.<Long>read(view -> view.vertexCount("theirs"))).isEqualTo(1);
            assertThat(fork.<Long>read(view -> view.vertexCount("mine"))).isEqualTo(1);
            assertThat(other.id()).isEqualTo(fork.id());
            assertThat(other.schema().keys()).containsExactly("a", "b");
            fork.close();
            assertThat(people(other)).isEmpty();
            assertThatThrownBy(() -> test.graph().drop("f", DropMode.RESTRICT))
                    .isInstanceOf(StoreException.ForkInUse.class);
            other.close();
            test.graph().drop("f", DropMode.RESTRICT);
            assertThat(test.idObjects()).isEmpty();
        }
    }

    @Test
    void reset_whileSomethingMayBeCommitted_isRefusedWithoutEffect() {
        try (TestGraph test = TestGraph.create();
                GraphFork fork = test.primary().fork("f")) {
            long id = fork.id();
            try (GraphTransaction transaction = fork.begin()) {
                transaction.addVertex("person", Map.of("name", "Ada"));
                assertThatThrownBy(fork::reset)
                        .isInstanceOf(StoreException.ForkInUse.class)
                        .hasMessageContaining("an open transaction");
                transaction.addVertex("machine", Map.of());
                transaction.commit();
            }
            assertThat(fork.id()).isEqualTo(id);
            assertThat(people(fork)).containsExactly("Ada");
            try (GraphFork empty = test.primary().fork("empty");
                    GraphLoader _ = empty.load()) {
                assertThatThrownBy(empty::reset)
                        .isInstanceOf(StoreException.ForkInUse.class)
                        .hasMessageContaining("an open bulk load");
            }
            assertThat(test.idObjects()).hasSize(2);
        }
    }

    @Test
    void snapshots_outliveAReset() {
        try (TestGraph test = TestGraph.create();
                GraphFork fork = test.primary().fork("f")) {
            long ada = add(fork, "Ada");
            GraphSnapshot before = fork.snapshot();
            fork.reset();
            add(fork, "Bob");
            assertThat(people(before)).containsExactly("Ada");
            assertThat(before.vertexCount("a label that nobody knows")).isZero();
            assertThat(before.vertex("person", "Ada").id()).isEqualTo(ada);
            try (GraphFork again = before.fork("again", ForkOptions.DEFAULT)) {
                before.close();
                add(again, "Eve");
                assertThat(people(again)).containsExactly("Ada", "Eve");
            }
        }
    }

    @Test
    void children_keepWhatTheyShare_andPromoteIntoTheForkAsItIs() {
        try (TestGraph test = TestGraph.create();
                GraphFork fork = test.primary().fork("f")) {
            add(fork, "Ada");
            try (GraphFork child = fork.fork("child")) {
                add(child, "Bob");
                fork.reset();
                assertThat(people(child)).containsExactly("Ada", "Bob");
                assertThat(test.info("child").parentName()).isEqualTo("f");
                GraphPromotionReport report = child.promote(GraphPromotion.onConflict(Choice.FAIL));
                assertThat(report.vertices().inserted()).isEqualTo(2);
                assertThat(people(fork)).containsExactlyInAnyOrder("Ada", "Bob");
            }
        }
    }

    @Test
    void promoteThenReset_thenPromote_makesNoTwins() {
        try (TestGraph test = TestGraph.create();
                GraphFork fork = test.primary().fork("f")) {
            add(fork, "Ada");
            for (int round = 0; round < 3; round++) {
                assertThat(fork.promote(GraphPromotion.onConflict(Choice.FAIL).fastForwardOnly())
                                .isFastForward())
                        .isTrue();
                fork.reset();
                assertThat(people(fork)).isEqualTo(people(test.primary()));
                add(fork, "round " + round);
            }
            assertThat(people(test.primary())).containsExactly("Ada", "round 0", "round 1");
        }
    }

    @Test
    void reset_ofWhatCannotBe_isRefused() {
        try (TestGraph test = TestGraph.create();
                TestGraph elsewhere = TestGraph.create();
                GraphFork fork = test.primary().fork("f");
                GraphSnapshot foreign = elsewhere.primary().snapshot();
                GraphFork scratch = fork.scratch()) {
            assertThatThrownBy(() -> test.primary().reset()).isInstanceOf(StoreException.Invalid.class);
            assertThatThrownBy(() -> fork.reset(foreign)).isInstanceOf(StoreException.Invalid.class);
            assertThatThrownBy(scratch::reset).isInstanceOf(GraphException.Invalid.class);
            try (GraphSnapshot state = scratch.snapshot()) {
                assertThatThrownBy(() -> fork.reset(state)).isInstanceOf(GraphException.Invalid.class);
            }
        }
    }

    // ---- crashes and errors

    private static TestGraph begin() {
        TestGraph test = TestGraph.create();
        add(test.primary(), "Ada");
        try (GraphFork fork = test.primary().fork("f")) {
            add(fork, "own");
        }
        add(test.primary(), "Bob");
        return test;
    }

    private static void reset(TestGraph test) {
        try (GraphFork fork = test.graph().fork("f")) {
            fork.reset();
        }
    }

    private static List<Call> calls() {
        TestGraph test = begin();
        return test.callsOf(() -> reset(test));
    }

    private static void requireBeforeOrAfter(TestGraph test, boolean isDone) {
        assertThat(test.names()).containsExactly("primary", "f");
        try (GraphFork fork = test.graph().fork("f")) {
            List<String> people = people(fork);
            if (isDone || people.contains("Bob")) {
                assertThat(people).containsExactly("Ada", "Bob");
            } else {
                assertThat(people).containsExactly("Ada", "own");
            }
            assertThat(test.idObjects()).containsExactly(IdPaths.ofFork(fork.id()));
            add(fork, "later");
        }
        test.close();
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void powerCut_atAnyCall_leavesTheForkAsItWasOrAsItIsToBe(Loss loss) {
        for (Call call : calls()) {
            TestGraph test = begin();
            test.machine().disk().cutPowerAt(call.index());
            boolean isDone = false;
            try {
                reset(test);
                isDone = true;
            } catch (PowerCut expected) {
                // The machine is gone.
            }
            test.crash(loss);
            requireBeforeOrAfter(test, isDone);
        }
    }

    @Test
    void error_atAnyCall_leavesTheForkAsItWasOrAsItIsToBe() {
        for (Call call : calls()) {
            TestGraph test = begin();
            test.machine().disk().failAt(call.index(), Fault.EIO);
            boolean isDone = false;
            try {
                reset(test);
                isDone = true;
            } catch (StoreException | GraphException expected) {
                // Said so.
            }
            test.heal();
            requireBeforeOrAfter(test, isDone);
        }
    }
}
