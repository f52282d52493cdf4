package dev.coppice.gremlin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.store.DropMode;
import dev.coppice.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.commons.configuration2.BaseConfiguration;
import org.apache.commons.configuration2.Configuration;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.Graph;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;
import org.apache.tinkerpop.gremlin.structure.util.GraphFactory;
import org.apache.tinkerpop.gremlin.structure.util.TemporaryException;
import org.apache.tinkerpop.gremlin.structure.util.reference.ReferenceVertex;
import org.junit.jupiter.api.Test;

final class CoppiceGraphTest {
    private final Path directory = TestDirectories.fresh();

    private Configuration configuration(Map<String, Object> more) {
        Configuration configuration = new BaseConfiguration();
        configuration.setProperty(Graph.GRAPH, CoppiceGraph.class.getName());
        configuration.setProperty("coppice.directory", directory.toString());
        more.forEach(configuration::setProperty);
        return configuration;
    }

    private static void addNamed(Graph graph, String name) {
        graph.addVertex("name", name);
        graph.tx().commit();
    }

    // ---- configuration ----

    @Test
    void open_byFactory_findsWhatWasCommitted() {
        try (CoppiceGraph graph = (CoppiceGraph) GraphFactory.open(configuration(Map.of()))) {
            addNamed(graph, "Ada");
            graph.addVertex("name", "lost");
        }
        try (CoppiceGraph graph = (CoppiceGraph) GraphFactory.open(configuration(Map.of()))) {
            assertThat(graph.traversal().V().values("name").toList()).containsExactly("Ada");
        }
    }

    @Test
    void open_missingFork_saysWhatToDo() {
        CoppiceGraph.open(directory).close();

        assertThatThrownBy(() -> CoppiceGraph.open(configuration(Map.of("coppice.fork", "what-if"))))
                .isInstanceOf(GraphException.NotFound.class)
                .hasMessageContaining("no fork 'what-if'")
                .hasMessageContaining("coppice.fork.create");
        // Nothing holds the database any more.
        CoppiceGraph.open(directory).close();
    }

    @Test
    void open_forkToBeCreated_isCreatedOnceAndOpenedThen() {
        Configuration fork = configuration(Map.of("coppice.fork", "what-if", "coppice.fork.create", true));
        try (CoppiceGraph primary = CoppiceGraph.open(directory)) {
            addNamed(primary, "Ada");
            try (CoppiceGraph whatIf = CoppiceGraph.open(fork)) {
                addNamed(whatIf, "Grace");
            }
            addNamed(primary, "Edsger");
        }
        try (CoppiceGraph whatIf = CoppiceGraph.open(fork)) {
            assertThat(whatIf.traversal().V().values("name").toList()).containsExactlyInAnyOrder("Ada", "Grace");
        }
    }

    @Test
    void open_whatCannotBe_saysWhich() {
        assertThatThrownBy(() -> CoppiceGraph.open(configuration(Map.of("coppice.frok", "x"))))
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("'coppice.frok'")
                .hasMessageContaining("coppice.fork");
        assertThatThrownBy(() -> CoppiceGraph.open(configuration(Map.of("coppice.readonly", "maybe"))))
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("'maybe'");
        assertThatThrownBy(() -> CoppiceGraph.open(configuration(Map.of("coppice.isolation", "none"))))
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("snapshot, serializable");
        assertThatThrownBy(() -> CoppiceGraph.open(configuration(Map.of("coppice.directory", " "))))
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("lacks 'coppice.directory'");
        assertThatThrownBy(() -> CoppiceGraph.open("nul \0"))
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("no path");
        assertThatThrownBy(() ->
                        CoppiceGraph.open(configuration(Map.of("coppice.readonly", true, "coppice.fork.create", true))))
                .isInstanceOf(GraphException.Invalid.class);
    }

    @Test
    void open_readOnly_readsAndRefusesToWrite() {
        try (CoppiceGraph graph = CoppiceGraph.open(directory)) {
            addNamed(graph, "Ada");
        }
        try (CoppiceGraph graph = CoppiceGraph.open(configuration(Map.of("coppice.readonly", true)))) {
            Vertex ada = graph.traversal().V().has("name", "Ada").next();
            assertThatThrownBy(() -> graph.addVertex()).isInstanceOf(StoreException.ReadOnly.class);
            assertThatThrownBy(() -> ada.property("name", "Grace")).isInstanceOf(StoreException.ReadOnly.class);
            assertThatThrownBy(ada::remove).isInstanceOf(StoreException.ReadOnly.class);
            graph.tx().commit();
            assertThat(ada.<String>value("name")).isEqualTo("Ada");
        }
    }

