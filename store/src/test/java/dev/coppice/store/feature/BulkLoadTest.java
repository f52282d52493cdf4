package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.SMALL;
import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.key;
import static dev.coppice.store.feature.TestDatabase.put;
import static dev.coppice.store.feature.TestDatabase.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.Fork;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Operation;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Loads of sorted runs straight into pages.
class BulkLoadTest {
    private static void load(BulkLoader loader, int from, int to, int step) {
        for (int i = from; i < to; i += step) {
            loader.put(key(i), value(i));
        }
    }

    @Test
    void load_newTable_isThereAfterAKill() {
        try (TestDatabase test = TestDatabase.create()) {
            long before = test.primary().sequence();
            try (BulkLoader loader = test.primary().load(test.table("t"))) {
                load(loader, 0, 10_000, 1);
                assertThat(test.primary().count(test.table("t"))).isZero();
                assertThat(loader.commit()).isEqualTo(test.primary().sequence()).isGreaterThan(before);
            }
            test.kill();
            assertFilled(test.primary(), test.table("t"), 0, 10_000);
            test.database().checkpoint();
            test.kill();
            assertFilled(test.primary(), test.table("t"), 0, 10_000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void load_betweenAndOverExistingEntries_mergesAndReplaces(boolean inPages) {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 2_000, 4_000);
            for (int i = 2_500; i < 3_500; i++) {
                put(test.primary(), table, TestDatabase.text(key(i)), "old");
            }
            if (inPages) {
                test.database().checkpoint();
            }
            try (Snapshot before = test.primary().snapshot();
                    BulkLoader loader = test.primary().load(table)) {
                load(loader, 0, 2_000, 1);
                load(loader, 2_500, 3_500, 1);
                load(loader, 4_000, 6_000, 1);
                loader.commit();
                assertThat(before.count(table)).isEqualTo(2_000);
                assertThat(before.get(table, key(3_000))).isEqualTo(bytes("old"));
            }
            assertFilled(test.primary(), table, 0, 6_000);
            fill(test.primary(), table, 6_000, 6_100);
            test.database().compact();
            test.kill();
            assertFilled(test.primary(), test.table("t"), 0, 6_100);
        }
    }

    @Test
    void load_onAForkOfAForkWithUnmergedWrites_staysOnIt() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 1_000);
            try (Fork child = test.primary().fork("child")) {
                fill(child, table, 1_000, 1_100);
                try (Fork grandchild = child.fork("grandchild");
                        BulkLoader loader = grandchild.load(table)) {
                    load(loader, 1_100, 5_000, 1);
                    loader.commit();
                    assertFilled(grandchild, table, 0, 5_000);
                    assertFilled(child, table, 0, 1_100);
                    assertFilled(test.primary(), table, 0, 1_000);
                }
            }
            test.kill();
            try (Fork grandchild = test.database().fork("grandchild")) {
                assertFilled(grandchild, test.table("t"), 0, 5_000);
            }
        }
    }

    @Test
    void close_withoutCommit_leavesTheTableAsItWas() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 100);
            for (int i = 0; i < 5; i++) {
                try (BulkLoader loader = test.primary().load(table)) {
                    load(loader, 50, 6_000, 1);
                }
            }
            assertFilled(test.primary(), table, 0, 100);
            test.database().compact();
            assertThat(test.database().statistics().dataFileBytes()).isLessThan(1 << 17);
        }
    }

    @Test
    void commit_withoutEntries_changesNothing() {
        try (TestDatabase test = TestDatabase.create()) {
            fill(test.primary(), test.table("t"), 0, 100);
            try (BulkLoader loader = test.primary().load(test.table("t"))) {
                loader.commit();
            }
            try (BulkLoader loader = test.primary().load(test.table("empty"))) {
                loader.commit();
            }
            test.kill();
            assertFilled(test.primary(), test.table("t"), 0, 100);
            assertThat(test.primary().tables()).contains(test.table("empty").ident());
            assertThat(test.primary().count(test.table("empty"))).isZero();
        }
    }

    @Test
    void put_notAscendingOrTooLong_isInvalidAndTheLoadGoesOn() {
        try (TestDatabase test = TestDatabase.create();
                BulkLoader loader = test.primary().load(test.table("t"))) {
            loader.put(key(5), value(5));
            assertInvalid(() -> loader.put(key(5), value(5)));
            assertInvalid(() -> loader.put(key(4), value(4)));
            assertInvalid(() -> loader.put(new byte[1_001], value(4)));
            loader.put(key(6), value(6));
            loader.commit();
            assertFilled(test.primary(), test.table("t"), 5, 7);
        }
    }

    private static void assertInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StoreException.Invalid.class);
    }

    @Test
    void commit_anotherTransactionWroteToTheTable_conflicts() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 100);
            try (BulkLoader loader = test.primary().load(table)) {
                load(loader, 200, 1_000, 1);
                fill(test.primary(), table, 100, 101);
                fill(test.primary(), test.table("other"), 0, 10);
                assertThatThrownBy(loader::commit).isInstanceOf(StoreException.Conflict.class);
            }
            assertFilled(test.primary(), table, 0, 101);
            assertFilled(test.primary(), test.table("other"), 0, 10);
        }
    }

    @Test
    void commit_anotherTransactionWroteToAnotherTable_succeeds() {
        try (TestDatabase test = TestDatabase.create()) {
            try (BulkLoader loader = test.primary().load(test.table("t"))) {
                load(loader, 0, 1_000, 1);
                fill(test.primary(), test.table("other"), 0, 100);
                loader.commit();
            }
            test.kill();
            assertFilled(test.primary(), test.table("t"), 0, 1_000);
            assertFilled(test.primary(), test.table("other"), 0, 100);
        }
    }

    /// Checkpoints wait for the load, but writers of other tables must not wait for a checkpoint then: the load may be
    /// on their own thread.
    @Test
    void put_toAnotherTableFarBeyondTheWriteBuffer_doesNotWaitForTheLoad() {
        for (boolean background : new boolean[] {false, true}) {
            try (TestDatabase test = TestDatabase.create(SMALL.withBackgroundWork(background))) {
                try (BulkLoader loader = test.primary().load(test.table("t"))) {
                    load(loader, 0, 1_000, 1);
                    fill(test.primary(), test.table("other"), 0, 10_000);
                    loader.commit();
                }
                assertFilled(test.primary(), test.table("t"), 0, 1_000);
                assertFilled(test.primary(), test.table("other"), 0, 10_000);
                test.database().checkpoint();
            }
        }
    }

    @Test
    void close_ofTheDatabaseWithAnOpenLoad_doesNotWaitForIt() {
        TestDatabase test = TestDatabase.create();
        BulkLoader loader = test.primary().load(test.table("t"));
        load(loader, 0, 1_000, 1);
        test.reopen();
        assertThatThrownBy(loader::commit).isInstanceOf(StoreException.Closed.class);
        loader.close();
        assertThat(test.primary().count(test.table("t"))).isZero();
        test.close();
    }

    @Test
    void loader_ended_isClosed() {
        try (TestDatabase test = TestDatabase.create()) {
            BulkLoader committed = test.primary().load(test.table("t"));
            committed.commit();
            assertThatThrownBy(() -> committed.put(key(1), value(1))).isInstanceOf(StoreException.Closed.class);
            assertThatThrownBy(committed::commit).isInstanceOf(StoreException.Closed.class);
            committed.close();
        }
    }

    @Test
    void put_diskFull_endsTheLoadAndTheTableStaysAsItWas() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 100);
            try (BulkLoader loader = test.primary().load(table)) {
                load(loader, 200, 10_000, 1);
                test.machine()
                        .disk()
                        .failWhen(
                                call -> call.operation() == Operation.WRITE
                                        && call.file().contains("/data_"),
                                Fault.ENOSPC);
                assertThatThrownBy(() -> {
                            load(loader, 10_000, 90_000, 1);
                            loader.commit();
                        })
                        .isInstanceOf(StoreException.Full.class);
                test.machine().disk().heal();
                assertThatThrownBy(loader::commit).isInstanceOf(StoreException.Closed.class);
            }
            assertFilled(test.primary(), table, 0, 100);
            fill(test.primary(), table, 100, 200);
            test.database().checkpoint();
            assertFilled(test.primary(), table, 0, 200);
        }
    }

    @Test
    void load_valuesOfSeveralPages_readBack() {
        try (TestDatabase test = TestDatabase.create()) {
            byte[] large = new byte[700_000];
            new Random(1).nextBytes(large);
            try (BulkLoader loader = test.primary().load(test.table("t"))) {
                loader.put(key(1), value(1));
                loader.put(key(2), large);
                loader.put(key(3), new byte[0]);
                loader.put(key(4), new byte[5_000]);
                loader.commit();
            }
            test.kill();
            assertThat(test.primary().get(test.table("t"), key(2))).isEqualTo(large);
            assertThat(test.primary().get(test.table("t"), key(3))).isEmpty();
            assertThat(test.primary().get(test.table("t"), key(4))).hasSize(5_000);
        }
    }

    @Test
    void load_entriesThatExpire_areAbsentThenDeletedByTheClock() {
        try (TestDatabase test = TestDatabase.create(SMALL.withBackgroundWork(true))) {
            Table table = test.table("t");
            put(test.primary(), table, "stays", "1");
            long now = test.machine().clock().millis();
            try (BulkLoader loader = test.primary().load(table)) {
                for (int i = 0; i < 6_000; i++) {
                    // In no order of time; so many that the hints are merged several times.
                    loader.put(key(i), value(i), now + 20_000 + (i * 7_919L % 100) * 1_000);
                }
                loader.commit();
            }
            assertThat(test.primary().count(table)).isEqualTo(6_001);
            test.kill();
            table = test.table("t");
            test.requireSound();
            test.advance(now + 69_500 - test.machine().clock().millis());
            assertThat(test.primary().count(table)).isEqualTo(3_001);
            test.advance(60_000);
            assertThat(test.primary().count(table)).isEqualTo(1);
            test.database().checkpoint();
            assertThat(test.database()
                            .statistics()
                            .forks()
                            .getFirst()
                            .tables()
                            .getFirst()
                            .liveBytes())
                    .isLessThan(3 * 4_096L);
        }
    }

    @Test
    void load_longKeysThatExpireAtOnce_areDeleted() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            long soon = test.machine().clock().millis() + 1_000;
            try (BulkLoader loader = test.primary().load(table)) {
                for (int i = 0; i < 3; i++) {
                    byte[] key = new byte[1_000];
                    key[999] = (byte) i;
                    loader.put(key, value(i), soon);
                }
                loader.commit();
            }
            test.advance(2_000);
            assertThat(test.primary().cleanExpired()).isEqualTo(3);
        }
    }

    @Test
    void load_streams_areThereAfterAKill() throws Exception {
        byte[] large = new byte[5_000_000];
        new Random(1).nextBytes(large);
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            test.primary().transact(transaction -> transaction.put(table, bytes("b"), new byte[700_000]));
            try (BulkLoader loader = test.primary().load(table)) {
                loader.put(bytes("a"), value(1));
                loader.put(bytes("b"), new ByteArrayInputStream(large), large.length, 0);
                loader.put(bytes("c"), new ByteArrayInputStream(large), 100_000, 0);
                loader.put(bytes("d"), new ByteArrayInputStream(large), 0, 0);
                loader.commit();
            }
            test.requireSound();
            test.kill();
            try (InputStream value = test.primary().openValue(test.table("t"), bytes("b"))) {
                assertThat(value.readAllBytes()).isEqualTo(large);
            }
            assertThat(test.primary().get(test.table("t"), bytes("c"))).isEqualTo(Arrays.copyOf(large, 100_000));
            assertThat(test.primary().get(test.table("t"), bytes("d"))).isEmpty();
            assertThat(test.primary().count(test.table("t"))).isEqualTo(4);
        }
    }

    @Test
    void load_streamThatEndsEarly_endsTheLoaderAndLeavesNothing() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            try (BulkLoader loader = test.primary().load(table)) {
                loader.put(bytes("a"), value(1));
                assertThatThrownBy(() -> loader.put(bytes("b"), InputStream.nullInputStream(), -1, 0))
                        .isInstanceOf(StoreException.Invalid.class);
                assertThatThrownBy(() -> loader.put(bytes("b"), value(1), -1))
                        .isInstanceOf(StoreException.Invalid.class);
                assertThatThrownBy(
                                () -> loader.put(bytes("b"), new ByteArrayInputStream(new byte[400_000]), 400_001, 0))
                        .isInstanceOf(StoreException.Invalid.class)
                        .hasMessageContaining("400001");
                assertThatThrownBy(loader::commit).isInstanceOf(StoreException.Closed.class);
            }
            assertThat(test.primary().count(table)).isZero();
            put(test.primary(), table, "a", "1");
        }
    }
}
