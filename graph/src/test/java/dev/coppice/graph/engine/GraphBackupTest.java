package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.id.IdMarks;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.TransactionOptions;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GraphBackupTest {
    @TempDir
    Path folder;

    private static long add(GraphFork fork) {
        return fork.transact(TransactionOptions.DEFAULT, transaction -> transaction.addVertex("person", Map.of()));
    }

    @Test
    void backup_ofAGraph_isAGraphWhoseIdsGoOnAboveAll() {
        Path copy = folder.resolve("copy");
        long inPrimary;
        long inFork;
        try (GraphDatabase graph = GraphDatabase.open(folder.resolve("graph"));
                GraphFork fork = graph.primary().fork("f")) {
            inPrimary = add(graph.primary());
            inFork = add(fork);
            graph.primary().archive("kept");
            add(graph.primary());
            graph.database().backup(copy);
        }
        try (GraphDatabase graph = GraphDatabase.open(copy);
                GraphFork fork = graph.fork("f");
                GraphSnapshot kept = graph.archive("kept")) {
            assertThat(kept.vertexCount()).isOne();
            assertThat(graph.primary().<Long>read(view -> view.vertexCount())).isEqualTo(2);
            assertThat(add(graph.primary())).isGreaterThan(inPrimary + 1);
            assertThat(add(fork)).isGreaterThan(inFork);
            assertThat(graph.check().problems()).isEmpty();
        }
    }

    @Test
    void follower_readsNamesThatTheWriterLearnsLater() {
        Path directory = folder.resolve("graph");
        try (GraphDatabase writer = GraphDatabase.open(directory)) {
            add(writer.primary());
            try (GraphDatabase follower = GraphDatabase.open(directory, DatabaseOptions.DEFAULT.asReadOnly())) {
                assertThat(follower.primary().<Long>read(view -> view.vertexCount()))
                        .isOne();
                IdMarks marks = writer.primary().ids().highWaterMarks();
                writer.primary().transact(transaction -> {
                    long place = transaction.addVertex("place", Map.of("area", 3.5));
                    transaction.addEdge(0, "visits", place, Map.of());
                });
                follower.database().refresh();

                assertThat(follower.primary().<Long>read(view -> view.vertexCount("place")))
                        .isOne();
                assertThat(follower.primary()
                                .<Object>read(view -> view.vertex(marks.vid()).value("area")))
                        .isEqualTo(3.5);
                assertThat(follower.primary()
                                .<String>read(view -> view.edge(marks.eid()).type()))
                        .isEqualTo("visits");
            }
        }
    }
}
