package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.SMALL;
import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.content;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.ConflictPolicy;
import dev.coppice.store.Database;
import dev.coppice.store.Diff;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.engine.BackupToStorage;
import dev.coppice.store.sim.SimulatedHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The states that forks go on from. Each commit here puts a key of its own, so a state is told by its keys.
class ForkPointTest {
    /// So many that they fill several files.
    private static final int ENTRIES = 3_000;

    private final TestDatabase test = TestDatabase.create();
    private final Fork primary = test.primary();
    private final Table table = test.table("t");

    @AfterEach
    void close() {
        test.close();
    }

    private void commit(Fork fork, String... keys) {
        for (String key : keys) {
            put(fork, table, key, "by " + fork.name());
        }
    }

    private void requireForkPoint(Fork fork, String... keys) {
        try (Snapshot point = fork.forkPoint()) {
            assertThat(content(point, table)).containsOnlyKeys(keys);
            assertThat(point.forkName()).isEqualTo(fork.name());
        }
    }

    private void requireCommon(Fork one, Fork other, String... keys) {
        try (Snapshot state = one.commonState(other);
                Snapshot reverse = other.commonState(one)) {
            assertThat(content(state, table)).containsOnlyKeys(keys);
            assertThat(content(reverse, table)).containsOnlyKeys(keys);
            assertThat(reverse.sequence()).isEqualTo(state.sequence());
            assertThat(state.forkName()).isEqualTo(one.name());
        }
    }

    // ---- fork points ----

