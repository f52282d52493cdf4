package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.SMALL;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.key;
import static dev.coppice.store.feature.TestDatabase.put;
import static dev.coppice.store.feature.TestDatabase.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseListener;
import dev.coppice.store.DatabaseMetrics;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What listeners and metrics are told.
class ListenerTest {
    private static final class Recorder implements DatabaseListener, DatabaseMetrics {
        final List<String> events = new ArrayList<>();
        final List<String> measures = new ArrayList<>();
        // What is thrown by a callback reaches nobody.
        final List<String> wrong = new ArrayList<>();
        long pages;
        long bytes;

        private void require(boolean holds, String found) {
            if (!holds) {
                wrong.add(found);
            }
        }

        @Override
        public void checkpointed(String fork, long sequence, long pagesWritten, long nanos) {
            events.add("checkpointed " + fork + " through " + sequence);
            require(nanos >= 0, "nanos " + nanos);
            pages += pagesWritten;
        }

        @Override
        public void compacted(String fork, long pagesMoved, long filesDeleted) {
            events.add("compacted " + fork);
            require(pagesMoved > 0, "pagesMoved " + pagesMoved);
            require(filesDeleted > 0, "filesDeleted " + filesDeleted);
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
            require(written > 0, "written " + written);
            require(nanos >= 0, "nanos " + nanos);
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
            require(written == pagesMoved * 4_096, "bytes " + written);
        }

        @Override
        public void forked(long nanos) {
            measures.add("forked");
        }
    }

    private final Recorder recorder = new Recorder();

    @AfterEach
    void requireRightNumbers() {
        assertThat(recorder.wrong).isEmpty();
    }

    private TestDatabase create() {
        return TestDatabase.create(SMALL.withListener(recorder).withMetrics(recorder));
    }

