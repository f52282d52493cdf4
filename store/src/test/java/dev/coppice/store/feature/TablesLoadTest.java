package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.key;
import static dev.coppice.store.feature.TestDatabase.put;
import static dev.coppice.store.feature.TestDatabase.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.TablesLoader;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.PowerCut;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Loads of several tables, which become visible together or not at all.
class TablesLoadTest {
    private static final int COUNT = 2_000;

    private static TablesLoader filledLoader(TestDatabase test) {
        TablesLoader loader = test.primary().load(List.of(test.table("one"), test.table("other")));
        for (int i = 0; i < COUNT; i++) {
            loader.put(test.table("one"), key(i), value(i));
            if (i % 2 == 0) {
                loader.put(test.table("other"), key(i / 2), value(i / 2));
            }
        }
        return loader;
    }

    private static void assertLoaded(TestDatabase test) {
        assertFilled(test.primary(), test.table("one"), 0, COUNT);
        assertFilled(test.primary(), test.table("other"), 0, COUNT / 2);
    }

    @Test
    void load_ofTwoTables_isVisibleInBothWithTheCommit_andThereAfterAKill() {
        try (TestDatabase test = TestDatabase.create()) {
            fill(test.primary(), test.table("third"), 0, 10);
            try (TablesLoader loader = filledLoader(test);
                    Snapshot before = test.primary().snapshot()) {
                fill(test.primary(), test.table("third"), 10, 20);
                assertThat(test.primary().count(test.table("one"))).isZero();
                long sequence = loader.commit();
                assertThat(sequence).isEqualTo(test.primary().sequence());
                assertThat(before.count(test.table("other"))).isZero();
            }
            assertLoaded(test);
            test.kill();
            assertLoaded(test);
            test.database().checkpoint();
            test.kill();
            assertLoaded(test);
            assertFilled(test.primary(), test.table("third"), 0, 20);
            test.requireSound();
        }
    }

    @Test
    void load_powerCutAtAnyCall_isInBothTablesOrInNone() {
        int committed = 0;
        int lost = 0;
        for (int survived = 0; ; survived++) {
            try (TestDatabase test = TestDatabase.create()) {
                TablesLoader loader = filledLoader(test);
                int[] left = {survived};
                test.machine()
                        .disk()
                        .failWhen(call -> call.operation().changesDisk() && left[0]-- == 0, Fault.POWER_CUT);
                boolean isCut = false;
                try {
                    loader.commit();
                } catch (PowerCut cut) {
                    isCut = true;
                }
                if (!isCut) {
                    test.machine().disk().heal(); // the cut that was next
                    break;
                }
                test.crash();
                if (test.primary().count(test.table("one")) == 0) {
                    assertThat(test.primary().count(test.table("other"))).isZero();
                    lost++;
                } else {
                    assertLoaded(test);
                    committed++;
                }
                filledLoader(test).commit();
                assertLoaded(test);
                test.requireSound();
            }
        }
        assertThat(lost).as("cuts before the commit was in the log").isGreaterThan(3);
        assertThat(committed).as("cuts after that").isPositive();
    }

    @Test
    void load_oneTableWrittenMeanwhile_isInConflict_andInNone() {
        try (TestDatabase test = TestDatabase.create()) {
            try (TablesLoader loader = filledLoader(test)) {
                put(test.primary(), test.table("other"), "a", "b");
                assertThatThrownBy(loader::commit).isInstanceOf(StoreException.Conflict.class);
            }
            assertThat(test.primary().count(test.table("one"))).isZero();
            assertThat(test.primary().count(test.table("other"))).isEqualTo(1);
            test.requireSound();
        }
    }

    @Test
    void close_withoutCommit_leavesNothing_andLetsTheNextOneLoad() {
        try (TestDatabase test = TestDatabase.create()) {
            filledLoader(test).close();
            assertThat(test.primary().count(test.table("one"))).isZero();
            try (TablesLoader loader = filledLoader(test)) {
                loader.commit();
                assertThatThrownBy(loader::commit).isInstanceOf(StoreException.Closed.class);
            }
            assertLoaded(test);
            test.requireSound();
        }
    }

    @Test
    void put_ofAWrongKeyOrTable_isRefused_andTheLoadGoesOn() {
        try (TestDatabase test = TestDatabase.create()) {
            Table one = test.table("one");
            try (TablesLoader loader = test.primary().load(List.of(one, test.table("other")))) {
                loader.put(one, key(1), value(1));
                assertThatThrownBy(() -> loader.put(one, key(1), value(1)))
                        .isInstanceOf(StoreException.Invalid.class)
                        .hasMessageContaining("ascending");
                assertThatThrownBy(() -> loader.put(test.table("third"), key(2), value(2)))
                        .isInstanceOf(StoreException.Invalid.class)
                        .hasMessageContaining("third");
                loader.put(test.table("other"), key(0), value(0));
                loader.commit();
            }
            assertFilled(test.primary(), one, 1, 2);
            assertFilled(test.primary(), test.table("other"), 0, 1);
        }
    }

    @Test
    void load_ofNoTable_orOfOneTwice_isRefused() {
        try (TestDatabase test = TestDatabase.create()) {
            Table one = test.table("one");
            assertThatThrownBy(() -> test.primary().load(List.of())).isInstanceOf(StoreException.Invalid.class);
            assertThatThrownBy(() -> test.primary().load(List.of(one, one))).isInstanceOf(StoreException.Invalid.class);
        }
    }
}
