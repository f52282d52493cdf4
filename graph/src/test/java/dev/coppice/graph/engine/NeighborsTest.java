package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.AllocatedBytes;
import dev.coppice.graph.Direction;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.Neighbors;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Isolation;
import dev.coppice.store.StoreException;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.sim.Seeds;
import dev.coppice.store.sim.SimulatedHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NeighborsTest {
    private static final List<String> TYPES = List.of("a", "b", "c");

    private final Database database =
            Database.open(SimulatedHost.create(1).host(), DatabaseOptions.DEFAULT.withBackgroundWork(false));
    private final GraphDatabase graph = GraphDatabase.over(database);
    private final GraphFork primary = graph.primary();

    @AfterEach
    void close() {
        graph.close();
    }

    private record Step(Direction direction, String type, long vertex, long edge) {}

    private static List<Step> steps(GraphView view, long vertex, Direction direction, String... types) {
        List<Step> steps = new ArrayList<>();
        try (Neighbors neighbors = view.neighbors(vertex, direction, types)) {
            while (neighbors.next()) {
                steps.add(new Step(neighbors.direction(), neighbors.type(), neighbors.vertex(), neighbors.edge()));
            }
            assertThat(neighbors.next()).isFalse();
        }
        return steps;
    }

    private long[] vertices(int count) {
        return primary.transact(TransactionOptions.DEFAULT, transaction -> {
            long[] ids = new long[count];
            for (int i = 0; i < count; i++) {
                ids[i] = transaction.addVertex("x", Map.of());
            }
            return ids;
        });
    }

    @Test
    void neighbors_walksOfOneView_oneAfterTheOtherAndInEachOther_areThoseOfTheModel() {
        Seeds.forEach(NeighborsTest.class, 3, this::compare);
    }

    private void compare(long seed) {
        Random random = new Random(seed);
        long[] ids = vertices(40);
        List<List<Step>> model = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            model.add(new ArrayList<>());
        }
        try (GraphTransaction transaction =
                primary.begin(random.nextBoolean() ? Isolation.SNAPSHOT : Isolation.SERIALIZABLE)) {
            for (int round = 0; round < 200; round++) {
                addEdge(transaction, random, ids, model);
                compare(transaction, random, ids, model, 2);
            }
            transaction.commit();
        }
        if (random.nextBoolean()) {
            database.checkpoint();
        }
        try (GraphSnapshot state = primary.snapshot()) {
            for (int round = 0; round < 200; round++) {
                compare(state, random, ids, model, 3);
            }
        }
    }

    private static void addEdge(GraphTransaction transaction, Random random, long[] ids, List<List<Step>> model) {
        int from = random.nextInt(ids.length);
        int to = random.nextInt(ids.length);
        String type = TYPES.get(random.nextInt(TYPES.size()));
        long edge = transaction.addEdge(ids[from], type, ids[to], Map.of());
        model.get(from).add(new Step(Direction.OUT, type, ids[to], edge));
        model.get(to).add(new Step(Direction.IN, type, ids[from], edge));
    }

    /// Compares a walk, in the middle of which others begin.
    private static void compare(GraphView view, Random random, long[] ids, List<List<Step>> model, int depth) {
        int vertex = random.nextInt(ids.length);
        Direction direction = Direction.values()[random.nextInt(3)];
        String[] types = Stream.concat(TYPES.stream().filter(type -> random.nextInt(3) == 0), Stream.of("unknown"))
                .limit(random.nextInt(4))
                .toArray(String[]::new);
        List<Step> expected = model.get(vertex).stream()
                .filter(step -> direction == Direction.BOTH || step.direction() == direction)
                .filter(step -> types.length == 0 || List.of(types).contains(step.type()))
                .toList();
        List<Step> found = new ArrayList<>();
        try (Neighbors neighbors = view.neighbors(ids[vertex], direction, types)) {
            while (neighbors.next()) {
                if (depth > 0 && random.nextInt(8) == 0) {
                    compare(view, random, ids, model, depth - 1);
                }
                found.add(new Step(neighbors.direction(), neighbors.type(), neighbors.vertex(), neighbors.edge()));
            }
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(found).isSortedAccordingTo(Comparator.comparing(Step::direction));
    }

    @Test
    void neighbors_inATransaction_areAsItHasMadeThem_alsoAfterAWalk() {
        long[] ids = vertices(3);
        try (GraphTransaction transaction = primary.begin()) {
            assertThat(steps(transaction, ids[0], Direction.OUT)).isEmpty();
            long edge = transaction.addEdge(ids[0], "a", ids[1], Map.of());
            assertThat(steps(transaction, ids[0], Direction.OUT))
                    .extracting(Step::edge)
                    .containsExactly(edge);
            long other;
            try (Neighbors open = transaction.neighbors(ids[0], Direction.OUT)) {
                assertThat(open.next()).isTrue();
                other = transaction.addEdge(ids[0], "a", ids[2], Map.of());
            }
            assertThat(steps(transaction, ids[0], Direction.OUT))
                    .extracting(Step::edge)
                    .containsExactly(edge, other);
            transaction.removeEdge(edge);
            assertThat(steps(transaction, ids[0], Direction.OUT))
                    .extracting(Step::edge)
                    .containsExactly(other);
            transaction.removeVertex(ids[2]);
            assertThat(steps(transaction, ids[0], Direction.BOTH)).isEmpty();
        }
    }

    @Test
    void neighbors_afterTheEnd_areRefused_alsoAfterAWalk() {
        long[] ids = vertices(1);
        GraphSnapshot state = primary.snapshot();
        steps(state, ids[0], Direction.OUT);
        state.close();
        assertThatThrownBy(() -> steps(state, ids[0], Direction.OUT)).isInstanceOf(StoreException.Closed.class);

        GraphTransaction transaction = primary.begin();
        steps(transaction, ids[0], Direction.OUT);
        transaction.commit();
        assertThatThrownBy(() -> steps(transaction, ids[0], Direction.OUT)).isInstanceOf(StoreException.Closed.class);

        GraphTransaction leaked = primary.transact(TransactionOptions.DEFAULT, open -> {
            steps(open, ids[0], Direction.OUT);
            return open;
        });
        assertThatThrownBy(() -> steps(leaked, ids[0], Direction.OUT)).isInstanceOf(StoreException.Closed.class);

        GraphSnapshot last = primary.snapshot();
        steps(last, ids[0], Direction.OUT);
        graph.close();
        assertThatThrownBy(() -> steps(last, ids[0], Direction.OUT)).isInstanceOf(StoreException.Closed.class);
    }

    @Test
    void neighbors_ofAClosedSnapshot_holdBackNothing() {
        long[] ids = vertices(1);
        GraphFork fork = primary.fork("f");
        GraphSnapshot state = fork.snapshot();
        steps(state, ids[0], Direction.OUT);
        Neighbors late = state.neighbors(ids[0], Direction.OUT);
        assertThat(late.next()).isFalse();
        state.close();
        late.close();
        fork.close();
        graph.drop("f", DropMode.RESTRICT);
        assertThat(graph.forks()).noneMatch(info -> info.name().equals("f"));
    }

    @Test
    void neighbors_inASerializableTransaction_conflictWithEdgesOfTheirVertexAlone() {
        long[] ids = vertices(4);
        try (GraphTransaction reader = primary.begin(Isolation.SERIALIZABLE)) {
            steps(reader, ids[0], Direction.OUT);
            reader.addVertex("y", Map.of());
            primary.transact(other -> other.addEdge(ids[2], "a", ids[3], Map.of()));
            reader.commit();
        }
        try (GraphTransaction reader = primary.begin(Isolation.SERIALIZABLE)) {
            steps(reader, ids[0], Direction.OUT);
            reader.addVertex("y", Map.of());
            primary.transact(other -> other.addEdge(ids[0], "a", ids[3], Map.of()));
            assertThatThrownBy(reader::commit).isInstanceOf(StoreException.Conflict.class);
        }
    }

    @Test
    void neighbors_manyWalksOfOneState_allocateNoCursorEach() {
        long[] ids = vertices(2);
        primary.transact(transaction -> transaction.addEdge(ids[0], "a", ids[1], Map.of()));
        try (GraphSnapshot state = primary.snapshot();
                GraphTransaction transaction = primary.begin()) {
            for (GraphView view : List.of(state, transaction)) {
                long bytes = AllocatedBytes.of(() -> {
                    try (Neighbors neighbors = view.neighbors(ids[0], Direction.OUT)) {
                        return neighbors.next() ? neighbors.vertex() : -1;
                    }
                });
                // A cursor of the store alone has two buffers for the longest key.
                assertThat(bytes / 500).isLessThan(300);
            }
        }
    }
}
