package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.SMALL;
import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.content;
import static dev.coppice.store.feature.TestDatabase.get;
import static dev.coppice.store.feature.TestDatabase.key;
import static dev.coppice.store.feature.TestDatabase.put;
import static dev.coppice.store.feature.TestDatabase.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import dev.coppice.store.View;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Entries that are absent from a moment on, and what becomes of them.
class ExpiryTest {
    private static final DatabaseOptions WITH_SWEEPS = SMALL.withBackgroundWork(true);

    private static long now(TestDatabase test) {
        return test.machine().clock().millis();
    }

    /// Puts entries of which every number that `step` divides expires in so many milliseconds.
    private static void fill(TestDatabase test, Table table, int count, int step, long millis) {
        long expiry = now(test) + millis;
        for (int start = 0; start < count; start += 100) {
            int from = start;
            test.primary().transact(transaction -> {
                for (int i = from; i < Math.min(count, from + 100); i++) {
                    transaction.put(table, key(i), value(i), i % step == 0 ? expiry : 0);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void read_everyKind_seesTheEntryUntilItsTimeAndNotAfter(boolean inPages) {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            long expiry = now(test) + 1_000;
            test.primary().transact(transaction -> {
                transaction.put(table, bytes("a"), bytes("1"));
                transaction.put(table, bytes("b"), bytes("2"), expiry);
                transaction.put(table, bytes("c"), bytes("3"));
            });
            if (inPages) {
                test.database().checkpoint();
            }
            test.machine().clock().advanceMillis(999);
            assertSeen(test.primary(), table, true);
            assertThat(test.primary().first(table).expiresAtMillis()).isZero();
            assertThat(test.primary().higher(table, bytes("a")).expiresAtMillis())
                    .isEqualTo(expiry);
            test.machine().clock().advanceMillis(1);
            assertSeen(test.primary(), table, false);
            test.kill();
            assertSeen(test.primary(), test.table("t"), false);
        }
    }

    private static void assertSeen(View view, Table table, boolean seen) {
        byte[] b = bytes("b");
        assertThat(view.contains(table, b)).isEqualTo(seen);
        assertThat(get(view, table, "b")).isEqualTo(seen ? "2" : null);
        assertThat(view.getSegment(table, b) != null).isEqualTo(seen);
        assertThat(view.openValue(table, b) != null).isEqualTo(seen);
        assertThat(view.floor(table, b).key()).isEqualTo(bytes(seen ? "b" : "a"));
        assertThat(view.ceiling(table, b).key()).isEqualTo(bytes(seen ? "b" : "c"));
        assertThat(view.lower(table, bytes("c")).key()).isEqualTo(bytes(seen ? "b" : "a"));
        assertThat(view.count(table)).isEqualTo(seen ? 3 : 2);
        assertThat(view.count(table, KeyRange.between(b, bytes("c")))).isEqualTo(seen ? 1 : 0);
        assertThat(content(view, table))
                .isEqualTo(seen ? Map.of("a", "1", "b", "2", "c", "3") : Map.of("a", "1", "c", "3"));
    }

    @Test
    void put_beforeOrAtNow_isAbsentAtOnce_andNegativeIsInvalid() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            test.primary().transact(transaction -> transaction.put(table, bytes("a"), bytes("1"), now(test)));
            assertThat(test.primary().contains(table, bytes("a"))).isFalse();
            try (Transaction transaction = test.primary().begin()) {
                assertThatThrownBy(() -> transaction.put(table, bytes("a"), bytes("1"), -1))
                        .isInstanceOf(StoreException.Invalid.class);
            }
        }
    }

    @Test
    void snapshotAndTransaction_timePasses_keepWhatHadNotExpired() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test, table, 10, 2, 100);
            try (Snapshot snapshot = test.primary().snapshot();
                    Transaction transaction = test.primary().begin()) {
                test.machine().clock().advanceMillis(1_000);
                assertThat(snapshot.count(table)).isEqualTo(10);
                assertThat(transaction.count(table)).isEqualTo(10);
                assertThat(test.primary().count(table)).isEqualTo(5);
                assertThat(test.primary().cleanExpired()).isEqualTo(5);
                test.database().compact();
                assertThat(snapshot.count(table)).isEqualTo(10);
                assertThat(transaction.count(table)).isEqualTo(10);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void cleanExpired_inMemoryInPagesOrBoth_deletesExactlyWhatHasExpired(int checkpoints) {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test, table, 5_000, 3, 1_000);
            if (checkpoints > 0) {
                test.database().checkpoint();
            }
            put(test.primary(), table, "key-000003", "for ever now");
            test.primary().transact(transaction -> transaction.put(table, key(4), bytes("late"), now(test) + 5_000));
            test.primary().transact(transaction -> transaction.put(table, key(5), bytes("soon"), now(test) + 10));
            test.primary().transact(transaction -> transaction.delete(table, key(6)));
            if (checkpoints > 1) {
                test.database().checkpoint();
            }
            assertThat(test.primary().cleanExpired()).isZero();
            test.machine().clock().advanceMillis(1_000);
            long visible = test.primary().count(table);
            // of 1,667 multiples of 3, number 3 was made permanent and number 6 deleted; number 5 expires as well
            assertThat(test.primary().cleanExpired()).isEqualTo(1_667 - 2 + 1);
            assertThat(test.primary().cleanExpired()).isZero();
            assertThat(test.primary().count(table)).isEqualTo(visible).isEqualTo(5_000 - 1_667 + 1 - 1);
            test.database().checkpoint();
            assertThat(test.primary().count(table)).isEqualTo(visible);
            test.machine().clock().advanceMillis(4_000);
            assertThat(test.primary().cleanExpired()).isEqualTo(1);
            assertThat(test.primary().contains(table, key(3))).isTrue();
        }
    }

