package dev.coppice.graph.forks;

import static dev.coppice.graph.forks.TestGraph.add;
import static dev.coppice.graph.forks.TestGraph.people;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotion.Choice;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.id.IdPaths;
import dev.coppice.store.DropMode;
import dev.coppice.store.Statistics;
import dev.coppice.store.StoreException;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.PowerCut;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The end of forks.
final class ForkDropTest {
    private static List<String> blockers(TestGraph test, String fork, DropMode mode) {
        List<String> names = test.names();
        List<String> files = test.machine().disk().files();
        StoreException.ForkInUse[] refusal = new StoreException.ForkInUse[1];
        assertThatThrownBy(() -> test.graph().drop(fork, mode))
                .isInstanceOfSatisfying(StoreException.ForkInUse.class, e -> refusal[0] = e);
        assertThat(test.names()).isEqualTo(names);
        assertThat(test.machine().disk().files()).isEqualTo(files);
        return refusal[0].blockers();
    }

    @Test
    void drop_ofWhatIsNotThere_orPrimary_isRefused() {
        try (TestGraph test = TestGraph.create()) {
            assertThatThrownBy(() -> test.graph().drop("nosuch", DropMode.CASCADE))
                    .isInstanceOf(StoreException.NotFound.class)
                    .hasMessageContaining("nosuch");
            assertThatThrownBy(() -> test.graph().drop("primary", DropMode.CASCADE))
                    .isInstanceOf(StoreException.Invalid.class);
        }
    }

    @Test
    void drop_whileSomethingIsOpen_namesAllOfIt_andTheForkGoesOn() {
        try (TestGraph test = TestGraph.create()) {
            GraphFork fork = test.primary().fork("f");
            fork.fork("child").close();
            GraphTransaction transaction = fork.begin();
            GraphSnapshot snapshot = fork.snapshot();
            assertThat(blockers(test, "f", DropMode.RESTRICT))
                    .containsExactlyInAnyOrder(
                            "it has the child 'child'", "1 open handle", "an open transaction", "an open snapshot");
            transaction.addVertex("person", Map.of("name", "Ada"));
            transaction.commit();
            transaction.close();
            snapshot.close();
            assertThat(people(fork)).containsExactly("Ada");
            fork.close();
            assertThat(blockers(test, "f", DropMode.RESTRICT)).containsExactly("it has the child 'child'");
        }
    }

    @Test
    void cascade_somethingIsOpenAnywhereBelow_namesAllOfIt_andDropsNothing() {
        try (TestGraph test = TestGraph.create()) {
            GraphFork top = test.primary().fork("top");
            GraphFork left = top.fork("left");
            GraphFork right = top.fork("right");
            GraphFork below = right.fork("below");
            GraphTransaction transaction = below.begin();
            assertThat(blockers(test, "top", DropMode.CASCADE))
                    .containsExactlyInAnyOrder(
                            "1 open handle",
                            "child 'left' has 1 open handle",
                            "child 'right' has 1 open handle",
                            "child 'below' has 1 open handle",
                            "child 'below' has an open transaction");
            transaction.close();
            List.of(top, left, right, below).forEach(GraphFork::close);
            test.graph().drop("top", DropMode.CASCADE);
            assertThat(test.names()).containsExactly("primary");
        }
    }

    @Test
    void cascade_powerCutAtAnyCall_dropsAllOrNone_andLeavesNothingOfThem() {
        List<Call> calls;
        try (TestGraph test = family()) {
            calls = test.callsOf(() -> test.graph().drop("top", DropMode.CASCADE));
        }
        for (Call call : calls) {
            for (Loss loss : Loss.values()) {
                TestGraph test = family();
                test.machine().disk().cutPowerAt(call.index());
                boolean isDone = false;
                try {
                    test.graph().drop("top", DropMode.CASCADE);
                    isDone = true;
                } catch (PowerCut expected) {
                    // The machine is gone.
                }
                test.crash(loss);
                if (isDone || test.names().size() == 1) {
                    assertThat(test.names()).containsExactly("primary");
                    requireNoTrace(test, 1, 2, 3);
                } else {
                    assertThat(test.names()).containsExactly("primary", "top", "middle", "bottom");
                    assertThat(test.idObjects()).hasSize(3);
                }
                test.close();
            }
        }
    }

