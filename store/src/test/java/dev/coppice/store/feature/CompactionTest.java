package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.SMALL;
import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.key;
import static dev.coppice.store.feature.TestDatabase.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Table;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Giving space back: all that nothing needs, and nothing that something needs.
class CompactionTest {
    private static final int COUNT = 6_000;

    /// Writes entries again that are there already, spread so that no file stays fully used.
    private static void churn(TestDatabase test, Fork fork, long seed) {
        Random random = new Random(seed);
        Table table = test.table("t");
        for (int round = 0; round < 6; round++) {
            fork.transact(transaction -> {
                for (int i = 0; i < 30; i++) {
                    int number = random.nextInt(COUNT);
                    transaction.put(table, key(number), value(number));
                }
            });
            test.database().checkpoint();
        }
    }

    private static long dataFiles(TestDatabase test) {
        return test.machine().disk().files().stream()
                .filter(file -> file.contains("/data_"))
                .count();
    }

    private static long dataBytes(TestDatabase test) {
        return test.database().statistics().dataFileBytes();
    }

    @Test
    void compact_afterChurn_givesFilesAndBytesBackAtOnce() {
        try (TestDatabase test = TestDatabase.create(SMALL.withCompactionFactor(0.9))) {
            fill(test.primary(), test.table("t"), 0, COUNT);
            test.database().checkpoint();
            long live = test.database()
                    .statistics()
                    .forks()
                    .getFirst()
                    .tables()
                    .getFirst()
                    .liveBytes();
            churn(test, test.primary(), 1);
            long filesBefore = dataFiles(test);
            long bytesBefore = dataBytes(test);
            assertThat(bytesBefore).isGreaterThan(2 * live);
            test.database().compact();
            assertThat(dataFiles(test)).isLessThan(filesBefore / 2);
            assertThat(dataBytes(test)).isLessThan(bytesBefore / 2).isLessThan(live * 3 / 2);
            assertFilled(test.primary(), test.table("t"), 0, COUNT);
            test.kill();
            assertFilled(test.primary(), test.table("t"), 0, COUNT);
        }
    }

    @Test
    void compact_again_movesNothing() {
        try (TestDatabase test = TestDatabase.create(SMALL.withCompactionFactor(0.9))) {
            fill(test.primary(), test.table("t"), 0, COUNT);
            churn(test, test.primary(), 2);
            test.database().compact();
            List<String> files = test.machine().disk().files();
            long written = test.machine().disk().statistics().bytesWritten();
            test.database().compact();
            assertThat(test.machine().disk().statistics().bytesWritten() - written)
                    .isLessThan(10_000);
            assertThat(test.machine().disk().files()).isEqualTo(files);
        }
    }

    @Test
    void compact_factorZero_movesNothing() {
        try (TestDatabase test = TestDatabase.create(SMALL.withCompactionFactor(0))) {
            fill(test.primary(), test.table("t"), 0, COUNT);
            churn(test, test.primary(), 3);
            List<String> files = test.machine().disk().files();
            test.database().compact();
            assertThat(test.machine().disk().files()).isEqualTo(files);
        }
    }

    @Test
    void compact_whatArchivesForksAndSnapshotsNeed_stays() {
        try (TestDatabase test = TestDatabase.create(SMALL.withCompactionFactor(1))) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, COUNT);
            test.database().checkpoint();
            test.primary().archive("archive");
            Fork fork = test.primary().fork("fork");
            Snapshot snapshot = test.primary().snapshot();
            churn(test, test.primary(), 4);
            churn(test, fork, 5);
            test.primary().transact(transaction -> transaction.truncate(table, key(COUNT / 2)));
            test.database().compact();
            assertFilled(test.primary(), table, 0, COUNT / 2);
            assertFilled(fork, table, 0, COUNT);
            assertFilled(snapshot, table, 0, COUNT);
            test.requireSound();
            fork.transact(transaction -> transaction.truncate(table, key(0)));
            snapshot.close();
            fork.close();
            test.database().compact();
            try (Snapshot archive = test.database().archive("archive")) {
                assertFilled(archive, table, 0, COUNT);
            }
            test.reopen();
            test.database().drop("fork", DropMode.RESTRICT);
            test.database().compact();
            try (Snapshot archive = test.database().archive("archive");
                    Fork fromArchive = archive.fork("from-archive", ForkOptions.DEFAULT)) {
                assertFilled(fromArchive, test.table("t"), 0, COUNT);
            }
            long withArchive = dataBytes(test);
            test.database().deleteArchive("archive");
            test.database().drop("from-archive", DropMode.RESTRICT);
            test.database().compact();
            assertThat(dataBytes(test)).isLessThan(withArchive * 3 / 4);
            assertFilled(test.primary(), test.table("t"), 0, COUNT / 2);
        }
    }

    @Test
    void compact_inTheBackground_boundsTheFilesOfAnEndlessChurn() {
        try (TestDatabase test = TestDatabase.create(SMALL.withBackgroundWork(true))) {
            Table table = test.table("t");
            Random random = new Random(6);
            fill(test.primary(), table, 0, COUNT);
            long most = 0;
            for (int round = 0; round < 400; round++) {
                test.primary().transact(transaction -> {
                    for (int i = 0; i < 30; i++) {
                        int number = random.nextInt(COUNT);
                        transaction.put(table, key(number), value(number));
                    }
                });
                test.machine().scheduler().runSome(random);
                most = Math.max(most, dataFiles(test));
            }
            test.machine().scheduler().runAll();
            long liveFiles = test.database()
                            .statistics()
                            .forks()
                            .getFirst()
                            .tables()
                            .getFirst()
                            .liveBytes()
                    / 4_096
                    / 15;
            assertThat(most).isLessThan(5 * liveFiles);
            assertFilled(test.primary(), table, 0, COUNT);
        }
    }
}