    @Test
    void open_archive_readsThatState_andRefusesToWrite() {
        try (CoppiceGraph graph = CoppiceGraph.open(directory)) {
            addNamed(graph, "Ada");
            graph.graphFork().archive("kept");
            addNamed(graph, "Grace");
            try (CoppiceGraph kept = CoppiceGraph.open(configuration(Map.of("coppice.archive", "kept")))) {
                assertThat(kept.traversal().V().values("name").toList()).containsExactly("Ada");
                assertThat(kept.toString()).contains("archive:kept");
                assertThatThrownBy(() -> kept.addVertex())
                        .isInstanceOf(StoreException.ReadOnly.class)
                        .hasMessageContaining("coppice.archive");
                kept.tx().commit();
                addNamed(graph, "Edsger");
                assertThat(kept.traversal().V().count().next()).isOne();
                try (CoppiceGraph fork = kept.fork("of-kept")) {
                    addNamed(fork, "Alan");
                    assertThat(fork.traversal().V().values("name").toList()).containsExactly("Ada", "Alan");
                }
            }
            assertThat(graph.traversal().V().count().next()).isEqualTo(3);
        }
        Configuration readOnly = configuration(Map.of("coppice.archive", "kept", "coppice.readonly", true));
        try (CoppiceGraph kept = CoppiceGraph.open(readOnly)) {
            assertThat(kept.traversal().V().values("name").toList()).containsExactly("Ada");
        }
        assertThatThrownBy(() -> CoppiceGraph.open(configuration(Map.of("coppice.archive", "nosuch"))))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("nosuch");
        assertThatThrownBy(() -> CoppiceGraph.open(
                        configuration(Map.of("coppice.archive", "kept", "coppice.fork.create", true))))
                .isInstanceOf(GraphException.Invalid.class);
        // Nothing holds the database any more.
        CoppiceGraph.open(directory).close();
    }

    @Test
    void pinnedFork_isReadInAllThreads_untilItIsRefreshed() throws Exception {
        try (CoppiceGraph primary = CoppiceGraph.open(directory);
                CoppiceGraph whatIf = primary.fork("what-if")) {
            addNamed(whatIf, "Ada");
            try (GraphSnapshot state = whatIf.graphFork().snapshot()) {
                addNamed(whatIf, "Grace");
                whatIf.graphFork().pin(state);
                Callable<List<Object>> names =
                        () -> whatIf.traversal().V().values("name").toList();
                assertThat(names.call()).containsExactly("Ada");
                try (ExecutorService other = Executors.newSingleThreadExecutor()) {
                    assertThat(other.submit(names).get()).containsExactly("Ada");
                }
                assertThatThrownBy(() -> whatIf.addVertex()).isInstanceOf(StoreException.ReadOnly.class);
                whatIf.tx().rollback();
                whatIf.graphFork().refresh();
                assertThat(names.call()).containsExactly("Ada", "Grace");
                whatIf.tx().rollback();
                addNamed(whatIf, "Edsger");
            }
        }
    }

    @Test
    void open_sameDirectoryTwice_sharesTheDatabase() {
        try (CoppiceGraph one = CoppiceGraph.open(directory)) {
            try (CoppiceGraph other = CoppiceGraph.open(directory)) {
                addNamed(other, "Ada");
            }
            assertThat(one.traversal().V().count().next()).isEqualTo(1);
        }
    }

    @Test
    void open_sameDirectoryByTwoNames_sharesTheDatabase() throws IOException {
        Path link = Files.createSymbolicLink(TestDirectories.fresh(), directory.getParent());
        // The first of them makes the directory.
        try (CoppiceGraph one = CoppiceGraph.open(link.resolve("graph"));
                CoppiceGraph other = CoppiceGraph.open(directory)) {
            addNamed(other, "Ada");
            assertThat(one.traversal().V().count().next()).isEqualTo(1);
        }
    }

