package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.SMALL;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.key;
import static dev.coppice.store.feature.TestDatabase.put;
import static dev.coppice.store.feature.TestDatabase.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.DatabaseListener;
import dev.coppice.store.DatabaseMetrics;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What listeners and metrics are told.
class ListenerTest {
    private static final class Recorder implements DatabaseListener, DatabaseMetrics {
        final List<String> events = new ArrayList<>();
        final List<String> measures = new ArrayList<>();
        long pages;
        long bytes;

        @Override
        public void checkpointed(String fork, long sequence, long pagesWritten, long nanos) {
            events.add("checkpointed " + fork + " through " + sequence);
            assertThat(nanos).isNotNegative();
            pages += pagesWritten;
        }

        @Override
        public void compacted(String fork, long pagesMoved, long filesDeleted) {
            events.add("compacted " + fork);
            assertThat(pagesMoved).isPositive();
            assertThat(filesDeleted).isPositive();
        }

        @Override
        public void forked(String parent, String fork) {
            events.add("forked " + parent + " to " + fork);
        }

        @Override
        public void dropped(String fork) {
            events.add("dropped " + fork);
        }

        @Override
        public void committed(int commits, long written, long nanos) {
            measures.add("committed " + commits);
            assertThat(written).isPositive();
            assertThat(nanos).isNotNegative();
        }

        @Override
        public void conflicted() {
            measures.add("conflicted");
        }

        @Override
        public void checkpointed(long pagesWritten, long written, long nanos) {
            measures.add("checkpointed");
            bytes += written;
        }

        @Override
        public void compacted(long pagesMoved, long written, long nanos) {
            measures.add("compacted");
            assertThat(written).isEqualTo(pagesMoved * 4_096);
        }

        @Override
        public void forked(long nanos) {
            measures.add("forked");
        }
    }

    private final Recorder recorder = new Recorder();

    private TestDatabase create() {
        return TestDatabase.create(SMALL.withListener(recorder).withMetrics(recorder));
    }

    @Test
    void commits_andConflicts_areMeasured() {
        try (TestDatabase test = create()) {
            Table table = test.table("t");
            put(test.primary(), table, "a", "1");
            try (Transaction loser = test.primary().begin()) {
                loser.put(table, key(1), value(1));
                test.primary().transact(winner -> winner.put(table, key(1), value(2)));
                assertThatThrownBy(loser::commit).isInstanceOf(StoreException.Conflict.class);
            }
            assertThat(recorder.measures).containsExactly("committed 1", "committed 1", "conflicted");
            assertThat(recorder.events).isEmpty();
        }
    }

    @Test
    void checkpoint_isTold() {
        try (TestDatabase test = create()) {
            fill(test.primary(), test.table("t"), 0, 1_000);
            recorder.measures.clear();
            test.database().checkpoint();
            assertThat(recorder.events)
                    .containsExactly(
                            "checkpointed primary through " + test.primary().sequence());
            assertThat(recorder.measures).containsExactly("checkpointed");
            assertThat(recorder.pages).isBetween(10L, 50L);
            assertThat(recorder.bytes).isEqualTo(recorder.pages * 4_096);
        }
    }

    @Test
    void compaction_isTold() {
        try (TestDatabase test = create()) {
            fill(test.primary(), test.table("t"), 0, 5_000);
            test.database().checkpoint();
            // Rewrites two thirds of the leaves, so that the files that they were in are mostly empty.
            for (int i = 0; i < 5_000; i++) {
                if (i % 150 < 100) {
                    put(test.primary(), test.table("t"), TestDatabase.text(key(i)), "changed");
                    i += 20;
                }
            }
            test.database().checkpoint();
            recorder.events.clear();
            test.database().compact();
            assertThat(recorder.events).contains("compacted primary");
            assertThat(recorder.measures).contains("compacted");
        }
    }

    @Test
    void forks_createdInEachWayAndDropped_areTold() {
        try (TestDatabase test = create()) {
            Fork a = test.primary().fork("a");
            a.fork("b").close();
            try (Snapshot snapshot = a.snapshot()) {
                snapshot.fork("c", ForkOptions.DEFAULT).close();
            }
            a.fork("a", ForkOptions.DEFAULT.orOpen()).close();
            a.close();
            assertThat(recorder.events).containsExactly("forked primary to a", "forked a to b", "forked a to c");
            assertThat(recorder.measures).containsExactly("forked", "forked", "forked");
            recorder.events.clear();
            test.database().drop("a", DropMode.CASCADE);
            assertThat(recorder.events).containsExactlyInAnyOrder("dropped a", "dropped b", "dropped c");
        }
    }

    @Test
    void fork_whoseTimeHasPassed_isToldAsDropped() {
        try (TestDatabase test =
                TestDatabase.create(SMALL.withBackgroundWork(true).withListener(recorder))) {
            test.primary()
                    .fork("f", ForkOptions.DEFAULT.withTimeToLive(Duration.ofSeconds(5)))
                    .close();
            test.advance(10_000);
            assertThat(recorder.events).containsExactly("forked primary to f", "dropped f");
        }
    }

    @Test
    void listener_thatThrows_changesNothing() {
        DatabaseListener broken = new DatabaseListener() {
            @Override
            public void forked(String parent, String fork) {
                throw new IllegalStateException("planted");
            }
        };
        try (TestDatabase test = TestDatabase.create(SMALL.withListener(broken))) {
            try (Fork fork = test.primary().fork("f")) {
                put(fork, test.table("t"), "a", "1");
            }
            assertThat(test.database().forks()).hasSize(2);
        }
    }
}
