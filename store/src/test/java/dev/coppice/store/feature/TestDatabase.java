package dev.coppice.store.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Change;
import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Diff;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.Transaction;
import dev.coppice.store.View;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.SimulatedHost;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A database on a simulated machine. Closing it proves it sound, once as it is and once opened again.
public final class TestDatabase implements AutoCloseable {
    /// Small files and buffers, so that little data exercises much, and no background work but what is asked for.
    public static final DatabaseOptions SMALL = DatabaseOptions.DEFAULT
            .withPagesPerFile(16)
            .withWriteBufferBytes(1 << 16)
            .withBackgroundWork(false);

    private final DatabaseOptions options;
    private SimulatedHost machine;
    private Database database;

    private TestDatabase(SimulatedHost machine, DatabaseOptions options) {
        this.machine = machine;
        this.options = options;
        database = Database.open(machine.host(), options);
    }

    /// A new database with [#SMALL] options.
    public static TestDatabase create() {
        return create(SMALL);
    }

    /// A new database.
    public static TestDatabase create(DatabaseOptions options) {
        return new TestDatabase(SimulatedHost.create(1), options);
    }

    /// The database that is open now.
    public Database database() {
        return database;
    }

    /// The machine that it runs on now.
    public SimulatedHost machine() {
        return machine;
    }

    /// Its primary fork.
    public Fork primary() {
        return database.primary();
    }

    /// A handle of partition 0 of a table.
    public Table table(String name) {
        return primary().table(name);
    }

    /// A handle of a partition.
    public Table table(String name, int partition) {
        return primary().table(new TableIdent(name, partition));
    }

    /// Closes the database and opens it again.
    public void reopen() {
        reopen(options);
    }

    /// Closes the database and opens it again with other options.
    public void reopen(DatabaseOptions others) {
        database.close();
        machine = machine.restartOn(machine.disk());
        database = Database.open(machine.host(), others);
    }

    /// Ends the process without closing the database, and opens it in another one.
    public void kill() {
        machine = machine.killProcess();
        database = Database.open(machine.host(), options);
    }

    /// Starts the machine again after a loss of power that took all that was not synced.
    public void crash() {
        machine = machine.crash(Loss.DROP_UNSYNCED);
        database = Database.open(machine.host(), options);
    }

    /// Lets time pass, and background work be done.
    public void advance(long millis) {
        machine.scheduler().advance(millis);
    }

    /// Proves the database sound.
    public void requireSound() {
        assertThat(database.check().problems()).isEmpty();
    }

    @Override
    public void close() {
        requireSound();
        reopen();
        requireSound();
        database.close();
    }

    // ---- content

    /// The bytes of a text.
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The text of some bytes, null for null.
    public static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /// The key of a number; keys are ordered as their numbers.
    public static byte[] key(int number) {
        return bytes(String.format("key-%06d", number));
    }

    /// The value of a number.
    public static byte[] value(int number) {
        return bytes("value of " + number + " " + "x".repeat(number % 80));
    }

    /// Puts the entries of a range of numbers, a hundred to a transaction.
    public static void fill(Fork fork, Table table, int from, int to) {
        for (int start = from; start < to; start += 100) {
            int first = start;
            fork.transact(transaction -> put(transaction, table, first, Math.min(to, first + 100)));
        }
    }

    /// Puts the entries of a range of numbers.
    public static void put(Transaction transaction, Table table, int from, int to) {
        for (int i = from; i < to; i++) {
            transaction.put(table, key(i), value(i));
        }
    }

    /// Puts one entry, as texts, in a transaction of its own.
    public static void put(Fork fork, Table table, String key, String value) {
        fork.transact(transaction -> transaction.put(table, bytes(key), bytes(value)));
    }

    /// Deletes one entry in a transaction of its own.
    public static void delete(Fork fork, Table table, String key) {
        fork.transact(transaction -> transaction.delete(table, bytes(key)));
    }

    /// The value of a key, as texts.
    public static String get(View view, Table table, String key) {
        return text(view.get(table, bytes(key)));
    }

    /// All of a table, as texts.
    public static Map<String, String> content(View view, Table table) {
        Map<String, String> content = new TreeMap<>();
        try (Cursor cursor = view.cursor(table, KeyRange.all())) {
            while (cursor.next()) {
                content.put(text(cursor.key()), text(cursor.value()));
            }
        }
        assertThat(view.count(table)).isEqualTo(content.size());
        return content;
    }

    /// Checks that a table holds the entries of a range of numbers and nothing else.
    public static void assertFilled(View view, Table table, int from, int to) {
        assertThat(view.count(table)).isEqualTo(to - from);
        int number = from;
        try (Cursor cursor = view.cursor(table, KeyRange.all())) {
            while (cursor.next()) {
                assertThat(cursor.key()).isEqualTo(key(number));
                assertThat(cursor.value()).isEqualTo(value(number));
                number++;
            }
        }
        assertThat(number).isEqualTo(to);
    }

    /// The differences that lead from one view to another, described.
    public static List<String> diff(View from, Fork to) {
        List<String> changes = new ArrayList<>();
        try (Diff diff = to.diff(from)) {
            for (Change change = diff.next(); change != null; change = diff.next()) {
                changes.add(change.kind() + " " + change.table().name() + " " + text(change.key()) + ": "
                        + text(change.before()) + " -> " + text(change.after()));
            }
        }
        return changes;
    }
}
