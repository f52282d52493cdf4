package dev.coppice.store.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.Isolation;
import dev.coppice.store.KeyRange;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.Transaction;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Records what transactions on several threads read and wrote, beside checkpoints and compactions, and judges whether
/// their isolation can have been what was promised.
class IsolationTest {
    private static final DatabaseOptions BUSY = DatabaseOptions.DEFAULT
            .withPagesPerFile(16)
            .withWriteBufferBytes(1 << 16)
            .withCompactionFactor(0.7);
    private static final int THREADS = 4;
    private static final int KEYS = 24;
    private static final int TRANSACTIONS_PER_ROUND = 60;
    private static final int PADDING = 700;

    @TempDir
    Path directory;

    private final AtomicLong values = new AtomicLong();
    private final AtomicLong clock = new AtomicLong();
    private Fork fork;
    private Table[] tables;

    @ParameterizedTest
    @EnumSource
    void histories_someRounds_areWhatTheIsolationAllows(Isolation isolation) throws Exception {
        run(isolation, 15);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void histories_manyRounds_areWhatTheIsolationAllows(Isolation isolation) throws Exception {
        run(isolation, 3_000);
    }

    private void run(Isolation isolation, int rounds) throws Exception {
        long seed = System.nanoTime();
        try (Database database = Database.open(directory, BUSY)) {
            Thread disturbance = new Thread(() -> disturb(database));
            disturbance.start();
            try {
                for (int round = 0; round < rounds; round++) {
                    fork = database.primary();
                    tables = new Table[] {
                        fork.table(new TableIdent("round-" + round, 0)), fork.table(new TableIdent("round-" + round, 1))
                    };
                    History history = new History(record(isolation, seed + round * 100L));
                    assertThat(history.findCycleAgainstSnapshots())
                            .as("seed %d", seed + round * 100L)
                            .isEmpty();
                    if (isolation == Isolation.SERIALIZABLE) {
                        assertThat(history.findCycle())
                                .as("seed %d", seed + round * 100L)
                                .isEmpty();
                    }
                }
            } finally {
                disturbance.interrupt();
                disturbance.join();
            }
            assertThat(database.check().problems()).isEmpty();
        }
    }

    private static void disturb(Database database) {
        while (!Thread.currentThread().isInterrupted()) {
            database.compact();
        }
    }

    private List<History.Transaction> record(Isolation isolation, long seed) throws Exception {
        List<History.Transaction> committed = Collections.synchronizedList(new ArrayList<>());
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            threads.add(Thread.ofPlatform()
                    .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                    .unstarted(() -> {
                        for (int j = 0; j < TRANSACTIONS_PER_ROUND; j++) {
                            attempt(isolation, random, committed);
                        }
                    }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(committed).hasSizeGreaterThan(THREADS);
        return committed;
    }

    private void attempt(Isolation isolation, SplittableRandom random, List<History.Transaction> committed) {
        long began = clock.incrementAndGet();
        Map<Integer, Long> reads = new TreeMap<>();
        Map<Integer, Long> writes = new TreeMap<>();
        try (Transaction transaction = fork.begin(isolation)) {
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                read(transaction, random, reads);
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                write(transaction, random, reads, writes);
            }
            transaction.commit(random.nextInt(20) == 0 ? Durability.DURABLE : Durability.BUFFERED);
            committed.add(new History.Transaction(
                    values.incrementAndGet(), began, clock.incrementAndGet(), Map.copyOf(reads), Map.copyOf(writes)));
        } catch (StoreException.Conflict conflict) {
            // Nobody may ever see what it wrote.
            return;
        }
    }

    private Table table(int key) {
        return tables[key / (KEYS / 2)];
    }

    private static byte[] bytes(int key) {
        return ByteBuffer.allocate(4).putInt(key).array();
    }

    private void read(Transaction transaction, SplittableRandom random, Map<Integer, Long> reads) {
        int key = random.nextInt(KEYS);
        if (random.nextInt(3) > 0) {
            note(reads, key, valueOf(transaction.get(table(key), bytes(key))));
            return;
        }
        // A range, in which what is absent was read as well.
        int end = Math.min(key + 1 + random.nextInt(6), key < KEYS / 2 ? KEYS / 2 : KEYS);
        Map<Integer, Long> found = new TreeMap<>();
        try (Cursor cursor = transaction.cursor(table(key), KeyRange.between(bytes(key), bytes(end)))) {
            while (cursor.next()) {
                found.put(ByteBuffer.wrap(cursor.key()).getInt(), valueOf(cursor.value()));
            }
        }
        for (int each = key; each < end; each++) {
            note(reads, each, found.getOrDefault(each, History.ABSENT));
        }
    }

    private static void note(Map<Integer, Long> reads, int key, long value) {
        Long before = reads.putIfAbsent(key, value);
        if (before != null) {
            assertThat(value).as("the same read again").isEqualTo(before);
        }
    }

    private void write(
            Transaction transaction, SplittableRandom random, Map<Integer, Long> reads, Map<Integer, Long> writes) {
        int key = random.nextInt(KEYS);
        if (!writes.containsKey(key)) {
            note(reads, key, valueOf(transaction.get(table(key), bytes(key))));
        }
        for (int i = random.nextInt(2); i >= 0; i--) {
            long value = values.incrementAndGet();
            transaction.put(
                    table(key),
                    bytes(key),
                    ByteBuffer.allocate(Long.BYTES + PADDING).putLong(value).array());
            writes.put(key, value);
        }
    }

    private static long valueOf(byte[] value) {
        return value == null ? History.ABSENT : ByteBuffer.wrap(value).getLong();
    }
}
