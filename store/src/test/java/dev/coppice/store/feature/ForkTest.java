package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.SMALL;
import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.get;
import static dev.coppice.store.feature.TestDatabase.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.ForkPreparation;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import dev.coppice.store.object.Condition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Forks: what they hold when they are made, how many there may be, and how long.
class ForkTest {
    private static List<String> names(TestDatabase test) {
        return test.database().forks().stream().map(ForkInfo::name).toList();
    }

    @Test
    void forks_nested_areListedWithParentAndForkPoint() {
        try (TestDatabase test = TestDatabase.create()) {
            fill(test.primary(), test.table("t"), 0, 200);
            long first = test.primary().sequence();
            try (Fork child = test.primary().fork("child");
                    Fork again = test.database().fork("child")) {
                fill(child, test.table("t"), 200, 300);
                long second = child.sequence();
                test.machine().clock().advanceMillis(5);
                child.fork("grandchild").close();
                List<ForkInfo> forks = test.database().forks();
                long now = test.machine().clock().millis();
                assertThat(forks)
                        .containsExactly(
                                new ForkInfo(0, "primary", -1, null, 0, now - 5, 0, 0, null),
                                new ForkInfo(1, "child", 0, "primary", first, now - 5, 0, 2, null),
                                new ForkInfo(2, "grandchild", 1, "child", second, now, 0, 0, null));
                assertThat(again.id()).isEqualTo(child.id()).isEqualTo(1);
                try (Snapshot snapshot = child.snapshot();
                        Transaction transaction = child.begin()) {
                    assertThat(snapshot.forkName()).isEqualTo("child");
                    assertThat(transaction.count(test.table("t"))).isEqualTo(300);
                    assertThat(test.database().forks().get(1).openHandles()).isEqualTo(4);
                }
            }
            assertThat(test.database().forks().get(1).openHandles()).isZero();
        }
    }

