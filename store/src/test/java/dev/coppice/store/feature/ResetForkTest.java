package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.content;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.get;
import static dev.coppice.store.feature.TestDatabase.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Cursor;
import dev.coppice.store.Database;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.KeyRange;
import dev.coppice.store.PromotionOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.PowerCut;
import dev.coppice.store.sim.SimulatedHost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Forks that begin anew from another state.
class ResetForkTest {
    private static ForkInfo info(TestDatabase test, String name) {
        return test.database().forks().stream()
                .filter(info -> info.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void reset_takesTheParentsPresentState_andGivesUpItsOwn() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 2_000);
            try (Fork fork = test.primary().fork("f", ForkOptions.DEFAULT.withTimeToLive(Duration.ofHours(1)))) {
                ForkInfo before = info(test, "f");
                fill(fork, table, 5_000, 9_000);
                put(fork, test.table("own"), "k", "v");
                test.database().checkpoint();
                fill(test.primary(), table, 2_000, 2_500);
                fork.reset();
                assertFilled(fork, table, 0, 2_500);
                assertThat(fork.tables()).doesNotContain(test.table("own").ident());
                ForkInfo after = info(test, "f");
                assertThat(after.id()).isGreaterThan(before.id()).isEqualTo(fork.id());
                assertThat(after.parentName()).isEqualTo("primary");
                assertThat(after.createdAtMillis()).isEqualTo(before.createdAtMillis());
                assertThat(after.expiresAtMillis()).isEqualTo(before.expiresAtMillis());
                assertThat(after.openHandles()).isEqualTo(1);
                fill(fork, table, 2_500, 2_600);
                assertFilled(test.primary(), table, 0, 2_500);
            }
            assertThat(test.machine().disk().files()).noneMatch(file -> file.startsWith("forks/1/"));
            test.kill();
            try (Fork fork = test.database().fork("f")) {
                assertFilled(fork, test.table("t"), 0, 2_600);
            }
        }
    }

    @Test
    void reset_writesTheSame_whateverTheSize() {
        assertThat(changesByReset(20_000)).isEqualTo(changesByReset(2_000));
    }

    private static List<String> changesByReset(int entries) {
        try (TestDatabase test = TestDatabase.create()) {
            fill(test.primary(), test.table("t"), 0, entries);
            test.database().checkpoint();
            try (Fork fork = test.primary().fork("f")) {
                put(fork, test.table("t"), "own", "1");
                int first = (int) test.machine().disk().nextCall();
                fork.reset();
                List<Call> calls = test.machine().disk().calls();
                return calls.subList(first, calls.size()).stream()
                        .filter(call -> call.operation().changesDisk())
                        .map(call -> call.operation() + " " + call.file())
                        .distinct() // the catalog grows by the chunk now and then
                        .toList();
            }
        }
    }

    @Test
    void reset_toAnyState_beginsWithThat() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            put(test.primary(), table, "a", "1");
            try (Fork fork = test.primary().fork("f")) {
                put(fork, table, "b", "1");
                try (Snapshot past = fork.snapshot()) {
                    put(fork, table, "c", "1");
                    put(test.primary(), table, "d", "1");
                    fork.reset(past, successor -> {});
                    assertThat(content(fork, table)).containsOnlyKeys("a", "b");
                }
                try (Snapshot point = test.primary().commonState(fork)) {
                    fork.reset(point, successor -> {});
                    assertThat(content(fork, table)).containsOnlyKeys("a");
                }
                test.primary().archive("kept");
                put(test.primary(), table, "e", "1");
                try (Snapshot kept = test.database().archive("kept")) {
                    fork.reset(kept, successor -> {});
                    assertThat(content(fork, table)).containsOnlyKeys("a", "d");
                    assertThat(info(test, "f").parentName()).isEqualTo("primary");
                }
            }
        }
    }

    @Test
    void reset_preparation_isThereFromTheBeginning_orNothingHappens() {
        try (TestDatabase test = TestDatabase.create();
                Fork fork = test.primary().fork("f")) {
            Table table = test.table("t");
            put(fork, table, "own", "1");
            long id = fork.id();
            assertThatThrownBy(() -> fork.reset(null, successor -> {
                        put(successor, table, "prepared", "1");
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
            assertThat(fork.id()).isEqualTo(id);
            assertThat(content(fork, table)).isEqualTo(Map.of("own", "1"));
            fork.reset(null, successor -> {
                put(successor, table, "prepared", Long.toString(successor.id()));
                assertThat(test.database().forks()).hasSize(2);
            });
            assertThat(get(fork, table, "prepared")).isEqualTo(Long.toString(fork.id()));
        }
    }

    @Test
    void reset_writersAreOpen_isRefusedAndChangesNothing() {
        try (TestDatabase test = TestDatabase.create();
                Fork fork = test.primary().fork("f")) {
            Table table = test.table("t");
            try (Transaction transaction = fork.begin()) {
                transaction.put(table, bytes("k"), bytes("v"));
                requireInUse(fork, "an open transaction");
                transaction.commit();
            }
            try (BulkLoader loader = fork.load(test.table("loaded"))) {
                loader.put(bytes("k"), bytes("v"));
                requireInUse(fork, "an open bulk load");
                loader.commit();
            }
            assertThat(get(fork, table, "k")).isEqualTo("v");
            assertThat(get(fork, test.table("loaded"), "k")).isEqualTo("v");
        }
    }

    private static void requireInUse(Fork fork, String blocker) {
        assertThatThrownBy(fork::reset)
                .isInstanceOfSatisfying(
                        StoreException.ForkInUse.class,
                        e -> assertThat(e.blockers()).containsExactly(blocker));
    }

    @Test
    void reset_transactionBeginsInTheMiddle_isRefusedAndChangesNothing() {
        try (TestDatabase test = TestDatabase.create();
                Fork fork = test.primary().fork("f")) {
            Table table = test.table("t");
            Transaction[] begun = new Transaction[1];
            assertThatThrownBy(() -> fork.reset(null, successor -> begun[0] = fork.begin()))
                    .isInstanceOf(StoreException.ForkInUse.class);
            begun[0].put(table, bytes("k"), bytes("v"));
            begun[0].commit();
            assertThat(get(fork, table, "k")).isEqualTo("v");
            fork.reset();
            assertThat(get(fork, table, "k")).isNull();
        }
    }

    @Test
    void snapshots_cursors_andForksOfThem_outliveAReset() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, 1_000);
            Fork fork = test.primary().fork("f");
            fill(fork, table, 1_000, 4_000);
            test.database().checkpoint();
            fill(fork, table, 4_000, 4_200);
            Snapshot snapshot = fork.snapshot();
            Cursor cursor = fork.cursor(table, KeyRange.all());
            fork.reset();
            fill(fork, table, 9_000, 9_500);
            test.database().checkpoint();
            test.database().compact();
            assertFilled(snapshot, table, 0, 4_200);
            int count = 0;
            while (cursor.next()) {
                count++;
            }
            assertThat(count).isEqualTo(4_200);
            cursor.close();
            try (Fork again = snapshot.fork("again", ForkOptions.DEFAULT)) {
                snapshot.close();
                assertFilled(again, table, 0, 4_200);
                assertThat(info(test, "again").parentName()).isNull();
            }
            fork.close();
            test.kill();
            try (Fork again = test.database().fork("again")) {
                assertFilled(again, test.table("t"), 0, 4_200);
            }
            test.database().drop("again", DropMode.RESTRICT);
            assertThat(test.machine().disk().files()).noneMatch(file -> file.startsWith("forks/1/"));
        }
    }

    @Test
    void otherHandles_areClosedByAReset_andKeepNothingFromBeingDropped() {
        try (TestDatabase test = TestDatabase.create()) {
            Fork fork = test.primary().fork("f");
            Fork other = test.database().fork("f");
            fork.reset();
            assertThatThrownBy(other::snapshot).isInstanceOf(StoreException.Closed.class);
            assertThatThrownBy(other::begin).isInstanceOf(StoreException.Closed.class);
            assertThatThrownBy(other::reset).isInstanceOf(StoreException.Closed.class);
            fork.close();
            test.database().drop("f", DropMode.RESTRICT);
            other.close();
        }
    }

    @Test
    void children_keepAllThatTheyShare_andPromoteIntoTheForkAsItIs() {
        try (TestDatabase test = TestDatabase.create()) {
            Table table = test.table("t");
            put(test.primary(), table, "a", "1");
            try (Fork fork = test.primary().fork("f")) {
                put(fork, table, "b", "1");
                try (Fork child = fork.fork("child")) {
                    put(child, table, "c", "1");
                    fork.reset();
                    assertThat(content(child, table)).containsOnlyKeys("a", "b", "c");
                    assertThat(info(test, "child").parentId()).isEqualTo(fork.id());
                    try (Snapshot common = child.commonState(fork)) {
                        assertThat(content(common, table)).containsOnlyKeys("a");
                    }
                    child.promote(PromotionOptions.onConflict(ConflictPolicy.FAIL));
                    assertThat(content(fork, table)).containsOnlyKeys("a", "c");
                    assertThatThrownBy(() -> test.database().drop("f", DropMode.RESTRICT))
                            .isInstanceOf(StoreException.ForkInUse.class)
                            .hasMessageContaining("child");
                }
            }
        }
    }

    @Test
    void reset_needsNoRoomForAnotherFork_andAParent() {
        try (TestDatabase test = TestDatabase.create(TestDatabase.SMALL.withMaxForks(1))) {
            test.primary().archive("kept");
            try (Snapshot kept = test.database().archive("kept");
                    Fork orphan = kept.fork("orphan", ForkOptions.DEFAULT)) {
                assertThatThrownBy(orphan::reset)
                        .isInstanceOf(StoreException.NotFound.class)
                        .hasMessageContaining("name the state to reset it to");
                orphan.reset(kept, successor -> {});
            }
            try (TestDatabase elsewhere = TestDatabase.create();
                    Snapshot foreign = elsewhere.primary().snapshot();
                    Fork orphan = test.database().fork("orphan")) {
                assertThatThrownBy(() -> orphan.reset(foreign, successor -> {}))
                        .isInstanceOf(StoreException.Invalid.class);
            }
            assertThatThrownBy(() -> test.primary().reset()).isInstanceOf(StoreException.Invalid.class);
        }
    }

    // ---- crashes and errors

    private static SimulatedHost machine() {
        SimulatedHost machine = SimulatedHost.create(1);
        Database database = Database.open(machine.host(), TestDatabase.SMALL);
        Table table = database.primary().table("t");
        put(database.primary(), table, "a", "1");
        try (Fork fork = database.primary().fork("f")) {
            put(fork, table, "own", "1");
        }
        put(database.primary(), table, "b", "1");
        database.close();
        return machine;
    }

    private static void reset(Database database) {
        try (Fork fork = database.fork("f")) {
            fork.reset(null, successor -> put(successor, database.primary().table("t"), "prepared", "1"));
        }
    }

    private static List<Call> calls() {
        SimulatedHost machine = machine();
        Database database = Database.open(machine.host(), TestDatabase.SMALL);
        int first = (int) machine.disk().nextCall();
        reset(database);
        List<Call> calls = machine.disk().calls();
        return calls.subList(first, calls.size()).stream()
                .filter(call -> call.operation().changesDisk())
                .toList();
    }

    private static void requireBeforeOrAfter(SimulatedHost machine, boolean isDone) {
        try (Database database = Database.open(machine.host(), TestDatabase.SMALL)) {
            assertThat(database.forks()).extracting(ForkInfo::name).containsExactly("primary", "f");
            Table table = database.primary().table("t");
            try (Fork fork = database.fork("f")) {
                Map<String, String> content = content(fork, table);
                if (isDone || content.containsKey("prepared")) {
                    assertThat(content).containsOnlyKeys("a", "b", "prepared");
                } else {
                    assertThat(content).containsOnlyKeys("a", "own");
                }
                put(fork, table, "later", "1");
            }
            assertThat(database.check().problems()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void powerCut_atAnyCall_leavesTheForkAsItWasOrAsItIsToBe(Loss loss) {
        for (Call call : calls()) {
            SimulatedHost machine = machine();
            Database database = Database.open(machine.host(), TestDatabase.SMALL);
            machine.disk().cutPowerAt(call.index());
            boolean isDone = false;
            try {
                reset(database);
                isDone = true;
            } catch (PowerCut expected) {
                // The machine is gone.
            }
            requireBeforeOrAfter(machine.crash(loss), isDone);
        }
    }

    @Test
    void error_atAnyCall_leavesTheForkAsItWasOrAsItIsToBe() {
        for (Call call : calls()) {
            SimulatedHost machine = machine();
            Database database = Database.open(machine.host(), TestDatabase.SMALL);
            machine.disk().failAt(call.index(), Fault.EIO);
            boolean isDone = false;
            try {
                reset(database);
                isDone = true;
            } catch (StoreException expected) {
                // Said so.
            }
            machine.disk().heal();
            try {
                database.close();
            } catch (StoreException expected) {
                // A file that failed stays failed.
            }
            requireBeforeOrAfter(machine, isDone);
        }
    }
}
