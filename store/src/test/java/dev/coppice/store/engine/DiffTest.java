package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.Change;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Diff;
import dev.coppice.store.DiffOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import dev.coppice.store.View;
import dev.coppice.store.sim.SimulatedHost;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Diffs between states that share pages, and between those that only seem to.
class DiffTest {
    private static final DatabaseOptions SMALL = DatabaseOptions.DEFAULT
            .withPagesPerFile(16)
            .withWriteBufferBytes(1 << 16)
            .withBackgroundWork(false);

    private final SimulatedHost machine = SimulatedHost.create(1);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> keys(Fork after, View before) {
        List<String> keys = new ArrayList<>();
        try (Diff diff = after.diff(before)) {
            for (Change change = diff.next(); change != null; change = diff.next()) {
                keys.add(new String(change.key(), StandardCharsets.UTF_8));
            }
        }
        return keys;
    }

    @Test
    void diff_siblingsWithEqualFilePages_findsWhatDiffers() {
        byte[] large = new byte[300_000];
        try (Database database = Database.open(machine.host(), SMALL)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            primary.transact(tx -> tx.put(table, bytes("a"), bytes("before")));
            database.checkpoint();
            try (Fork one = primary.fork("one");
                    Fork other = primary.fork("other")) {
                one.transact(tx -> tx.put(table, bytes("a"), bytes("after")));
                one.transact(tx -> tx.put(table, bytes("large"), large));
                large[1_000] = 1;
                other.transact(tx -> tx.put(table, bytes("b"), bytes("after")));
                other.transact(tx -> tx.put(table, bytes("large"), large));
                database.checkpoint();
                assertThat(keys(one, other)).containsExactly("a", "b", "large");
                assertThat(keys(other, primary)).containsExactly("b", "large");
            }
        }
    }

    @Test
    void diff_entryExpiredSinceTheSnapshot_isNoChange() {
        try (Database database = Database.open(machine.host(), SMALL)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            long soon = machine.clock().millis() + 1_000;
            primary.transact(tx -> tx.put(table, bytes("a"), bytes("1"), soon));
            try (Snapshot snapshot = primary.snapshot()) {
                machine.scheduler().advance(2_000);
                assertThat(keys(primary, snapshot)).isEmpty();
                assertThat(primary.cleanExpired()).isEqualTo(1);
                assertThat(keys(primary, snapshot)).isEmpty();
            }
        }
    }

    @Test
    void diff_ofAPart_findsWhatDiffersThereOnly() {
        try (Database database = Database.open(machine.host(), SMALL)) {
            Fork primary = database.primary();
            primary.transact(tx -> fill(tx, primary.table("t"), 0, 2_000, "before"));
            database.checkpoint();
            try (Fork fork = primary.fork("f")) {
                fork.transact(tx -> fill(tx, primary.table("t"), 500, 600, "in pages"));
                database.checkpoint();
                fork.transact(tx -> fill(tx, primary.table("t"), 1_000, 1_100, "in memory"));
                fork.transact(tx -> tx.put(fork.table("other"), bytes("key-000550"), bytes("1")));
                DiffOptions part = DiffOptions.ALL.table("t");
                assertThat(count(fork, primary, DiffOptions.ALL)).isEqualTo(201);
                assertThat(count(fork, primary, part)).isEqualTo(200);
                assertThat(count(fork, primary, part.prefix(bytes("key-00055"))))
                        .isEqualTo(10);
                assertThat(count(fork, primary, part.prefix(bytes("key-00105"))))
                        .isEqualTo(10);
                assertThat(count(fork, primary, part.range(KeyRange.from(bytes("key-000590")))))
                        .isEqualTo(110);
                assertThat(count(fork, primary, part.range(KeyRange.until(bytes("key-001010")))))
                        .isEqualTo(110);
                KeyRange inclusive = new KeyRange(bytes("key-000510"), false, bytes("key-000520"), true);
                assertThat(count(fork, primary, part.range(inclusive))).isEqualTo(10);
                assertThat(count(fork, primary, part.table("other"))).isZero();
                assertThat(count(fork, primary, part.prefix(bytes("key-00055")).prefix(bytes("key-00105"))))
                        .isZero();
                fork.transact(tx -> tx.truncate(fork.table("t"), bytes("key-000700")));
                assertThat(count(fork, primary, part.prefix(bytes("key-0008")))).isEqualTo(100);
                assertThat(count(fork, primary, part.prefix(bytes("key-0006")))).isZero();
            }
        }
    }