    private static TestGraph family() {
        TestGraph test = TestGraph.create();
        try (GraphFork top = test.primary().fork("top");
                GraphFork middle = top.fork("middle");
                GraphFork bottom = middle.fork("bottom")) {
            add(top, "top");
            add(middle, "middle");
            add(bottom, "bottom");
        }
        return test;
    }

    private static void requireNoTrace(TestGraph test, long... forks) {
        for (long fork : forks) {
            assertThat(test.machine().disk().files())
                    .noneMatch(file -> file.startsWith("forks/" + fork + "/") || file.equals(IdPaths.ofFork(fork)));
        }
    }

    @Test
    void parent_isDroppedAlone_andItsChildLivesOn_withAllThatItShares() {
        try (TestGraph test = TestGraph.create()) {
            long inherited = add(test.primary(), "Ada");
            try (GraphFork parent = test.primary().fork("parent")) {
                add(parent, "Bob");
                try (GraphFork child = parent.fork("child")) {
                    add(child, "Eve");
                }
            }
            test.graph().database().checkpoint();
            test.graph().drop("parent", DropMode.KEEP_CHILDREN);
            test.graph().database().compact();
            test.reopen();
            try (GraphFork child = test.graph().fork("child")) {
                assertThat(people(child)).containsExactly("Ada", "Bob", "Eve");
                assertThat(test.info("child").parentName()).isEqualTo("primary");
                assertThat(child.lineage().ownerOfVid(inherited)).isZero();
                assertThat(child.promote(GraphPromotion.onConflict(Choice.FAIL))
                                .vertices()
                                .inserted())
                        .isEqualTo(2);
            }
            assertThat(people(test.primary())).containsExactly("Ada", "Bob", "Eve");
            assertThat(test.idObjects()).hasSize(1);
        }
    }

    @Test
    void allForksDropped_thePagesAreExactlyThoseOfBefore() {
        try (TestGraph test = TestGraph.create()) {
            for (int i = 0; i < 500; i++) {
                add(test.primary(), "p" + i);
            }
            settle(test);
            Statistics before = test.graph().database().statistics();
            List<String> files = files(test);
            for (int i = 0; i < 5; i++) {
                try (GraphFork fork = test.primary().fork("f" + i);
                        GraphFork child = fork.fork("child-of-" + i)) {
                    for (int j = 0; j < 100; j++) {
                        add(fork, "own " + j);
                        add(child, "own " + j);
                    }
                    fork.transact(transaction -> transaction.removeVertex(7));
                }
                test.graph().database().checkpoint();
            }
            for (int i = 0; i < 5; i++) {
                test.graph().drop("f" + i, i % 2 == 0 ? DropMode.CASCADE : DropMode.KEEP_CHILDREN);
            }
            test.graph().drop("child-of-1", DropMode.RESTRICT);
            test.graph().drop("child-of-3", DropMode.RESTRICT);
            settle(test);
            Statistics after = test.graph().database().statistics();
            assertThat(after.dataFileBytes()).isEqualTo(before.dataFileBytes());
            assertThat(after.forks()).isEqualTo(before.forks());
            assertThat(files(test)).isEqualTo(files);
        }
    }

    private static void settle(TestGraph test) {
        test.graph().database().checkpoint();
        test.graph().database().compact();
    }

    /// Files of data and objects; logs and the catalog have parts of their own.
    private static List<String> files(TestGraph test) {
        return test.machine().disk().files().stream()
                .filter(file -> file.contains("/data_") || file.startsWith(IdPaths.FORKS))
                .sorted()
                .toList();
    }
}
