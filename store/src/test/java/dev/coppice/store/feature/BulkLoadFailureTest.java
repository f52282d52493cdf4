package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.key;
import static dev.coppice.store.feature.TestDatabase.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Operation;
import dev.coppice.store.sim.PowerCut;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// A load is durable by its commit in the log, whether or not the manifest says so afterwards.
class BulkLoadFailureTest {
    private static final int COUNT = 2_000;

    private static BulkLoader filledLoader(TestDatabase test) {
        BulkLoader loader = test.primary().load(test.table("t"));
        for (int i = 0; i < COUNT; i++) {
            loader.put(key(i), value(i));
        }
        return loader;
    }

    /// Writes to a manifest, once the log was written: what the load's commit does last.
    private static Predicate<Call> manifestAfterCommit() {
        boolean[] isCommitted = {false};
        return call -> {
            isCommitted[0] |= call.operation() == Operation.WRITE && call.file().contains("/wal_");
            return isCommitted[0]
                    && call.operation() == Operation.WRITE
                    && call.file().contains("/manifest_");
        };
    }

    private static void commitWithPowerCut(TestDatabase test) {
        BulkLoader loader = filledLoader(test);
        test.machine().disk().failWhen(manifestAfterCommit(), Fault.POWER_CUT);
        assertThatThrownBy(loader::commit).isInstanceOf(PowerCut.class);
        test.crash();
    }

    @Test
    void commit_manifestCannotBeWritten_isCommittedAllTheSame() {
        try (TestDatabase test = TestDatabase.create()) {
            try (BulkLoader loader = filledLoader(test)) {
                boolean[] failed = {false};
                Predicate<Call> whenLast = manifestAfterCommit();
                test.machine().disk().failWhen(call -> failed[0] |= whenLast.test(call), Fault.ENOSPC);
                assertThat(loader.commit()).isEqualTo(test.primary().sequence());
                assertThat(failed[0]).isTrue();
            }
            test.machine().disk().heal();
            assertFilled(test.primary(), test.table("t"), 0, COUNT);
            test.database().checkpoint();
            test.kill();
            assertFilled(test.primary(), test.table("t"), 0, COUNT);
        }
    }

    @Test
    void commit_powerCutBeforeTheManifest_survivesCheckpointAndReopening() {
        try (TestDatabase test = TestDatabase.create()) {
            commitWithPowerCut(test);
            assertFilled(test.primary(), test.table("t"), 0, COUNT);
            test.database().checkpoint();
            test.kill();
            assertFilled(test.primary(), test.table("t"), 0, COUNT);
            test.database().compact();
            test.kill();
            assertFilled(test.primary(), test.table("t"), 0, COUNT);
        }
    }

    @Test
    void commit_powerCutBeforeTheManifest_isInheritedByForks() {
        try (TestDatabase test = TestDatabase.create()) {
            commitWithPowerCut(test);
            try (Fork child = test.primary().fork("child")) {
                test.database().checkpoint();
                assertFilled(child, test.table("t"), 0, COUNT);
            }
            test.primary().transact(transaction -> transaction.truncate(test.table("t"), key(0)));
            test.database().compact();
            test.kill();
            try (Fork child = test.database().fork("child")) {
                assertFilled(child, test.table("t"), 0, COUNT);
            }
            test.database().drop("child", DropMode.RESTRICT);
        }
    }
}
