package dev.coppice.graph.forks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.id.IdPaths;
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
}