    @Test
    void fork_ofCommitsThatAreOnlyBuffered_makesThemDurableForItself() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            try (Transaction transaction = test.primary().begin()) {
                transaction.put(table, bytes("buffered"), bytes("1"));
                transaction.commit(Durability.BUFFERED);
            }
            test.primary().fork("f").close();
            test.crash();
            try (Fork fork = test.database().fork("f")) {
                assertThat(get(fork, test.table("t"), "buffered")).isEqualTo("1");
            }
        }
    }

    // ---- preparation

    @Test
    void fork_prepared_isGivenItsNumberWhileItIsNotThere() {
        try (TestDatabase test = TestDatabase.create()) {
            fill(test.primary(), test.table("t"), 0, 10);
            List<Long> numbers = new ArrayList<>();
            ForkPreparation preparation = forkId -> {
                assertThat(test.database().forks()).extracting(ForkInfo::id).doesNotContain(forkId);
                try {
                    test.database().objects().put("of-" + forkId, bytes("mine"), Condition.ABSENT);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                assertFilled(test.primary(), test.table("t"), 0, 10);
                numbers.add(forkId);
            };
            try (Fork fork = test.primary().fork("f", ForkOptions.DEFAULT, preparation);
                    Snapshot snapshot = test.primary().snapshot();
                    Fork other = snapshot.fork("g", ForkOptions.DEFAULT, preparation)) {
                assertThat(numbers).containsExactly(fork.id(), other.id());
                assertFilled(other, test.table("t"), 0, 10);
                test.primary()
                        .fork("f", ForkOptions.DEFAULT.orOpen(), preparation)
                        .close();
                assertThat(numbers).hasSize(2);
            }
        }
    }

    @Test
    void fork_whosePreparationFails_isNotThereAndItsNumberIsTheNextOnes() {
        try (TestDatabase test = TestDatabase.create();
                Snapshot snapshot = test.primary().snapshot()) {
            List<Long> numbers = new ArrayList<>();
            ForkPreparation failing = forkId -> {
                numbers.add(forkId);
                throw new IllegalStateException("not now");
            };
            assertThatThrownBy(() -> test.primary().fork("f", ForkOptions.DEFAULT, failing))
                    .hasMessage("not now");
            assertThatThrownBy(() -> snapshot.fork("f", ForkOptions.DEFAULT, failing))
                    .hasMessage("not now");
            assertThat(names(test)).containsExactly("primary");
            try (Fork fork = test.primary().fork("f")) {
                assertThat(numbers).containsExactly(fork.id(), fork.id());
                fill(fork, test.table("t"), 0, 10);
            }
            test.crash();
            try (Fork fork = test.database().fork("f")) {
                assertFilled(fork, test.table("t"), 0, 10);
            }
        }
    }

    @Test
    void fork_nameTakenAbsentOrBad_throws() {
        try (TestDatabase test = TestDatabase.create()) {
            test.primary().fork("f").close();
            assertThatThrownBy(() -> test.primary().fork("f"))
                    .isInstanceOf(StoreException.AlreadyExists.class)
                    .hasMessageContaining("'f'");
            assertThatThrownBy(() -> test.primary().fork("primary")).isInstanceOf(StoreException.AlreadyExists.class);
            assertThatThrownBy(() -> test.database().fork("g")).isInstanceOf(StoreException.NotFound.class);
            for (String bad : new String[] {"", ".", "..", ".hidden", "a/b", "a\\b", "a b", "ä", "x".repeat(101)}) {
                assertThatThrownBy(() -> test.primary().fork(bad)).isInstanceOf(StoreException.Invalid.class);
                try (Snapshot snapshot = test.primary().snapshot()) {
                    assertThatThrownBy(() -> snapshot.fork(bad, ForkOptions.DEFAULT))
                            .isInstanceOf(StoreException.Invalid.class);
                }
            }
            assertThat(names(test)).containsExactly("primary", "f");
        }
    }

    @Test
    void fork_orOpen_opensTheExistingOne() {
        try (TestDatabase test = TestDatabase.create()) {
            try (Fork fork = test.primary().fork("f")) {
                put(fork, test.table("t"), "a", "1");
            }
            try (Fork fork = test.primary().fork("f", ForkOptions.DEFAULT.orOpen())) {
                assertThat(get(fork, test.table("t"), "a")).isEqualTo("1");
            }
            assertThat(names(test)).containsExactly("primary", "f");
        }
    }

    @Test
    void fork_limitReached_throwsUntilOneIsDropped() {
        try (TestDatabase test = TestDatabase.create(SMALL.withMaxForks(3))) {
            for (String name : new String[] {"a", "b", "c"}) {
                test.primary().fork(name).close();
            }
            assertThatThrownBy(() -> test.primary().fork("d"))
                    .isInstanceOf(StoreException.ForkLimit.class)
                    .hasMessageContaining("3");
            try (Snapshot snapshot = test.primary().snapshot()) {
                assertThatThrownBy(() -> snapshot.fork("d", ForkOptions.DEFAULT))
                        .isInstanceOf(StoreException.ForkLimit.class);
            }
            try (Fork open = test.primary().fork("a", ForkOptions.DEFAULT.orOpen())) {
                assertThat(open.name()).isEqualTo("a");
            }
            test.database().drop("b", dev.coppice.store.DropMode.RESTRICT);
            test.primary().fork("d").close();
            assertThat(names(test)).containsExactly("primary", "a", "c", "d");
        }
    }

    @Test
    void rebase_limitReached_needsNoRoomForAnotherFork() {
        try (TestDatabase test = TestDatabase.create(SMALL.withMaxForks(1));
                Fork fork = test.primary().fork("f")) {
            put(fork, test.table("t"), "on", "fork");
            put(test.primary(), test.table("t"), "on primary", "1");
            fork.rebase(ConflictPolicy.FAIL);
            assertThat(fork.count(test.table("t"))).isEqualTo(2);
            assertThat(names(test)).containsExactly("primary", "f");
        }
    }

    @Test
    void timeToLive_passed_dropsTheForkOnceNothingUsesIt() {
        try (TestDatabase test = TestDatabase.create(SMALL.withBackgroundWork(true))) {
            fill(test.primary(), test.table("t"), 0, 500);
            ForkOptions oneMinute = ForkOptions.DEFAULT.withTimeToLive(Duration.ofMinutes(1));
            test.primary().fork("unused", oneMinute).close();
            Fork used = test.primary().fork("used", oneMinute);
            fill(used, test.table("t"), 500, 600);
            used.fork("child-of-used").close();
            test.primary().fork("for-ever").close();
            assertThat(test.database().forks().get(1).expiresAtMillis())
                    .isEqualTo(test.machine().clock().millis() + 60_000);
            test.advance(58_000);
            assertThat(names(test)).containsExactly("primary", "unused", "used", "child-of-used", "for-ever");
            test.advance(4_000);
            assertThat(names(test)).containsExactly("primary", "used", "child-of-used", "for-ever");
            assertFilled(used, test.table("t"), 0, 600);
            used.close();
            test.advance(2_000);
            assertThat(names(test)).containsExactly("primary", "child-of-used", "for-ever");
            try (Fork child = test.database().fork("child-of-used")) {
                assertFilled(child, test.table("t"), 0, 600);
            }
        }
    }

    @Test
    void timeToLive_passedWhileClosed_dropsTheForkAfterTheNextOpen() {
        try (TestDatabase test = TestDatabase.create(SMALL.withBackgroundWork(true))) {
            test.primary()
                    .fork("f", ForkOptions.DEFAULT.withTimeToLive(Duration.ofMinutes(1)))
                    .close();
            test.machine().clock().advanceMillis(120_000);
            test.reopen();
            test.advance(2_000);
            assertThat(names(test)).containsExactly("primary");
        }
    }

    @Test
    void timeToLive_longerThanTime_isForEver() {
        try (TestDatabase test = TestDatabase.create(SMALL.withBackgroundWork(true))) {
            test.primary()
                    .fork("f", ForkOptions.DEFAULT.withTimeToLive(Duration.ofSeconds(Long.MAX_VALUE)))
                    .close();
            test.advance(10_000);
            assertThat(names(test)).containsExactly("primary", "f");
            assertThatThrownBy(() -> ForkOptions.DEFAULT.withTimeToLive(Duration.ZERO))
                    .isInstanceOf(StoreException.Invalid.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fork_ofForkOfForkEachWithUnmergedWrites_keepsItsOwn(boolean checkpoints) {
        int depth = 12;
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            Fork fork = test.primary();
            for (int i = 0; i < depth; i++) {
                fill(fork, table, i * 100, i * 100 + 150);
                if (checkpoints && i % 3 == 0) {
                    test.database().checkpoint();
                }
                Fork child = fork.fork("f" + i);
                fork.transact(transaction -> transaction.delete(table, TestDatabase.key(0)));
                fork.close();
                fork = child;
            }
            fork.close();
            test.database().compact();
            test.kill();
            for (int i = 0; i < depth; i++) {
                try (Fork each = test.database().fork("f" + i)) {
                    int written = i < depth - 1 ? i + 1 : i;
                    assertThat(each.count(test.table("t"))).isEqualTo(written * 100 + 150 - (i < depth - 1 ? 1 : 0));
                }
            }
            test.database().checkpoint();
            test.database().compact();
            test.reopen();
            try (Fork last = test.database().fork("f" + (depth - 1))) {
                assertFilled(last, test.table("t"), 0, (depth - 1) * 100 + 150);
            }
        }
    }

    @Test
    void snapshot_taken_staysThroughEverythingAndCanBeForked() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 1_000);
            try (Snapshot snapshot = test.primary().snapshot()) {
                for (int i = 1; i < 6; i++) {
                    fill(test.primary(), table, i * 1_000, i * 1_000 + 1_000);
                    int from = i;
                    test.primary().transact(transaction -> transaction.truncate(table, TestDatabase.key(from)));
                    test.database().compact();
                    assertFilled(snapshot, table, 0, 1_000);
                    try (Fork fork = snapshot.fork("f" + i, ForkOptions.DEFAULT)) {
                        assertFilled(fork, table, 0, 1_000);
                        fill(fork, table, 1_000, 1_100);
                        assertFilled(fork, table, 0, 1_100);
                    }
                }
                assertThat(snapshot.tables()).containsExactly(table.ident());
            }
            test.kill();
            try (Fork fork = test.database().fork("f3")) {
                assertFilled(fork, test.table("t"), 0, 1_100);
            }
        }
    }
}
