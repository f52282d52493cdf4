package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphChange;
import dev.coppice.graph.GraphChange.Kind;
import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.Pairing;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.sim.SimulatedHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PairingTest {
    private static GraphDatabase open(long seed) {
        return GraphDatabase.over(
                Database.open(SimulatedHost.create(seed).host(), DatabaseOptions.DEFAULT.withBackgroundWork(false)));
    }

    /// Two people who know each other, twice, in one order or the other.
    private static void addPair(GraphTransaction transaction, boolean isReversed, int age) {
        long first =
                transaction.addVertex("person", isReversed ? "bob" : "ada", Map.of("name", isReversed ? "Bob" : "Ada"));
        long second =
                transaction.addVertex("person", isReversed ? "ada" : "bob", Map.of("name", isReversed ? "Ada" : "Bob"));
        long ada = isReversed ? second : first;
        long bob = isReversed ? first : second;
        transaction.setVertexProperty(ada, "age", age);
        transaction.addEdge(ada, "knows", bob, Map.of("since", 1));
        transaction.addEdge(ada, "knows", bob, Map.of("since", 1));
    }

    private static List<GraphChange> diff(GraphFork from, GraphFork to, Pairing pairing) {
        List<GraphChange> changes = new ArrayList<>();
        try (GraphSnapshot before = from.snapshot();
                GraphSnapshot after = to.snapshot();
                GraphDiff diff = after.diff(before, pairing)) {
            diff.forEach(changes::add);
        }
        return changes;
    }

    @Test
    void siblingsThatMadeTheSame_differByIdentityAlone() {
        try (GraphDatabase graph = open(1);
                GraphFork one = graph.primary().fork("one");
                GraphFork other = graph.primary().fork("other")) {
            one.transact(transaction -> addPair(transaction, false, 36));
            other.transact(transaction -> addPair(transaction, true, 36));
            assertThat(diff(one, other, Pairing.IDENTITY)).hasSize(8);
            assertThat(diff(one, other, Pairing.EXTERNAL_ID)).isEmpty();
            assertThat(diff(one, other, Pairing.CONTENT)).isEmpty();
        }
    }

    @Test
    void externalId_pairsWhatDiffersOtherwise_contentDoesNot() {
        try (GraphDatabase graph = open(1);
                GraphFork one = graph.primary().fork("one");
                GraphFork other = graph.primary().fork("other")) {
            one.transact(transaction -> addPair(transaction, false, 36));
            other.transact(transaction -> addPair(transaction, true, 37));

            List<GraphChange> byName = diff(one, other, Pairing.EXTERNAL_ID);
            assertThat(byName).singleElement().satisfies(change -> {
                assertThat(change.kind()).isEqualTo(Kind.CHANGED);
                assertThat(((GraphChange.OfVertex) change).before().value("age"))
                        .isEqualTo(36);
                assertThat(((GraphChange.OfVertex) change).after().value("age")).isEqualTo(37);
            });
            assertThat(diff(one, other, Pairing.CONTENT))
                    .extracting(GraphChange::kind)
                    .containsExactlyInAnyOrder(
                            Kind.REMOVED, Kind.ADDED, Kind.REMOVED, Kind.REMOVED, Kind.ADDED, Kind.ADDED);
        }
    }

    @Test
    void equalElements_arePairedOneToOne() {
        try (GraphDatabase graph = open(1);
                GraphFork one = graph.primary().fork("one");
                GraphFork other = graph.primary().fork("other")) {
            one.transact(transaction -> transaction.addVertex("person", Map.of("name", "Ada")));
            other.transact(transaction -> {
                transaction.addVertex("person", Map.of("name", "Ada"));
                transaction.addVertex("person", Map.of("name", "Ada"));
            });
            assertThat(diff(one, other, Pairing.CONTENT))
                    .extracting(GraphChange::kind)
                    .containsExactly(Kind.ADDED);
            assertThat(diff(other, one, Pairing.CONTENT))
                    .extracting(GraphChange::kind)
                    .containsExactly(Kind.REMOVED);
        }
    }

    @Test
    void twoDatabases_areComparedByWhatTheyHold() {
        try (GraphDatabase one = open(1);
                GraphDatabase other = open(2)) {
            other.primary().transact(transaction -> transaction.addVertex("person", "cid", Map.of()));
            one.primary().transact(transaction -> addPair(transaction, false, 36));
            other.primary().transact(transaction -> addPair(transaction, true, 36));
            assertThat(diff(one.primary(), other.primary(), Pairing.CONTENT))
                    .singleElement()
                    .satisfies(change -> assertThat(
                                    ((GraphChange.OfVertex) change).after().externalId())
                            .isEqualTo("cid"));
            assertThatThrownBy(() -> diff(one.primary(), other.primary(), Pairing.IDENTITY))
                    .isInstanceOf(StoreException.Invalid.class);
        }
    }
}
