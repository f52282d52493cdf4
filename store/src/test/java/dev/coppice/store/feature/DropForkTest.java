package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Cursor;
import dev.coppice.store.Diff;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Promotion;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Dropping forks: what stands in the way, and what becomes of children.
class DropForkTest {
    private static List<String> names(TestDatabase test) {
        return test.database().forks().stream().map(ForkInfo::name).toList();
    }

    private static List<String> blockers(TestDatabase test, String fork, DropMode mode) {
        List<String> before = names(test);
        List<String> filesBefore = test.machine().disk().files();
        StoreException.ForkInUse[] thrown = new StoreException.ForkInUse[1];
        assertThatThrownBy(() -> test.database().drop(fork, mode))
                .isInstanceOfSatisfying(StoreException.ForkInUse.class, e -> thrown[0] = e);
        assertThat(names(test)).isEqualTo(before);
        assertThat(test.machine().disk().files()).isEqualTo(filesBefore);
        return thrown[0].blockers();
    }

    @ParameterizedTest
    @EnumSource(DropMode.class)
    void drop_somethingOpen_namesEveryBlockerAndChangesNothing(DropMode mode) {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 100);
            Fork fork = test.primary().fork("f");
            Snapshot snapshot = fork.snapshot();
            Transaction transaction = fork.begin();
            Cursor cursor = fork.cursor(table, KeyRange.all());
            Diff diff = fork.diff(test.primary());
            assertThat(blockers(test, "f", mode))
                    .containsExactlyInAnyOrder(
                            "1 open handle",
                            "an open snapshot",
                            "an open transaction",
                            "an open cursor",
                            "an open diff");
            diff.close();
            cursor.close();
            transaction.close();
            snapshot.close();
            assertThat(blockers(test, "f", mode)).containsExactly("1 open handle");
            put(fork, table, "still", "writable");
            fork.close();
            test.database().drop("f", mode);
            assertThat(names(test)).containsExactly("primary");
            assertThat(test.machine().disk().files()).noneMatch(file -> file.startsWith("forks/1/"));
        }
    }

    @Test
    void drop_primaryOrAbsent_throws() {
        try (TestDatabase test = TestDatabase.create()) {
            for (DropMode mode : DropMode.values()) {
                assertThatThrownBy(() -> test.database().drop("primary", mode))
                        .isInstanceOf(StoreException.Invalid.class);
                assertThatThrownBy(() -> test.database().drop("f", mode)).isInstanceOf(StoreException.NotFound.class);
            }
        }
    }

    @Test
    void drop_restrictWithChildren_namesThem() {
        try (TestDatabase test = TestDatabase.create()) {
            try (Fork fork = test.primary().fork("f")) {
                fork.fork("c1").close();
                fork.fork("c2").close();
            }
            assertThat(blockers(test, "f", DropMode.RESTRICT))
                    .hasSize(2)
                    .anyMatch(blocker -> blocker.contains("'c1'"))
                    .anyMatch(blocker -> blocker.contains("'c2'"));
        }
    }

    @Test
    void drop_cascadeWithBlockersDeepInTheSubtree_reportsAllOfThem() {
        try (TestDatabase test = TestDatabase.create()) {
            Fork f = test.primary().fork("f");
            Fork c1 = f.fork("c1");
            Fork c2 = f.fork("c2");
            Fork g = c1.fork("g");
            f.close();
            c2.close();
            assertThat(blockers(test, "f", DropMode.CASCADE))
                    .hasSize(2)
                    .anyMatch(blocker -> blocker.contains("'c1'") && blocker.contains("1 open handle"))
                    .anyMatch(blocker -> blocker.contains("'g'") && blocker.contains("1 open handle"));
            g.close();
            c1.close();
            test.primary().fork("other").close();
            test.database().drop("f", DropMode.CASCADE);
            assertThat(names(test)).containsExactly("primary", "other");
        }
    }

    @Test
    void drop_keepChildren_theyKeepWhatTheyShareAndBelongToItsParent() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 1_000);
            Fork f = test.primary().fork("f");
            fill(f, table, 1_000, 2_000);
            test.database().checkpoint();
            fill(f, table, 2_000, 2_100);
            Fork child = f.fork("child");
            fill(f, table, 5_000, 6_000);
            f.close();
            fill(child, table, 2_100, 2_200);
            test.database().drop("f", DropMode.KEEP_CHILDREN);
            assertThat(test.database().forks().get(1).parentName()).isEqualTo("primary");
            test.database().compact();
            assertFilled(child, table, 0, 2_200);
            child.close();
            test.kill();
            test.database().compact();
            try (Fork again = test.database().fork("child")) {
                assertFilled(again, test.table("t"), 0, 2_200);
                // The fork point is still the state of the dropped fork, so only the child's own changes count.
                Promotion promotion = again.promote(PromotionOptions.onConflict(ConflictPolicy.FAIL));
                assertThat(promotion.inserted()).isEqualTo(100);
                again.rebase(ConflictPolicy.FAIL);
                assertThat(again.count(test.table("t"))).isEqualTo(1_100);
            }
            test.database().drop("child", DropMode.RESTRICT);
            test.database().compact();
            assertThat(test.machine().disk().files()).noneMatch(file -> file.matches("forks/[1-9].*"));
        }
    }

    /// A large value is in pages that only the log of the fork names to which it was written, until a checkpoint. A
    /// fork of a fork of it, whose parent began a manifest of its own meanwhile, found those files in neither its
    /// manifest's tree nor among the files of the manifest's fork, and they were deleted once both ancestors had gone.
    @Test
    void drop_bothAncestors_keepsPagesThatOnlyTheGrandparentsLogNames() {
        byte[] large = new byte[300_000];
        large[299_999] = 1;
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            Fork grandparent = test.primary().fork("grandparent");
            fill(grandparent, table, 0, 100);
            test.database().checkpoint();
            grandparent.transact(transaction -> transaction.put(table, TestDatabase.key(0), large));
            Fork parent = grandparent.fork("parent");
            parent.transact(transaction -> transaction.put(table, TestDatabase.key(1), large));
            Fork child = parent.fork("child");
            assertThat(child.get(table, TestDatabase.key(0))).isEqualTo(large);
            test.kill(); // a fork that is open protects its files by what it has in memory
            for (String ancestor : List.of("parent", "grandparent")) {
                test.database().drop(ancestor, DropMode.KEEP_CHILDREN);
                test.database().compact();
            }
            test.kill();
            try (Fork again = test.database().fork("child")) {
                assertThat(again.get(test.table("t"), TestDatabase.key(0))).isEqualTo(large);
                assertThat(again.get(test.table("t"), TestDatabase.key(1))).isEqualTo(large);
            }
        }
    }

    @Test
    void drop_thenCreateOfTheSameName_isAnotherFork() {
        try (TestDatabase test = TestDatabase.create()) {
            for (int i = 0; i < 5; i++) {
                Table table = test.table("t");
                try (Fork fork = test.primary().fork("f")) {
                    assertThat(fork.id()).isEqualTo(i + 1);
                    assertThat(fork.count(table)).isZero();
                    fill(fork, table, i * 10, i * 10 + 200);
                    if (i % 2 == 0) {
                        test.database().checkpoint();
                    }
                }
                if (i % 2 == 1) {
                    test.kill();
                }
                test.database().drop("f", DropMode.RESTRICT);
            }
        }
    }

    @Test
    void drop_closedHandle_saysThatTheForkIsGone() {
        try (TestDatabase test = TestDatabase.create()) {
            Fork fork = test.primary().fork("f");
            fork.close();
            test.database().drop("f", DropMode.RESTRICT);
            assertThatThrownBy(() -> fork.get(test.table("t"), TestDatabase.key(1)))
                    .isInstanceOf(StoreException.Closed.class);
            fork.close();
        }
    }
}
