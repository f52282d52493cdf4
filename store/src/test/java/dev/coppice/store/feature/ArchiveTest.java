package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.SMALL;
import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.get;
import static dev.coppice.store.feature.TestDatabase.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// States kept under a name.
class ArchiveTest {
    private static List<String> names(TestDatabase test) {
        return test.database().archives().stream().map(ArchiveInfo::name).toList();
    }

    @Test
    void archives_ofEachCommit_keepItThroughEverything() {
        try (TestDatabase test = TestDatabase.create()) {
            List<String> expected = new ArrayList<>();
            for (int i = 1; i <= 12; i++) {
                fill(test.primary(), test.table("t"), (i - 1) * 150, i * 150);
                if (i % 4 == 0) {
                    test.database().checkpoint();
                }
                ArchiveInfo info = test.primary().archive("a" + i);
                assertThat(info.sequence()).isEqualTo(test.primary().sequence());
                assertThat(info.createdAtMillis())
                        .isEqualTo(test.machine().clock().millis());
                assertThat(info.automatic()).isFalse();
                assertThat(info.forkName()).isEqualTo("primary");
                expected.add("a" + i);
                test.machine().clock().advanceMillis(1);
            }
            test.primary().transact(transaction -> transaction.truncate(test.table("t"), new byte[0]));
            test.database().compact();
            test.kill();
            assertThat(names(test)).isEqualTo(expected);
            for (int i = 1; i <= 12; i++) {
                try (Snapshot archive = test.database().archive("a" + i)) {
                    assertFilled(archive, test.table("t"), 0, i * 150);
                }
            }
        }
    }

    @Test
    void archive_nameTakenOrNotAName_throws() {
        try (TestDatabase test = TestDatabase.create()) {
            test.primary().archive("a");
            assertThatThrownBy(() -> test.primary().archive("a")).isInstanceOf(StoreException.AlreadyExists.class);
            assertThatThrownBy(() -> test.primary().archive("a/b")).isInstanceOf(StoreException.Invalid.class);
            assertThatThrownBy(() -> test.database().archive("b")).isInstanceOf(StoreException.NotFound.class);
            assertThatThrownBy(() -> test.database().deleteArchive("b")).isInstanceOf(StoreException.NotFound.class);
        }
    }

    @Test
    void archiveInterval_timePasses_archivesPrimaryAndRetainsTheNewest() {
        try (TestDatabase test =
                TestDatabase.create(SMALL.withBackgroundWork(true).withArchives(Duration.ofMinutes(10), 3))) {
            test.primary().archive("by-hand");
            Table table = test.table("t");
            for (int i = 0; i < 10; i++) {
                put(test.primary(), table, "at", String.valueOf(i));
                test.advance(Duration.ofMinutes(10).toMillis());
            }
            List<ArchiveInfo> archives = test.database().archives();
            assertThat(archives).hasSize(4).filteredOn(ArchiveInfo::automatic).hasSize(3);
            assertThat(archives.getFirst().name()).isEqualTo("by-hand");
            for (int i = 1; i < 4; i++) {
                try (Snapshot archive = test.database().archive(archives.get(i).name())) {
                    assertThat(get(archive, table, "at")).isEqualTo(String.valueOf(i + 6));
                }
            }
            assertThat(archives.get(3).createdAtMillis() - archives.get(2).createdAtMillis())
                    .isBetween(600_000L, 601_000L);
        }
    }

    @Test
    void archiveInterval_reopened_goesOnFromTheLastArchive() {
        try (TestDatabase test =
                TestDatabase.create(SMALL.withBackgroundWork(true).withArchives(Duration.ofMinutes(10), 3))) {
            test.advance(1_000);
            assertThat(names(test)).hasSize(1);
            test.reopen();
            test.advance(540_000);
            assertThat(names(test)).hasSize(1);
            test.advance(60_000);
            assertThat(names(test)).hasSize(2);
        }
    }

    @Test
    void fork_ofArchive_writesAndPromotesAndOutlivesIt() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 1_000);
            test.primary().archive("past");
            fill(test.primary(), table, 1_000, 2_000);
            test.database().checkpoint();
            try (Snapshot past = test.database().archive("past");
                    Fork fork = past.fork("from-past", ForkOptions.DEFAULT)) {
                assertFilled(fork, table, 0, 1_000);
                put(fork, table, "new", "entry");
            }
            test.database().deleteArchive("past");
            test.primary().transact(transaction -> transaction.drop(table));
            test.database().compact();
            test.reopen();
            try (Fork fork = test.database().fork("from-past")) {
                Table reopened = test.table("t");
                assertThat(fork.count(reopened)).isEqualTo(1_001);
                fill(fork, reopened, 1_000, 1_200);
                test.database().compact();
                assertThat(fork.count(reopened)).isEqualTo(1_201);
                fork.promote(
                        PromotionOptions.onConflict(ConflictPolicy.TAKE_FORK).into(Fork.PRIMARY));
                assertThat(test.primary().count(reopened)).isEqualTo(201);
            }
        }
    }

    @Test
    void archive_forkDropped_stays() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 500);
            try (Fork fork = test.primary().fork("f")) {
                fill(fork, table, 500, 1_000);
                test.database().checkpoint();
                fill(fork, table, 1_000, 1_100);
                fork.archive("tag");
                fill(fork, table, 1_100, 1_200);
            }
            test.database().drop("f", DropMode.RESTRICT);
            test.database().compact();
            test.kill();
            test.database().compact();
            try (Snapshot tag = test.database().archive("tag")) {
                assertThat(tag.forkName()).isEqualTo("f");
                assertFilled(tag, test.table("t"), 0, 1_100);
            }
            assertThat(test.machine().disk().files()).anyMatch(file -> file.startsWith("forks/1/"));
            test.database().deleteArchive("tag");
            test.database().compact();
            assertThat(test.machine().disk().files()).noneMatch(file -> file.startsWith("forks/1/"));
        }
    }
}
