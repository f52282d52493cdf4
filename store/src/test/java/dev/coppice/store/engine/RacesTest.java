package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import dev.coppice.store.host.DirectoryStorage;
import dev.coppice.store.host.Host;
import dev.coppice.store.host.Scheduler;
import dev.coppice.store.load.HookedStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two threads in the engine at once, one of which is held at a place where the other must not come between; or that
/// meet so often that one comes between the other's steps.
class RacesTest {
    private static final DatabaseOptions MANUAL = DatabaseOptions.DEFAULT.withBackgroundWork(false);
    private static final int MEETINGS = 5_000;
    private static final int LOOKS_BEFORE_YIELD = 1_000;

    @TempDir
    Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int read(Fork fork) {
        byte[] value = fork.get(fork.table("t"), bytes("k"));
        return value == null ? 0 : value[0];
    }

    private static void increment(Transaction transaction, Table table) {
        byte[] value = transaction.get(table, bytes("k"));
        transaction.put(table, bytes("k"), new byte[] {(byte) (value == null ? 1 : value[0] + 1)});
    }

    private static void increment(Fork fork) {
        fork.transact(transaction -> increment(transaction, fork.table("t")));
    }

    /// Without the threads of the database, which the caller may keep from something.
    private static void checkpoint(DatabaseCore database, ForkCore core) {
        core.beginMaintenance();
        Checkpoint checkpoint = new Checkpoint(core, database);
        while (checkpoint.run()) {
            // Each turn does a step.
        }
        core.endMaintenance();
    }

    private static void awaitQueued(ForkCore core, Thread thread) throws InterruptedException {
        while (!core.commitLock.hasQueuedThread(thread)) {
            Thread.sleep(1);
        }
    }

    /// Between the moment when a transaction finds its state and that when it is known to be open, what was written is
    /// moved to pages and forgotten: the transaction must then begin anew.
    @Test
    void begin_commitAndCheckpointMeanwhile_overwritesNothing() throws Exception {
        try (DatabaseCore database = (DatabaseCore) Database.open(directory, MANUAL)) {
            Fork primary = database.primary();
            increment(primary);
            ForkCore core = database.coreIfOpen(ForkCore.PRIMARY_ID);
            Thread other = new Thread(() -> {
                try (Transaction transaction = primary.begin()) {
                    increment(transaction, primary.table("t"));
                    transaction.commit();
                } catch (StoreException.Conflict refused) {
                    increment(primary);
                }
            });
            synchronized (core.recentWrites()) {
                other.start();
                while (other.getState() != Thread.State.BLOCKED) {
                    Thread.sleep(1);
                }
                increment(primary);
                checkpoint(database, core);
            }
            other.join();
            assertThat(read(primary)).isEqualTo(3);
        }
    }

    /// What another transaction may conflict with is remembered, also when one that has read the same state has ended.
    @Test
    void commit_checkpointAndEndOfAnotherMeanwhile_stillConflicts() {
        try (DatabaseCore database = (DatabaseCore) Database.open(directory, MANUAL)) {
            Fork primary = database.primary();
            increment(primary);
            try (Transaction late = primary.begin()) {
                primary.begin().close();
                increment(late, primary.table("t"));
                increment(primary);
                checkpoint(database, database.coreIfOpen(ForkCore.PRIMARY_ID));
                assertThatThrownBy(late::commit).isInstanceOf(StoreException.Conflict.class);
            }
        }
    }

    @Test
    void commit_ofTwoOfOneGroup_secondConflicts() throws Exception {
        try (DatabaseCore database = (DatabaseCore) Database.open(directory, MANUAL)) {
            Fork primary = database.primary();
            increment(primary);
            ForkCore core = database.coreIfOpen(ForkCore.PRIMARY_ID);
            AtomicInteger refused = new AtomicInteger();
            Thread leader = new Thread(() ->
                    primary.transact(transaction -> transaction.put(primary.table("other"), bytes("k"), bytes("v"))));
            List<Thread> group = List.of(
                    new Thread(() -> incrementOnce(primary, refused)),
                    new Thread(() -> incrementOnce(primary, refused)));
            core.commitLock.lock();
            try {
                leader.start();
                awaitQueued(core, leader);
                for (Thread each : group) {
                    each.start();
                    while (!(LockSupport.getBlocker(each) instanceof Scheduler.Gate)) {
                        Thread.sleep(1);
                    }
                }
            } finally {
                core.commitLock.unlock();
            }
            leader.join();
            for (Thread each : group) {
                each.join();
            }
            assertThat(refused).hasValue(1);
            assertThat(read(primary)).isEqualTo(2);
        }
    }

