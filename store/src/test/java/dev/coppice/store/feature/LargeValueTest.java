package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.Fork;
import dev.coppice.store.Limits;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Operation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Values that take several pages: those that the log carries, and those that go to their pages first.
class LargeValueTest {
    /// From this length on a value goes to its pages before the commit.
    private static final int AHEAD = 256 << 10;

    private static byte[] random(int length, long seed) {
        byte[] value = new byte[length];
        new Random(seed).nextBytes(value);
        return value;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 506, 507, 1_900, 3_036, 3_037, 4_048, 4_049, 8_096, 100_000, AHEAD - 1, AHEAD, AHEAD + 1,
                1_000_000
            })
    void put_anyLength_readsBackInEveryForm(int length) throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            byte[] value = random(length, length);
            test.primary().transact(transaction -> {
                transaction.put(test.table("t"), bytes("k"), value);
                assertThat(transaction.get(test.table("t"), bytes("k"))).isEqualTo(value);
            });
            assertReads(test.primary(), test.table("t"), value);
            test.kill();
            assertReads(test.primary(), test.table("t"), value);
            test.database().checkpoint();
            assertReads(test.primary(), test.table("t"), value);
            test.requireSound();
            test.reopen();
            assertReads(test.primary(), test.table("t"), value);
        }
    }

    private static void assertReads(Fork fork, Table table, byte[] value) throws IOException {
        byte[] key = bytes("k");
        assertThat(fork.get(table, key)).isEqualTo(value);
        assertThat(fork.getSegment(table, key).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
                .isEqualTo(value);
        try (InputStream stream = fork.openValue(table, key)) {
            assertThat(stream.readAllBytes()).isEqualTo(value);
        }
        assertThat(fork.get(table, key, MemorySegment.ofArray(new byte[0]))).isEqualTo(value.length);
        byte[] part = new byte[5_000];
        assertThat(fork.get(table, key, MemorySegment.ofArray(part))).isEqualTo(value.length);
        assertThat(Arrays.copyOf(part, Math.min(part.length, value.length)))
                .isEqualTo(Arrays.copyOf(value, Math.min(part.length, value.length)));
    }

    @Test
    void put_valueAtTheEdgesOfInline_neverLeaksPages() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            for (int length = 450; length < 550; length++) {
                int size = length;
                test.primary().transact(transaction -> transaction.put(table, bytes("k" + size), random(size, size)));
            }
            test.database().checkpoint();
            for (int length = 450; length < 550; length++) {
                assertThat(test.primary().get(table, bytes("k" + length))).isEqualTo(random(length, length));
            }
        }
    }

    @Test
    void put_twoValuesInOneTransaction_firstReplacedBeforeTheCheckpoint_keepsTheSecond() {
        assertKeepsOther("a", "b");
    }

    @Test
    void put_twoValuesInOneTransaction_secondReplacedBeforeTheCheckpoint_keepsTheFirst() {
        assertKeepsOther("b", "a");
    }

    private static void assertKeepsOther(String replaced, String kept) {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            byte[] value = random(AHEAD, 1);
            test.primary().transact(transaction -> {
                transaction.put(table, bytes("a"), value);
                transaction.put(table, bytes("b"), value);
            });
            put(test.primary(), table, replaced, "small");
            test.database().checkpoint();
            test.requireSound();
            assertThat(test.primary().get(table, bytes(kept))).isEqualTo(value);
            test.primary().transact(transaction -> transaction.put(table, bytes("c"), random(AHEAD, 2)));
            test.reopen();
            assertThat(test.primary().get(test.table("t"), bytes(kept))).isEqualTo(value);
        }
    }

    @Test
    void put_sameKeyAgainAndAgain_givesThePagesBack() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            for (int i = 0; i < 8; i++) {
                byte[] value = random(AHEAD + 1_000 * i, i);
                test.primary().transact(transaction -> {
                    transaction.put(table, bytes("k"), random(AHEAD, 99));
                    transaction.put(table, bytes("k"), value);
                });
                if (i % 3 == 2) {
                    test.database().checkpoint();
                }
                assertThat(test.primary().get(table, bytes("k"))).isEqualTo(value);
            }
            test.database().compact();
            assertThat(test.database().statistics().dataFileBytes()).isLessThan(2 * AHEAD);
        }
    }

    @Test
    void put_streamTooShort_isInvalidAndTheTransactionGoesOn() {
        for (int length : new int[] {100, AHEAD, 3 * AHEAD}) {
            try (TestDatabase test = TestDatabase.create()) {
                Table table = test.table("t");
                try (Transaction transaction = test.primary().begin()) {
                    InputStream shortStream = new ByteArrayInputStream(random(length - 1, 1));
                    assertThatThrownBy(() -> transaction.put(table, bytes("k"), shortStream, length, 0))
                            .isInstanceOf(StoreException.Invalid.class)
                            .hasMessageContaining(String.valueOf(length));
                    assertThat(transaction.get(table, bytes("k"))).isNull();
                    transaction.put(table, bytes("other"), random(AHEAD, 2));
                    transaction.commit();
                }
                assertThat(test.primary().get(table, bytes("k"))).isNull();
                assertThat(test.primary().get(table, bytes("other"))).isEqualTo(random(AHEAD, 2));
                test.requireSound();
                test.database().checkpoint();
                test.requireSound();
                test.database().compact();
                assertThat(test.database().statistics().dataFileBytes()).isLessThan(AHEAD + AHEAD / 2);
            }
        }
    }

    @Test
    void put_streamFails_isIo() {
        try (TestDatabase test = TestDatabase.create();
                Transaction transaction = test.primary().begin()) {
            InputStream failing = new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("planted");
                }
            };
            for (int length : new int[] {10, AHEAD}) {
                assertThatThrownBy(() -> transaction.put(test.table("t"), bytes("k"), failing, length, 0))
                        .isInstanceOf(StoreException.Io.class)
                        .hasMessageContaining("planted");
            }
        }
    }

    @Test
    void put_streamLongerThanTheValue_readsOnlyTheValue() throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            ByteArrayInputStream stream = new ByteArrayInputStream(random(AHEAD + 10, 1));
            test.primary().transact(transaction -> transaction.put(test.table("t"), bytes("k"), stream, AHEAD, 0));
            assertThat(stream.readAllBytes()).hasSize(10);
            assertThat(test.primary().get(test.table("t"), bytes("k")))
                    .isEqualTo(Arrays.copyOf(random(AHEAD + 10, 1), AHEAD));
        }
    }

    @Test
    void put_lengthOutsideTheLimits_isInvalid() {
        try (TestDatabase test = TestDatabase.create();
                Transaction transaction = test.primary().begin()) {
            for (long length : new long[] {-1, Limits.MAX_VALUE_LENGTH + 1}) {
                assertThatThrownBy(() ->
                                transaction.put(test.table("t"), bytes("k"), InputStream.nullInputStream(), length, 0))
                        .isInstanceOf(StoreException.Invalid.class);
            }
        }
    }

    @Test
    void put_transactionGivenUp_leavesNothing() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 10);
            for (int i = 0; i < 5; i++) {
                try (Transaction transaction = test.primary().begin()) {
                    transaction.put(table, bytes("k"), random(AHEAD, 1));
                }
            }
            test.database().compact();
            assertThat(test.primary().count(table)).isEqualTo(10);
            assertThat(test.database().statistics().dataFileBytes()).isLessThan(1 << 17);
        }
    }

    @Test
    void put_writeFailsOnce_theOtherValuesOfTheTransactionAreWhole() {
        try (TestDatabase test = TestDatabase.create(TestDatabase.SMALL.withPagesPerFile(1_024))) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 10);
            try (Transaction transaction = test.primary().begin()) {
                transaction.put(table, bytes("before"), random(2 * AHEAD, 3));
                boolean[] failed = {false};
                test.machine()
                        .disk()
                        .failWhen(
                                call -> {
                                    boolean fails = !failed[0]
                                            && call.operation() == Operation.WRITE
                                            && call.file().contains("/data_");
                                    failed[0] |= fails;
                                    return fails;
                                },
                                Fault.ENOSPC);
                assertThatThrownBy(() -> transaction.put(table, bytes("lost"), random(3 * AHEAD, 1)))
                        .isInstanceOf(StoreException.Full.class);
                assertThat(failed[0]).isTrue();
                transaction.put(table, bytes("whole"), random(2 * AHEAD, 2));
                transaction.commit();
            }
            assertThat(test.primary().get(table, bytes("before"))).isEqualTo(random(2 * AHEAD, 3));
            assertThat(test.primary().get(table, bytes("whole"))).isEqualTo(random(2 * AHEAD, 2));
            assertThat(test.primary().contains(table, bytes("lost"))).isFalse();
        }
    }
}
