package dev.coppice.gremlin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphException;
import dev.coppice.gremlin.CoppiceGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tinkerpop.gremlin.server.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ForkGraphManagerTest {
    @TempDir
    private Path folder;

    private Path database() {
        return folder.resolve("graph");
    }

    private String properties(String name, String... lines) throws IOException {
        Path file = folder.resolve(name + ".properties");
        Files.writeString(
                file,
                "gremlin.graph=dev.coppice.gremlin.CoppiceGraph\ncoppice.directory=" + database() + "\n"
                        + String.join("\n", lines) + "\n");
        return file.toString();
    }

    private static Settings settings(Map<String, String> graphs) {
        Settings settings = new Settings();
        settings.graphs = new LinkedHashMap<>(graphs);
        return settings;
    }

    @Test
    void graphs_haveSourcesByTheirNames() throws Exception {
        ForkGraphManager manager = new ForkGraphManager(settings(Map.of(
                "graph", properties("primary"),
                "b2", properties("b2", "coppice.fork=b", "coppice.fork.create=true"))));
        assertThat(manager.getGraphNames()).containsExactlyInAnyOrder("graph", "b2");
        assertThat(manager.getTraversalSourceNames()).containsExactlyInAnyOrder("g", "g_b2");
        assertThat(manager.getTraversalSource("g_b2").getGraph()).isSameAs(manager.getGraph("b2"));
        for (String name : List.of("graph", "b2")) {
            manager.removeGraph(name);
        }
    }

    @Test
    void forkThatIsNotThere_isNamed_andNothingStaysOpen() throws IOException {
        CoppiceGraph.open(database()).close();
        Map<String, String> graphs = new LinkedHashMap<>();
        graphs.put("graph", properties("primary"));
        graphs.put("gone", properties("gone", "coppice.fork=gone"));

        assertThatThrownBy(() -> new ForkGraphManager(settings(graphs)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'gone'")
                .hasMessageContaining("no fork 'gone'")
                .hasMessageContaining("coppice.fork.create")
                .hasRootCauseInstanceOf(dev.coppice.store.StoreException.NotFound.class);
        // A database that someone has open cannot be opened again.
        GraphDatabase.open(database()).close();
    }

    @Test
    void configurationThatCannotBe_isNamed() throws IOException {
        String misspelled = properties("odd", "coppice.frok=b");
        assertThatThrownBy(() -> new ForkGraphManager(settings(Map.of("odd", misspelled))))
                .hasMessageContaining("odd.properties")
                .hasMessageContaining("'coppice.frok'")
                .hasCauseInstanceOf(RuntimeException.class)
                .hasStackTraceContaining(GraphException.Invalid.class.getName());
        String missing = folder.resolve("missing.properties").toString();
        assertThatThrownBy(() -> new ForkGraphManager(settings(Map.of("none", missing))))
                .hasMessageContaining("missing.properties");
    }

    @Test
    void server_thatCannotOpenItsGraphs_endsAndSaysWhy() throws Exception {
        Home home = Home.create();
        Files.writeString(
                home.folder().resolve("conf/what-if.properties"),
                "gremlin.graph=dev.coppice.gremlin.CoppiceGraph\ncoppice.directory=data/graph\ncoppice.fork=gone\n");
        Path log = home.folder().resolve("log");
        assertThat(Home.finish(home.start(log, "server"))).isNotZero();
        assertThat(log).content().contains("there is no fork 'gone'");
    }

    @Test
    void script_calledOtherwise_saysHow() throws Exception {
        Home home = Home.create();
        Path log = home.folder().resolve("log");
        assertThat(Home.finish(home.start(log, "serve"))).isEqualTo(64);
        assertThat(log).content().contains("coppice-gremlin server [FILE]");
    }
}
