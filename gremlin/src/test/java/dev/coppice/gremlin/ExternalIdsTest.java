package dev.coppice.gremlin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExternalIdsTest {
    private final Path directory = TestDirectories.fresh();

    @Test
    void externalIds_inAFork_areThoseOfTheParent_untilTheForkRemovesTheirVertices() {
        try (CoppiceGraph primary = CoppiceGraph.open(directory)) {
            primary.graphFork().transact(tx -> {
                tx.addVertex("person", "ada", Map.of("name", "Ada"));
                tx.addVertex("person", "grace", Map.of("name", "Grace"));
            });
            primary.fork("what-if").close();
        }
        try (CoppiceGraph whatIf = CoppiceGraph.open(directory, "what-if");
                CoppiceGraph primary = CoppiceGraph.open(directory)) {
            whatIf.traversal()
                    .V()
                    .has("name", "Ada")
                    .property("name", "Augusta")
                    .iterate();
            whatIf.traversal().V().has("name", "Grace").drop().iterate();
            whatIf.tx().commit();

            assertThat(nameOf(whatIf, "ada")).isEqualTo("Augusta");
            assertThat(nameOf(whatIf, "grace")).isNull();
            assertThat(nameOf(primary, "ada")).isEqualTo("Ada");
            assertThat(nameOf(primary, "grace")).isEqualTo("Grace");
            whatIf.graphFork().transact(tx -> tx.addVertex("person", "grace", Map.of("name", "Hopper")));
            assertThat(whatIf.traversal().V().values("name").toList()).containsExactlyInAnyOrder("Augusta", "Hopper");
        }
    }

    private static Object nameOf(CoppiceGraph graph, String externalId) {
        return graph.graphFork().read(view -> {
            dev.coppice.graph.Vertex vertex = view.vertex("person", externalId);
            return vertex == null ? null : vertex.values().get("name");
        });
    }
}
