package dev.coppice.graph.forks;

import static dev.coppice.graph.forks.TestGraph.add;
import static dev.coppice.graph.forks.TestGraph.people;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.sim.Loss;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How long forks live, how many there may be, and what outlives them.
final class ForkLifetimeTest {
    private static final ForkOptions ONE_MINUTE = ForkOptions.DEFAULT.withTimeToLive(Duration.ofMinutes(1));

    private static TestGraph inTheBackground() {
        return TestGraph.create(DatabaseOptions.DEFAULT);
    }

    private static void pass(TestGraph test, long seconds) {
        test.machine().scheduler().advance(seconds * 1_000);
    }

    // ---- time to live

    @Test
    void timeToLive_passed_takesTheForkAndItsIds_childrenLiveOn() {
        try (TestGraph test = inTheBackground()) {
            try (GraphFork fork = test.primary().fork("f", ONE_MINUTE);
                    GraphFork child = fork.fork("child")) {
                add(fork, "Ada");
                add(child, "Bob");
            }
            test.primary().fork("for-ever").close();
            pass(test, 58);
            assertThat(test.names()).containsExactly("primary", "f", "child", "for-ever");
            assertThat(test.idObjects()).hasSize(3);
            pass(test, 4);
            assertThat(test.names()).containsExactly("primary", "child", "for-ever");
            assertThat(test.idObjects()).hasSize(2);
            try (GraphFork child = test.graph().fork("child")) {
                assertThat(people(child)).containsExactly("Bob");
            }
        }
    }

    @Test
    void timeToLive_passedWhileTheForkIsInUse_waitsForItsUsers() {
        try (TestGraph test = inTheBackground()) {
            try (GraphFork fork = test.primary().fork("f", ONE_MINUTE)) {
                pass(test, 300);
                add(fork, "Ada");
                assertThat(people(fork)).containsExactly("Ada");
            }
            pass(test, 2);
            assertThat(test.names()).containsExactly("primary");
            assertThat(test.idObjects()).isEmpty();
            // The sweeper goes on.
            test.primary().fork("g", ONE_MINUTE).close();
            pass(test, 62);
            assertThat(test.names()).containsExactly("primary");
        }
    }

    @Test
    void timeToLive_isNotChangedByOpening_andOutlivesReopening() {
        try (TestGraph test = inTheBackground()) {
            test.primary().fork("f", ONE_MINUTE).close();
            long expiry = test.info("f").expiresAtMillis();
            test.primary()
                    .fork(
                            "f",
                            ForkOptions.DEFAULT
                                    .withTimeToLive(Duration.ofDays(9))
                                    .orOpen())
                    .close();
            test.primary().fork("f", ForkOptions.DEFAULT.orOpen()).close();
            test.reopen();
            assertThat(test.info("f").expiresAtMillis()).isEqualTo(expiry).isPositive();
            pass(test, 62);
            assertThat(test.names()).containsExactly("primary");
        }
    }

    @Test
    void timeToLive_thatIsNone_isRefused() {
        for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatThrownBy(() -> ForkOptions.DEFAULT.withTimeToLive(none))
                    .isInstanceOf(StoreException.Invalid.class);
        }
    }

    // ---- budget

    @Test
    void forks_asManyAsThereMayBe_thenNoMore_untilOneGoes() {
        try (TestGraph test = TestGraph.create(TestGraph.OPTIONS.withMaxForks(2))) {
            test.primary().fork("a").close();
            test.primary().fork("b").close();
            assertThatThrownBy(() -> test.primary().fork("c"))
                    .isInstanceOf(StoreException.ForkLimit.class)
                    .hasMessageContaining("2");
            assertThat(test.names()).containsExactly("primary", "a", "b");
            assertThat(test.idObjects()).hasSize(2);
            try (GraphFork a = test.graph().fork("a")) {
                a.reset(); // takes no place
            }
            test.graph().drop("a", DropMode.RESTRICT);
            test.primary().fork("c").close();
        }
    }

    // ---- archives

    @Test
    void archive_isTheStateOfThatTime_whateverIsCommittedLater() {
        try (TestGraph test = TestGraph.create();
                GraphFork fork = test.primary().fork("f")) {
            long ada = add(fork, "Ada");
            fork.archive("kept");
            fork.transact(transaction -> transaction.setVertexProperty(ada, "name", "changed"));
            add(fork, "later");
            test.graph().database().checkpoint();
            try (GraphSnapshot kept = test.graph().archive("kept")) {
                assertThat(people(kept)).containsExactly("Ada");
                assertThat(kept.vertex("person", "Ada").id()).isEqualTo(ada);
                assertThat(kept.forkName()).isEqualTo("f");
            }
        }
    }

    @Test
    void archive_secondOfAName_isRefused_andChangesNothing() {
        try (TestGraph test = TestGraph.create();
                GraphFork fork = test.primary().fork("f")) {
            add(fork, "Ada");
            fork.archive("kept");
            add(fork, "later");
            // Names of archives are the database's, not each fork's.
            for (GraphFork each : List.of(fork, test.primary())) {
                assertThatThrownBy(() -> each.archive("kept")).isInstanceOf(StoreException.AlreadyExists.class);
            }
            try (GraphSnapshot kept = test.graph().archive("kept")) {
                assertThat(people(kept)).containsExactly("Ada");
            }
            assertThat(test.graph().database().archives())
                    .extracting(ArchiveInfo::name, ArchiveInfo::forkName)
                    .containsExactly(tuple("kept", "f"));
        }
    }

    @Test
    void archive_outlivesItsFork_isForked_andDeleted() {
        try (TestGraph test = TestGraph.create()) {
            long id;
            try (GraphFork fork = test.primary().fork("f")) {
                id = fork.id();
                add(fork, "Ada");
                fork.archive("kept");
            }
            test.graph().drop("f", DropMode.RESTRICT);
            test.graph().database().checkpoint();
            test.graph().database().compact();
            test.crash(Loss.DROP_UNSYNCED);
            try (GraphSnapshot kept = test.graph().archive("kept")) {
                assertThat(people(kept)).containsExactly("Ada");
                try (GraphFork again = kept.fork("again", ForkOptions.DEFAULT)) {
                    add(again, "Bob");
                    assertThat(people(again)).containsExactly("Ada", "Bob");
                    assertThat(again.lineage().ownerOfVid(0)).isEqualTo(id);
                }
            }
            test.graph().database().deleteArchive("kept");
            assertThatThrownBy(() -> test.graph().archive("kept")).isInstanceOf(StoreException.NotFound.class);
            assertThatThrownBy(() -> test.graph().database().deleteArchive("kept"))
                    .isInstanceOf(StoreException.NotFound.class)
                    .hasMessageContaining("kept");
            try (GraphFork again = test.graph().fork("again")) {
                assertThat(people(again)).containsExactly("Ada", "Bob");
            }
        }
    }

    @Test
    void archive_ofAScratchSession_isRefused() {
        try (TestGraph test = TestGraph.create();
                GraphFork scratch = test.primary().scratch()) {
            assertThatThrownBy(() -> scratch.archive("kept")).isInstanceOf(GraphException.Invalid.class);
            assertThat(test.graph().database().archives()).isEmpty();
        }
    }
}
