package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.Loggers;
import dev.coppice.store.partition.DataFile;
import java.util.HashSet;
import java.util.Set;

/// Closes forks that nobody uses, so that what they have in memory and their open files are given back; the next use
/// opens them again, from the log and the manifests. Thread-safe.
final class IdleForks {
    /// For so long nobody must have used a fork that is closed by itself.
    static final long IDLE_MILLIS = 30_000;
    /// So many data files may be open without looking for those that nobody uses.
    private static final int OPEN_FILES = 512;

    private final DatabaseCore database;

    IdleForks(DatabaseCore database) {
        this.database = database;
    }

    /// Closes a fork that has not been used for a while, or has it checkpointed and leaves it to the next call.
    void closeIfLongIdle(ForkCore fork) {
        if (database.context().now() - fork.usedAtMillis() < IDLE_MILLIS || !isIdle(fork)) {
            return;
        }
        if (fork.isWorthMerging()) {
            database.maintenance().checkpointSoon(fork);
        } else {
            closeIfIdle(fork);
        }
    }

    /// Closes a fork unless somebody uses it.
    void closeIfIdle(ForkCore fork) {
        if (!isIdle(fork) || !fork.tryBeginMaintenance()) {
            return;
        }
        boolean isClosed = false;
        database.structure.lock();
        try {
            if (isIdle(fork)) {
                // What was committed as buffered must not depend upon what a failed sync leaves.
                if (fork.log() != null) {
                    fork.syncLogThrough(fork.state().sequence());
                }
                database.logEnds().closing(fork);
                database.removeCore(fork.id());
                isClosed = true;
                fork.closeHeld();
            }
        } catch (StoreException e) {
            Loggers.of(IdleForks.class)
                    .log(System.Logger.Level.WARNING, "closing the unused fork '" + fork.name() + "' met an error", e);
        } finally {
            database.structure.unlock();
            if (!isClosed) {
                fork.endMaintenance();
            }
        }
    }

    /// Whether nothing would miss the fork. Who uses one without a handle has a pin on it.
    private boolean isIdle(ForkCore fork) {
        if (fork.isPrimary()
                || fork.isClosed()
                || fork.hasFailed()
                || fork.checkpointFailure() != null
                || fork.handles().get() > 0
                || database.coreIfOpen(fork.id()) != fork
                || database.maintenance().isCheckpointScheduled(fork)
                || fork.name().startsWith(ForkLifecycle.INCOMPLETE)) {
            return false;
        }
        boolean[] isPinned = {false};
        database.pins().forEach(pin -> isPinned[0] |= pin.fork() == fork);
        return !isPinned[0];
    }

    /// When there are many, closes data files of forks that are not open, as far as nothing that is open has them. In a
    /// read-only database, all that nothing open has.
    void closeUnusedFiles() {
        boolean isReader = database.context().options.readOnly();
        if (!isReader && database.context().openDataFiles() <= OPEN_FILES) {
            return;
        }
        database.structure.lock();
        try {
            Set<DataFile> used = new HashSet<>();
            database.openCores().forEach(fork -> addFiles(fork.state(), used));
            database.pins().forEach(pin -> addFiles(pin.state(), used));
            database.context()
                    .closeDataFiles(file -> !used.contains(file)
                            && (isReader || database.coreIfOpen(file.header().forkId()) == null));
        } finally {
            database.structure.unlock();
        }
    }

    private static void addFiles(ForkState state, Set<DataFile> used) {
        for (TableState table : state.tables()) {
            if (table != null) {
                used.addAll(table.partition().files().all());
                used.addAll(table.pages().files().all());
            }
        }
    }
}
