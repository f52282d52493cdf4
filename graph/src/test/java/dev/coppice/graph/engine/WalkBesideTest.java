package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.VertexCursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Isolation;
import dev.coppice.store.TransactionOptions;
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
                    // All of one label first, then fewer and fewer, and all of it again at the end.
                    boolean isRare = i > 2_500 || random.nextInt(1 + i / 200) == 0;
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
                        assertThat(vertices.value("number")).isEqualTo((int) id);
                        assertThat(vertices.hasValue("number", number -> number.equals((int) id)))
                                .isTrue();
                        assertThat(vertices.hasValue("number", number -> number.equals(-1)))
                                .isFalse();
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

    @Test
    void verticesOfALabel_inATransactionThatAddsOthersMeanwhile_areThoseThatWereThere() {
        Database database =
                Database.open(SimulatedHost.create(2).host(), DatabaseOptions.DEFAULT.withBackgroundWork(false));
        try (GraphDatabase graph = GraphDatabase.over(database)) {
            addNumbers(graph, 1_000);
            graph.primary().transact(transaction -> {
                try (VertexCursor vertices = transaction.vertices("x")) {
                    for (int i = 0; i < 1_000; i++) {
                        assertThat(vertices.next()).isTrue();
                        assertThat(vertices.value("number")).isEqualTo(i);
                        if (i % 100 == 99) {
                            transaction.addVertex("x", Map.of("number", -1));
                            transaction.setVertexProperty(vertices.id(), "number", -2);
                            assertThat(vertices.value("number")).isEqualTo(-2);
                            transaction.removeVertex(vertices.id());
                            assertThat(vertices.vertex()).isNull();
                            assertThat(vertices.value("number")).isNull();
                            assertThat(vertices.hasValue("number", number -> true))
                                    .isFalse();
                        }
                    }
                    assertThat(vertices.next()).isFalse();
                }
                assertThat(transaction.vertexCount("x")).isEqualTo(1_000);
            });
        }
    }

    @Test
    void verticesOfALabel_inASerializableTransaction_conflictWithNoOtherLabel() {
        Database database =
                Database.open(SimulatedHost.create(3).host(), DatabaseOptions.DEFAULT.withBackgroundWork(false));
        try (GraphDatabase graph = GraphDatabase.over(database)) {
            addNumbers(graph, 1_000);
            long other = graph.primary()
                    .transact(
                            TransactionOptions.DEFAULT, transaction -> transaction.addVertex("y", Map.of("number", 1)));
            try (GraphTransaction reader = graph.primary().begin(Isolation.SERIALIZABLE)) {
                try (VertexCursor vertices = reader.vertices("x")) {
                    while (vertices.next()) {
                        assertThat(vertices.value("number")).isNotNull();
                    }
                }
                reader.addVertex("z", Map.of());
                graph.primary().transact(writer -> writer.setVertexProperty(other, "number", 2));
                reader.commit();
            }
        }
    }

    @Test
    void hasValue_ofSeveralValues_looksAtEach() {
        Database database =
                Database.open(SimulatedHost.create(4).host(), DatabaseOptions.DEFAULT.withBackgroundWork(false));
        try (GraphDatabase graph = GraphDatabase.over(database)) {
            graph.primary().transact(transaction -> {
                long id = transaction.addVertex("x", Map.of("first", 0, "last", 9));
                transaction.addVertexProperty(id, "name", "Ada", Map.of("since", 1815));
                transaction.addVertexProperty(id, "name", "Augusta", Map.of());
            });
            try (GraphSnapshot state = graph.primary().snapshot();
                    VertexCursor vertices = state.vertices()) {
                assertThat(vertices.next()).isTrue();
                List<Object> seen = new ArrayList<>();
                assertThat(vertices.hasValue("name", value -> !seen.add(value))).isFalse();
                assertThat(seen).containsExactly("Ada", "Augusta");
                assertThat(vertices.hasValue("name", "Augusta"::equals)).isTrue();
                assertThat(vertices.value("name")).isEqualTo("Ada");
                assertThat(vertices.value("unheard of")).isNull();
                assertThat(vertices.hasValue("unheard of", value -> true)).isFalse();
                assertThat(vertices.hasValue("last", value -> true)).isTrue();
            }
        }
    }

    @Test
    void verticesOfALabel_howeverMany_endAndStayAtTheEnd() {
        Database database =
                Database.open(SimulatedHost.create(5).host(), DatabaseOptions.DEFAULT.withBackgroundWork(false));
        try (GraphDatabase graph = GraphDatabase.over(database)) {
            for (int count = 0; count < 140; count++) {
                try (GraphSnapshot state = graph.primary().snapshot();
                        VertexCursor vertices = state.vertices("x")) {
                    for (int i = 0; i < count; i++) {
                        assertThat(vertices.next()).isTrue();
                        assertThat(vertices.value("number")).isEqualTo(0);
                    }
                    for (int i = 0; i < 140; i++) {
                        assertThat(vertices.next()).isFalse();
                    }
                }
                addNumbers(graph, 1);
            }
        }
    }

    private static void addNumbers(GraphDatabase graph, int count) {
        graph.primary().transact(transaction -> {
            for (int i = 0; i < count; i++) {
                transaction.addVertex("x", Map.of("number", i));
            }
        });
    }
}
