package dev.coppice.store.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/// Checkpoints of little take little.
///
/// Symptom: a process that checkpoints many forks, each with a few entries, fills its memory outside the heap, which
/// only a garbage collection gives back. Cause: each table that was merged took a buffer of 256 KiB for its pages.
/// Cure: the buffer begins small and grows while it is filled.
class CheckpointMemoryTest {
    private static final int CHECKPOINTS = 100;
    private static final long BYTES_EACH_MAX = 64 << 10;

    @Test
    void checkpoint_ofOneEntry_takesLittleMemoryOutsideTheHeap() {
        try (TestDatabase database = TestDatabase.create()) {
            Table table = database.table("t");
            long before = directBytes();
            for (int i = 0; i < CHECKPOINTS; i++) {
                try (Transaction transaction = database.primary().begin()) {
                    transaction.put(table, TestDatabase.key(i), TestDatabase.value(i));
                    transaction.commit();
                }
                database.database().checkpoint();
            }
            assertThat(directBytes() - before).isLessThan(CHECKPOINTS * BYTES_EACH_MAX);
        }
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getTotalCapacity)
                .sum();
    }
}