    @Test
    void whenGone_isToldOfEachForkThatIsGone_byWhateverWay() {
        List<Long> gone = new ArrayList<>();
        try (TestDatabase test = TestDatabase.create(SMALL.withBackgroundWork(true))) {
            test.database().whenGone(gone::add);
            test.database().whenGone(forkId -> {
                throw new IllegalStateException("nobody minds");
            });
            try (Fork parent = test.primary().fork("dropped");
                    Fork child = parent.fork("with-its-parent");
                    Fork reset = test.primary().fork("reset")) {
                assertThat(List.of(parent.id(), child.id(), reset.id())).containsExactly(1L, 2L, 3L);
                reset.reset(); // fork 4 takes the place of 3
                reset.rebase(ConflictPolicy.FAIL); // and 5 that of 4
                assertThatThrownBy(() -> reset.reset(null, successor -> {
                            throw new IllegalStateException("no");
                        }))
                        .hasMessage("no"); // 6 takes no place
            }
            assertThat(gone).containsExactly(3L, 4L, 6L);
            test.database().drop("dropped", DropMode.CASCADE);
            assertThat(gone).containsExactly(3L, 4L, 6L, 1L, 2L);
            test.primary()
                    .fork("expires", ForkOptions.DEFAULT.withTimeToLive(Duration.ofMinutes(1)))
                    .close();
            test.advance(62_000);
            assertThat(gone).containsExactly(3L, 4L, 6L, 1L, 2L, 7L);
        }
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
    void forks_ofSnapshotsAndArchives_areToldLikeOthers() {
        try (TestDatabase test = create()) {
            put(test.primary(), test.table("t"), "a", "1");
            test.primary().archive("kept");
            try (Snapshot archive = test.database().archive("kept");
                    Snapshot snapshot = test.primary().snapshot()) {
                archive.fork("of-archive", ForkOptions.DEFAULT).close();
                snapshot.fork("of-snapshot", ForkOptions.DEFAULT).close();
            }
            assertThat(recorder.events)
                    .containsExactly("forked primary to of-archive", "forked primary to of-snapshot");
            assertThat(recorder.measures).containsExactly("committed 1", "forked", "forked");
        }
    }

    @Test
    void durations_onARealMachine_areReal(@TempDir Path directory) {
        List<Long> durations = new ArrayList<>();
        DatabaseMetrics clock = new DatabaseMetrics() {
            @Override
            public void committed(int commits, long bytes, long nanos) {
                durations.add(nanos);
            }

            @Override
            public void checkpointed(long pages, long bytes, long nanos) {
                durations.add(nanos);
            }

            @Override
            public void compacted(long pages, long bytes, long nanos) {
                durations.add(-nanos);
            }

            @Override
            public void forked(long nanos) {
                durations.add(nanos);
            }
        };
        long before = System.nanoTime();
        try (Database database =
                Database.open(directory, SMALL.withCompactionFactor(0.9).withMetrics(clock))) {
            Table table = database.primary().table("t");
            fill(database.primary(), table, 0, 3_000);
            database.checkpoint();
            for (int i = 0; i < 3_000; i += 100) {
                put(database.primary(), table, TestDatabase.text(key(i)), "changed");
            }
            database.compact();
            database.primary().fork("f").close();
        }
        long whole = System.nanoTime() - before;
        assertThat(durations).filteredOn(nanos -> nanos < 0).as("compactions").hasSize(1);
        assertThat(durations).allMatch(nanos -> Math.abs(nanos) > 1_000 && Math.abs(nanos) < whole);
    }

    /// Throws from every callback.
    private static final class Broken implements DatabaseListener, DatabaseMetrics {
        final Set<String> called = new TreeSet<>();

        private void fail(String call) {
            called.add(call);
            if (called.size() % 2 == 0) {
                throw new IllegalStateException("planted in " + call);
            }
            throw new NoClassDefFoundError("planted in " + call);
        }

        @Override
        public void committed(int commits, long bytes, long nanos) {
            fail("metrics: committed");
        }

        @Override
        public void conflicted() {
            fail("metrics: conflicted");
        }

        @Override
        public void checkpointed(long pages, long bytes, long nanos) {
            fail("metrics: checkpointed");
        }

        @Override
        public void compacted(long pages, long bytes, long nanos) {
            fail("metrics: compacted");
        }

        @Override
        public void forked(long nanos) {
            fail("metrics: forked");
        }

        @Override
        public void checkpointed(String fork, long sequence, long pages, long nanos) {
            fail("listener: checkpointed");
        }

        @Override
        public void compacted(String fork, long pages, long filesDeleted) {
            fail("listener: compacted");
        }

        @Override
        public void forked(String parent, String fork) {
            fail("listener: forked");
        }

        @Override
        public void dropped(String fork) {
            fail("listener: dropped");
        }
    }

    @Test
    void callbacks_thatThrow_changeNothingAndAreLoggedOnce() {
        Broken broken = new Broken();
        List<String> logged = new ArrayList<>();
        Logger logger = Logger.getLogger("dev.coppice.store.engine.GuardedCallbacks");
        Handler handler = recordInto(logged);
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        DatabaseOptions options = SMALL.withCompactionFactor(0.9)
                .withBackgroundWork(true)
                .withListener(broken)
                .withMetrics(broken);
        try (TestDatabase test = TestDatabase.create(options)) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 3_000);
            try (Transaction loser = test.primary().begin()) {
                loser.put(table, key(1), value(1));
                put(test.primary(), table, TestDatabase.text(key(1)), "winner");
                assertThatThrownBy(loser::commit).isInstanceOf(StoreException.Conflict.class);
            }
            test.database().checkpoint();
            for (int i = 0; i < 3_000; i += 100) {
                put(test.primary(), table, TestDatabase.text(key(i)), "changed");
            }
            test.database().compact();
            test.primary()
                    .fork("f", ForkOptions.DEFAULT.withTimeToLive(Duration.ofSeconds(5)))
                    .close();
            try (Snapshot snapshot = test.primary().snapshot();
                    Fork fork = snapshot.fork("g", ForkOptions.DEFAULT)) {
                put(fork, table, "a", "1");
                assertThat(TestDatabase.get(fork, table, "a")).isEqualTo("1");
            }
            test.database().drop("g", DropMode.RESTRICT);
            test.advance(10_000);
            assertThat(test.database().forks()).hasSize(1);
            assertThat(test.primary().count(table)).isEqualTo(3_000);
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertThat(broken.called).hasSize(9);
        assertThat(logged)
                .filteredOn(message -> message.startsWith("the metrics of"))
                .hasSize(1);
        assertThat(logged)
                .filteredOn(message -> message.startsWith("the listener of"))
                .hasSize(1);
    }

    private static Handler recordInto(List<String> messages) {
        return new Handler() {
            @Override
            public void publish(LogRecord entry) {
                messages.add(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