    private static void incrementOnce(Fork fork, AtomicInteger refused) {
        try (Transaction transaction = fork.begin()) {
            increment(transaction, fork.table("t"));
            transaction.commit();
        } catch (StoreException.Conflict conflict) {
            refused.incrementAndGet();
        }
    }

    /// A checkpoint puts its trees into the state that there is by then.
    @Test
    void checkpoint_commitBeforeItPublishes_losesNothing() throws Exception {
        try (DatabaseCore database = (DatabaseCore) Database.open(directory, MANUAL)) {
            Fork primary = database.primary();
            increment(primary);
            ForkCore core = database.coreIfOpen(ForkCore.PRIMARY_ID);
            core.beginMaintenance();
            Checkpoint checkpoint = new Checkpoint(core, database);
            checkpoint.run();
            Thread background = new Thread(() -> {
                while (checkpoint.run()) {
                    // Each turn does a step.
                }
                core.endMaintenance();
            });
            core.commitLock.lock();
            try {
                background.start();
                awaitQueued(core, background);
                increment(primary);
            } finally {
                core.commitLock.unlock();
            }
            background.join();
            assertThat(read(primary)).isEqualTo(2);
        }
    }

    /// While a commit is synced, neither does anybody see it, nor can a checkpoint set apart what the commit is about
    /// to be added to.
    @Test
    void commit_whileItIsSynced_isNotSeenAndKeepsOthersFromTheState() throws Exception {
        AtomicReference<Runnable> duringSync = new AtomicReference<>();
        Host real = Host.on(directory);
        HookedStorage storage = new HookedStorage(new DirectoryStorage(directory), (call, name) -> {
            Runnable action = name.contains("wal_") && call == HookedStorage.Call.SYNC ? duringSync.get() : null;
            if (action != null && duringSync.compareAndSet(action, null)) {
                action.run();
            }
        });
        Host host = new Host(storage, real.clock(), real.entropy(), real.scheduler());
        try (DatabaseCore database = (DatabaseCore) Database.open(host, MANUAL)) {
            Fork primary = database.primary();
            increment(primary);
            ForkCore core = database.coreIfOpen(ForkCore.PRIMARY_ID);
            AtomicInteger seen = new AtomicInteger();
            Thread freezer = new Thread(core::freeze);
            duringSync.set(() -> {
                seen.set(read(primary));
                freezer.start();
                while (freezer.isAlive() && !core.commitLock.hasQueuedThread(freezer)) {
                    Thread.onSpinWait();
                }
            });
            increment(primary);
            freezer.join();
            assertThat(seen).hasValue(1);
            assertThat(core.hasFrozenWrites()).isTrue();
            assertThat(read(primary)).isEqualTo(2);
        }
    }

    /// A handle that was given back twice would let its fork be dropped beneath another one.
    @Test
    void close_ofAHandleByTwoThreads_givesItBackOnce() throws Exception {
        try (DatabaseCore database = (DatabaseCore) Database.open(directory, MANUAL);
                Fork other = database.primary().fork("f")) {
            ForkCore core = database.coreIfOpen(other.id());
            Fork[] handles = new Fork[MEETINGS];
            for (int i = 0; i < MEETINGS; i++) {
                handles[i] = database.fork("f");
            }
            AtomicIntegerArray closing = new AtomicIntegerArray(2);
            try (ExecutorService second = Executors.newSingleThreadExecutor()) {
                Future<?> closed = second.submit(() -> closeAll(handles, closing, 1));
                closeAll(handles, closing, 0);
                closed.get();
            }
            assertThat(core.handles()).hasValue(1);
        }
    }

    /// Closes handle after handle, each at the moment when the other thread does.
    private static void closeAll(Fork[] handles, AtomicIntegerArray closing, int self) {
        for (int i = 0; i < handles.length; i++) {
            closing.set(self, i + 1);
            for (int looks = 0; closing.get(1 - self) <= i; looks++) {
                if (looks < LOOKS_BEFORE_YIELD) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
            handles[i].close();
        }
    }
}
