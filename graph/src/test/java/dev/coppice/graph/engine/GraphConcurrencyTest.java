package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.store.DropMode;
import dev.coppice.store.Durability;
import dev.coppice.store.TransactionOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Threads that write to one graph, fork it, and index it, all at once: whatever each of them was told, the graph and
/// all forks must be sound, and no id may have been given twice.
final class GraphConcurrencyTest {
    private static final TransactionOptions BUFFERED = TransactionOptions.DEFAULT.with(Durability.BUFFERED);
    private static final int HUBS = 20;
    private static final int WRITERS = 4;
    private static final int TRANSACTIONS = 150;
    private static final int FORKS = 12;

    @TempDir
    Path folder;

    private final Set<Long> vertexIds = ConcurrentHashMap.newKeySet();

    @Test
    void writersForksAndIndexes_allAtOnce_leaveAllSound() throws Exception {
        try (GraphDatabase graph = GraphDatabase.open(folder.resolve("graph"));
                ExecutorService threads = Executors.newCachedThreadPool()) {
            graph.primary().transact(transaction -> {
                for (int i = 0; i < HUBS; i++) {
                    vertexIds.add(transaction.addVertex("hub", "hub" + i, Map.of("n", i)));
                }
            });
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int seed = i;
                running.add(threads.submit(() -> write(graph.primary(), seed)));
            }
            running.add(threads.submit((Callable<Void>) () -> forkAndDrop(graph)));
            running.add(threads.submit((Callable<Void>) () -> indexAndDrop(graph.primary())));
            for (Future<Void> each : running) {
                each.get();
            }
            assertThat(graph.check().problems()).isEmpty();
            assertThat(graph.database().check().problems()).isEmpty();
        }
        try (GraphDatabase graph = GraphDatabase.open(folder.resolve("graph"))) {
            assertThat(graph.check().problems()).isEmpty();
            assertThat(graph.forks()).hasSize(1 + FORKS / 2);
        }
    }

    private Void write(GraphFork fork, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < TRANSACTIONS; i++) {
            long made = fork.transact(BUFFERED, transaction -> writeSome(transaction, random));
            if (made >= 0) {
                assertThat(vertexIds.add(made)).as("vertex id %d is new", made).isTrue();
            }
        }
        return null;
    }

    /// @return the vertex that was made, or -1
    private static long writeSome(GraphTransaction transaction, SplittableRandom random) {
        long hub = random.nextInt(HUBS);
        long other = random.nextInt(HUBS);
        if (!transaction.hasVertex(hub) || !transaction.hasVertex(other)) {
            return -1;
        }
        switch (random.nextInt(8)) {
            case 0 -> transaction.setVertexProperty(hub, "n", random.nextInt(1_000));
            case 1 -> {
                if (hub > HUBS / 2) {
                    transaction.removeVertex(hub);
                }
            }
            case 2, 3 -> transaction.addEdge(hub, "knows", other, Map.of("w", random.nextInt(10)));
            default -> {
                long made = transaction.addVertex("leaf", Map.of("n", random.nextInt(1_000)));
                transaction.addEdge(hub, "has", made, Map.of());
                return made;
            }
        }
        return -1;
    }

    private Void forkAndDrop(GraphDatabase graph) {
        for (int i = 0; i < FORKS; i++) {
            try (GraphFork fork = graph.primary().fork("f" + i)) {
                long first = fork.ids().highWaterMarks().vid();
                long own = fork.transact(
                        TransactionOptions.DEFAULT, transaction -> transaction.addVertex("own", Map.of()));
                assertThat(own).isEqualTo(first);
                assertThat(fork.<Long>read(view -> view.vertexCount("own"))).isOne();
            }
            if (i % 2 == 0) {
                graph.drop("f" + i, DropMode.RESTRICT);
            }
        }
        return null;
    }

    private Void indexAndDrop(GraphFork fork) {
        for (int i = 0; i < 4; i++) {
            fork.createIndex(IndexDefinition.ofVertices("i" + i, i % 2 == 0 ? "hub" : "leaf", "n"), done -> {});
            if (i == 2) {
                fork.dropIndex("i0");
            }
        }
        return null;
    }
}
