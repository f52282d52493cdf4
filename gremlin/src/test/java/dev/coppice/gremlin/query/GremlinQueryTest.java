package dev.coppice.gremlin.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.gremlin.CoppiceGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GremlinQueryTest {
    @TempDir
    private Path folder;

    private CoppiceGraph graph;

    @BeforeEach
    void fill() {
        graph = CoppiceGraph.open(folder.resolve("graph"));
        Vertex ada = graph.addVertex("person");
        ada.property("name", "Ada");
        Vertex bob = graph.addVertex("person");
        bob.property("name", "Bob");
        ada.addEdge("knows", bob, "since", 1833);
        graph.tx().commit();
    }

    @AfterEach
    void close() {
        graph.close();
    }

    private List<Map<String, Object>> ask(String question) {
        List<Map<String, Object>> rows = new ArrayList<>();
        GremlinQuery.ask(graph, question).forEachRemaining(rows::add);
        return rows;
    }

    @Test
    void ask_elementsMapsPathsAndValues_areRows() {
        assertThat(ask("g.V().hasLabel('person').count()")).containsExactly(Map.of("value", 2L));
        assertThat(ask("g.V().has('name', 'Ada')")).containsExactly(Map.of("id", 0L, "label", "person", "name", "Ada"));
        assertThat(ask("g.E()"))
                .containsExactly(Map.of("id", 0L, "label", "knows", "from", 0L, "to", 1L, "since", 1833));
        assertThat(ask("g.V().project('who', 'knows').by('name').by(out('knows').count())"))
                .containsExactly(Map.of("who", "Ada", "knows", 1L), Map.of("who", "Bob", "knows", 0L));
        assertThat(ask("g.V(0).out('knows').path().by('name')")).containsExactly(Map.of("1", "Ada", "2", "Bob"));
        assertThat(ask("g.V(0).properties('name')")).containsExactly(Map.of("key", "name", "value", "Ada"));
        assertThat(ask("g.V().has('name', 'Eve')")).isEmpty();
    }

    @Test
    void ask_whatIsNoTraversal_isRefused() {
        for (String question : List.of("", "g.V(", "System.exit(1)", "g.V().map{it}", "1 + 1")) {
            assertThatThrownBy(() -> ask(question))
                    .as(question)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("null");
        }
    }
}
