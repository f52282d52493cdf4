package dev.coppice.store.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.Statistics;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// More forks than the memory could hold at once.
class ManyForksTest {
    private static final int VALUE_LENGTH = 8 << 10;

    @TempDir
    private Path directory;

    @Test
    void compact_forksWithMoreUnmergedWritesThanHeap_takesThemOneByOne() throws Exception {
        compactsInHeap(120, 1 << 20, "64m");
    }

    @Tag("long")
    @Test
    void compact_thousandForksWithUnmergedWrites_takesThemOneByOne() throws Exception {
        compactsInHeap(1_500, 256 << 10, "128m");
    }

    /// What forks share is looked at once: the processor time of a check follows the pages there are, not the forks.
    @Test
    void check_fortyForksOfOneTable_costsLittleMoreThanOfOne() {
        DatabaseOptions options = DatabaseOptions.DEFAULT.withBackgroundWork(false);
        try (Database database = Database.open(directory, options)) {
            Table table = database.primary().table("t");
            try (BulkLoader loader = database.primary().load(table)) {
                for (int i = 0; i < 200_000; i++) {
                    loader.put(ByteBuffer.allocate(8).putLong(i).array(), new byte[32]);
                }
                loader.commit();
            }
            nanosOfCheck(database); // compiles it
            long alone = nanosOfCheck(database);
            for (int i = 0; i < 40; i++) {
                try (Fork fork = database.primary().fork("fork-" + i)) {
                    byte[] key = ByteBuffer.allocate(8).putLong(i * 5_000).array();
                    fork.transact(transaction -> transaction.put(table, key, new byte[1]));
                }
            }
            database.checkpoint();
            // Each fork adds its latest state and its fork point: 81 states instead of 1.
            assertThat(nanosOfCheck(database)).isLessThan(20 * alone);
        }
    }

    private static long nanosOfCheck(Database database) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        assertThat(database.check().problems()).isEmpty();
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }

    private void compactsInHeap(int forks, int bytesOfEach, String heap) throws Exception {
        DatabaseOptions options = DatabaseOptions.DEFAULT.withBackgroundWork(false);
        try (Database database = Database.open(directory, options)) {
            for (int i = 0; i < forks; i++) {
                try (Fork fork = database.primary().fork("fork-" + i)) {
                    write(fork, bytesOfEach / VALUE_LENGTH);
                }
            }
        }
        try (ChildProcess child = ChildProcess.start(heap, CompactingProcess.class, directory.toString())) {
            assertThat(child.awaitEnd()).as("%s", child.lines()).isZero();
            assertThat(child.lines()).contains("compacted");
        }
        try (Database database = Database.open(directory, options)) {
            Statistics statistics = database.statistics();
            assertThat(statistics.forks()).hasSize(forks + 1);
            for (Statistics.ForkStatistics fork : statistics.forks()) {
                assertThat(fork.writeBufferBytes()).isZero();
                if (!fork.name().equals(Fork.PRIMARY)) {
                    assertThat(fork.tables().getFirst().entries()).isEqualTo(bytesOfEach / VALUE_LENGTH);
                    assertThat(fork.tables().getFirst().height()).isPositive();
                }
            }
        }
    }

    private static void write(Fork fork, int entries) {
        Table table = fork.table("t");
        try (Transaction transaction = fork.begin()) {
            for (int i = 0; i < entries; i++) {
                byte[] key = ByteBuffer.allocate(8).putLong(i).array();
                transaction.put(table, key, new byte[VALUE_LENGTH]);
            }
            transaction.commit(Durability.BUFFERED);
        }
    }
}
