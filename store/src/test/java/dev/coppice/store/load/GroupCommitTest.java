package dev.coppice.store.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseMetrics;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import dev.coppice.store.host.DirectoryStorage;
import dev.coppice.store.host.Host;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many threads commit to one fork: everybody is woken, and told the truth.
class GroupCommitTest {
    private static final int THREADS = 12;

    @TempDir
    Path directory;

    private final AtomicInteger nextKey = new AtomicInteger();
    private final Map<Integer, Long> acknowledged = new ConcurrentHashMap<>();

    private static byte[] bytes(int key) {
        return ByteBuffer.allocate(4).putInt(key).array();
    }

    private long commitOne(Fork fork, Durability durability, int length) {
        int key = nextKey.incrementAndGet();
        try (Transaction transaction = fork.begin()) {
            transaction.put(fork.table("t"), bytes(key), new byte[length]);
            long sequence = transaction.commit(durability);
            acknowledged.put(key, sequence);
            return sequence;
        }
    }

    private void requireAcknowledged(Database database) {
        Fork primary = database.primary();
        Table table = primary.table("t");
        acknowledged
                .keySet()
                .forEach(key -> assertThat(primary.contains(table, bytes(key)))
                        .as("key %d", key)
                        .isTrue());
        assertThat(database.check().problems()).isEmpty();
    }

    @Test
    void commits_manyThreadsOfBothKinds_shareGroupsAndGetDenseSequences() throws Exception {
        AtomicLong largestGroup = new AtomicLong();
        DatabaseMetrics metrics = new DatabaseMetrics() {
            @Override
            public void committed(int commits, long bytes, long nanos) {
                largestGroup.accumulateAndGet(commits, Math::max);
            }
        };
        try (Database database = Database.open(directory, DatabaseOptions.DEFAULT.withMetrics(metrics))) {
            Fork primary = database.primary();
            Crew crew = new Crew();
            for (int i = 0; i < THREADS; i++) {
                Durability durability = i % 4 == 0 ? Durability.BUFFERED : Durability.DURABLE;
                crew.with("committer " + i, () -> commitOne(primary, durability, 10));
            }
            crew.workFor(Duration.ofMillis(700));
            assertThat(largestGroup.get()).isGreaterThan(1);
            assertThat(acknowledged.values().stream().sorted().toList())
                    .isEqualTo(LongStream.rangeClosed(1, primary.sequence())
                            .boxed()
                            .toList());
            requireAcknowledged(database);
        }
        try (Database database = Database.open(directory)) {
            requireAcknowledged(database);
        }
    }

    @Test
    void commits_largerThanTheWriteBuffer_neverWaitForEver() throws Exception {
        try (Database database = Database.open(directory, DatabaseOptions.DEFAULT.withWriteBufferBytes(1 << 16))) {
            Crew crew = new Crew();
            for (int i = 0; i < THREADS; i++) {
                // What is written meanwhile may be more than is remembered for conflicts.
                crew.with("committer " + i, () -> {
                    try {
                        commitOne(database.primary(), Durability.BUFFERED, 150_000);
                    } catch (StoreException.Conflict tooOld) {
                        assertThat(tooOld).hasMessageContaining("open for so long");
                    }
                });
            }
            crew.workFor(Duration.ofSeconds(1));
            requireAcknowledged(database);
        }
    }

    @Test
    void commits_interruptedThreads_succeedAndStayInterrupted() throws Exception {
        Set<Thread> committers = ConcurrentHashMap.newKeySet();
        try (Database database = Database.open(directory)) {
            Crew crew = new Crew();
            for (int i = 0; i < 4; i++) {
                crew.with("committer " + i, () -> {
                    committers.add(Thread.currentThread());
                    boolean wasInterrupted = Thread.currentThread().isInterrupted();
                    commitOne(database.primary(), Durability.DURABLE, 10);
                    assertThat(Thread.interrupted() || !wasInterrupted).isTrue();
                });
            }
            crew.with("interrupter", () -> committers.forEach(Thread::interrupt));
            crew.workFor(Duration.ofMillis(700));
            requireAcknowledged(database);
        }
    }

    @Test
    void commits_syncFails_everybodyIsToldAndNothingAcknowledgedIsLost() throws Exception {
        AtomicBoolean isBroken = new AtomicBoolean();
        HookedStorage storage = new HookedStorage(new DirectoryStorage(directory), (operation, name) -> {
            if (isBroken.get() && operation == HookedStorage.Call.SYNC && name.contains("wal_")) {
                throw new IOException("planted");
            }
        });
        Host host = Host.on(directory);
        AtomicInteger told = new AtomicInteger();
        try (Database database = Database.open(
                new Host(storage, host.clock(), host.entropy(), host.scheduler()), DatabaseOptions.DEFAULT)) {
            Crew crew = new Crew();
            for (int i = 0; i < THREADS; i++) {
                crew.with("committer " + i, () -> {
                    try {
                        commitOne(database.primary(), Durability.DURABLE, 10);
                    } catch (StoreException.Io failed) {
                        told.incrementAndGet();
                        Thread.sleep(1);
                    }
                });
            }
            crew.with("breaker", () -> {
                Thread.sleep(300);
                isBroken.set(true);
            });
            crew.workFor(Duration.ofMillis(700));
            assertThat(told.get()).isGreaterThanOrEqualTo(THREADS);
            isBroken.set(false);
            acknowledged
                    .keySet()
                    .forEach(key -> assertThat(database.primary()
                                    .contains(database.primary().table("t"), bytes(key)))
                            .isTrue());
        }
        try (Database database = Database.open(directory)) {
            requireAcknowledged(database);
        }
    }

    @Test
    void close_whileOthersWork_eachIsServedOrToldThatItIsClosed() throws Exception {
        for (int round = 0; round < 10; round++) {
            Database database = Database.open(
                    directory,
                    DatabaseOptions.DEFAULT.withWriteBufferBytes(1 << 16).withPagesPerFile(16));
            Fork primary = database.primary();
            String prefix = "round-" + round + "-";
            AtomicInteger forks = new AtomicInteger();
            Crew crew = new Crew();
            crew.with("committer", untilClosed(() -> commitOne(primary, Durability.BUFFERED, 5_000)))
                    .with("durable committer", untilClosed(() -> commitOne(primary, Durability.DURABLE, 5_000)))
                    .with("reader", untilClosed(() -> primary.count(primary.table("t"))))
                    .with("snapshots", untilClosed(() -> {
                        try (var snapshot = primary.snapshot()) {
                            snapshot.count(primary.table("t"));
                        }
                    }))
                    .with(
                            "forker",
                            untilClosed(() -> primary.fork(prefix + forks.incrementAndGet())
                                    .close()))
                    .with("checkpoints", untilClosed(database::checkpoint))
                    .with("compactions", untilClosed(database::compact))
                    .with("closer", () -> {
                        Thread.sleep(50);
                        database.close();
                    });
            crew.workFor(Duration.ofMillis(100));
        }
        try (Database database = Database.open(directory)) {
            requireAcknowledged(database);
        }
    }

    private static Crew.Task untilClosed(Crew.Task task) {
        return () -> {
            try {
                task.run();
            } catch (StoreException.Closed closed) {
                Thread.sleep(5);
            }
        };
    }
}
