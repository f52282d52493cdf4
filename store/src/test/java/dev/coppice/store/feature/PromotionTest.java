package dev.coppice.store.feature;

import static dev.coppice.store.ConflictPolicy.FAIL;
import static dev.coppice.store.ConflictPolicy.TAKE_FORK;
import static dev.coppice.store.ConflictPolicy.TAKE_TARGET;
import static dev.coppice.store.PromotionOptions.onConflict;
import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.content;
import static dev.coppice.store.feature.TestDatabase.delete;
import static dev.coppice.store.feature.TestDatabase.diff;
import static dev.coppice.store.feature.TestDatabase.get;
import static dev.coppice.store.feature.TestDatabase.put;
import static dev.coppice.store.feature.TestDatabase.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.Change;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.Promotion;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Applying a fork's changes to another one, under every policy and filter.
class PromotionTest {
    private Table table;
    private Fork fork;

    /// A database whose fork and primary have both changed since the fork point, in each way.
    private TestDatabase diverged(boolean checkpoints) {
        TestDatabase test = TestDatabase.create();
        table = test.table("t");
        test.primary().transact(transaction -> {
            for (String key :
                    new String[] {"both", "fork", "primary", "same", "gone-fork", "gone-both", "cross1", "cross2"}) {
                transaction.put(table, bytes(key), bytes("base"));
            }
        });
        if (checkpoints) {
            test.database().checkpoint();
        }
        fork = test.primary().fork("f");
        put(fork, table, "both", "by fork");
        put(fork, table, "fork", "by fork");
        put(fork, table, "same", "agreed");
        put(fork, table, "new-fork", "by fork");
        put(fork, table, "new-both", "by fork");
        delete(fork, table, "gone-fork");
        delete(fork, table, "gone-both");
        delete(fork, table, "cross1");
        put(fork, table, "cross2", "by fork");
        put(test.primary(), table, "both", "by primary");
        put(test.primary(), table, "primary", "by primary");
        put(test.primary(), table, "same", "agreed");
        put(test.primary(), table, "new-both", "by primary");
        delete(test.primary(), table, "gone-both");
        put(test.primary(), table, "cross1", "by primary");
        delete(test.primary(), table, "cross2");
        if (checkpoints) {
            test.database().checkpoint();
        }
        return test;
    }

