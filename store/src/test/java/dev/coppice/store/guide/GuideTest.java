package dev.coppice.store.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.Change;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Diff;
import dev.coppice.store.DiffOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Durability;
import dev.coppice.store.Entry;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Isolation;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Promotion;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.TablesLoader;
import dev.coppice.store.Transaction;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.object.Condition;
import dev.coppice.store.object.ConditionFailedException;
import dev.coppice.store.object.ObjectStore;
import dev.coppice.store.object.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of `docs/store.md`, section by section. [DocumentedExamplesTest] compares the text.
class GuideTest {
    @TempDir
    Path folder;

    private Path directory;
    private Database database;
    private Fork primary;
    private Table orders;
    private final List<String> processed = new ArrayList<>();

    @BeforeEach
    void open() {
        directory = folder.resolve("orders.db");
        database = Database.open(directory);
        primary = database.primary();
        orders = orders(database);
    }

    @AfterEach
    void close() {
        assertThat(database.check().problems()).isEmpty();
        database.close();
    }

    private static Table orders(Database of) {
        return of.primary().table("orders");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static long number(byte[] text) {
        return text == null ? 0 : Long.parseLong(new String(text, UTF_8));
    }

    private void process(byte[] key, Object what) {
        processed.add(new String(key, UTF_8) + "=" + (what instanceof byte[] value ? new String(value, UTF_8) : what));
    }

    private void put(Fork fork, String key, String value) {
        fork.transact(tx -> tx.put(orders, bytes(key), bytes(value)));
    }

    @Test
    void openAndClose() {
        Path other = folder.resolve("other.db");
        writeFirstOrder(other);

        try (Database again = Database.open(other, DatabaseOptions.DEFAULT.mustExist())) {
            assertThat(again.primary().get(orders(again), bytes("42"))).isEqualTo(bytes("{\"qty\":3}"));
        }
    }

    @SuppressWarnings("HidingField") // the example opens a database of its own
    private static void writeFirstOrder(Path directory) {
        try (Database database = Database.open(directory)) {
            Fork primary = database.primary();
            Table orders = primary.table("orders");
            primary.transact(tx -> tx.put(orders, bytes("42"), bytes("{\"qty\":3}")));
        }
    }

    @Test
    void reading() {
        for (String key : List.of("1", "42", "5", "7", "70", "8")) {
            put(primary, key, "v" + key);
        }

        byte[] value = primary.get(orders, bytes("42"));
        Entry atOrAbove = primary.ceiling(orders, bytes("4"));
        long sevens = primary.count(orders, KeyRange.prefix(bytes("7")));
        try (Cursor cursor = primary.cursor(orders, KeyRange.between(bytes("1"), bytes("5")))) {
            while (cursor.next()) {
                process(cursor.key(), cursor.value());
            }
        }

        assertThat(value).isEqualTo(bytes("v42"));
        assertThat(atOrAbove.key()).isEqualTo(bytes("42"));
        assertThat(sevens).isEqualTo(2);
        assertThat(processed).containsExactly("1=v1", "42=v42");
    }

    @Test
    void transactions() {
        long sum = primary.transact(TransactionOptions.DEFAULT, tx -> {
            long before = number(tx.get(orders, bytes("total")));
            tx.put(orders, bytes("total"), bytes(Long.toString(before + 1)));
            return before + 1;
        });
        put(primary, "42", "x");

        try (Transaction tx = primary.begin(Isolation.SERIALIZABLE)) {
            if (tx.get(orders, bytes("42")) != null) {
                tx.delete(orders, bytes("42"));
                tx.put(orders, bytes("done-42"), bytes("yes"));
            }
            tx.commit();
        } catch (StoreException.Conflict conflict) {
            // Another transaction won. Nothing of this one was applied.
        }

        Table customers = primary.table("customers");
        primary.transact(tx -> {
            tx.requireUnchanged(customers, bytes("ada"));
            tx.put(orders, bytes("44"), bytes("{\"customer\":\"ada\"}"));
        });

        assertThat(sum).isEqualTo(1);
        assertThat(primary.contains(orders, bytes("44"))).isTrue();
        assertThat(primary.contains(orders, bytes("42"))).isFalse();
        assertThat(primary.contains(orders, bytes("done-42"))).isTrue();
    }

    @Test
    void durability() {
        primary.transact(TransactionOptions.DEFAULT.with(Durability.BUFFERED), tx -> {
            tx.put(orders, bytes("43"), bytes("{}"));
            return null;
        });
        primary.sync();

        assertThat(primary.contains(orders, bytes("43"))).isTrue();
    }

    @Test
    void forks() {
        put(primary, "42", "x");

        try (Fork whatIf = primary.fork("what-if", ForkOptions.DEFAULT.withTimeToLive(Duration.ofDays(7)))) {
            whatIf.transact(tx -> tx.delete(orders, bytes("42")));
            assert primary.contains(orders, bytes("42"));
        }
        database.drop("what-if", DropMode.RESTRICT);

        assertThat(database.forks()).hasSize(1);
    }

    @Test
    void commonState() {
        put(primary, "42", "x");
        try (Fork other = primary.fork("other");
                Fork whatIf = primary.fork("what-if")) {
            put(whatIf, "43", "y");
            other.transact(tx -> tx.delete(orders, bytes("42")));

            try (Snapshot base = whatIf.commonState(other);
                    Diff here = whatIf.diff(base);
                    Diff there = other.diff(base)) {
                assert here.count().added() == 1 && there.count().removed() == 1;
            }

            try (Snapshot base = whatIf.forkPoint()) {
                assertThat(base.get(orders, bytes("42"))).isEqualTo(bytes("x"));
            }
        }
    }

    @Test
    void diffAndPromote() {
        put(primary, "1", "stays");
        put(primary, "2", "goes");
        try (Fork whatIf = primary.fork("what-if")) {
            whatIf.transact(tx -> tx.delete(orders, bytes("2")));
            put(whatIf, "3", "comes");

            DiffOptions part = DiffOptions.ALL.table("orders").prefix(bytes("2"));
            try (Diff diff = whatIf.diff(primary, part)) {
                assert diff.count().removed() == 1;
            }
            try (Diff diff = whatIf.diff(primary)) {
                for (Change change = diff.next(); change != null; change = diff.next()) {
                    process(change.key(), change.kind() == Change.Kind.REMOVED ? null : change.after());
                }
            }
            Promotion done = whatIf.promote(
                    PromotionOptions.onConflict(ConflictPolicy.FAIL).table("orders"));

            assertThat(processed).containsExactly("2=null", "3=comes");
            assertThat(done.inserted()).isEqualTo(1);
            assertThat(done.deleted()).isEqualTo(1);
            assertThat(whatIf.promote(PromotionOptions.onConflict(ConflictPolicy.FAIL))
                            .alreadySame())
                    .isEqualTo(2);
            assertThat(whatIf.rebase(ConflictPolicy.FAIL).applied()).isZero();
        }
    }

    @Test
    void reset() {
        put(primary, "1", "there");
        try (Fork whatIf = primary.fork("what-if")) {
            put(whatIf, "2", "own");
            put(primary, "3", "later");

            whatIf.reset();
            try (Snapshot point = whatIf.forkPoint()) {
                whatIf.reset(point, successor -> {});
            }

            assertThat(whatIf.count(orders)).isEqualTo(2);
        }
    }

    @Test
    void archives() {
        put(primary, "1", "old");

        primary.archive("before-migration");
        try (Snapshot then = database.archive("before-migration");
                Fork repair = then.fork("repair", ForkOptions.DEFAULT)) {
            assert repair.sequence() == then.sequence();
        }
        database.deleteArchive("before-migration");
        put(primary, "1", "new");

        try (Fork repair = database.fork("repair")) {
            assertThat(repair.get(orders, bytes("1"))).isEqualTo(bytes("old"));
        }
    }

    @Test
    void objects() throws IOException {
        ObjectStore objects = database.objects();
        Optional<StoredObject> counter = objects.get("counters/orders.json");
        long next = counter.isEmpty() ? 0 : number(counter.get().content());
        Condition unchanged = counter.isEmpty()
                ? Condition.ABSENT
                : Condition.matches(counter.get().version());
        objects.put("counters/orders.json", bytes(Long.toString(next + 1_000)), unchanged);
        process(bytes("first"), next);

        assertThat(processed).containsExactly("first=0");
        assertThatThrownBy(() -> objects.put("counters/orders.json", bytes("1"), unchanged))
                .isInstanceOf(ConditionFailedException.class);
        assertThat(directory.resolve("counters/orders.json")).hasContent("1000");
    }

    @Test
    void backup() {
        put(primary, "1", "kept");
        primary.fork("what-if").close();
        Path copy = folder.resolve("copy.db");

        database.backup(copy);
        put(primary, "1", "later");

        try (Database restored = Database.open(copy)) {
            assertThat(restored.primary().get(orders(restored), bytes("1"))).isEqualTo(bytes("kept"));
            assertThat(restored.forks()).hasSize(2);
            assertThat(restored.check().problems()).isEmpty();
        }
    }

    @Test
    void timeToLive() {
        long inAnHour = System.currentTimeMillis() + 3_600_000;
        primary.transact(tx -> tx.put(orders, bytes("session"), bytes("..."), inAnHour));

        assertThat(primary.first(orders).expiresAtMillis()).isEqualTo(inAnHour);
        assertThat(primary.cleanExpired()).isZero();
    }

    @Test
    void bulkLoads() {
        try (BulkLoader loader = primary.load(orders)) {
            for (int i = 0; i < 100_000; i++) {
                loader.put(bytes(String.format("%08d", i)), bytes("row " + i));
            }
            loader.commit();
        }

        assertThat(primary.count(orders)).isEqualTo(100_000);

        Table names = primary.table("names");
        try (TablesLoader loader = primary.load(List.of(orders, names))) {
            loader.put(orders, bytes("99999998"), bytes("a row"));
            loader.put(names, bytes("a"), bytes("of another order"));
            loader.put(orders, bytes("99999999"), bytes("another row"));
            loader.commit();
        }

        assertThat(primary.count(orders)).isEqualTo(100_002);
        assertThat(primary.count(names)).isOne();
    }

    @Test
    void largeValues() throws IOException {
        Table films = primary.table("films");
        Path file = Files.write(folder.resolve("film"), new byte[3 << 20]);
        var sink = new ByteArrayOutputStream();

        try (InputStream film = Files.newInputStream(file);
                Transaction tx = primary.begin()) {
            tx.put(films, bytes("metropolis"), film, Files.size(file), 0);
            tx.commit();
        }
        try (InputStream film = primary.openValue(films, bytes("metropolis"))) {
            film.transferTo(sink);
        }

        assertThat(sink.toByteArray()).isEqualTo(new byte[3 << 20]);
    }

    @Test
    void followers() {
        put(primary, "1", "x");

        try (Database follower = Database.open(directory, DatabaseOptions.DEFAULT.asReadOnly())) {
            boolean before = follower.primary().contains(orders(follower), bytes("new"));
            primary.transact(tx -> tx.put(orders(database), bytes("new"), bytes("1")));
            follower.refresh();
            assert !before && follower.primary().contains(orders(follower), bytes("new"));
        }
    }
}