    @Test
    void sweep_timePasses_cleansInTheBackgroundOnEveryFork() {
        try (TestDatabase test = TestDatabase.create(WITH_SWEEPS)) {
            Table table = test.table("t");
            fill(test, table, 2_000, 2, 10_000);
            test.database().checkpoint();
            try (Fork fork = test.primary().fork("f")) {
                put(fork, table, "key-000000", "kept on the fork");
                test.advance(5_000);
                assertThat(treeEntries(test, "primary")).isEqualTo(2_000);
                test.advance(10_000);
                test.database().checkpoint();
                assertThat(treeEntries(test, "primary")).isEqualTo(1_000);
                assertThat(treeEntries(test, "f")).isEqualTo(1_001);
                assertThat(get(fork, table, "key-000000")).isEqualTo("kept on the fork");
            }
        }
    }

    /// Entries that are in the table at a time at which none has expired.
    private static long treeEntries(TestDatabase test, String fork) {
        long now = now(test);
        test.machine().clock().jumpTo(0);
        try (Fork handle = test.database().fork(fork)) {
            return handle.count(test.table("t"));
        } finally {
            test.machine().clock().jumpTo(now);
        }
    }

    @Test
    void sweep_moreToDeleteThanTheWriteBufferHolds_goesOnUntilAllIsGone() {
        try (TestDatabase test = TestDatabase.create(WITH_SWEEPS)) {
            Table table = test.table("t");
            fill(test, table, 20_000, 1, 10_000);
            test.database().checkpoint();
            test.advance(60_000);
            assertThat(treeEntries(test, "primary")).isZero();
        }
    }

    @Test
    void cleanExpired_keysAsLongAsAllowedWithOneBeginning_deletesThoseThatExpired() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            long expiry = now(test) + 100;
            test.primary().transact(transaction -> {
                for (int i = 0; i < 20; i++) {
                    byte[] key = new byte[1_000];
                    Arrays.fill(key, (byte) 7);
                    key[999] = (byte) i;
                    transaction.put(table, key, value(i), i % 2 == 0 ? expiry : 0);
                }
            });
            test.database().checkpoint();
            test.machine().clock().advanceMillis(100);
            assertThat(test.primary().cleanExpired()).isEqualTo(10);
            test.database().checkpoint();
            assertThat(test.primary().cleanExpired()).isZero();
            assertThat(test.primary().count(table)).isEqualTo(10);
        }
    }

    @Test
    void expiredLargeValue_cleaned_givesItsPagesBack() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            test.primary()
                    .transact(transaction -> transaction.put(table, bytes("big"), new byte[1 << 20], now(test) + 100));
            test.database().checkpoint();
            test.machine().clock().advanceMillis(100);
            assertThat(test.primary().cleanExpired()).isEqualTo(1);
            test.database().compact();
            assertThat(test.database().statistics().dataFileBytes()).isLessThan(1 << 17);
        }
    }

    /// A hint that the clean-up has looked at is not looked at again, though it stays until the next checkpoint.
    @Test
    void sweep_entriesThatWereReplacedInTime_areLookedAtOnce() {
        try (TestDatabase test = TestDatabase.create(WITH_SWEEPS.withWriteBufferBytes(1 << 20))) {
            Table table = test.table("t");
            fill(test, table, 2_000, 1, 10_000);
            test.database().checkpoint();
            TestDatabase.fill(test.primary(), table, 0, 2_000);
            test.advance(15_000);
            long steps = test.machine().scheduler().stepsRun();
            test.advance(100_000);
            assertThat(test.machine().scheduler().stepsRun() - steps).isLessThan(100 * 5);
            TestDatabase.assertFilled(test.primary(), table, 0, 2_000);
        }
    }

    @Test
    void sweep_powerLostAfterIt_neverForgetsAnEntry() {
        try (TestDatabase test = TestDatabase.create(WITH_SWEEPS.withWriteBufferBytes(1 << 20))) {
            Table table = test.table("t");
            fill(test, table, 2_000, 1, 10_000);
            test.database().checkpoint();
            test.advance(15_000);
            test.crash();
            test.database().checkpoint();
            assertThat(treeEntries(test, "primary")).isZero();
        }
    }
}