    @Test
    void forkPoint_nestedForksThatAllGoOn_isWhatEachWasMadeOf() {
        commit(primary, "a");
        try (Fork child = primary.fork("child")) {
            commit(primary, "later");
            commit(child, "b");
            try (Fork grandchild = child.fork("grandchild")) {
                commit(child, "c");
                commit(grandchild, "d");
                requireForkPoint(child, "a");
                requireForkPoint(grandchild, "a", "b");
                test.database().checkpoint();
                test.database().compact();
                requireForkPoint(child, "a");
                requireForkPoint(grandchild, "a", "b");
            }
        }
        test.kill();
        try (Fork grandchild = test.database().fork("grandchild");
                Snapshot point = grandchild.forkPoint()) {
            assertThat(content(point, test.table("t"))).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void forkPoint_ofPrimary_isRefused() {
        assertThatThrownBy(primary::forkPoint)
                .isInstanceOf(StoreException.Invalid.class)
                .hasMessageContaining("primary was made of no other fork");
    }

    @Test
    void forkPoint_ofForkOfNothing_isEmpty() {
        try (Fork fork = primary.fork("f")) {
            commit(fork, "a");
            requireForkPoint(fork);
            requireCommon(fork, primary);
        }
    }

    @Test
    void forkPoint_afterRebase_isTheParentsStateThen() {
        commit(primary, "a");
        try (Fork fork = primary.fork("f")) {
            commit(primary, "b");
            commit(fork, "c");
            fork.rebase(ConflictPolicy.FAIL);
            commit(primary, "d");
            requireForkPoint(fork, "a", "b");
            requireCommon(fork, primary, "a", "b");
        }
    }

    @Test
    void forkPoint_ofForkOfAnOldSnapshotOrArchive_isThatState() {
        commit(primary, "a");
        primary.archive("archive");
        try (Snapshot old = primary.snapshot()) {
            commit(primary, "b");
            try (Snapshot archived = test.database().archive("archive");
                    Fork ofSnapshot = old.fork("of-snapshot", ForkOptions.DEFAULT);
                    Fork ofArchive = archived.fork("of-archive", ForkOptions.DEFAULT)) {
                commit(ofSnapshot, "c");
                commit(ofArchive, "d");
                test.database().deleteArchive("archive");
                requireForkPoint(ofSnapshot, "a");
                requireForkPoint(ofArchive, "a");
                requireCommon(ofSnapshot, ofArchive, "a");
                requireCommon(ofArchive, primary, "a");
            }
        }
    }

    @Test
    void forkPoint_open_isASnapshotLikeAnyOther() {
        commit(primary, "a");
        Fork fork = primary.fork("f");
        commit(fork, "b");
        Snapshot point = fork.forkPoint();
        try (Diff changes = fork.diff(point)) {
            assertThat(changes.count().added()).isEqualTo(1);
        }
        try (Fork again = point.fork("again", ForkOptions.DEFAULT)) {
            requireForkPoint(again, "a");
            requireCommon(again, fork, "a");
        }
        fork.close();
        assertThatThrownBy(() -> test.database().drop("f", DropMode.KEEP_CHILDREN))
                .isInstanceOf(StoreException.ForkInUse.class)
                .hasMessageContaining("an open fork point");
        assertThat(content(point, table)).containsOnlyKeys("a");
        point.close();
        assertThatThrownBy(() -> point.get(table, new byte[1])).isInstanceOf(StoreException.Closed.class);
        test.database().drop("f", DropMode.KEEP_CHILDREN);
    }

    @Test
    void forkPoint_heldWhileAllElseChanges_staysReadable() {
        commit(primary, "a");
        try (Fork fork = primary.fork("f");
                Snapshot point = fork.forkPoint()) {
            assertThatThrownBy(() -> fork.rebase(ConflictPolicy.FAIL)).isInstanceOf(StoreException.ForkInUse.class);
            for (int round = 0; round < 5; round++) {
                commit(primary, "p" + round);
                commit(fork, "f" + round);
                primary.transact(transaction -> transaction.truncate(table, new byte[0]));
                fork.transact(transaction -> transaction.truncate(table, new byte[0]));
                test.database().checkpoint();
                test.database().compact();
            }
            assertThat(content(point, table)).containsOnlyKeys("a");
        }
    }

    @Test
    void forkPoint_readOnly_canBeReadToo() {
        commit(primary, "a");
        try (Fork fork = primary.fork("f")) {
            commit(primary, "b");
            commit(fork, "c");
        }
        test.reopen();
        try (Database follower = Database.open(
                        test.machine().restartOn(test.machine().disk()).host(), SMALL.asReadOnly());
                Fork fork = follower.fork("f");
                Snapshot point = fork.forkPoint();
                Snapshot common = follower.primary().commonState(fork)) {
            assertThat(content(point, fork.table("t"))).containsOnlyKeys("a");
            assertThat(content(common, fork.table("t"))).containsOnlyKeys("a");
        }
    }

    // ---- common states ----

    @Test
    void commonState_relatives_isWhereTheirLinesPart() {
        commit(primary, "a");
        try (Fork elder = primary.fork("elder")) {
            commit(primary, "b");
            try (Fork younger = primary.fork("younger")) {
                commit(elder, "e1");
                commit(younger, "y1");
                try (Fork ofElder = elder.fork("of-elder");
                        Fork ofYounger = younger.fork("of-younger")) {
                    commit(elder, "e2");
                    commit(younger, "y2");
                    commit(ofElder, "oe");
                    commit(ofYounger, "oy");
                    commit(primary, "c");

                    requireCommon(primary, elder, "a");
                    requireCommon(primary, younger, "a", "b");
                    requireCommon(elder, younger, "a");
                    requireCommon(ofElder, elder, "a", "e1");
                    requireCommon(ofElder, primary, "a");
                    requireCommon(ofElder, younger, "a");
                    requireCommon(ofElder, ofYounger, "a");
                    requireCommon(ofYounger, primary, "a", "b");
                    requireCommon(younger, younger, "a", "b", "y1", "y2");
                    requireCommon(primary, primary, "a", "b", "c");
                }
            }
        }
    }

    @Test
    void commonState_forkInBetweenWasDropped_isStillFound() {
        commit(primary, "a");
        Fork early = primary.fork("early");
        commit(primary, "b");
        Fork middle = primary.fork("middle");
        commit(primary, "c");
        Fork late = primary.fork("late");
        commit(middle, "m1");
        Fork child = middle.fork("child");
        commit(middle, "m2");
        Fork sibling = middle.fork("sibling");
        for (Fork fork : new Fork[] {early, late, child, sibling}) {
            commit(fork, "of " + fork.name());
        }
        middle.close();
        test.database().checkpoint();
        test.database().drop("middle", DropMode.KEEP_CHILDREN);
        commit(primary, "d");
        test.database().checkpoint();
        test.database().compact();

        requireForkPoint(child, "a", "b", "m1");
        requireCommon(child, primary, "a", "b");
        requireCommon(child, sibling, "a", "b", "m1");
        requireCommon(child, late, "a", "b");
        requireCommon(sibling, late, "a", "b");
        requireCommon(child, early, "a");
        for (Fork fork : new Fork[] {early, late, child, sibling}) {
            fork.close();
        }
        test.kill();
        test.database().compact();
        try (Fork again = test.database().fork("child");
                Snapshot common = test.primary().commonState(again)) {
            assertThat(content(common, test.table("t"))).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void commonState_parentWasRebased_isWhereTheOldLineParted() {
        commit(primary, "a");
        try (Fork parent = primary.fork("parent")) {
            commit(parent, "p");
            try (Fork child = parent.fork("child")) {
                commit(child, "c");
                commit(primary, "b");
                parent.rebase(ConflictPolicy.FAIL);
                test.database().checkpoint();
                test.database().compact();

                requireForkPoint(child, "a", "p");
                requireCommon(child, parent, "a");
                requireCommon(child, primary, "a");
                requireCommon(parent, primary, "a", "b");
            }
        }
    }

    /// Such commits leave nothing on disk that would tell whose state it is.
    @Test
    void commonState_forkThatOnlyCreatedAndDroppedTables_isNotTakenForItsParent() {
        commit(primary, "a");
        test.database().checkpoint();
        Fork middle = primary.fork("middle");
        middle.transact(transaction -> transaction.create(test.table("brief")));
        middle.transact(transaction -> transaction.drop(test.table("brief")));
        test.database().checkpoint();
        Fork child = middle.fork("child");
        commit(primary, "b");
        Fork late = primary.fork("late");
        commit(primary, "c", "d");
        commit(child, "x");

        requireCommon(child, middle, "a");
        requireCommon(child, late, "a");
        middle.close();
        test.database().drop("middle", DropMode.KEEP_CHILDREN);
        requireCommon(child, late, "a");
        requireCommon(child, primary, "a");
        child.close();
        late.close();
        test.kill();
        test.database().compact();
        try (Fork again = test.database().fork("child");
                Snapshot common = again.commonState(test.primary())) {
            assertThat(content(common, test.table("t"))).containsOnlyKeys("a");
            assertThat(again.sequence()).isEqualTo(4);
        }
    }

    /// Nor does a checkpoint of a fork that goes on from such a state and has committed nothing itself.
    @Test
    void commonState_checkpointedForkOfSuchAFork_isNotTakenForItsGrandparent() {
        commit(primary, "a");
        test.database().checkpoint();
        try (Fork middle = primary.fork("middle")) {
            middle.transact(transaction -> transaction.create(test.table("brief")));
            middle.transact(transaction -> transaction.drop(test.table("brief")));
            test.database().checkpoint();
            commit(primary, "b");
            try (Fork late = primary.fork("late");
                    Fork idle = middle.fork("idle")) {
                test.database().checkpoint();
                try (Fork child = idle.fork("child")) {
                    requireCommon(child, late, "a");
                    requireCommon(child, middle, "a");
                    try (Snapshot common = child.commonState(middle)) {
                        assertThat(common.sequence()).isEqualTo(3);
                    }
                }
            }
        }
    }

    /// A fork of a dropped fork that has replaced all that its parent had; and the parent has since replaced it too. So
    /// nobody but the dropped fork's point needs the pages that both began with.
    private Fork childOfDroppedFork() {
        fill(primary, table, 0, ENTRIES);
        test.database().checkpoint();
        Fork child;
        try (Fork middle = primary.fork("middle")) {
            replaceAll(middle, "m");
            child = middle.fork("child");
        }
        test.database().drop("middle", DropMode.KEEP_CHILDREN);
        replaceAll(primary, "p");
        test.database().compact();
        return child;
    }

    private void replaceAll(Fork fork, String key) {
        fork.transact(transaction -> transaction.truncate(table, new byte[0]));
        commit(fork, key);
        test.database().checkpoint();
    }

    @Test
    void commonState_nothingElseNeedsItsPages_isKept() {
        try (Fork child = childOfDroppedFork();
                Snapshot common = primary.commonState(child)) {
            assertThat(content(child, table)).containsOnlyKeys("m");
            assertFilled(common, table, 0, ENTRIES);
        }
        test.reopen();
        test.database().compact();
        try (Fork again = test.database().fork("child");
                Snapshot common = again.commonState(test.primary())) {
            assertFilled(common, test.table("t"), 0, ENTRIES);
        }
    }

    @Test
    void commonState_copy_isFoundThereToo() {
        childOfDroppedFork().close();
        SimulatedHost copy = SimulatedHost.create(2);
        BackupToStorage.backup(test.database(), copy.host().storage());
        try (Database copied = Database.open(copy.host(), SMALL);
                Fork child = copied.fork("child");
                Snapshot common = child.commonState(copied.primary())) {
            assertFilled(common, child.table("t"), 0, ENTRIES);
            copied.compact();
            assertThat(copied.check().problems()).isEmpty();
        }
    }

    @Test
    void commonState_otherDatabase_isRefused() {
        try (TestDatabase other = TestDatabase.create()) {
            assertThatThrownBy(() -> primary.commonState(other.primary())).isInstanceOf(StoreException.Invalid.class);
        }
    }

    @Test
    void commonState_closedHandle_isRefused() {
        Fork fork = primary.fork("f");
        fork.close();
        assertThatThrownBy(fork::forkPoint).isInstanceOf(StoreException.Closed.class);
        assertThatThrownBy(() -> fork.commonState(primary)).isInstanceOf(StoreException.Closed.class);
        assertThatThrownBy(() -> primary.commonState(fork)).isInstanceOf(StoreException.Closed.class);
    }

    /// What a dropped fork's point has kept goes when the last fork does that goes on from it.
    @Test
    void drop_lastOfALine_leavesNothing() {
        commit(primary, "a");
        try (Fork outer = primary.fork("outer")) {
            commit(outer, "o");
            try (Fork inner = outer.fork("inner")) {
                commit(inner, "i");
                inner.fork("innermost").close();
            }
        }
        test.database().checkpoint();
        for (String name : new String[] {"outer", "inner", "innermost"}) {
            test.database().drop(name, DropMode.KEEP_CHILDREN);
            test.database().compact();
        }
        assertThat(test.machine().disk().files()).noneMatch(file -> file.matches("forks/[1-9].*"));
    }
}