    private static Map<String, String> expected(String both, String newBoth, String cross1, String cross2) {
        Map<String, String> content = new TreeMap<>(Map.of(
                "both", both,
                "fork", "by fork",
                "primary", "by primary",
                "same", "agreed",
                "new-fork", "by fork",
                "new-both", newBoth));
        if (cross1 != null) {
            content.put("cross1", cross1);
        }
        if (cross2 != null) {
            content.put("cross2", cross2);
        }
        return content;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void promote_failOnConflict_namesThemAndAppliesNothing(boolean checkpoints) {
        try (TestDatabase test = diverged(checkpoints)) {
            Map<String, String> before = content(test.primary(), table);
            long sequence = test.primary().sequence();
            assertThatThrownBy(() -> fork.promote(onConflict(FAIL)))
                    .isInstanceOfSatisfying(
                            StoreException.PromotionConflict.class,
                            conflict ->
                                    assertThat(conflict.conflicts()).hasSize(4).contains("table t key 'new-both'"));
            assertThat(content(test.primary(), table)).isEqualTo(before);
            assertThat(test.primary().sequence()).isEqualTo(sequence);
            fork.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void promote_takeFork_forkWins(boolean checkpoints) {
        try (TestDatabase test = diverged(checkpoints)) {
            Promotion promotion = fork.promote(onConflict(TAKE_FORK));
            assertThat(promotion)
                    .isEqualTo(new Promotion(2, 3, 2, 2, 4, 0, test.primary().sequence()));
            assertThat(content(test.primary(), table)).isEqualTo(expected("by fork", "by fork", null, "by fork"));
            assertThat(fork.promote(onConflict(FAIL)).applied()).isZero();
            fork.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void promote_takeTarget_targetStays(boolean checkpoints) {
        try (TestDatabase test = diverged(checkpoints)) {
            Promotion promotion = fork.promote(onConflict(TAKE_TARGET));
            assertThat(promotion)
                    .isEqualTo(new Promotion(1, 1, 1, 2, 0, 4, test.primary().sequence()));
            assertThat(content(test.primary(), table))
                    .isEqualTo(expected("by primary", "by primary", "by primary", null));
            fork.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void promote_merge_functionDecidesWithAllThreeVersions(boolean checkpoints) {
        try (TestDatabase test = diverged(checkpoints)) {
            Map<String, String> asked = new TreeMap<>();
            ConflictPolicy merge = ConflictPolicy.merge((ident, key, base, ours, theirs) -> {
                assertThat(ident).isEqualTo(table.ident());
                asked.put(text(key), text(base) + "|" + text(ours) + "|" + text(theirs));
                return text(key).startsWith("cross") ? null : bytes("merged");
            });
            Promotion promotion = fork.promote(onConflict(merge));
            assertThat(asked)
                    .isEqualTo(Map.of(
                            "both", "base|by fork|by primary",
                            "new-both", "null|by fork|by primary",
                            "cross1", "base|null|by primary",
                            "cross2", "base|by fork|null"));
            assertThat(promotion.conflictsForFork()).isEqualTo(4);
            assertThat(content(test.primary(), table)).isEqualTo(expected("merged", "merged", null, null));
            fork.close();
        }
    }

    @Test
    void promote_mergeFunctionThrows_appliesNothing() {
        try (TestDatabase test = diverged(false)) {
            Map<String, String> before = content(test.primary(), table);
            ConflictPolicy merge = ConflictPolicy.merge((ident, key, base, ours, theirs) -> {
                throw new IllegalStateException("planted");
            });
            assertThatThrownBy(() -> fork.promote(onConflict(merge))).hasMessage("planted");
            assertThat(content(test.primary(), table)).isEqualTo(before);
            assertThatThrownBy(() -> fork.rebase(merge)).hasMessage("planted");
            assertThat(test.database().forks()).hasSize(2);
            fork.close();
        }
    }

    @Test
    void promote_byTablePrefixAndPredicate_appliesOnlyThose() {
        try (TestDatabase test = TestDatabase.create()) {
            Table a = test.table("a");
            Table b = test.table("b");
            try (Fork from = test.primary().fork("f")) {
                for (String key : new String[] {"x1", "x2", "y1"}) {
                    put(from, a, key, "new");
                    put(from, b, key, "new");
                }
                PromotionOptions options = onConflict(FAIL);
                from.promote(options.table("a").prefix(bytes("x")));
                assertThat(content(test.primary(), a)).containsOnlyKeys("x1", "x2");
                assertThat(content(test.primary(), b)).isEmpty();
                from.promote(
                        options.table("b").where(change -> text(change.key()).endsWith("1")));
                assertThat(content(test.primary(), b)).containsOnlyKeys("x1", "y1");
                from.promote(options.where(change -> change.kind() == Change.Kind.REMOVED));
                assertThat(diff(test.primary(), from))
                        .containsExactly("ADDED a y1: null -> new", "ADDED b x2: null -> new");
                assertThat(from.promote(options).inserted()).isEqualTo(2);
                assertThat(diff(test.primary(), from)).isEmpty();
            }
        }
    }

    @Test
    void promote_intoSiblingAncestorAndByName_appliesTheForksOwnChanges() {
        try (TestDatabase test = TestDatabase.create()) {
            Table t = test.table("t");
            put(test.primary(), t, "base", "1");
            try (Fork child = test.primary().fork("child");
                    Fork sibling = test.primary().fork("sibling")) {
                put(child, t, "of child", "1");
                try (Fork grandchild = child.fork("grandchild")) {
                    put(grandchild, t, "of grandchild", "1");
                    grandchild.promote(onConflict(FAIL).into("sibling"));
                    assertThat(content(sibling, t)).containsOnlyKeys("base", "of grandchild");
                    grandchild.promote(onConflict(FAIL).into(Fork.PRIMARY));
                    assertThat(content(test.primary(), t)).containsOnlyKeys("base", "of grandchild");
                    assertThat(content(child, t)).containsOnlyKeys("base", "of child");
                    assertThatThrownBy(() -> grandchild.promote(onConflict(FAIL).into("grandchild")))
                            .isInstanceOf(StoreException.Invalid.class);
                    assertThatThrownBy(() -> grandchild.promote(onConflict(FAIL).into("nobody")))
                            .isInstanceOf(StoreException.NotFound.class);
                }
            }
            assertThatThrownBy(() -> test.primary().promote(onConflict(FAIL)))
                    .isInstanceOf(StoreException.NotFound.class);
        }
    }

    @Test
    void promote_tablesCreatedAndDroppedOnTheFork_follow() {
        try (TestDatabase test = TestDatabase.create()) {
            put(test.primary(), test.table("dropped"), "a", "1");
            put(test.primary(), test.table("dropped-but-written"), "a", "1");
            try (Fork from = test.primary().fork("f")) {
                from.transact(transaction -> {
                    transaction.drop(test.table("dropped"));
                    transaction.drop(test.table("dropped-but-written"));
                    transaction.create(test.table("created-empty"));
                    transaction.put(test.table("created"), bytes("a"), bytes("1"));
                });
                put(test.primary(), test.table("dropped-but-written"), "b", "1");
                from.promote(onConflict(FAIL));
                assertThat(test.primary().tables())
                        .containsExactly(
                                test.table("created").ident(),
                                test.table("created-empty").ident(),
                                test.table("dropped-but-written").ident());
                assertThat(content(test.primary(), test.table("dropped-but-written")))
                        .isEqualTo(Map.of("b", "1"));
            }
        }
    }

    @Test
    void promote_largeValuesAndExpiries_goAlong() {
        try (TestDatabase test = TestDatabase.create()) {
            Table t = test.table("t");
            byte[] large = new byte[400_000];
            new Random(1).nextBytes(large);
            long expiry = test.machine().clock().millis() + 1_000;
            try (Fork from = test.primary().fork("f")) {
                from.transact(transaction -> {
                    transaction.put(t, bytes("large"), large);
                    transaction.put(t, bytes("soon"), bytes("1"), expiry);
                });
                test.database().checkpoint();
                assertThat(from.promote(onConflict(FAIL)).inserted()).isEqualTo(2);
                from.transact(transaction -> transaction.drop(t));
            }
            test.database().drop("f", DropMode.RESTRICT);
            test.database().compact();
            test.kill();
            assertThat(test.primary().get(test.table("t"), bytes("large"))).isEqualTo(large);
            assertThat(test.primary().first(test.table("t")).key()).isEqualTo(bytes("large"));
            assertThat(test.primary().last(test.table("t")).expiresAtMillis()).isEqualTo(expiry);
        }
    }

    // ---- rebase

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rebase_failOnConflict_changesNothing(boolean checkpoints) {
        try (TestDatabase test = diverged(checkpoints)) {
            Map<String, String> before = content(fork, table);
            long id = fork.id();
            assertThatThrownBy(() -> fork.rebase(FAIL)).isInstanceOf(StoreException.PromotionConflict.class);
            assertThat(content(fork, table)).isEqualTo(before);
            assertThat(fork.id()).isEqualTo(id);
            assertThat(test.database().forks()).hasSize(2);
            put(fork, table, "still", "writable");
            fork.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rebase_takeForkTakeTargetAndMerge_putForkOntoTheParent(boolean checkpoints) {
        List<ConflictPolicy> policies = List.of(
                TAKE_FORK, TAKE_TARGET, ConflictPolicy.merge((ident, key, base, ours, theirs) -> bytes("merged")));
        List<Map<String, String>> contents = List.of(
                expected("by fork", "by fork", null, "by fork"),
                expected("by primary", "by primary", "by primary", null),
                expected("merged", "merged", "merged", "merged"));
        for (int i = 0; i < policies.size(); i++) {
            try (TestDatabase test = diverged(checkpoints)) {
                Map<String, String> primary = content(test.primary(), table);
                fork.rebase(policies.get(i));
                assertThat(content(fork, table)).isEqualTo(contents.get(i));
                assertThat(content(test.primary(), table)).isEqualTo(primary);
                fork.promote(onConflict(FAIL));
                assertThat(content(test.primary(), table)).isEqualTo(contents.get(i));
                fork.close();
            }
        }
    }

    @Test
    void rebase_openHandles_followAndKeepTheForkInUse() {
        try (TestDatabase test = diverged(false)) {
            Fork second = test.database().fork("f");
            Fork third = test.database().fork("f");
            Fork child = fork.fork("child");
            fork.rebase(TAKE_FORK);
            put(second, table, "after", "rebase");
            assertThat(get(fork, table, "after")).isEqualTo("rebase");
            assertThat(second.id()).isEqualTo(fork.id());
            second.close();
            fork.close();
            // The third handle was not used since, and counts all the same.
            assertThatThrownBy(() -> test.database().drop("f", DropMode.KEEP_CHILDREN))
                    .isInstanceOf(StoreException.ForkInUse.class)
                    .hasMessageContaining("1 open handle");
            assertThat(get(third, table, "after")).isEqualTo("rebase");
            third.close();
            assertThat(child.promote(onConflict(FAIL)).applied()).isZero();
            child.close();
            test.reopen();
            try (Fork again = test.database().fork("f")) {
                assertThat(get(again, test.table("t"), "after")).isEqualTo("rebase");
            }
            assertThat(test.machine().disk().files()).noneMatch(file -> file.startsWith("forks/1/data"));
        }
    }

    @Test
    void rebase_whileSomethingReadsTheFork_isRefused() {
        try (TestDatabase test = diverged(false)) {
            try (var snapshot = fork.snapshot()) {
                assertThatThrownBy(() -> fork.rebase(TAKE_FORK))
                        .isInstanceOf(StoreException.ForkInUse.class)
                        .hasMessageContaining("snapshot");
                assertThat(snapshot.count(table)).isEqualTo(fork.count(table));
            }
            fork.rebase(TAKE_FORK);
            assertThat(diff(test.primary(), fork)).isNotEmpty();
            fork.close();
        }
    }
}
