package dev.coppice.graph.forks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.Direction;
import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.IndexRange;
import dev.coppice.graph.Neighbors;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.id.IdPaths;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.SimulatedHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A graph on a simulated machine. Closing it proves it sound, once as it is and once opened again.
final class TestGraph implements AutoCloseable {
    static final DatabaseOptions OPTIONS = DatabaseOptions.DEFAULT.withBackgroundWork(false);

    private final DatabaseOptions options;
    private SimulatedHost machine;
    private GraphDatabase graph;

    private TestGraph(SimulatedHost machine, DatabaseOptions options) {
        this.machine = machine;
        this.options = options;
        open();
    }

    static TestGraph create() {
        return create(OPTIONS);
    }

    static TestGraph create(DatabaseOptions options) {
        return new TestGraph(SimulatedHost.create(1), options);
    }

    private void open() {
        graph = GraphDatabase.over(Database.open(machine.host(), options));
    }

    GraphDatabase graph() {
        return graph;
    }

    GraphFork primary() {
        return graph.primary();
    }

    SimulatedHost machine() {
        return machine;
    }

    void reopen() {
        graph.close();
        machine = machine.restartOn(machine.disk());
        open();
    }

    /// Starts the machine again after a loss of power.
    void crash(Loss loss) {
        machine = machine.crash(loss);
        open();
    }

    /// Opens the graph on what is left of the disk after the calls to it failed.
    void heal() {
        machine.disk().heal();
        try {
            graph.close();
        } catch (RuntimeException expected) {
            // A file that failed stays failed.
        }
        machine = machine.restartOn(machine.disk());
        open();
    }

    /// The calls that change the disk while something is done.
    List<Call> callsOf(Runnable action) {
        int first = (int) machine.disk().nextCall();
        action.run();
        List<Call> calls = machine.disk().calls();
        return calls.subList(first, calls.size()).stream()
                .filter(call -> call.operation().changesDisk())
                .toList();
    }

    ForkInfo info(String fork) {
        return graph.forks().stream()
                .filter(info -> info.name().equals(fork))
                .findFirst()
                .orElseThrow();
    }

    List<String> names() {
        return graph.forks().stream().map(ForkInfo::name).toList();
    }

    /// The objects with ids of forks.
    List<String> idObjects() {
        try {
            return graph.database().objects().list(IdPaths.FORKS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void requireSound() {
        assertThat(graph.check().problems()).isEmpty();
        assertThat(graph.database().check().problems()).isEmpty();
    }

    @Override
    public void close() {
        requireSound();
        reopen();
        requireSound();
        graph.close();
    }

    // ---- content

    static <R> R write(GraphFork fork, Function<GraphTransaction, R> work) {
        return fork.transact(TransactionOptions.DEFAULT, work);
    }

    /// Adds a person, whose external id is the name.
    static long add(GraphFork fork, String name) {
        return write(fork, transaction -> transaction.addVertex("person", name, Map.of("name", name)));
    }

    /// The names of the persons that there are.
    static List<String> people(GraphView view) {
        List<String> found = new ArrayList<>();
        try (VertexCursor cursor = view.vertices("person")) {
            while (cursor.next()) {
                found.add(cursor.vertex().value("name").toString());
            }
        }
        return found;
    }

    static List<String> people(GraphFork fork) {
        return fork.read(TestGraph::people);
    }

    /// What a fork answers by every way of asking it.
    static List<String> answers(GraphFork fork) {
        return fork.read(view -> {
            List<String> answers = new ArrayList<>();
            answers.add(view.vertexCount() + " vertices, " + view.edgeCount() + " edges, " + view.vertexCount("person")
                    + " people");
            List<Long> vertices = new ArrayList<>();
            try (VertexCursor cursor = view.vertices()) {
                while (cursor.next()) {
                    vertices.add(cursor.id());
                    answers.add("vertex " + cursor.id() + cursor.vertex().values());
                }
            }
            try (EdgeCursor cursor = view.edges()) {
                while (cursor.next()) {
                    answers.add("edge " + cursor.id() + cursor.edge().values());
                }
            }
            answers.add("of the label " + people(view));
            vertices.forEach(vertex -> addNeighbors(view, vertex, answers));
            for (String name : List.of("p0", "p1", "new")) {
                Vertex found = view.vertex("person", name);
                answers.add("by external id: " + (found == null ? null : found.id()));
            }
            view.schema().indexes().values().forEach(index -> addFound(view, index, answers));
            return answers;
        });
    }

    private static void addNeighbors(GraphView view, long vertex, List<String> answers) {
        for (Direction direction : Direction.values()) {
            answers.add("degree " + view.degree(vertex, direction) + " " + view.degree(vertex, direction, "knows"));
            try (Neighbors neighbors = view.neighbors(vertex, direction)) {
                while (neighbors.next()) {
                    answers.add(vertex + " " + neighbors.direction() + " " + neighbors.type() + " " + neighbors.vertex()
                            + " by " + neighbors.edge());
                }
            }
        }
    }

    private static void addFound(GraphView view, IndexDefinition index, List<String> answers) {
        List<IndexRange> ranges = index.order() == IndexDefinition.Order.HASH
                ? List.of(IndexRange.equalTo(0), IndexRange.equalTo(1), IndexRange.equalTo(99))
                : List.of(IndexRange.all(), IndexRange.all().descending());
        for (IndexRange range : ranges) {
            if (index.kind() == ElementKind.VERTEX) {
                try (VertexCursor found = view.findVertices(index.name(), range)) {
                    while (found.next()) {
                        answers.add(index.name() + " finds vertex " + found.id());
                    }
                }
            } else {
                try (EdgeCursor found = view.findEdges(index.name(), range)) {
                    while (found.next()) {
                        answers.add(index.name() + " finds edge " + found.id());
                    }
                }
            }
        }
    }
}
