package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.key;
import static dev.coppice.store.feature.TestDatabase.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Fork;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Statistics;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import org.junit.jupiter.api.Test;

/// Sizes and counts.
class StatisticsTest {
    private static final int COUNT = 3_000;

    private static Statistics.TableStatistics table(Statistics statistics, int fork) {
        return statistics.forks().get(fork).tables().getFirst();
    }

    @Test
    void statistics_newDatabase_countsNothing() {
        try (TestDatabase test = TestDatabase.create()) {
            Statistics statistics = test.database().statistics();
            assertThat(statistics.term()).isEqualTo(1);
            assertThat(statistics.dataFileBytes()).isZero();
            assertThat(statistics.reclaimableBytes()).isZero();
            assertThat(statistics.logBytes()).isPositive();
            assertThat(statistics.forks())
                    .containsExactly(new Statistics.ForkStatistics("primary", 0, java.util.List.of(), 0));
            test.reopen();
            assertThat(test.database().statistics().term()).isEqualTo(2);
        }
    }

    @Test
    void statistics_beforeAndAfterCheckpoint_moveFromBufferToPages() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            test.primary().transact(transaction -> TestDatabase.put(transaction, table, 0, 100));
            Statistics before = test.database().statistics();
            assertThat(before.forks().getFirst().writeBufferBytes()).isBetween(4_000L, 12_000L);
            assertThat(table(before, 0)).isEqualTo(new Statistics.TableStatistics(TableIdent.of("t"), 100, 0, 0, 0, 0));
            fill(test.primary(), table, 100, COUNT);
            test.database().checkpoint();
            Statistics after = test.database().statistics();
            assertThat(after.forks().getFirst().writeBufferBytes()).isZero();
            assertThat(after.forks().getFirst().sequence())
                    .isEqualTo(test.primary().sequence());
            assertThat(table(after, 0).entries()).isEqualTo(COUNT);
            assertThat(table(after, 0).height()).isEqualTo(2);
            assertThat(table(after, 0).liveBytes()).isBetween(COUNT * 50L, COUNT * 120L);
            assertThat(after.dataFileBytes()).isGreaterThan(table(after, 0).liveBytes());
        }
    }

    @Test
    void statistics_fork_tellsSharedFromOwn() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, COUNT);
            test.database().checkpoint();
            try (Fork fork = test.primary().fork("f")) {
                long whole = table(test.database().statistics(), 0).liveBytes();
                assertThat(table(test.database().statistics(), 1).sharedBytes()).isEqualTo(whole);
                put(fork, table, "key-000000", "changed");
                test.database().checkpoint();
                Statistics statistics = test.database().statistics();
                assertThat(table(statistics, 1).liveBytes()).isEqualTo(whole);
                assertThat(table(statistics, 1).sharedBytes()).isEqualTo(whole - 4_096);
                assertThat(table(statistics, 0).sharedBytes()).isZero();
            }
        }
    }

    @Test
    void reclaimableBytes_archiveOrSnapshotKeepsPages_areNotAmongThem() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, COUNT);
            test.database().checkpoint();
            long whole = table(test.database().statistics(), 0).liveBytes();
            test.primary().archive("a");
            test.primary().transact(transaction -> transaction.truncate(table, new byte[0]));
            test.database().checkpoint();
            assertThat(test.database().statistics().reclaimableBytes()).isLessThan(whole / 3);
            try (Snapshot snapshot = test.database().archive("a")) {
                test.database().deleteArchive("a");
                assertThat(snapshot.count(table)).isEqualTo(COUNT);
                assertThat(test.database().statistics().reclaimableBytes()).isLessThan(whole / 3);
            }
            assertThat(test.database().statistics().reclaimableBytes()).isGreaterThanOrEqualTo(whole);
            test.database().compact();
            assertThat(test.database().statistics().reclaimableBytes()).isLessThan(1 << 16);
        }
    }

    @Test
    void reclaimableBytes_twoTablesAndAFork_areOfTheTableAndForkWhoseFilesTheyAreIn() {
        // Files so large that none is given back as a whole.
        try (TestDatabase test = TestDatabase.create(TestDatabase.SMALL.withPagesPerFile(1024))) {
            Table stays = test.table("stays");
            Table goes = test.table("goes");
            fill(test.primary(), stays, 0, COUNT);
            fill(test.primary(), goes, 0, COUNT);
            test.database().checkpoint();
            try (Fork fork = test.primary().fork("f")) {
                fill(fork, goes, 0, COUNT / 2);
                test.database().checkpoint();
                Statistics before = test.database().statistics();
                Statistics.ForkStatistics child = before.forks().get(1);
                long half = child.liveBytes() - child.sharedBytes();
                assertThat(child.reclaimableBytes()).isLessThan(half / 4);

                fork.transact(transaction -> transaction.truncate(goes, new byte[0]));
                test.database().checkpoint();

                Statistics statistics = test.database().statistics();
                Statistics.TableStatistics emptied = table(statistics, 1);
                assertThat(emptied.table()).isEqualTo(goes.ident());
                assertThat(emptied.liveBytes()).isZero();
                assertThat(emptied.reclaimableBytes()).isGreaterThanOrEqualTo(half);
                assertThat(statistics.forks().get(1).reclaimableBytes()).isEqualTo(emptied.reclaimableBytes());
                // What the fork no longer needs of primary's files, its fork point and primary do.
                assertThat(statistics.forks().getFirst().reclaimableBytes())
                        .isEqualTo(before.forks().getFirst().reclaimableBytes());
            }
        }
    }

    @Test
    void entries_expiredOnes_areNotCounted() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            long soon = test.machine().clock().millis() + 10;
            test.primary().transact(transaction -> {
                transaction.put(table, key(1), bytes("stays"));
                transaction.put(table, key(2), bytes("goes"), soon);
            });
            test.machine().clock().advanceMillis(10);
            assertThat(table(test.database().statistics(), 0).entries()).isEqualTo(1);
            test.database().checkpoint();
            assertThat(table(test.database().statistics(), 0).entries()).isEqualTo(1);
        }
    }
}
