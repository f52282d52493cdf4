package dev.coppice.store.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.host.Host;
import dev.coppice.store.object.Condition;
import dev.coppice.store.object.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Objects that change while the database is backed up and closed.
class ObjectsUnderLoadTest {
    private static final byte[] CONTENT = {'x'};
    private static final int LIVING = 5;

    @TempDir
    Path directory;

    private static byte[] key(String path) {
        return path.getBytes(UTF_8);
    }

    /// Keeps some objects, each of which has an entry of the same name for at least as long (`inner`) or at most as
    /// long (`outer`).
    private static final class Owner {
        private final Database database;
        private final Fork primary;
        private final Table table;
        private int next;

        Owner(Database database) {
            this.database = database;
            primary = database.primary();
            table = primary.table("owned");
        }

        void step() throws IOException {
            String inner = "inner/" + next;
            String outer = "outer/" + next;
            putEntry(inner);
            putObject(inner);
            putObject(outer);
            putEntry(outer);
            if (next >= LIVING) {
                String oldInner = "inner/" + (next - LIVING);
                String oldOuter = "outer/" + (next - LIVING);
                database.objects().delete(oldInner);
                deleteEntry(oldInner);
                deleteEntry(oldOuter);
                database.objects().delete(oldOuter);
            }
            next++;
        }

        private void putObject(String path) throws IOException {
            database.objects().put(path, CONTENT, Condition.ABSENT);
        }

        private void putEntry(String path) {
            primary.transact(transaction -> transaction.put(table, key(path), CONTENT));
        }

        private void deleteEntry(String path) {
            primary.transact(transaction -> transaction.delete(table, key(path)));
        }
    }

    @Test
    void backup_whileObjectsAndEntriesComeAndGo_hasBothAsAtOneMoment() throws Exception {
        try (Database database = Database.open(directory.resolve("database"))) {
            Owner owner = new Owner(database);
            for (int i = 0; i < LIVING; i++) {
                owner.step();
            }
            int[] backups = {0};
            new Crew()
                    .with("owner", owner::step)
                    .with("backup", () -> requireConsistent(backUp(database, backups[0]++)))
                    .workFor(Duration.ofSeconds(3));
            assertThat(backups[0]).isPositive();
        }
    }

    private Path backUp(Database database, int number) {
        Path copy = directory.resolve("copy-" + number);
        database.backup(copy);
        return copy;
    }

    private static void requireConsistent(Path copy) throws IOException {
        try (Database database = Database.open(copy, DatabaseOptions.DEFAULT.mustExist())) {
            Set<String> entries = new TreeSet<>();
            Table table = database.primary().table("owned");
            try (Cursor cursor = database.primary().cursor(table, KeyRange.all())) {
                while (cursor.next()) {
                    entries.add(new String(cursor.key(), UTF_8));
                }
            }
            assertThat(entries).hasSizeBetween(2 * LIVING - 1, 2 * LIVING + 2);
            assertThat(entries).containsAll(database.objects().list("inner/"));
            assertThat(database.objects().list("outer/"))
                    .containsAll(entries.stream()
                            .filter(path -> path.startsWith("outer/"))
                            .toList());
        }
    }

    /// After the close another process may write the object, and what is under way would overwrite that.
    @Test
    void close_putUnderWay_waitsForIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Host real = Host.on(directory.resolve("database"));
        Host host = new Host(
                new HookedStorage(real.storage(), (call, name) -> {
                    if (call == HookedStorage.Call.RENAME && name.equals("slow.tmp")) {
                        begun.countDown();
                        await(goOn);
                    }
                }),
                real.clock(),
                real.entropy(),
                real.scheduler());
        Database database = Database.open(host, DatabaseOptions.DEFAULT);
        ObjectStore objects = database.objects();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<String> put = threads.submit(() -> objects.put("slow", CONTENT, Condition.ABSENT));
            begun.await();
            Future<?> close = threads.submit(database::close);
            Thread.sleep(100);
            boolean hasWaited = !close.isDone();
            goOn.countDown();
            assertThat(hasWaited).isTrue();
            assertThat(put.get(1, TimeUnit.MINUTES)).isNotEmpty();
            close.get(1, TimeUnit.MINUTES);
        }
        try (Database again = Database.open(directory.resolve("database"))) {
            assertThat(again.objects().list("")).containsExactly("slow");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
