package dev.coppice.graph.forks;

import static dev.coppice.graph.forks.TestGraph.add;
import static dev.coppice.graph.forks.TestGraph.people;
import static dev.coppice.graph.forks.TestGraph.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.Direction;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.store.Database;
import dev.coppice.store.Durability;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.sim.Loss;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a new fork holds, and what goes on beside its creation.
final class ForkCreationTest {
    @Test
    void forkPoint_holdsAllThatWasCommitted_durableOrNot_andKeepsIt() {
        try (TestGraph test = TestGraph.create()) {
            GraphFork primary = test.primary();
            long ada = add(primary, "Ada");
            test.graph().database().checkpoint();
            long engine = primary.transact(TransactionOptions.DEFAULT.with(Durability.BUFFERED), transaction -> {
                // A label and a type that nobody has declared.
                long added = transaction.addVertex("machine", Map.of("name", "Engine"));
                transaction.addEdge(ada, "wrote for", added, Map.of("year", 1843));
                return added;
            });
            try (GraphFork fork = primary.fork("f");
                    GraphFork nested = fork.fork("nested")) {
                for (GraphFork each : List.of(fork, nested)) {
                    each.<Object>read(view -> {
                        assertThat(view.vertex(engine).value("name")).isEqualTo("Engine");
                        assertThat(view.degree(ada, Direction.OUT, "wrote for")).isOne();
                        assertThat(view.degree(engine, Direction.IN)).isOne();
                        return null;
                    });
                }
            }
            test.crash(Loss.DROP_UNSYNCED);
            try (GraphFork nested = test.graph().fork("nested")) {
                assertThat(nested.<Object>read(view -> view.vertex(engine).value("name")))
                        .isEqualTo("Engine");
            }
        }
    }

    @Test
    void nothingCommittedLater_isInTheFork_norAfterItIsOpenedAgain() {
        try (TestGraph test = TestGraph.create()) {
            add(test.primary(), "Ada");
            try (GraphTransaction open = test.primary().begin()) {
                open.addVertex("person", Map.of("name", "in an open transaction"));
                test.primary().fork("f").close();
                open.commit(); // was kept from nothing by the fork
            }
            add(test.primary(), "later");
            try (GraphFork fork = test.primary().fork("f", ForkOptions.DEFAULT.orOpen())) {
                assertThat(people(fork)).containsExactly("Ada");
            }
            test.reopen();
            try (GraphFork fork = test.graph().fork("f")) {
                assertThat(people(fork)).containsExactly("Ada");
            }
        }
    }

    @Test
    void label_thatIsEmptyAtTheForkPoint_staysSo() {
        try (TestGraph test = TestGraph.create()) {
            GraphFork primary = test.primary();
            primary.declare(GraphFork.Name.LABEL, "person");
            try (GraphFork fork = primary.fork("f")) {
                add(primary, "Ada");
                test.graph().database().checkpoint();
                assertThat(people(fork)).isEmpty();
                add(fork, "Bob"); // the first write to the label
                assertThat(people(fork)).containsExactly("Bob");
                assertThat(fork.<Object>read(view -> view.vertex("person", "Ada")))
                        .isNull();
            }
        }
    }

    @Test
    void inheritedElements_areChangedAndRemoved_fromTheFirstMoment() {
        try (TestGraph test = TestGraph.create()) {
            GraphFork primary = test.primary();
            long ada = add(primary, "Ada");
            long bob = add(primary, "Bob");
            long knows = write(primary, transaction -> transaction.addEdge(ada, "knows", bob, Map.of()));
            try (GraphFork fork = primary.fork("f")) {
                fork.transact(transaction -> {
                    transaction.setVertexProperty(ada, "name", "Ada King");
                    transaction.setEdgeProperty(knows, "since", 1);
                });
                fork.transact(transaction -> transaction.removeVertex(bob));
            }
            test.graph().database().checkpoint();
            test.reopen();
            try (GraphFork fork = test.graph().fork("f")) {
                assertThat(people(fork)).containsExactly("Ada King");
                assertThat(fork.<Object>read(view -> view.edge(knows))).isNull();
                assertThat(people(test.primary())).containsExactly("Ada", "Bob");
                assertThat(test.primary().<Object>read(view -> view.edge(knows).values()))
                        .isEqualTo(Map.of());
            }
        }
    }

    @Test
    void secondWriter_ofTheSameDatabase_isRefused() {
        try (TestGraph test = TestGraph.create()) {
            assertThatThrownBy(() -> Database.open(test.machine().host(), TestGraph.OPTIONS))
                    .isInstanceOf(StoreException.Locked.class);
            add(test.primary(), "Ada");
        }
    }
}