    // ---- transactions ----

    @Test
    void commit_afterAnother_isAConflictThatMayBeTriedAgain() {
        try (CoppiceGraph graph = CoppiceGraph.open(directory)) {
            addNamed(graph, "Ada");
            Vertex ada = graph.vertices().next();
            ada.property("born", 1815);
            CompletableFuture.runAsync(() -> {
                        graph.vertices().next().property("born", 1816);
                        graph.tx().commit();
                    })
                    .join();

            assertThatThrownBy(() -> graph.tx().commit())
                    .isInstanceOf(ConflictException.class)
                    .isInstanceOf(TemporaryException.class)
                    .hasMessageContaining("run it again");
            assertThat(graph.tx().isOpen()).isFalse();
            assertThat(ada.<Integer>value("born")).isEqualTo(1816);
            ada.property("born", 1815);
            graph.tx().commit();
            assertThat(ada.<Integer>value("born")).isEqualTo(1815);
        }
    }

    @Test
    void serializable_whatWasReadAndChangedByAnother_isAConflict() {
        try (CoppiceGraph graph = CoppiceGraph.open(configuration(Map.of("coppice.isolation", "serializable")))) {
            addNamed(graph, "Ada");
            assertThat(graph.traversal().V().count().next()).isEqualTo(1);
            CompletableFuture.runAsync(() -> addNamed(graph, "Grace")).join();
            graph.addVertex("name", "Edsger");

            assertThatThrownBy(() -> graph.tx().commit()).isInstanceOf(ConflictException.class);
        }
    }

    @Test
    void commit_againstAUniqueIndex_isRefused() {
        try (CoppiceGraph graph = CoppiceGraph.open(directory)) {
            graph.graphFork()
                    .createIndex(
                            IndexDefinition.ofVertices("names", null, "name").asUnique(), done -> {});
            addNamed(graph, "Ada");
            graph.addVertex("name", "Ada");

            assertThatThrownBy(() -> graph.tx().commit()).isInstanceOf(GraphException.Constraint.class);
            assertThat(graph.traversal().V().count().next()).isEqualTo(1);
        }
    }

    @Test
    void iterator_afterTheTransaction_saysSo() {
        try (CoppiceGraph graph = CoppiceGraph.open(directory)) {
            addNamed(graph, "Ada");
            addNamed(graph, "Grace");
            Iterator<Vertex> vertices = graph.vertices();
            Vertex ada = vertices.next();
            graph.tx().commit();

            assertThatThrownBy(vertices::hasNext)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has ended");
            assertThat(ada.<String>value("name")).isEqualTo("Ada");
        }
    }

    @Test
    void readers_seeOneStateUntilTheyEndTheirTransaction() {
        try (CoppiceGraph graph = CoppiceGraph.open(directory)) {
            assertThat(graph.traversal().V().count().next()).isZero();
            CompletableFuture.runAsync(() -> addNamed(graph, "Ada")).join();
            assertThat(graph.traversal().V().count().next()).isZero();
            graph.tx().rollback();
            assertThat(graph.traversal().V().count().next()).isEqualTo(1);
        }
    }

    @Test
    void close_withTransactionsOfOtherThreads_givesThemUp() {
        try (CoppiceGraph keeper = CoppiceGraph.open(directory)) {
            CoppiceGraph whatIf = keeper.fork("what-if");
            CompletableFuture.runAsync(() -> whatIf.addVertex("name", "lost")).join();
            whatIf.close();

            // A fork that a transaction still reads would not be dropped.
            OpenDatabases.Lease lease = OpenDatabases.acquire(directory, false);
            lease.database().drop("what-if", DropMode.RESTRICT);
            lease.release().run();
            assertThatThrownBy(() -> CoppiceGraph.open(directory, "what-if"))
                    .isInstanceOf(GraphException.NotFound.class);
        }
    }

    // ---- elements ----

