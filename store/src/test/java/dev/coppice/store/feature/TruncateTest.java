package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.key;
import static dev.coppice.store.feature.TestDatabase.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Cursor;
import dev.coppice.store.Entry;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Deleting every entry from a key on.
class TruncateTest {
    private static final int COUNT = 3_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 700, 1_999, COUNT - 1, COUNT, COUNT + 1})
    void truncate_atAnyKey_leavesWhatIsBelow(int from) {
        for (boolean inPages : new boolean[] {false, true}) {
            try (TestDatabase test = TestDatabase.create()) {
                Table table = test.table("t");
                fill(test.primary(), table, 0, COUNT);
                if (inPages) {
                    test.database().checkpoint();
                }
                test.primary().transact(transaction -> transaction.truncate(table, key(from)));
                assertFilled(test.primary(), table, 0, Math.min(from, COUNT));
                test.database().checkpoint();
                assertFilled(test.primary(), table, 0, Math.min(from, COUNT));
                test.reopen();
                assertFilled(test.primary(), test.table("t"), 0, Math.min(from, COUNT));
            }
        }
    }

    @Test
    void truncate_emptyKey_emptiesTheTableAndKeepsIt() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, COUNT);
            test.database().checkpoint();
            test.primary().transact(transaction -> transaction.truncate(table, new byte[0]));
            test.database().checkpoint();
            assertThat(test.primary().tables()).containsExactly(table.ident());
            assertThat(test.primary().first(table)).isNull();
            assertThat(test.primary().last(table)).isNull();
            fill(test.primary(), table, 5, 10);
            assertFilled(test.primary(), table, 5, 10);
        }
    }

    @Test
    void truncate_ofAllByAnotherTerm_closesWithoutHavingWrittenAPage() {
        try (TestDatabase test = TestDatabase.create()) {
            fill(test.primary(), test.table("t"), 0, COUNT);
            test.database().checkpoint();
            test.reopen();
            test.primary().transact(transaction -> transaction.truncate(test.table("t"), new byte[0]));
            test.database().checkpoint();
            test.reopen();
            assertThat(test.primary().count(test.table("t"))).isZero();
        }
    }

    @Test
    void put_afterTruncateInTheSameTransaction_stays() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, COUNT);
            test.database().checkpoint();
            try (Transaction transaction = test.primary().begin()) {
                transaction.put(table, key(2_500), bytes("goes"));
                transaction.truncate(table, key(1_000));
                transaction.put(table, key(2_000), bytes("stays"));
                assertTruncated(transaction, table);
                transaction.commit();
            }
            assertTruncated(test.primary(), table);
            test.kill();
            assertTruncated(test.primary(), test.table("t"));
            test.database().checkpoint();
            assertTruncated(test.primary(), test.table("t"));
        }
    }

    private static void assertTruncated(dev.coppice.store.View view, Table table) {
        assertThat(view.count(table)).isEqualTo(1_001);
        assertThat(view.get(table, key(999))).isEqualTo(value(999));
        assertThat(view.get(table, key(1_000))).isNull();
        assertThat(view.get(table, key(2_500))).isNull();
        assertThat(view.last(table)).isEqualTo(new Entry(key(2_000), bytes("stays"), 0));
        assertThat(view.lower(table, key(2_000))).isEqualTo(new Entry(key(999), value(999), 0));
        assertThat(view.higher(table, key(999))).isEqualTo(new Entry(key(2_000), bytes("stays"), 0));
        assertThat(view.count(table, KeyRange.from(key(1_500)))).isEqualTo(1);
        try (Cursor cursor = view.cursor(table, KeyRange.all())) {
            assertThat(cursor.previous()).isTrue();
            assertThat(cursor.key()).isEqualTo(key(2_000));
            assertThat(cursor.previous()).isTrue();
            assertThat(cursor.key()).isEqualTo(key(999));
        }
    }

    @Test
    void truncate_again_lowerAndHigher_keepsTheLowest() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, COUNT);
            test.database().checkpoint();
            test.primary().transact(transaction -> transaction.truncate(table, key(2_000)));
            test.primary().transact(transaction -> transaction.truncate(table, key(500)));
            test.primary().transact(transaction -> transaction.truncate(table, key(1_500)));
            assertFilled(test.primary(), table, 0, 500);
            fill(test.primary(), table, 500, 600);
            assertFilled(test.primary(), table, 0, 600);
            test.database().checkpoint();
            assertFilled(test.primary(), table, 0, 600);
        }
    }

    @Test
    void truncate_forkAndSnapshot_keepTheirEntries() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, COUNT);
            test.database().checkpoint();
            try (Snapshot snapshot = test.primary().snapshot();
                    Fork fork = test.primary().fork("f")) {
                test.primary().transact(transaction -> transaction.truncate(table, key(10)));
                fork.transact(transaction -> transaction.truncate(table, key(20)));
                test.database().compact();
                assertFilled(snapshot, table, 0, COUNT);
                assertFilled(fork, table, 0, 20);
                assertFilled(test.primary(), table, 0, 10);
            }
        }
    }
}
