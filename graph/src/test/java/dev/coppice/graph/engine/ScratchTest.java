package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.Direction;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotion.Choice;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.id.IdMarks;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.SimulatedHost;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScratchTest {
    private SimulatedHost machine = SimulatedHost.create(1);
    private GraphDatabase graph = open();

    private GraphDatabase open() {
        return GraphDatabase.over(Database.open(machine.host(), DatabaseOptions.DEFAULT.withBackgroundWork(false)));
    }

    private static long add(GraphFork fork, String label) {
        return fork.transact(TransactionOptions.DEFAULT, transaction -> transaction.addVertex(label, Map.of()));
    }

    private static long count(GraphFork fork) {
        return fork.read(view -> view.vertexCount());
    }

    @Test
    void scratch_readsAndWrites_andLeavesNothing() {
        long person = add(graph.primary(), "person");
        IdMarks marks = graph.primary().ids().highWaterMarks();
        List<String> labels = List.copyOf(graph.primary().schema().labels());
        List<String> objects = objects();
        try (GraphFork scratch = graph.primary().scratch()) {
            long place = add(scratch, "place");
            assertThat(place).isGreaterThan(person);
            scratch.transact(transaction -> transaction.addEdge(person, "visits", place, Map.of()));
            assertThat(scratch.<Long>read(view -> view.degree(place, Direction.IN, "visits")))
                    .isOne();
            assertThat(count(scratch)).isEqualTo(2);
            assertThat(count(graph.primary())).isEqualTo(1);
            assertThat(graph.forks()).extracting(ForkInfo::name).containsExactly("primary");
        }
        assertThat(graph.database().forks()).hasSize(1);
        assertThat(graph.primary().ids().highWaterMarks()).isEqualTo(marks);
        assertThat(graph.primary().schema().labels()).containsExactlyElementsOf(labels);
        assertThat(objects()).isEqualTo(objects);
    }

    private List<String> objects() {
        return machine.disk().files().stream()
                .filter(file -> file.endsWith(".json") || file.startsWith("catalog/pending/"))
                .filter(file -> !file.contains("tmp"))
                .toList();
    }

    @Test
    void scratch_ofScratch_outlivesIt() {
        GraphFork outer = graph.primary().scratch();
        add(outer, "person");
        try (GraphFork inner = outer.scratch()) {
            add(inner, "person");
            outer.close();
            assertThat(count(inner)).isEqualTo(2);
            assertThatThrownBy(() -> count(outer)).isInstanceOf(StoreException.Closed.class);
        }
        assertThat(graph.database().forks()).hasSize(1);
    }

    @Test
    void scratch_thousands_moveNoCounter() {
        IdMarks marks = graph.primary().ids().highWaterMarks();
        for (int i = 0; i < 1_000; i++) {
            try (GraphFork scratch = graph.primary().scratch()) {
                add(scratch, "person");
            }
        }
        assertThat(graph.primary().ids().highWaterMarks()).isEqualTo(marks);
        assertThat(graph.database().forks()).hasSize(1);
    }

    @Test
    void scratch_cannotBeKept() {
        try (GraphFork scratch = graph.primary().scratch();
                GraphSnapshot state = scratch.snapshot()) {
            assertThatThrownBy(() -> scratch.archive("a")).isInstanceOf(GraphException.Invalid.class);
            assertThatThrownBy(() -> scratch.fork("f")).isInstanceOf(GraphException.Invalid.class);
            assertThatThrownBy(() -> state.fork("f", ForkOptions.DEFAULT)).isInstanceOf(GraphException.Invalid.class);
            assertThatThrownBy(() -> scratch.promote(GraphPromotion.onConflict(Choice.TAKE_FORK)))
                    .isInstanceOf(GraphException.Invalid.class);
            assertThatThrownBy(() -> graph.fork(scratch.name())).isInstanceOf(GraphException.Invalid.class);
        }
    }

    @Test
    void scratch_processIsKilledOrLosesPower_isGone() {
        for (Loss loss : Loss.values()) {
            GraphFork outer = graph.primary().scratch();
            add(outer, "person");
            for (int i = 0; i < 5; i++) {
                add(outer.scratch(), "person");
            }
            machine = machine.crash(loss);
            graph = open();
            assertThat(graph.database().forks()).hasSize(1);
            assertThat(objects()).noneMatch(file -> file.startsWith("catalog/pending/"));
        }
    }
}
