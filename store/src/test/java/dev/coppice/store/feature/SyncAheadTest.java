package dev.coppice.store.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Durability;
import dev.coppice.store.StoreException;
import dev.coppice.store.Transaction;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Operation;
import org.junit.jupiter.api.Test;

/// Many buffered commits: the log is brought to the disk behind them.
class SyncAheadTest {
    private static final DatabaseOptions OPTIONS = DatabaseOptions.DEFAULT.withPagesPerFile(16);
    private static final byte[] VALUE = new byte[200_000];

    private static byte[] key(int i) {
        return new byte[] {(byte) i};
    }

    private static void commit(TestDatabase test, int i, Durability durability) {
        try (Transaction transaction = test.primary().begin()) {
            transaction.put(test.table("t"), key(i), VALUE);
            transaction.commit(durability);
        }
    }

    @Test
    void buffered_moreThanIsLeftUnsynced_survivesALossOfPowerOnceBackgroundWorkHasRun() {
        try (TestDatabase test = TestDatabase.create(OPTIONS)) {
            commit(test, 0, Durability.DURABLE);
            for (int i = 1; i <= 25; i++) {
                commit(test, i, Durability.BUFFERED);
            }
            test.advance(1);

            test.crash();

            assertThat(test.primary().contains(test.table("t"), key(20))).isTrue();
        }
    }

    @Test
    void buffered_syncBehindThemFails_takesNoMoreWrites() {
        TestDatabase test = TestDatabase.create(OPTIONS);
        commit(test, 0, Durability.DURABLE);
        test.machine().disk().failWhen(call -> call.operation() == Operation.SYNC, Fault.LOST_SYNC);
        for (int i = 1; i <= 25; i++) {
            commit(test, i, Durability.BUFFERED);
        }
        test.advance(1);

        assertThatThrownBy(() -> commit(test, 26, Durability.BUFFERED)).isInstanceOf(StoreException.Io.class);
        assertThat(test.primary().contains(test.table("t"), key(1))).isTrue();

        test.crash();
        assertThat(test.primary().contains(test.table("t"), key(0))).isTrue();
        test.requireSound();
        test.database().close();
    }
}
