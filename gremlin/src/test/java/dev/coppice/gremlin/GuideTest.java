package dev.coppice.gremlin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.schema.IndexDefinition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversalSource;
import org.junit.jupiter.api.Test;

/// The examples of `docs/gremlin.md`, one after the other, and that they are these.
final class GuideTest {
    private static final Path PAGE = Path.of("../docs/gremlin.md");
    private static final Path SOURCE = Path.of("src/test/java/dev/coppice/gremlin/GuideTest.java");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern PROPERTY = Pattern.compile("(?m)^\\| `(coppice\\.[a-z.]+)`");

    private final Path directory = TestDirectories.fresh();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private String printed() {
        String text = printed.toString(StandardCharsets.UTF_8);
        printed.reset();
        return text.strip();
    }

    @Test
    void examples_doWhatThePageSays() {
        PrintStream terminal = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            open();
            assertThat(printed()).isEqualTo("Analytical Engine");
            fork();
            assertThat(printed()).isEqualTo("0");
            pin();
            assertThat(printed()).isEqualTo("1 people, 0 friendships");
            externalIds();
            assertThat(printed()).isEqualTo("{name=Amazing Grace}");
            try (CoppiceGraph graph = CoppiceGraph.open(directory)) {
                index(graph);
            }
            assertThat(printed())
                    .contains("CoppiceGraphStep(vertex,[~label.eq(person), name.eq(Ada)],index(people by name))");
        } finally {
            System.setOut(terminal);
        }
    }

    private void open() {
        try (CoppiceGraph graph = CoppiceGraph.open(directory)) {
            GraphTraversalSource g = graph.traversal();
            g.addV("person")
                    .property("name", "Ada")
                    .as("ada")
                    .addV("machine")
                    .property("name", "Analytical Engine")
                    .as("engine")
                    .addE("wrote for")
                    .from("ada")
                    .to("engine")
                    .property("year", 1843)
                    .iterate();
            graph.tx().commit();
            System.out.println(
                    g.V().has("name", "Ada").out("wrote for").values("name").next());
        }
    }

    private void fork() {
        try (CoppiceGraph primary = CoppiceGraph.open(directory);
                CoppiceGraph whatIf = primary.fork("what-if")) {
            whatIf.traversal().V().has("name", "Ada").property("born", 1815).iterate();
            whatIf.tx().commit();
            System.out.println(primary.traversal().V().has("born").count().next());
        }
    }

    private void pin() {
        try (CoppiceGraph whatIf = CoppiceGraph.open(directory, "what-if")) {
            pin(whatIf);
        }
    }

    private static void pin(CoppiceGraph whatIf) {
        try (GraphSnapshot state = whatIf.graphFork().snapshot()) {
            whatIf.graphFork().pin(state);
            long people = whatIf.traversal().V().hasLabel("person").count().next();
            long knows = whatIf.traversal().E().hasLabel("knows").count().next();
            System.out.println(people + " people, " + knows + " friendships");
            whatIf.tx().rollback();
            whatIf.graphFork().refresh();
        }
    }

    private void externalIds() {
        try (CoppiceGraph primary = CoppiceGraph.open(directory)) {
            primary.graphFork().transact(tx -> tx.addVertex("person", "hopper@navy.mil", Map.of("name", "Grace")));
            primary.fork("renamed").close();
        }
        try (CoppiceGraph renamed = CoppiceGraph.open(directory, "renamed")) {
            long grace = renamed.graphFork()
                    .read(view -> view.vertex("person", "hopper@navy.mil").id());
            renamed.traversal().V(grace).property("name", "Amazing Grace").iterate();
            renamed.tx().commit();
            Map<?, ?> values = renamed.graphFork()
                    .read(view -> view.vertex("person", "hopper@navy.mil").values());
            System.out.println(values);
        }
    }

    private static void index(CoppiceGraph graph) {
        graph.graphFork().createIndex(IndexDefinition.ofVertices("people by name", "person", "name"), done -> {});
        System.out.println(
                graph.traversal().V().hasLabel("person").has("name", "Ada").explain());
    }

    @Test
    void page_hasTheseExamples() throws IOException {
        String source = withoutSpace(Files.readString(SOURCE));
        List<String> blocks = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();

        assertThat(blocks).hasSize(5).allSatisfy(block -> assertThat(source).contains(withoutSpace(block)));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }

    @Test
    void page_listsAllProperties() throws IOException {
        assertThat(PROPERTY.matcher(Files.readString(PAGE))
                        .results()
                        .map(property -> property.group(1))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(GraphSettings.KNOWN);
    }

    @Test
    void page_listsAllScenariosThatAreLeftOut() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(UnsupportedScenarios.names())
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        assertThat(Pattern.compile("(?m)^\\| `(g_\\w+)`")
                        .matcher(page)
                        .results()
                        .map(MatchResult::group))
                .hasSameSizeAs(UnsupportedScenarios.names());
    }
}