    @Test
    void elements_changedThroughOtherObjects_areReadAgain() {
        try (CoppiceGraph graph = CoppiceGraph.open(directory)) {
            Vertex vertex = graph.addVertex("name", "Ada");
            Edge edge = vertex.addEdge("to", vertex, "since", 1);
            assertThat(vertex.<String>value("name")).isEqualTo("Ada");
            assertThat(edge.<Integer>value("since")).isEqualTo(1);

            graph.vertices(vertex).next().property("name", "Grace");
            graph.edges(edge).next().property("since", 2);
            assertThat(vertex.<String>value("name")).isEqualTo("Grace");
            assertThat(edge.<Integer>value("since")).isEqualTo(2);

            graph.vertices(vertex).next().remove();
            assertThat(vertex.properties()).isExhausted();
            assertThat(edge.property("since").isPresent()).isFalse();
            assertThatThrownBy(() -> vertex.property("name", "Ada"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was removed");
            assertThatThrownBy(() -> edge.property("since", 3)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void propertiesOfProperties_changeInPlace() {
        try (CoppiceGraph graph = CoppiceGraph.open(directory)) {
            Vertex vertex = graph.addVertex();
            vertex.property(VertexProperty.Cardinality.list, "city", "London", "from", 1815);
            VertexProperty<String> bath = vertex.property(VertexProperty.Cardinality.list, "city", "Bath");
            bath.property("from", 1820);
            bath.property("until", 1825);
            bath.property("from").remove();
            graph.tx().commit();

            assertThat(graph.traversal()
                            .V()
                            .properties("city")
                            .hasValue("Bath")
                            .valueMap()
                            .next())
                    .isEqualTo(Map.of("until", 1825));
            vertex.property(VertexProperty.Cardinality.set, "city", "London", "from", 1816);
            assertThat(graph.traversal().V().properties("city").count().next()).isEqualTo(2);
            assertThat(graph.traversal().V().properties("city").values("from").toList())
                    .containsExactly(1816);
            vertex.property(VertexProperty.Cardinality.single, "city", "Paris");
            assertThat(graph.traversal().V().valueMap("city").next()).isEqualTo(Map.of("city", List.of("Paris")));
            assertThatThrownBy(() -> bath.property("from", 1)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void elements_ofAnotherFork_areRefused() {
        try (CoppiceGraph primary = CoppiceGraph.open(directory);
                CoppiceGraph whatIf = primary.fork("what-if")) {
            Vertex here = primary.addVertex();
            Vertex there = whatIf.addVertex();

            assertThatThrownBy(() -> here.addEdge("to", there))
                    .isInstanceOf(GraphException.Invalid.class)
                    .hasMessageContaining("what-if");
        }
    }

    @Test
    void elements_thatAReaderMade_standForThoseOfTheirIds() {
        try (CoppiceGraph graph = CoppiceGraph.open(directory)) {
            Vertex one = graph.addVertex();
            Vertex other = graph.addVertex();
            one.addEdge("to", new ReferenceVertex(other.id()));

            assertThat(graph.traversal().V(one).out("to").next()).isEqualTo(other);
            assertThatThrownBy(() -> one.addEdge("to", new ReferenceVertex(99L)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("99");
        }
    }

    @Test
    void vertices_byAnEdge_areNone() {
        try (CoppiceGraph graph = CoppiceGraph.open(directory)) {
            Vertex vertex = graph.addVertex();
            Object edge = vertex.addEdge("to", vertex);

            assertThat(graph.vertices(edge)).isExhausted();
            assertThat(graph.vertices("x", 0.5, null, new Object())).isExhausted();
            assertThat(graph.vertices(vertex.id().toString(), ((Long) vertex.id()).doubleValue()))
                    .toIterable()
                    .containsExactly(vertex, vertex);
        }
    }

    @Test
    void fork_inheritsElementsWithTheirIds_andGivesOutOthers() {
        try (CoppiceGraph primary = CoppiceGraph.open(directory)) {
            addNamed(primary, "Ada");
            Object ada = primary.vertices().next().id();
            try (CoppiceGraph whatIf = primary.fork("what-if")) {
                assertThat(whatIf.vertices(ada).next().<String>value("name")).isEqualTo("Ada");
                assertThat(whatIf.addVertex().id()).isNotEqualTo(ada);
                whatIf.vertices(ada).next().remove();
                whatIf.tx().commit();
                assertThat(whatIf.vertices(ada)).isExhausted();
            }
            primary.tx().rollback();
            assertThat(primary.vertices(ada).next().<String>value("name")).isEqualTo("Ada");
        }
    }
}
