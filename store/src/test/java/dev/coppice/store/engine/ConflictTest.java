package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.Isolation;
import dev.coppice.store.KeyRange;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Which of two transactions that ran at the same time may commit; whether what the first one wrote is still in memory
/// or has moved to pages since.
class ConflictTest {
    private static final DatabaseOptions MANUAL = DatabaseOptions.DEFAULT.withBackgroundWork(false);

    /// What happens between the commit of the first transaction and that of the second.
    enum Between {
        NOTHING,
        A_CHECKPOINT,
        TWO_CHECKPOINTS
    }

    @TempDir
    Path directory;

    private Database database;
    private Fork primary;
    private Table table;

    @BeforeEach
    void open() {
        database = Database.open(directory, MANUAL);
        primary = database.primary();
        table = primary.table("t");
        primary.transact(transaction -> {
            for (char c = 'a'; c <= 'z'; c++) {
                transaction.put(table, bytes("" + c), bytes("0"));
            }
        });
    }

    @AfterEach
    void close() {
        assertThat(database.check().problems()).isEmpty();
        database.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Consumer<Transaction> put(String key) {
        return transaction -> transaction.put(table, bytes(key), bytes("1"));
    }

    private Consumer<Transaction> get(String key) {
        return transaction -> transaction.get(table, bytes(key));
    }

    private void pass(Between between) {
        for (int i = 0; i < between.ordinal(); i++) {
            primary.transact(transaction -> transaction.put(primary.table("other"), bytes("x"), bytes("y")));
            database.checkpoint();
        }
    }

    private void requireConflict(
            Isolation isolation, Consumer<Transaction> first, Between between, Consumer<Transaction> second) {
        try (Transaction later = primary.begin(isolation)) {
            second.accept(later);
            primary.transact(first);
            pass(between);
            assertThatThrownBy(later::commit).isInstanceOf(StoreException.Conflict.class);
        }
    }

    private void requireBothCommit(
            Isolation isolation, Consumer<Transaction> first, Between between, Consumer<Transaction> second) {
        try (Transaction later = primary.begin(isolation)) {
            second.accept(later);
            primary.transact(first);
            pass(between);
            later.commit();
        }
    }

    @ParameterizedTest
    @EnumSource
    void commit_bothWroteTheSameKey_firstCommitterWins(Between between) {
        requireConflict(Isolation.SNAPSHOT, put("k"), between, put("k"));
        requireConflict(Isolation.SNAPSHOT, put("k"), between, transaction -> transaction.delete(table, bytes("k")));
        requireConflict(Isolation.SNAPSHOT, transaction -> transaction.delete(table, bytes("k")), between, put("k"));
        requireConflict(Isolation.SNAPSHOT, put("new"), between, put("new"));
    }

    @ParameterizedTest
    @EnumSource
    void commit_otherKeys_bothCommit(Between between) {
        requireBothCommit(Isolation.SNAPSHOT, put("a"), between, put("b"));
        requireBothCommit(Isolation.SERIALIZABLE, put("a"), between, get("b").andThen(put("c")));
    }

    @ParameterizedTest
    @EnumSource
    void commit_writeSkew_onlySerializablePreventsIt(Between between) {
        Consumer<Transaction> reads = get("a").andThen(get("b"));
        requireBothCommit(Isolation.SNAPSHOT, reads.andThen(put("a")), between, reads.andThen(put("b")));
        requireConflict(Isolation.SERIALIZABLE, reads.andThen(put("a")), between, reads.andThen(put("b")));
    }

    @ParameterizedTest
    @EnumSource
    void commit_serializableReadOfAnAbsentKey_conflictsWithItsInsertion(Between between) {
        requireConflict(
                Isolation.SERIALIZABLE,
                put("absent-" + between),
                between,
                get("absent-" + between).andThen(put("z")));
    }

    @ParameterizedTest
    @EnumSource
    void commit_serializableRangeRead_conflictsWithAnInsertionInTheRange(Between between) {
        requirePhantom(between, "d1", transaction -> scan(transaction, KeyRange.between(bytes("d"), bytes("e"))));
        requirePhantom(between, "d2", transaction -> transaction.count(table, KeyRange.prefix(bytes("d"))));
        requirePhantom(between, "d3", transaction -> transaction.count(table));
        requirePhantom(between, "d5", transaction -> transaction.floor(table, bytes("d9")));
        requirePhantom(between, "d8", transaction -> transaction.ceiling(table, bytes("d7")));
        requirePhantom(between, "x1", transaction -> transaction.lower(table, bytes("y")));
        requirePhantom(between, "w1", transaction -> transaction.higher(table, bytes("w")));
        requirePhantom(between, "A", transaction -> transaction.first(table));
        requirePhantom(between, "zz", transaction -> transaction.last(table));
    }

    private void requirePhantom(Between between, String inserted, Consumer<Transaction> read) {
        requireConflict(
                Isolation.SERIALIZABLE, put(inserted + between.ordinal()), between, read.andThen(put("result")));
    }

    private void scan(Transaction transaction, KeyRange range) {
        try (Cursor cursor = transaction.cursor(table, range)) {
            while (cursor.next()) {
                cursor.key();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void commit_serializableRangeRead_doesNotConflictWithAnInsertionOutsideIt(Between between) {
        requireBothCommit(Isolation.SERIALIZABLE, put("q1"), between, transaction -> {
            scan(transaction, KeyRange.prefix(bytes("d")));
            transaction.floor(table, bytes("q0"));
            put("result").accept(transaction);
        });
    }

    @ParameterizedTest
    @EnumSource
    void commit_truncationAndWriteInItsRange_firstCommitterWins(Between between) {
        Consumer<Transaction> truncate = transaction -> transaction.truncate(table, bytes("m"));
        requireConflict(Isolation.SNAPSHOT, put("n"), between, truncate);
        requireConflict(Isolation.SNAPSHOT, truncate, between, put("o"));
        requireBothCommit(Isolation.SNAPSHOT, truncate, between, put("a"));
        requireConflict(Isolation.SERIALIZABLE, truncate, between, get("p").andThen(put("a")));
    }

    @ParameterizedTest
    @EnumSource
    void commit_tableDroppedOrCreatedMeanwhile_conflicts(Between between) {
        Table other = primary.table("dropped-" + between);
        primary.transact(transaction -> transaction.put(other, bytes("k"), bytes("v")));
        Consumer<Transaction> drop = transaction -> transaction.drop(other);
        requireConflict(
                Isolation.SNAPSHOT, drop, between, transaction -> transaction.put(other, bytes("k"), bytes("v")));
        Consumer<Transaction> create = transaction -> transaction.create(other);
        requireConflict(Isolation.SNAPSHOT, create, between, create);
        requireConflict(
                Isolation.SNAPSHOT,
                drop.andThen(create),
                between,
                transaction -> transaction.put(other, bytes("k"), bytes("v")));
        requireConflict(Isolation.SERIALIZABLE, drop, between, transaction -> {
            transaction.get(other, bytes("any"));
            put("a").accept(transaction);
        });
    }

    @ParameterizedTest
    @EnumSource
    void commit_bulkLoadCommittedMeanwhile_conflicts(Between between) {
        requireConflictWithLoad(Isolation.SNAPSHOT, between, put("k"));
        requireConflictWithLoad(
                Isolation.SERIALIZABLE,
                between,
                get("k").andThen(transaction -> transaction.put(primary.table("other"), bytes("result"), bytes("1"))));
        requireConflictWithLoad(Isolation.SERIALIZABLE, between, transaction -> {
            transaction.count(table);
            transaction.put(primary.table("other"), bytes("result"), bytes("1"));
        });
    }

    private void requireConflictWithLoad(Isolation isolation, Between between, Consumer<Transaction> second) {
        try (Transaction later = primary.begin(isolation)) {
            second.accept(later);
            load();
            pass(between);
            assertThatThrownBy(later::commit).isInstanceOf(StoreException.Conflict.class);
        }
    }

    private void load() {
        try (BulkLoader loader = primary.load(table)) {
            loader.put(bytes("k"), bytes("loaded"));
            loader.commit();
        }
    }

    @Test
    void load_tableWrittenOrDroppedMeanwhile_conflictsAndLeavesTheDatabaseWritable() {
        try (BulkLoader loader = primary.load(table)) {
            loader.put(bytes("k"), bytes("loaded"));
            primary.transact(put("a"));
            assertThatThrownBy(loader::commit).isInstanceOf(StoreException.Conflict.class);
        }
        try (BulkLoader loader = primary.load(table)) {
            loader.put(bytes("k"), bytes("loaded"));
            primary.transact(transaction -> transaction.drop(table));
            assertThatThrownBy(loader::commit).isInstanceOf(StoreException.Conflict.class);
        }
        primary.transact(put("b"));
        try (BulkLoader loader = primary.load(table)) {
            loader.put(bytes("k"), bytes("loaded"));
            primary.transact(transaction -> transaction.drop(table));
            primary.transact(put("c"));
            assertThatThrownBy(loader::commit).isInstanceOf(StoreException.Conflict.class);
        }
        load();
        assertThat(primary.get(table, bytes("k"))).isEqualTo(bytes("loaded"));
        assertThat(primary.get(table, bytes("c"))).isEqualTo(bytes("1"));
    }

    @Test
    void commit_openForLongerThanMemoryOfWrites_conflictsRatherThanMissingOne() {
        Database small = Database.open(directory.resolve("small"), MANUAL.withWriteBufferBytes(1 << 16));
        try (small) {
            Fork fork = small.primary();
            Table wide = fork.table("wide");
            fork.transact(transaction -> transaction.put(wide, bytes("k"), bytes("0")));
            try (Transaction old = fork.begin()) {
                old.put(wide, bytes("k"), bytes("old"));
                fork.transact(transaction -> transaction.put(wide, bytes("k"), bytes("new")));
                for (int i = 0; i < 20; i++) {
                    int number = i;
                    fork.transact(transaction -> transaction.put(wide, bytes("n" + number), new byte[50_000]));
                    small.checkpoint();
                }
                assertThatThrownBy(old::commit).isInstanceOf(StoreException.Conflict.class);
            }
            assertThat(fork.get(wide, bytes("k"))).isEqualTo(bytes("new"));
        }
    }
}
