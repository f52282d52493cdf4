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

    // ---- what a transaction relies on and does not write ----

    private Consumer<Transaction> delete(String key) {
        return transaction -> transaction.delete(table, bytes(key));
    }

    private Consumer<Transaction> requireAndPut(String required, String key) {
        Consumer<Transaction> require = transaction -> transaction.requireUnchanged(table, bytes(required));
        return require.andThen(put(key));
    }

    private Consumer<Transaction> requireAndPut(KeyRange required, String key) {
        Consumer<Transaction> require = transaction -> transaction.requireUnchanged(table, required);
        return require.andThen(put(key));
    }

    @ParameterizedTest
    @EnumSource
    void requireUnchanged_keyWrittenMeanwhile_conflicts(Between between) {
        for (Isolation isolation : Isolation.values()) {
            requireConflict(isolation, put("k"), between, requireAndPut("k", "edge"));
            requireConflict(isolation, delete("k"), between, requireAndPut("k", "edge"));
            // Absent now, and inserted.
            requireConflict(isolation, put("k"), between, requireAndPut("k", "edge"));
            requireConflict(
                    isolation,
                    transaction -> transaction.truncate(table, bytes("j")),
                    between,
                    requireAndPut("k", "edge"));
            primary.transact(put("k").andThen(put("edge")));
            requireConflict(
                    isolation,
                    transaction -> transaction.put(table, bytes("k"), new byte[300_000]),
                    between,
                    requireAndPut("k", "edge"));
        }
        assertThat(primary.contains(table, bytes("edge"))).isTrue();
    }

    /// The value is what it was, and yet somebody has written it.
    @ParameterizedTest
    @EnumSource
    void requireUnchanged_keyWrittenWithTheSameValue_conflicts(Between between) {
        requireConflict(
                Isolation.SNAPSHOT,
                transaction -> transaction.put(table, bytes("k"), bytes("0")),
                between,
                requireAndPut("k", "edge"));
        requireConflict(Isolation.SNAPSHOT, delete("absent"), between, requireAndPut("absent", "edge"));
    }

    @ParameterizedTest
    @EnumSource
    void requireUnchanged_tableDroppedCreatedOrLoadedMeanwhile_conflicts(Between between) {
        Table other = primary.table("required-" + between);
        Consumer<Transaction> drop = transaction -> transaction.drop(other);
        Consumer<Transaction> create = transaction -> transaction.put(other, bytes("k"), bytes("v"));
        Consumer<Transaction> relying = transaction -> {
            transaction.requireUnchanged(other, bytes("k"));
            transaction.put(table, bytes("edge"), bytes("1"));
        };
        requireConflict(Isolation.SNAPSHOT, create, between, relying);
        requireConflict(Isolation.SNAPSHOT, drop.andThen(create), between, relying);
        requireConflict(Isolation.SNAPSHOT, drop, between, relying);
        requireConflictWithLoad(Isolation.SNAPSHOT, between, requireAndPut("not loaded", "edge"));
    }

    @ParameterizedTest
    @EnumSource
    void requireUnchanged_othersReadItRequireItOrWriteOtherKeys_allCommit(Between between) {
        for (Isolation isolation : Isolation.values()) {
            requireBothCommit(isolation, get("k").andThen(put("a")), between, requireAndPut("k", "b"));
            requireBothCommit(isolation, requireAndPut("k", "c"), between, requireAndPut("k", "d"));
            requireBothCommit(isolation, put("j").andThen(put("l")), between, requireAndPut("k", "e"));
            requireBothCommit(
                    isolation,
                    transaction -> transaction.truncate(table, bytes("l")),
                    between,
                    requireAndPut("k", "f"));
            requireBothCommit(
                    isolation,
                    transaction -> transaction.put(primary.table("other"), bytes("k"), bytes("1")),
                    between,
                    requireAndPut("k", "g"));
        }
        // Whoever writes it is not held up by those that required it and committed first.
        requireBothCommit(Isolation.SNAPSHOT, requireAndPut("k", "h"), between, put("k"));
    }

    @ParameterizedTest
    @EnumSource
    void requireUnchanged_ownWriteOfTheKey_isNoConflict(Between between) {
        requireBothCommit(
                Isolation.SNAPSHOT, put("a"), between, requireAndPut("k", "k").andThen(delete("k")));
        requireBothCommit(Isolation.SNAPSHOT, put("a"), between, transaction -> {
            Table fresh = primary.table("fresh-" + between);
            transaction.requireUnchanged(fresh, bytes("k"));
            transaction.put(fresh, bytes("k"), new byte[300_000]);
        });
    }

    @ParameterizedTest
    @EnumSource
    void requireUnchanged_eachRequiresWhatTheOtherWrites_oneCommits(Between between) {
        requireConflict(Isolation.SNAPSHOT, requireAndPut("a", "b"), between, requireAndPut("b", "a"));
    }

    @ParameterizedTest
    @EnumSource
    void requireUnchanged_nothingWritten_commitsWithoutACheck(Between between) {
        requireBothCommit(
                Isolation.SNAPSHOT, put("k"), between, transaction -> transaction.requireUnchanged(table, bytes("k")));
    }

    @ParameterizedTest
    @EnumSource
    void requireUnchanged_range_conflictsWithWritesInItAndNoOthers(Between between) {
        KeyRange range = KeyRange.prefix(bytes("m"));
        for (Isolation isolation : Isolation.values()) {
            database.checkpoint(); // forgets the truncation of the round before
            requireConflict(isolation, put("m1"), between, requireAndPut(range, "a"));
            requireConflict(isolation, delete("m1"), between, requireAndPut(range, "a"));
            requireBothCommit(isolation, put("l").andThen(put("n")), between, requireAndPut(range, "a"));
            requireBothCommit(
                    isolation,
                    transaction -> transaction.truncate(table, bytes("n")),
                    between,
                    requireAndPut(range, "a"));
            requireBothCommit(isolation, get("m1").andThen(put("b")), between, requireAndPut(range, "a"));
            requireConflict(
                    isolation,
                    transaction -> transaction.truncate(table, bytes("b")),
                    between,
                    requireAndPut(range, "a"));
        }
    }

    /// In memory a table has one truncation, that from the smallest key, as recent as the latest.
    @Test
    void requireUnchanged_severalTruncations_conflictRatherThanMissingOne() {
        primary.transact(transaction -> transaction.truncate(table, bytes("b")));
        Consumer<Transaction> truncate = transaction -> transaction.truncate(table, bytes("n"));
        requireConflict(Isolation.SNAPSHOT, truncate, Between.NOTHING, requireAndPut("m", "a"));
        database.checkpoint();
        requireBothCommit(Isolation.SNAPSHOT, truncate, Between.NOTHING, requireAndPut("m", "a"));
    }

    @Test
    void requireUnchanged_wrongCalls_areRefused() {
        Transaction ended;
        try (Transaction transaction = primary.begin()) {
            assertThatThrownBy(() -> transaction.requireUnchanged(table, new byte[1_001]))
                    .isInstanceOf(StoreException.Invalid.class);
            ended = transaction;
        }
        assertThatThrownBy(() -> ended.requireUnchanged(table, bytes("k"))).isInstanceOf(StoreException.Closed.class);
        assertThatThrownBy(() -> ended.requireUnchanged(table, KeyRange.all()))
                .isInstanceOf(StoreException.Closed.class);
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
