package dev.coppice.cli.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.Progress;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphFork;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BulkImportTest {
    private static final ElementLoader.Options OPTIONS = new ElementLoader.Options(false, 0, false);

    @TempDir
    private Path directory;

    private final Progress progress = new Progress(
            new Console(
                    InputStream.nullInputStream(),
                    OutputStream.nullOutputStream(),
                    new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                    false,
                    false,
                    _ -> null,
                    System::nanoTime),
            "elements");

    private static String vertices(int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"vertex\":\"v").append(i).append("\"}\n");
        }
        return lines.toString();
    }

    private ElementLoader.Result load(GraphFork fork, BulkImport bulk, String text) {
        var bytes = new CountingStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return new ElementLoader(fork, new JsonElements("test", bytes), bytes::count, bulk, OPTIONS, progress).load();
    }

    @Test
    void load_moreVerticesThanFitTheMemoryForNames_goesOnInTransactions() {
        String text = vertices(5_000) + "{\"edge\":\"to\",\"from\":\"v0\",\"to\":\"v4999\"}\n";
        try (GraphDatabase graph = GraphDatabase.open(directory);
                BulkImport bulk = new BulkImport(graph.primary().load(), 100 * 128)) {
            ElementLoader.Result result = load(graph.primary(), bulk, text);

            assertThat(bulk.isOpen()).isFalse();
            assertThat(result).isEqualTo(new ElementLoader.Result(5_000, 0, 1, 0, 0, 0));
            assertThat(graph.primary().<Long>read(view -> view.vertexCount())).isEqualTo(5_000);
            assertThat(graph.check().problems()).isEmpty();
        }
    }

    @Test
    void load_wholeFile_isOneCommit() {
        try (GraphDatabase graph = GraphDatabase.open(directory);
                BulkImport bulk = BulkImport.into(graph.primary(), OPTIONS)) {
            load(graph.primary(), bulk, vertices(5_000));
            assertThat(graph.primary().<Long>read(view -> view.vertexCount())).isZero();
            bulk.commit();
            assertThat(graph.primary().<Long>read(view -> view.vertexCount())).isEqualTo(5_000);
        }
    }

    @Test
    void into_graphThatHasSomething_isNotOpen() {
        try (GraphDatabase graph = GraphDatabase.open(directory)) {
            graph.primary().transact(transaction -> transaction.addVertex("a", java.util.Map.of()));
            try (BulkImport bulk = BulkImport.into(graph.primary(), OPTIONS)) {
                assertThat(bulk.isOpen()).isFalse();
            }
        }
    }

    @Test
    void progress_knowsTheBytesOfTheFile() {
        String text = vertices(5_000);
        try (GraphDatabase graph = GraphDatabase.open(directory);
                BulkImport bulk = BulkImport.into(graph.primary(), OPTIONS)) {
            load(graph.primary(), bulk, text);
            assertThat(progress.count()).isEqualTo(5_000);
            assertThat(progress.bytes()).isEqualTo(text.length());
            bulk.commit();
            load(graph.primary(), bulk, text);
            assertThat(progress.bytes()).isEqualTo(2L * text.length());
        }
    }
}
