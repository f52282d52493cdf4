package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.SMALL;
import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.get;
import static dev.coppice.store.feature.TestDatabase.key;
import static dev.coppice.store.feature.TestDatabase.put;
import static dev.coppice.store.feature.TestDatabase.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Space that comes back by itself, of forks that nobody uses, and memory that does.
class ReclamationTest {
    private static final DatabaseOptions AUTOMATIC = SMALL.withBackgroundWork(true);
    private static final int COUNT = 3_000;
    private static final long LONG_ENOUGH_MILLIS = 60_000;

    private static long filesOf(TestDatabase test, long forkId) {
        return test.machine().disk().files().stream()
                .filter(file -> file.startsWith("forks/" + forkId + "/") && file.contains("/data_"))
                .count();
    }

    private static long allFilesOf(TestDatabase test, long forkId) {
        return test.machine().disk().files().stream()
                .filter(file -> file.startsWith("forks/" + forkId + "/"))
                .count();
    }

    private static void load(Fork fork, Table table) {
        try (BulkLoader loader = fork.load(table)) {
            for (int i = 0; i < COUNT; i++) {
                loader.put(key(i), value(i));
            }
            loader.commit();
        }
    }

    /// A fork of whose own files little is used.
    private static long forkOfGarbage(TestDatabase test) {
        try (Fork fork = test.primary().fork("f")) {
            fill(fork, test.table("t"), 0, COUNT);
            test.database().checkpoint();
            // Entries far apart, so that each checkpoint writes many leaves anew and no file stays fully used.
            Random random = new Random(1);
            for (int round = 0; round < 6; round++) {
                fork.transact(transaction -> {
                    for (int i = 0; i < 30; i++) {
                        int number = random.nextInt(COUNT);
                        transaction.put(test.table("t"), key(number), value(number));
                    }
                });
                test.database().checkpoint();
            }
            return fork.id();
        }
    }

    /// An archive that is made while commits are only in the log keeps the files that these may name, and not every
    /// file that there ever was: with one such archive after the other nothing would ever go.
    @Test
    void archivesOfUnmergedCommits_oneAfterTheOther_keepNoMoreThanTheyNeed() {
        try (TestDatabase test = TestDatabase.create(SMALL)) {
            List<Long> files = new ArrayList<>();
            for (int round = 0; round < 20; round++) {
                fill(test.primary(), test.table("t"), 0, COUNT);
                test.database().checkpoint();
                fill(test.primary(), test.table("t"), 0, 10);
                test.primary().archive("archive-" + round);
                if (round > 0) {
                    test.database().deleteArchive("archive-" + (round - 1));
                }
                test.database().compact();
                files.add(filesOf(test, 0));
            }
            assertThat(files.getLast()).as("%s", files).isLessThanOrEqualTo(files.get(3));
        }
    }

    /// The same of a table that only loads write to, which no checkpoint ever has to merge.
    @Test
    void archivesBetweenLoads_oneAfterTheOther_keepNoMoreThanTheyNeed() {
        try (TestDatabase test = TestDatabase.create(SMALL)) {
            List<Long> files = new ArrayList<>();
            for (int round = 0; round < 20; round++) {
                load(test.primary(), test.table("t"));
                fill(test.primary(), test.table("other"), 0, 1);
                test.primary().archive("archive-" + round);
                if (round > 0) {
                    test.database().deleteArchive("archive-" + (round - 1));
                }
                test.database().compact();
                files.add(filesOf(test, 0));
            }
            assertThat(files.getLast()).as("%s", files).isLessThanOrEqualTo(files.get(3));
        }
    }

    @Test
    void forkNobodyOpensAgain_isCompactedAfterTheStart() {
        try (TestDatabase test = TestDatabase.create(SMALL.withCompactionFactor(0.9))) {
            fill(test.primary(), test.table("t"), 0, 10);
            long id = forkOfGarbage(test);
            long before = filesOf(test, id);
            test.reopen(AUTOMATIC.withCompactionFactor(0.9));
            test.advance(LONG_ENOUGH_MILLIS);
            assertThat(filesOf(test, id)).isLessThan(before * 2 / 3);
            try (Fork fork = test.database().fork("f")) {
                assertFilled(fork, test.table("t"), 0, COUNT);
            }
        }
    }

