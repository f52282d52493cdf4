package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.VertexCursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.sim.Seeds;
import dev.coppice.store.sim.SimulatedHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WalkBesideTest {
    @Test
    void verticesOfALabel_areThose_howeverFarApart_andOnlySomeOfThemRead() {
        Seeds.forEach(WalkBesideTest.class, 3, WalkBesideTest::compare);
    }

    private static void compare(long seed) {
        Random random = new Random(seed);
        Database database =
                Database.open(SimulatedHost.create(seed).host(), DatabaseOptions.DEFAULT.withBackgroundWork(false));
        try (GraphDatabase graph = GraphDatabase.over(database)) {
            List<Long> rare = new ArrayList<>();
            graph.primary().transact(transaction -> {
                for (int i = 0; i < 3_000; i++) {
                    boolean isRare = random.nextInt(1 + i / 100) == 0;
                    long id = transaction.addVertex(isRare ? "rare" : "common", Map.of("number", i));
                    if (isRare) {
                        rare.add(id);
                    }
                }
                rare.removeIf(id -> {
                    boolean isGone = random.nextInt(4) == 0;
                    if (isGone) {
                        transaction.removeVertex(id);
                    }
                    return isGone;
                });
            });
            if (random.nextBoolean()) {
                database.checkpoint();
            }
            try (GraphSnapshot state = graph.primary().snapshot();
                    VertexCursor vertices = state.vertices("rare")) {
                for (long id : rare) {
                    assertThat(vertices.next()).isTrue();
                    assertThat(vertices.id()).isEqualTo(id);
                    if (random.nextInt(3) > 0) {
                        assertThat(vertices.vertex().id()).isEqualTo(id);
                        assertThat(vertices.vertex().value("number")).isEqualTo((int) id);
                        assertThat(vertices.vertex().label()).isEqualTo("rare");
                    }
                }
                assertThat(vertices.next()).isFalse();
            }
        }
    }

    @Test
    void verticesOfALabel_inATransaction_areAsItHasMadeThem() {
        Database database =
                Database.open(SimulatedHost.create(1).host(), DatabaseOptions.DEFAULT.withBackgroundWork(false));
        try (GraphDatabase graph = GraphDatabase.over(database)) {
            graph.primary().transact(transaction -> {
                long id = transaction.addVertex("x", Map.of("number", 1));
                try (VertexCursor vertices = transaction.vertices("x")) {
                    assertThat(vertices.next()).isTrue();
                    assertThat(vertices.vertex().value("number")).isEqualTo(1);
                    transaction.setVertexProperty(id, "number", 2);
                    assertThat(vertices.vertex().value("number")).isEqualTo(2);
                }
            });
        }
    }
}