    @Test
    void diff_ofASmallPart_readsThatPartOnly() {
        try (Database database = Database.open(machine.host(), SMALL)) {
            Fork primary = database.primary();
            primary.transact(tx -> fill(tx, primary.table("t"), 0, 20_000, "before"));
            database.checkpoint();
            try (Fork fork = primary.fork("f")) {
                fork.transact(tx -> fill(tx, primary.table("t"), 0, 20_000, "after"));
            }
            database.compact();
        }
        SimulatedHost again = machine.restartOn(machine.disk());
        try (Database database = Database.open(again.host(), SMALL);
                Fork fork = database.fork("f")) {
            long before = again.disk().statistics().reads();
            assertThat(count(fork, database.primary(), DiffOptions.ALL.prefix(bytes("key-01000"))))
                    .isEqualTo(10);
            long part = again.disk().statistics().reads() - before;
            assertThat(count(fork, database.primary(), DiffOptions.ALL)).isEqualTo(20_000);
            long whole = again.disk().statistics().reads() - before;
            assertThat(part).isLessThan(20);
            assertThat(whole).isGreaterThan(100);
        }
    }

    @Test
    void change_ofExpiryAlone_isAChange_andTellsBothTimes() {
        try (Database database = Database.open(machine.host(), SMALL)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            long now = machine.clock().millis();
            primary.transact(tx -> tx.put(table, bytes("a"), bytes("1"), now + 1_000));
            primary.transact(tx -> tx.put(table, bytes("b"), bytes("1"), now + 1_000));
            try (Fork fork = primary.fork("f")) {
                fork.transact(tx -> tx.put(table, bytes("a"), bytes("1"), now + 2_000));
                fork.transact(tx -> tx.delete(table, bytes("b")));
                fork.transact(tx -> tx.put(table, bytes("c"), bytes("1"), now + 3_000));
                try (Diff diff = fork.diff(primary)) {
                    Change a = diff.next();
                    assertThat(a.kind()).isEqualTo(Change.Kind.CHANGED);
                    assertThat(a.before()).isEqualTo(a.after());
                    assertThat(a.beforeExpiresAtMillis()).isEqualTo(now + 1_000);
                    assertThat(a.afterExpiresAtMillis()).isEqualTo(now + 2_000);
                    Change b = diff.next();
                    assertThat(b.beforeExpiresAtMillis()).isEqualTo(now + 1_000);
                    assertThat(b.afterExpiresAtMillis()).isZero();
                    Change c = diff.next();
                    assertThat(c.beforeExpiresAtMillis()).isZero();
                    assertThat(c.afterExpiresAtMillis()).isEqualTo(now + 3_000);
                    assertThat(diff.next()).isNull();
                }
                fork.promote(PromotionOptions.onConflict(ConflictPolicy.FAIL).prefix(bytes("c")));
                fork.promote(PromotionOptions.onConflict(ConflictPolicy.FAIL)
                        .table("t")
                        .where(change -> change.key()[0] == 'a'));
                assertThat(keys(fork, primary)).containsExactly("b");
            }
        }
    }

    @Test
    void change_ofALargeValue_isStreamed() throws Exception {
        byte[] large = new byte[3_000_000];
        large[2_999_999] = 7;
        try (Database database = Database.open(machine.host(), SMALL)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            primary.transact(tx -> tx.put(table, bytes("a"), new byte[3_000_000]));
            try (Fork fork = primary.fork("f")) {
                fork.transact(tx -> tx.put(table, bytes("a"), large));
                Change change;
                try (Diff diff = fork.diff(primary)) {
                    change = diff.next();
                    assertThat(diff.next()).isNull();
                    assertThat(change.beforeLength()).isEqualTo(3_000_000);
                    assertThat(change.afterLength()).isEqualTo(3_000_000);
                    try (InputStream before = change.openBefore();
                            InputStream after = change.openAfter()) {
                        assertThat(before.readAllBytes()).isEqualTo(new byte[3_000_000]);
                        assertThat(after.readAllBytes()).isEqualTo(large);
                    }
                    assertThat(change.after()).isEqualTo(large);
                }
                assertThatThrownBy(change::after).isInstanceOf(StoreException.Closed.class);
            }
        }
    }

    @Test
    void mergedEntry_expiresWithTheForks() {
        try (Database database = Database.open(machine.host(), SMALL)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            long now = machine.clock().millis();
            primary.transact(tx -> tx.put(table, bytes("a"), bytes("1")));
            try (Fork fork = primary.fork("f")) {
                fork.transact(tx -> tx.put(table, bytes("a"), bytes("2"), now + 1_000));
                primary.transact(tx -> tx.put(table, bytes("a"), bytes("3")));
                fork.promote(PromotionOptions.onConflict(
                        ConflictPolicy.merge((ident, key, base, forks, target) -> bytes("merged"))));
                assertThat(primary.get(table, bytes("a"))).isEqualTo(bytes("merged"));
                machine.scheduler().advance(2_000);
                assertThat(primary.get(table, bytes("a"))).isNull();
            }
        }
    }

    private static void fill(Transaction transaction, Table table, int from, int to, String value) {
        for (int i = from; i < to; i++) {
            transaction.put(table, bytes(String.format("key-%06d", i)), bytes(value));
        }
    }

    private static long count(Fork after, View before, DiffOptions part) {
        try (Diff diff = after.diff(before, part);
                Diff counted = after.diff(before, part)) {
            long count = 0;
            while (diff.next() != null) {
                count++;
            }
            assertThat(counted.count().total()).isEqualTo(count);
            return count;
        }
    }
}
