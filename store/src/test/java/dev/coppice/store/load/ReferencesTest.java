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
import dev.coppice.store.Transaction;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Transactions with snapshot isolation that add references to entries which others delete together with all references
/// to them, beside checkpoints. Because each requires what it relies on, no reference is ever left without its entry.
class ReferencesTest {
    private static final DatabaseOptions BUSY =
            DatabaseOptions.DEFAULT.withPagesPerFile(16).withWriteBufferBytes(1 << 16);
    private static final int ENTRIES = 8;
    private static final byte[] PRESENT = new byte[100];

    @TempDir
    Path directory;

    private final AtomicLong references = new AtomicLong();
    private final AtomicLong added = new AtomicLong();
    private final AtomicLong deleted = new AtomicLong();
    private final AtomicLong conflicts = new AtomicLong();

    private static byte[] entry(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static byte[] reference(int number, long reference) {
        return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(number)
                .putLong(reference)
                .array();
    }

    @Test
    void references_addedWhileTheirEntriesAreDeleted_neverDangle() throws Exception {
        try (Database database = Database.open(directory, BUSY)) {
            Fork primary = database.primary();
            Table entries = primary.table("entries");
            Table toThem = primary.table("references");
            Crew crew = new Crew();
            for (int thread = 0; thread < 2; thread++) {
                SplittableRandom adding = new SplittableRandom(thread);
                SplittableRandom deleting = new SplittableRandom(100 + thread);
                crew.with(
                        "adds " + thread,
                        () -> attempt(primary, transaction -> {
                            add(transaction, entries, toThem, adding.nextInt(ENTRIES));
                        }));
                crew.with(
                        "deletes " + thread,
                        () -> attempt(primary, transaction -> {
                            delete(transaction, entries, toThem, deleting.nextInt(ENTRIES));
                        }));
            }
            crew.with("looks", () -> requireNoneDangles(primary, entries, toThem))
                    .workFor(Duration.ofSeconds(3));
            requireNoneDangles(primary, entries, toThem);
        }
        assertThat(added.get()).isGreaterThan(50);
        assertThat(deleted.get()).isGreaterThan(50);
        assertThat(conflicts.get()).isPositive();
    }

    private void attempt(Fork fork, Consumer<Transaction> work) {
        try (Transaction transaction = fork.begin(Isolation.SNAPSHOT)) {
            work.accept(transaction);
            transaction.commit(Durability.BUFFERED);
        } catch (StoreException.Conflict conflict) {
            conflicts.incrementAndGet();
        }
    }

    /// Adds a reference, and makes its entry when there is none.
    private void add(Transaction transaction, Table entries, Table toThem, int number) {
        if (transaction.contains(entries, entry(number))) {
            transaction.requireUnchanged(entries, entry(number));
        } else {
            transaction.put(entries, entry(number), PRESENT);
        }
        transaction.put(toThem, reference(number, references.incrementAndGet()), PRESENT);
        added.incrementAndGet();
    }

    private void delete(Transaction transaction, Table entries, Table toThem, int number) {
        if (!transaction.contains(entries, entry(number))) {
            return;
        }
        KeyRange all = KeyRange.prefix(entry(number));
        transaction.requireUnchanged(toThem, all);
        try (Cursor cursor = transaction.cursor(toThem, all)) {
            while (cursor.next()) {
                transaction.delete(toThem, cursor.key());
            }
        }
        transaction.delete(entries, entry(number));
        deleted.incrementAndGet();
    }

    private static void requireNoneDangles(Fork fork, Table entries, Table toThem) {
        try (Transaction look = fork.begin();
                Cursor cursor = look.cursor(toThem, KeyRange.all())) {
            while (cursor.next()) {
                int number = ByteBuffer.wrap(cursor.key()).getInt();
                assertThat(look.contains(entries, entry(number)))
                        .as("the entry %d of a reference", number)
                        .isTrue();
            }
        }
    }
}
