package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphLoader;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.IndexRange;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.sim.SimulatedHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An index without properties: a list of the edges of a type.
final class EdgeListTest {
    private static final IndexDefinition LIST = IndexDefinition.ofEdges("friends", "knows");

    private final GraphDatabase graph = GraphDatabase.over(
            Database.open(SimulatedHost.create(1).host(), DatabaseOptions.DEFAULT.withBackgroundWork(false)));
    private final GraphFork primary = graph.primary();
    private final long vertex =
            primary.transact(TransactionOptions.DEFAULT, transaction -> transaction.addVertex("v", Map.of()));

    @AfterEach
    void close() {
        graph.close();
    }

    private long add(GraphFork fork, String type) {
        return fork.transact(
                TransactionOptions.DEFAULT,
                transaction -> transaction.addEdge(vertex, type, vertex, Map.of("since", 1)));
    }

    private static List<Long> listed(GraphView view, IndexRange range) {
        List<Long> found = new ArrayList<>();
        try (EdgeCursor edges = view.findEdges("friends", range)) {
            while (edges.next()) {
                assertThat(edges.edge().type()).isEqualTo("knows");
                found.add(edges.id());
            }
        }
        return found;
    }

    private static List<Long> listed(GraphFork fork) {
        return fork.read(view -> listed(view, IndexRange.all()));
    }

    @Test
    void list_hasTheEdgesOfTheType_olderOnesToo() {
        long one = add(primary, "knows");
        add(primary, "likes");
        primary.createIndex(LIST, done -> {});
        assertThat(listed(primary)).containsExactly(one);
        add(primary, "likes");
        long other = add(primary, "knows");
        assertThat(listed(primary)).containsExactly(one, other);
        List<Long> descending =
                primary.read(view -> listed(view, IndexRange.all().descending()));
        assertThat(descending).containsExactly(other, one);

        primary.transact(transaction -> transaction.removeEdge(one));
        assertThat(listed(primary)).containsExactly(other);
        primary.transact(transaction -> transaction.removeVertex(vertex));
        assertThat(listed(primary)).isEmpty();
        assertThat(graph.check().problems()).isEmpty();
    }

    @Test
    void list_inATransaction_hasItsOwnWrites() {
        long one = add(primary, "knows");
        primary.createIndex(LIST, done -> {});
        try (GraphTransaction transaction = primary.begin()) {
            long other = transaction.addEdge(vertex, "knows", vertex, Map.of());
            assertThat(listed(transaction, IndexRange.all())).containsExactly(one, other);
            transaction.setEdgeProperty(other, "since", 2);
            transaction.removeEdge(one);
            assertThat(listed(transaction, IndexRange.all())).containsExactly(other);
        }
        assertThat(listed(primary)).containsExactly(one);
    }

    @Test
    void list_isTheForks_andFollowsWhatIsPromoted() {
        primary.createIndex(LIST, done -> {});
        long inherited = add(primary, "knows");
        try (GraphFork fork = primary.fork("f")) {
            assertThat(listed(fork)).containsExactly(inherited);
            fork.transact(transaction -> transaction.removeEdge(inherited));
            add(fork, "knows");
            add(fork, "likes");
            assertThat(listed(fork)).hasSize(1).doesNotContain(inherited);
            assertThat(listed(primary)).containsExactly(inherited);
            fork.promote(GraphPromotion.onConflict(GraphPromotion.Choice.FAIL));
        }
        assertThat(listed(primary)).hasSize(1).doesNotContain(inherited);
        assertThat(graph.check().problems()).isEmpty();
    }

    @Test
    void list_ofALoad_hasTheEdgesOfTheTypeAlone() {
        primary.transact(transaction -> transaction.removeVertex(vertex));
        primary.createIndex(LIST, done -> {});
        long known;
        try (GraphLoader loader = primary.load()) {
            long end = loader.addVertex("v", null, Map.of());
            loader.addEdge(end, "likes", end, Map.of());
            known = loader.addEdge(end, "knows", end, Map.of());
            loader.commit();
        }
        assertThat(listed(primary)).containsExactly(known);
        assertThat(graph.check().problems()).isEmpty();
    }

    @Test
    void list_ofAnythingElse_isRefused() {
        assertThatThrownBy(() -> IndexDefinition.ofVertices("people", "person"))
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("has no properties")
                .hasMessageContaining("edges of one type");
        assertThatThrownBy(() -> IndexDefinition.ofEdges("all", null)).isInstanceOf(GraphException.Invalid.class);
        assertThatThrownBy(LIST::hashed).isInstanceOf(GraphException.Invalid.class);
        assertThatThrownBy(LIST::asUnique).isInstanceOf(GraphException.Invalid.class);
        primary.createIndex(LIST, done -> {});
        for (IndexRange range : List.of(IndexRange.equalTo(1), IndexRange.all().above(1, true))) {
            assertThatThrownBy(() -> primary.read(view -> listed(view, range)))
                    .isInstanceOf(GraphException.Invalid.class)
                    .hasMessageContaining("has 0 properties");
        }
        assertThat(primary.indexes().get("friends").covers(ElementKind.EDGE, "knows"))
                .isTrue();
    }
}
