package dev.coppice.graph.forks;

import static dev.coppice.graph.forks.TestGraph.add;
import static dev.coppice.graph.forks.TestGraph.people;
import static dev.coppice.graph.forks.TestGraph.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.VertexCursor;
import dev.coppice.store.DropMode;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Forks that are made, dropped and reset while others are at work on them, on threads of a real machine.
final class ConcurrentForksTest {
    @TempDir
    private Path directory;

    @AfterEach
    void requireSound() {
        try (GraphDatabase graph = GraphDatabase.open(directory)) {
            assertThat(graph.check().problems()).isEmpty();
            assertThat(graph.database().check().problems()).isEmpty();
        }
    }

    @Test
    void forks_madeWhileTheirParentIsWrittenTo_areEachOneStateOfIt() throws Exception {
        try (GraphDatabase graph = GraphDatabase.open(directory);
                GraphFork middle = graph.primary().fork("middle")) {
            for (GraphFork parent : List.of(graph.primary(), middle)) {
                AtomicBoolean isEnough = new AtomicBoolean();
                try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                    Future<?> writer = threads.submit(() -> {
                        for (int i = 0; !isEnough.get(); i++) {
                            int number = i;
                            parent.transact(transaction -> {
                                // Each state has as many edges as vertices: one to itself.
                                long added = transaction.addVertex("number", Map.of("n", number));
                                transaction.addEdge(added, "is", added, Map.of());
                            });
                        }
                    });
                    try {
                        for (int i = 0; i < 15; i++) {
                            requireOneState(parent, "of-" + parent.name() + "-" + i);
                        }
                    } finally {
                        isEnough.set(true);
                    }
                    writer.get();
                }
            }
        }
    }

    private static void requireOneState(GraphFork parent, String name) {
        try (GraphFork fork = parent.fork(name)) {
            long count = fork.read(view -> {
                assertThat(view.edgeCount()).isEqualTo(view.vertexCount());
                return view.vertexCount();
            });
            for (int i = 1; i <= 5; i++) {
                // One that had a number in use would replace a vertex.
                fork.transact(transaction -> transaction.addVertex("own", Map.of()));
                assertThat(fork.<Long>read(view -> view.vertexCount())).isEqualTo(count + i);
            }
            assertThat(fork.<Long>read(view -> view.vertexCount("number"))).isEqualTo(count);
        }
    }

    @Test
    void creations_atTheSameTime_ofDifferentNamesAllSucceed_ofOneNameOneDoes() throws Exception {
        try (GraphDatabase graph = GraphDatabase.open(directory)) {
            add(graph.primary(), "Ada");
            List<Callable<Boolean>> creations = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String name = i % 2 == 0 ? "one" : "different-" + i;
                creations.add(() -> {
                    try (GraphFork fork = graph.primary().fork(name)) {
                        add(fork, "own");
                        return true;
                    } catch (StoreException.AlreadyExists e) {
                        assertThat(name).isEqualTo("one");
                        return false;
                    }
                });
            }
            int made = 0;
            try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
                for (Future<Boolean> creation : threads.invokeAll(creations)) {
                    made += creation.get() ? 1 : 0;
                }
            }
            assertThat(made).isEqualTo(9);
            assertThat(graph.forks()).hasSize(1 + 9);
        }
    }

    @Test
    void openOrCreate_besideDrops_opensAWholeFork() throws Exception {
        try (GraphDatabase graph = GraphDatabase.open(directory)) {
            add(graph.primary(), "Ada");
            AtomicBoolean isEnough = new AtomicBoolean();
            try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
                Future<Integer> dropper = threads.submit(() -> {
                    int drops = 0;
                    while (!isEnough.get()) {
                        try {
                            graph.drop("f", DropMode.RESTRICT);
                            drops++;
                        } catch (StoreException.NotFound | StoreException.ForkInUse e) {
                            Thread.onSpinWait();
                        }
                    }
                    return drops;
                });
                try {
                    for (int round = 0; round < 200; round++) {
                        try (GraphFork fork = graph.primary().fork("f", ForkOptions.DEFAULT.orOpen())) {
                            assertThat(people(fork)).startsWith("Ada");
                            write(fork, transaction -> transaction.addVertex("person", Map.of("name", "own")));
                            assertThat(people(fork)).contains("own");
                        }
                    }
                } finally {
                    isEnough.set(true);
                }
                assertThat(dropper.get()).isPositive();
            }
        }
    }

    @Test
    void transactions_besideResets_areCommittedToWhatTheyBeganWith_orRunAgain() throws Exception {
        try (GraphDatabase graph = GraphDatabase.open(directory);
                GraphFork fork = graph.primary().fork("f")) {
            add(graph.primary(), "there");
            try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
                Future<?> writer = threads.submit(() -> {
                    for (int i = 0; i < 300; i++) {
                        // Each has names of its own, in the order in which they come.
                        String name = "n" + i;
                        write(fork, transaction -> transaction.addVertex("label " + name, Map.of(name, name)));
                    }
                });
                int resets = 0;
                while (!writer.isDone() || resets == 0) {
                    try {
                        fork.reset();
                        resets++;
                    } catch (StoreException.ForkInUse e) {
                        assertThat(e.blockers()).containsOnly("an open transaction");
                    }
                }
                writer.get();
            }
            try (GraphSnapshot state = fork.snapshot();
                    VertexCursor all = state.vertices()) {
                while (all.next()) {
                    String label = all.vertex().label();
                    if (!label.equals("person")) {
                        String name = label.substring("label ".length());
                        assertThat(all.vertex().value(name)).isEqualTo(name);
                    }
                }
            }
        }
    }
}
