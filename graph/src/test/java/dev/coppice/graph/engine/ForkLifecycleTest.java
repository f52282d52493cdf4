package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.id.IdAllocator;
import dev.coppice.graph.id.IdMarks;
import dev.coppice.graph.id.IdPaths;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.Operation;
import dev.coppice.store.sim.PowerCut;
import dev.coppice.store.sim.SimulatedHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ForkLifecycleTest {
    private SimulatedHost machine = SimulatedHost.create(1);

    private GraphDatabase open() {
        return GraphDatabase.over(Database.open(machine.host(), DatabaseOptions.DEFAULT.withBackgroundWork(false)));
    }

    private static long addPerson(GraphFork fork) {
        return fork.transact(TransactionOptions.DEFAULT, transaction -> transaction.addVertex("person", Map.of()));
    }

    private static long vertexCount(GraphFork fork) {
        return fork.read(view -> view.vertexCount());
    }

    // ---- ids

    @Test
    void fork_handsOutIds_aboveAllThatItInherits() {
        try (GraphDatabase graph = open()) {
            long inherited = addPerson(graph.primary());
            IdMarks marks = graph.primary().ids().highWaterMarks();
            try (GraphFork fork = graph.primary().fork("f")) {
                assertThat(fork.ids().highWaterMarks()).isEqualTo(marks);
                assertThat(addPerson(fork)).isEqualTo(marks.vid()).isGreaterThan(inherited);
                assertThat(fork.lineage().ownerOfVid(inherited))
                        .isEqualTo(graph.primary().id());
                assertThat(fork.lineage().ownerOfVid(marks.vid())).isEqualTo(fork.id());
            }
        }
    }

    @Test
    void fork_untilItsFirstId_hasAnObjectThatSaysItsParentsMarks() throws Exception {
        try (GraphDatabase graph = open()) {
            addPerson(graph.primary());
            IdMarks marks = graph.primary().ids().highWaterMarks();
            try (GraphFork fork = graph.primary().fork("f")) {
                assertThat(persistedMarks(graph, fork)).isEqualTo(marks);
                addPerson(fork);
                assertThat(persistedMarks(graph, fork))
                        .isEqualTo(new IdMarks(
                                marks.vid() + IdAllocator.DEFAULT_BATCH_SIZE,
                                marks.eid() + IdAllocator.DEFAULT_BATCH_SIZE));
            }
        }
    }

    private static IdMarks persistedMarks(GraphDatabase graph, GraphFork fork) {
        return IdAllocator.persistedMarks(graph.database().objects(), IdPaths.ofFork(fork.id()))
                .orElseThrow();
    }

    @Test
    void fork_whereAFailedOneOfItsNumberHasLeftAnObject_beginsAboveWhatItInheritsAllTheSame() throws Exception {
        try (GraphDatabase graph = open()) {
            IdAllocator.bootstrapForkFromPrimary(graph.database().objects(), 1, IdMarks.ZERO);
            addPerson(graph.primary());
            IdMarks marks = graph.primary().ids().highWaterMarks();
            try (GraphFork fork = graph.primary().fork("f")) {
                assertThat(fork.id()).isEqualTo(1);
                assertThat(persistedMarks(graph, fork)).isEqualTo(marks);
                assertThat(addPerson(fork)).isEqualTo(marks.vid());
            }
        }
    }

    @Test
    void fork_withItsFirstDurableCommit_waitsForTheDiskSevenTimes() {
        try (GraphDatabase graph = open()) {
            addPerson(graph.primary());
            graph.primary().fork("first").close(); // writes the catalog anew
            long first = machine.disk().nextCall();
            try (GraphFork fork = graph.primary().fork("f")) {
                fork.transact(transaction -> {
                    long person = transaction.addVertex("person", Map.of());
                    transaction.addEdge(0, "knows", person, Map.of());
                });
                // The object and its name; the catalog; the object and its name again; the log and its name.
                assertThat(syncsSince(first)).isEqualTo(7);
            }
        }
    }

    private long syncsSince(long first) {
        return machine.disk().calls().stream()
                .filter(call -> call.index() >= first)
                .filter(call -> call.operation() == Operation.SYNC || call.operation() == Operation.SYNC_DIRECTORY)
                .count();
    }

    @Test
    void siblingsAndParent_handOutEqualIds_forDifferentElements() {
        try (GraphDatabase graph = open();
                GraphFork one = graph.primary().fork("one");
                GraphFork other = graph.primary().fork("other")) {
            long id = addPerson(one);
            assertThat(addPerson(other)).isEqualTo(id);
            assertThat(addPerson(graph.primary())).isEqualTo(id);
            assertThat(one.lineage().ownerOfVid(id)).isEqualTo(one.id());
            assertThat(other.lineage().ownerOfVid(id)).isEqualTo(other.id());
            assertThat(graph.primary().lineage().ownerOfVid(id))
                    .isEqualTo(graph.primary().id());
        }
    }

    @Test
    void fork_ofFork_beginsAboveItsParentsMarks() {
        try (GraphDatabase graph = open();
                GraphFork parent = graph.primary().fork("parent")) {
            addPerson(parent);
            addPerson(parent);
            try (GraphFork child = parent.fork("child")) {
                assertThat(child.ids().highWaterMarks()).isEqualTo(parent.ids().highWaterMarks());
                assertThat(child.lineage().owners()).hasSize(3);
            }
        }
    }

    @Test
    void fork_leavesPrimarysObject_untouched() throws Exception {
        try (GraphDatabase graph = open();
                GraphFork fork = graph.primary().fork("f")) {
            addPerson(graph.primary());
            String before = version(graph, IdPaths.PRIMARY);
            for (int i = 0; i < 3_000; i++) {
                fork.ids().allocateVid();
            }
            assertThat(version(graph, IdPaths.PRIMARY)).isEqualTo(before);
        }
    }

    private static String version(GraphDatabase graph, String path) throws Exception {
        return graph.database().objects().get(path).orElseThrow().version();
    }

    @Test
    void open_forkWithoutItsObject_isRefused() throws Exception {
        long id;
        try (GraphDatabase graph = open();
                GraphFork fork = graph.primary().fork("f")) {
            id = fork.id();
        }
        try (GraphDatabase graph = open()) {
            graph.database().objects().delete(IdPaths.ofFork(id));
            assertThatThrownBy(() -> graph.fork("f"))
                    .isInstanceOf(GraphException.Corrupt.class)
                    .hasMessageContaining(IdPaths.ofFork(id));
        }
    }

    @Test
    void open_forkThatTheStoreMade_isRefusedAndKept() {
        try (GraphDatabase graph = open()) {
            graph.database().primary().fork("raw").close();
            assertThatThrownBy(() -> graph.fork("raw"))
                    .isInstanceOf(GraphException.Invalid.class)
                    .hasMessageContaining("raw");
        }
        try (GraphDatabase graph = open()) {
            assertThat(graph.forks()).extracting(ForkInfo::name).containsExactly("primary", "raw");
        }
    }

    // ---- handles

    @Test
    void handlesOfOneFork_shareCommitsAndIds() {
        try (GraphDatabase graph = open();
                GraphFork first = graph.primary().fork("f")) {
            GraphFork second = graph.fork("f");
            long id = addPerson(first);
            assertThat(addPerson(second)).isEqualTo(id + 1);
            assertThat(vertexCount(first)).isEqualTo(2);
            second.close();
            second.close();
            assertThat(addPerson(first)).isEqualTo(id + 2);
            assertThatThrownBy(second::snapshot).isInstanceOf(StoreException.Closed.class);
        }
    }

    @Test
    void fork_nameIsTaken_isRefusedOrOpened() {
        try (GraphDatabase graph = open();
                GraphFork fork = graph.primary().fork("f")) {
            addPerson(fork);
            assertThatThrownBy(() -> graph.primary().fork("f")).isInstanceOf(StoreException.AlreadyExists.class);
            try (GraphFork same = graph.primary().fork("f", ForkOptions.DEFAULT.orOpen())) {
                assertThat(same.id()).isEqualTo(fork.id());
                assertThat(vertexCount(same)).isEqualTo(1);
            }
        }
    }

    @Test
    void fork_badName_leavesNothing() {
        try (GraphDatabase graph = open()) {
            List<String> files = machine.disk().files();
            for (String name : List.of("", "a/b", "..", "x".repeat(101))) {
                assertThatThrownBy(() -> graph.primary().fork(name)).isInstanceOf(StoreException.Invalid.class);
            }
            assertThat(machine.disk().files()).isEqualTo(files);
        }
    }

    @Test
    void drop_whileItIsOpen_isRefusedWithoutEffect() {
        try (GraphDatabase graph = open();
                GraphFork fork = graph.primary().fork("f")) {
            assertThatThrownBy(() -> graph.drop("f", DropMode.RESTRICT)).isInstanceOf(StoreException.ForkInUse.class);
            addPerson(fork);
        }
    }

    @Test
    void drop_takesItsObjectAlong() {
        try (GraphDatabase graph = open()) {
            graph.primary().fork("a").close();
            try (GraphFork a = graph.fork("a")) {
                a.fork("b").close();
            }
            graph.drop("a", DropMode.CASCADE);
            assertThat(machine.disk().files()).noneMatch(file -> file.startsWith(IdPaths.FORKS));
        }
    }

    @Test
    void snapshot_forkedLater_isThatState() {
        try (GraphDatabase graph = open()) {
            addPerson(graph.primary());
            try (GraphSnapshot snapshot = graph.primary().snapshot()) {
                long later = addPerson(graph.primary());
                try (GraphFork fork = snapshot.fork("past", ForkOptions.DEFAULT)) {
                    assertThat(vertexCount(fork)).isEqualTo(1);
                    assertThat(addPerson(fork)).isGreaterThan(later);
                }
            }
        }
    }

    @Test
    void archive_ofForkThatIsGone_canBeForked() {
        try (GraphDatabase graph = open()) {
            try (GraphFork fork = graph.primary().fork("f")) {
                addPerson(fork);
                fork.archive("kept");
            }
        }
        try (GraphDatabase graph = open()) {
            graph.drop("f", DropMode.RESTRICT);
            try (GraphSnapshot kept = graph.archive("kept");
                    GraphFork again = kept.fork("again", ForkOptions.DEFAULT)) {
                assertThat(vertexCount(again)).isEqualTo(1);
                assertThat(addPerson(again)).isEqualTo(1);
            }
        }
    }

    // ---- crashes and errors

    @Test
    void create_powerCutAtAnyCall_leavesAWholeForkOrNone() {
        for (Call call : callsOf(this::createFork)) {
            for (Loss loss : Loss.values()) {
                machine = SimulatedHost.create(1);
                GraphDatabase graph = begin();
                machine.disk().cutPowerAt(call.index());
                boolean isMade = false;
                try {
                    createFork(graph);
                    isMade = true;
                } catch (PowerCut expected) {
                    // The machine is gone.
                }
                machine = machine.crash(loss);
                requireWholeForkOrNone(isMade);
            }
        }
    }

    @Test
    void createAndCommit_powerCutAtAnyCall_keepsWhatWasCommittedAndGivesNoIdTwice() {
        for (Call call : callsOf(graph -> {
            try (GraphFork fork = graph.primary().fork("f")) {
                addPerson(fork);
                addPerson(fork);
            }
        })) {
            for (Loss loss : Loss.values()) {
                machine = SimulatedHost.create(1);
                GraphDatabase graph = begin();
                machine.disk().cutPowerAt(call.index());
                List<Long> committed = new ArrayList<>();
                boolean isMade = false;
                try (GraphFork fork = graph.primary().fork("f")) {
                    isMade = true;
                    committed.add(addPerson(fork));
                    committed.add(addPerson(fork));
                } catch (PowerCut expected) {
                    // The machine is gone.
                }
                machine = machine.crash(loss);
                requireOwnVertices(committed, isMade);
                requireOwnVertices(committed, isMade); // what was regained is kept
            }
        }
    }

    private void requireOwnVertices(List<Long> committed, boolean mustBeThere) {
        try (GraphDatabase graph = open()) {
            if (graph.forks().stream().noneMatch(info -> info.name().equals("f"))) {
                assertThat(mustBeThere).isFalse();
                return;
            }
            try (GraphFork fork = graph.fork("f")) {
                assertThat(fork.lineage().owners().getLast().forkId()).isEqualTo(fork.id());
                assertThat(fork.lineage().ownerOfVid(0)).isZero();
                for (long id : committed) {
                    assertThat(fork.<Boolean>read(view -> view.hasVertex(id))).isTrue();
                    assertThat(fork.lineage().ownerOfVid(id)).isEqualTo(fork.id());
                }
                long visible = vertexCount(fork);
                assertThat(addPerson(fork)).isGreaterThan(visible - 1).isNotIn(committed);
                assertThat(vertexCount(fork)).isEqualTo(visible + 1);
            }
            assertThat(graph.check().problems()).isEmpty();
        }
    }

    @Test
    void fork_thatALossOfPowerHasTakenItsRecordOfOwners_isReadWithoutWriting() {
        GraphDatabase graph = begin();
        GraphFork made = graph.primary().fork("f");
        machine = machine.crash(Loss.DROP_UNSYNCED);
        try (GraphDatabase reader =
                        GraphDatabase.over(Database.open(machine.host(), DatabaseOptions.DEFAULT.asReadOnly()));
                GraphFork fork = reader.fork("f")) {
            assertThat(fork.lineage()).isEqualTo(made.lineage());
            assertThat(vertexCount(fork)).isEqualTo(1);
        }
    }

    @Test
    void create_errorAtAnyCall_leavesAWholeForkOrNone() {
        for (Call call : callsOf(this::createFork)) {
            machine = SimulatedHost.create(1);
            GraphDatabase graph = begin();
            machine.disk().failAt(call.index(), Fault.EIO);
            boolean isMade = false;
            try {
                createFork(graph);
                isMade = true;
            } catch (StoreException | GraphException expected) {
                // Said so.
            }
            machine.disk().heal();
            try {
                graph.close();
            } catch (StoreException expected) {
                // A file that failed stays failed.
            }
            requireWholeForkOrNone(isMade);
        }
    }

    @Test
    void drop_powerCutAtAnyCall_leavesNothingBehind() {
        for (Call call : callsOf(graph -> {
            createFork(graph);
            graph.drop("f", DropMode.RESTRICT);
        })) {
            for (Loss loss : Loss.values()) {
                machine = SimulatedHost.create(1);
                GraphDatabase graph = begin();
                machine.disk().cutPowerAt(call.index());
                try {
                    createFork(graph);
                    graph.drop("f", DropMode.RESTRICT);
                } catch (PowerCut expected) {
                    // The machine is gone.
                }
                machine = machine.crash(loss);
                requireWholeForkOrNone(false);
            }
        }
    }

    private GraphDatabase begin() {
        GraphDatabase graph = open();
        addPerson(graph.primary());
        return graph;
    }

    private void createFork(GraphDatabase graph) {
        graph.primary().fork("f").close();
    }

    /// The calls that change the disk while something is done.
    private List<Call> callsOf(Consumer<GraphDatabase> action) {
        machine = SimulatedHost.create(1);
        GraphDatabase graph = begin();
        int first = (int) machine.disk().nextCall();
        action.accept(graph);
        List<Call> calls = machine.disk().calls();
        return calls.subList(first, calls.size()).stream()
                .filter(call -> call.operation().changesDisk())
                .toList();
    }

    private static List<String> objects(GraphDatabase graph, String prefix) {
        try {
            return graph.database().objects().list(prefix);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void requireWholeForkOrNone(boolean mustBeThere) {
        try (GraphDatabase graph = open()) {
            List<String> names = graph.forks().stream().map(ForkInfo::name).toList();
            assertThat(objects(graph, "catalog/pending/")).isEmpty();
            if (mustBeThere) {
                assertThat(names).contains("f");
            }
            if (names.contains("f")) {
                try (GraphFork fork = graph.fork("f")) {
                    assertThat(vertexCount(fork)).isEqualTo(1);
                    assertThat(fork.lineage().owners()).hasSize(2);
                    assertThat(fork.lineage().owners().getLast().forkId()).isEqualTo(fork.id());
                    assertThat(addPerson(fork)).isPositive();
                }
            } else {
                assertThat(objects(graph, IdPaths.FORKS)).isEmpty();
            }
            try (GraphFork other = graph.primary().fork("other")) {
                addPerson(other);
            }
            assertThat(graph.database().check().problems()).isEmpty();
            try (Fork raw = graph.database().fork("other")) {
                assertThat(raw.name()).isEqualTo("other");
            }
        }
    }
}