    @Test
    void whatOnlyADroppedForkKept_goesFromAForkNobodyOpens() {
        try (TestDatabase test = TestDatabase.create(SMALL)) {
            fill(test.primary(), test.table("t"), 0, 10);
            long parentId;
            try (Fork parent = test.primary().fork("parent")) {
                parentId = parent.id();
                fill(parent, test.table("t"), 0, COUNT);
                test.database().checkpoint();
                parent.fork("child").close();
                parent.transact(transaction -> transaction.truncate(test.table("t"), key(5)));
                test.database().compact();
            }
            long before = filesOf(test, parentId);
            test.reopen(AUTOMATIC);
            test.database().drop("child", DropMode.RESTRICT);
            test.advance(LONG_ENOUGH_MILLIS);
            assertThat(before).isGreaterThan(3);
            assertThat(filesOf(test, parentId)).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void whatOnlyAnArchiveKept_goesWhenItIsDeleted() {
        try (TestDatabase test = TestDatabase.create(AUTOMATIC)) {
            long id;
            try (Fork fork = test.primary().fork("f")) {
                id = fork.id();
                fill(fork, test.table("t"), 0, COUNT);
                test.database().checkpoint();
                fork.archive("kept");
            }
            test.database().drop("f", DropMode.RESTRICT);
            test.advance(LONG_ENOUGH_MILLIS);
            assertThat(filesOf(test, id)).isGreaterThan(3);
            test.database().deleteArchive("kept");
            test.advance(LONG_ENOUGH_MILLIS);
            assertThat(allFilesOf(test, id)).isZero();
        }
    }

    @Test
    void whatOnlyASnapshotKept_goesWhenItIsClosed() {
        try (TestDatabase test = TestDatabase.create(AUTOMATIC)) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, COUNT);
            test.database().checkpoint();
            try (Snapshot snapshot = test.primary().snapshot()) {
                test.primary().transact(transaction -> transaction.truncate(table, key(5)));
                test.database().checkpoint();
                test.advance(LONG_ENOUGH_MILLIS);
                assertFilled(snapshot, table, 0, COUNT);
                assertThat(filesOf(test, 0)).isGreaterThan(3);
            }
            test.advance(LONG_ENOUGH_MILLIS);
            assertThat(filesOf(test, 0)).isLessThanOrEqualTo(1);
            assertFilled(test.primary(), table, 0, 5);
        }
    }

    @Test
    void forkNobodyUses_isClosed_andKeepsWhatWasCommitted() {
        try (TestDatabase test = TestDatabase.create(AUTOMATIC)) {
            Table table = test.table("t");
            put(test.primary(), table, "a", "1");
            try (Fork fork = test.primary().fork("f")) {
                put(fork, table, "b", "2");
            }
            assertThat(bufferOf(test, "f")).isPositive();
            test.advance(LONG_ENOUGH_MILLIS);
            assertThat(bufferOf(test, "f")).isZero();
            try (Fork fork = test.database().fork("f")) {
                assertThat(get(fork, table, "a")).isEqualTo("1");
                assertThat(get(fork, table, "b")).isEqualTo("2");
                put(fork, table, "c", "3");
            }
            test.advance(LONG_ENOUGH_MILLIS);
            test.crash();
            try (Fork fork = test.database().fork("f")) {
                assertThat(get(fork, test.table("t"), "c")).isEqualTo("3");
            }
        }
    }

    /// Bytes in the write buffer of a fork, 0 when it is not open.
    private static long bufferOf(TestDatabase test, String fork) {
        return test.database().statistics().forks().stream()
                .filter(each -> each.name().equals(fork))
                .findFirst()
                .orElseThrow()
                .writeBufferBytes();
    }

    @Test
    void forkInUse_isNotClosed() {
        try (TestDatabase test = TestDatabase.create(AUTOMATIC)) {
            Table table = test.table("t");
            put(test.primary(), table, "a", "1");
            try (Fork held = test.primary().fork("held")) {
                Transaction transaction;
                Snapshot snapshot;
                try (Fork fork = test.primary().fork("f")) {
                    put(fork, table, "b", "2");
                    transaction = fork.begin();
                    snapshot = fork.snapshot();
                }
                put(held, table, "b", "2");
                transaction.put(table, key(1), key(1));
                test.advance(LONG_ENOUGH_MILLIS);
                assertThat(bufferOf(test, "f")).isPositive();
                assertThat(bufferOf(test, "held")).isPositive();
                transaction.commit();
                try (Fork child = snapshot.fork("child", ForkOptions.DEFAULT)) {
                    assertThat(get(child, table, "b")).isEqualTo("2");
                }
                snapshot.close();
                test.advance(LONG_ENOUGH_MILLIS);
                assertThat(bufferOf(test, "f")).isZero();
            }
        }
    }

    @Test
    void forkWithALargeBuffer_isMergedBeforeItIsClosed() {
        try (TestDatabase test = TestDatabase.create(AUTOMATIC)) {
            Table table = test.table("t");
            put(test.primary(), table, "a", "1");
            try (Fork fork = test.primary().fork("f")) {
                fill(fork, table, 0, 300);
            }
            test.advance(LONG_ENOUGH_MILLIS);
            long height = test.database()
                    .statistics()
                    .forks()
                    .getLast()
                    .tables()
                    .getFirst()
                    .height();
            assertThat(height).isPositive();
        }
    }
}
