package dev.coppice.graph.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.Direction;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphLoader;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotion.Choice;
import dev.coppice.graph.GraphPromotionReport;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.IndexRange;
import dev.coppice.graph.Neighbors;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.schema.IndexDefinition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of `docs/graph.md`, one after the other, and that they are these.
final class GuideTest {
    private static final Path SOURCE = Path.of("src/test/java/dev/coppice/graph/guide/GuideTest.java");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private String printed() {
        String text = printed.toString(StandardCharsets.UTF_8);
        printed.reset();
        return text;
    }

    @Test
    void examples_doWhatThePageSays() {
        PrintStream terminal = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            run(folder.resolve("graph"));
            load(folder.resolve("loaded"));
        } finally {
            System.setOut(terminal);
        }
    }

    private void run(Path directory) {
        write(directory);
        try (GraphDatabase graph = GraphDatabase.open(directory)) {
            read(graph);
            assertThat(printed().lines()).containsExactly("Ada", "Analytical Engine");
            find(graph.primary());
            assertThat(printed().lines()).containsExactly("Ada");
            fork(
                    graph,
                    graph.primary().read(view -> view.vertex("person", "ada").id()));
            assertThat(printed().lines()).containsExactly("1816");
            try (GraphFork whatIf = graph.fork("what-if")) {
                diff(graph, whatIf);
                assertThat(printed()).contains("CHANGED");
                promote(whatIf);
                reset(whatIf);
                pin(whatIf);
                fastForward(whatIf);
            }
        }
    }

    private static void load(Path directory) {
        try (GraphDatabase graph = GraphDatabase.open(directory)) {
            try (GraphLoader loader = graph.primary().load()) {
                long first = loader.addVertex("step", null, Map.of("number", 0));
                for (int i = 1; i < 10_000; i++) {
                    long next = loader.addVertex("step", null, Map.of("number", i));
                    loader.addEdge(first, "before", next, Map.of());
                    first = next;
                }
                loader.commit();
            }
            assertThat(graph.primary().<Long>read(GraphView::edgeCount)).isEqualTo(9_999);
        }
    }

    private static void write(Path directory) {
        try (GraphDatabase graph = GraphDatabase.open(directory)) {
            graph.primary().transact(transaction -> {
                long ada = transaction.addVertex("person", "ada", Map.of("name", "Ada", "born", 1815));
                long engine = transaction.addVertex("machine", Map.of("name", "Analytical Engine"));
                transaction.addEdge(ada, "wrote for", engine, Map.of("year", 1843));
            });
        }
    }

    private static void read(GraphDatabase graph) {
        try (GraphSnapshot state = graph.primary().snapshot()) {
            Vertex ada = state.vertex("person", "ada");
            System.out.println(ada.value("name"));
            try (Neighbors machines = state.neighbors(ada.id(), Direction.OUT, "wrote for")) {
                while (machines.next()) {
                    System.out.println(state.vertex(machines.vertex()).value("name"));
                }
            }
        }
    }

    private static void find(GraphFork fork) {
        fork.createIndex(IndexDefinition.ofVertices("people by year", "person", "born", "name"), done -> {});
        fork.read(view -> {
            try (VertexCursor found =
                    view.findVertices("people by year", IndexRange.all().below(1900, false))) {
                while (found.next()) {
                    System.out.println(found.value("name"));
                }
            }
            return null;
        });
    }

    private static void fork(GraphDatabase graph, long ada) {
        try (GraphFork whatIf = graph.primary().fork("what-if")) {
            whatIf.transact(transaction -> transaction.setVertexProperty(ada, "born", 1816));
            System.out.println(whatIf.<Object>read(view -> view.vertex(ada).value("born")));
        }
    }

    private static void diff(GraphDatabase graph, GraphFork whatIf) {
        try (GraphSnapshot before = graph.primary().snapshot();
                GraphSnapshot after = whatIf.snapshot();
                GraphDiff diff = after.diff(before)) {
            diff.forEach(System.out::println);
        }
    }

    private static void promote(GraphFork whatIf) {
        GraphPromotionReport preview = whatIf.preview(GraphPromotion.onConflict(Choice.FAIL));
        preview.conflicts().forEach(System.out::println);
        GraphPromotionReport report =
                whatIf.promote(GraphPromotion.onConflict(Choice.TAKE_FORK).vertices("person"));
        assertThat(preview.applied()).isOne();
        assertThat(report.vertices().updated()).isOne();
    }

    private static void reset(GraphFork whatIf) {
        whatIf.transact(transaction -> transaction.addVertex("person", Map.of()));
        whatIf.reset();
        assertThat(whatIf.<Long>read(GraphView::vertexCount)).isEqualTo(2);
    }

    private static void pin(GraphFork reader) {
        try (GraphSnapshot state = reader.snapshot()) {
            reader.pin(state);
            report(reader);
            reader.refresh();
        }
    }

    private static void report(GraphFork reader) {
        assertThat(reader.isPinned()).isTrue();
        assertThat(reader.<Long>read(GraphView::vertexCount)).isEqualTo(2);
    }

    private static void fastForward(GraphFork whatIf) {
        whatIf.transact(transaction -> transaction.addVertex("person", Map.of()));
        whatIf.promote(GraphPromotion.onConflict(Choice.FAIL).fastForwardOnly());
        whatIf.reset();
        assertThat(whatIf.<Long>read(GraphView::vertexCount)).isEqualTo(3);
    }

    @Test
    void everyBlockOfThePage_isRunHere() throws IOException {
        String source = normalized(Files.readString(SOURCE));
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("../docs/graph.md")))
                .results()
                .map(block -> normalized(block.group(1)))
                .toList();
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(6);
        assertThat(blocks).allSatisfy(block -> assertThat(source).contains(block));
    }

    private static String normalized(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("(?<=\\() | (?=\\.)", "").strip();
    }
}
