package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.Loggers;
import dev.coppice.store.host.Scheduler;
import java.util.Collection;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/// Background work of a database: checkpoints when a write buffer is full, compactions after them, and, once in a
/// while, clean-up of expired entries, forks whose time has passed, and archives. All of it in short steps on the
/// host's scheduler. Thread-safe.
final class Maintenance implements BackgroundWork {
    private static final long SWEEP_MILLIS = 1_000;
    private static final long RETRY_MILLIS = 20;
    /// Sweeps without a commit between them after which a fork is taken for idle. Not fewer: a checkpoint of few
    /// commits writes many times their bytes, so one that comes in every pause would multiply what is written.
    private static final int IDLE_SWEEPS = 10;

    private final DatabaseCore database;
    private final Set<ForkCore> scheduled = ConcurrentHashMap.newKeySet();
    private final Reclaimer reclaimer;
    private volatile boolean isStopped;

    Maintenance(DatabaseCore database) {
        this.database = database;
        reclaimer = new Reclaimer(database);
    }

    private Scheduler scheduler() {
        return database.context().host.scheduler();
    }

    Reclaimer reclaimer() {
        return reclaimer;
    }

    /// Whether anything is done by itself.
    boolean isAutomatic() {
        return database.context().options.backgroundWork()
                && !database.context().options.readOnly();
    }

    void start() {
        if (isAutomatic()) {
            scheduleSweep();
            reclaimer.start();
        }
    }

    boolean isStopped() {
        return isStopped;
    }

    void stop() {
        isStopped = true;
        scheduler().signal();
    }

    // ---- checkpoints ----

    @Override
    public void checkpointSoon(ForkCore fork) {
        if (isAutomatic() && !isStopped && scheduled.add(fork)) {
            scheduler().submit("checkpoint of " + fork.id(), new BackgroundCheckpoint(fork));
        }
    }

    /// Whether a checkpoint of the fork is under way or about to begin, and a compaction after it.
    boolean isCheckpointScheduled(ForkCore fork) {
        return scheduled.contains(fork);
    }

    @Override
    public void syncSoon(ForkCore fork) {
        if (isAutomatic() && !isStopped) {
            scheduler().submit("sync of the log of " + fork.id(), () -> {
                fork.syncAhead();
                return false;
            });
        }
    }

    @Override
    public void makeRoom(ForkCore fork, BooleanSupplier condition) {
        if (!isAutomatic()) {
            try {
                checkpoint(fork);
            } catch (StoreException e) {
                if (e != fork.checkpointFailure()) {
                    throw e;
                }
            }
            return;
        }
        checkpointSoon(fork);
        scheduler().await(() -> condition.getAsBoolean() || fork.checkpointFailure() != null || isStopped);
    }

    @Override
    public Collection<StatePointer> pinnedPointers() {
        return database.pinnedPointers();
    }

    /// A checkpoint run by the scheduler: waits for its turn on the fork, runs, and compacts what has become worth it.
    private final class BackgroundCheckpoint implements Scheduler.Step {
        private final ForkCore fork;
        private Checkpoint checkpoint;
        private Compaction compaction;

        BackgroundCheckpoint(ForkCore fork) {
            this.fork = fork;
        }

        @Override
        public boolean run() {
            if (checkpoint == null) {
                return begin();
            }
            boolean goesOn = false;
            try {
                goesOn = work();
            } finally {
                if (!goesOn) {
                    end();
                }
            }
            return goesOn;
        }

        private boolean work() {
            if (checkpoint.run()) {
                return true;
            }
            if (checkpoint.failure() != null || isStopped) {
                return false;
            }
            if (compaction == null) {
                compaction = new Compaction(fork, database);
            }
            return compaction.run();
        }

        private boolean begin() {
            if (isStopped || fork.isClosed()) {
                scheduled.remove(fork);
                return false;
            }
            if (!fork.tryBeginMaintenance()) {
                // A load or an explicit checkpoint is at work on the fork.
                scheduler().submitAfter(RETRY_MILLIS, "checkpoint of " + fork.id(), this);
                return false;
            }
            checkpoint = new Checkpoint(fork, database);
            return true;
        }

        private void end() {
            scheduled.remove(fork);
            fork.endMaintenance();
            if (checkpoint.failure() != null) {
                Loggers.of(Maintenance.class)
                        .log(
                                System.Logger.Level.ERROR,
                                "the checkpoint of fork '" + fork.name() + "' failed and will be tried again",
                                checkpoint.failure());
                if (!isStopped) {
                    scheduler().submitAfter(SWEEP_MILLIS, "retried checkpoint", () -> {
                        checkpointSoon(fork);
                        return false;
                    });
                }
            } else if (fork.wantsCheckpoint()) {
                // What came since the freeze asked for this while it was still under way; its writers may be waiting.
                checkpointSoon(fork);
            }
        }
    }

    /// Checkpoints all forks in use. One that cannot be does not keep the others from it.
    void checkpointAll() {
        Failures failures = new Failures();
        for (ForkCore fork : database.openCores()) {
            if (fork.beginMaintenanceUnlessClosed()) {
                try {
                    failures.attempt(() -> checkpointHeld(fork));
                } finally {
                    fork.endMaintenance();
                }
            }
        }
        database.ensureOpen();
        failures.throwFirst();
    }

    /// Checkpoints a fork now.
    void checkpoint(ForkCore fork) {
        fork.beginMaintenance();
        try {
            checkpointHeld(fork);
        } finally {
            fork.endMaintenance();
        }
    }

    /// Checkpoints a fork whose maintenance the caller holds.
    void checkpointHeld(ForkCore fork) {
        Checkpoint checkpoint = new Checkpoint(fork, database);
        while (checkpoint.run()) {
            // Each step merges a part.
        }
        if (checkpoint.failure() != null) {
            throw checkpoint.failure();
        }
    }

    /// Merges what would take the next opening long to read again. The database is being closed, and all of it is in
    /// the logs, so a failure means no more than a slower opening.
    void mergeBeforeClose() {
        if (!isAutomatic()) {
            return;
        }
        for (ForkCore fork : database.openCores()) {
            if (!fork.hasFailed() && fork.isWorthMerging() && fork.beginMaintenanceUnlessLoading()) {
                try {
                    if (fork.isWorthMerging()) {
                        checkpointHeld(fork);
                    }
                } catch (StoreException e) {
                    Loggers.of(Maintenance.class)
                            .log(
                                    System.Logger.Level.WARNING,
                                    "merging fork '" + fork.name()
                                            + "' before it is closed failed; its log will be read again",
                                    e);
                } finally {
                    fork.endMaintenance();
                }
            }
        }
    }

    /// Checkpoints and compacts all forks, one after the other. One that was not open is opened for it and closed
    /// again, because all of them together may have more in their logs than fits the memory. What is wrong with one
    /// fork does not keep the space of the others.
    void compactAll() {
        Failures failures = new Failures();
        for (ForkHead head : database.catalog().content().liveForks()) {
            failures.attempt(() -> {
                compactOrPass(head.id());
                database.idleForks().closeUnusedFiles();
            });
        }
        database.structure.lock();
        try {
            database.ensureOpen();
            database.idleForks().closeUnusedFiles();
            database.collector().collectAll();
        } finally {
            database.structure.unlock();
        }
        failures.throwFirst();
    }

    /// Compacts a fork if it is open or has files.
    private void compactOrPass(long forkId) {
        ForkCore open = database.coreIfOpen(forkId);
        if (open != null) {
            compact(open);
            return;
        }
        ForkCore fork = database.openIfItHasFiles(forkId);
        if (fork != null) {
            try {
                compact(fork);
            } finally {
                database.idleForks().closeIfIdle(fork);
            }
        }
    }

    private void compact(ForkCore fork) {
        if (!fork.beginMaintenanceUnlessClosed()) {
            return;
        }
        try {
            checkpointHeld(fork);
            Compaction compaction = new Compaction(fork, database);
            while (compaction.run()) {
                // Each step moves some pages.
            }
            if (compaction.failure() != null) {
                throw compaction.failure();
            }
        } finally {
            fork.endMaintenance();
        }
    }

    // ---- sweeps ----

    private void mergeIdle() {
        for (ForkCore fork : database.openCores()) {
            if (fork.sweepsWithoutCommit() == IDLE_SWEEPS && fork.isWorthMerging()) {
                checkpointSoon(fork);
            }
        }
    }

    private void scheduleSweep() {
        scheduler().submitAfter(SWEEP_MILLIS, "sweep", new Sweep());
    }

    /// Looks for what has expired. A failure is logged, and met again by the next sweep.
    private final class Sweep implements Scheduler.Step {
        private Iterator<ForkCore> forks;
        private ForkCore cleaning;
        private boolean hasClosed;

        @Override
        public boolean run() {
            if (isStopped) {
                return false;
            }
            if (forks == null) {
                attempt("dropping expired forks", () -> database.forkLifecycle().dropExpired());
                attempt("archiving", () -> database.archiveKeeper().archiveIfDue());
                mergeIdle();
                forks = database.openCores().iterator();
                return true;
            }
            if (cleaning != null && attempt("cleaning expired entries", this::cleanSome)) {
                return true;
            }
            if (cleaning != null) {
                attempt(
                        "closing forks that are not used",
                        () -> database.idleForks().closeIfLongIdle(cleaning));
                hasClosed |= cleaning.isClosed();
            }
            if (forks.hasNext()) {
                cleaning = forks.next();
                return true;
            }
            if (hasClosed) {
                database.idleForks().closeUnusedFiles();
            }
            scheduleSweep();
            return false;
        }

        private boolean cleanSome() {
            // A deletion would make a load of the table fail.
            return cleaning.hasRoom()
                    && !cleaning.isLoading()
                    && !cleaning.isClosed()
                    && new ExpiryCleaner(database, cleaning).cleanSome();
        }

        private void attempt(String what, Runnable work) {
            attempt(what, () -> {
                work.run();
                return true;
            });
        }

        private boolean attempt(String what, BooleanSupplier work) {
            try {
                return work.getAsBoolean();
            } catch (StoreException.Closed dropped) {
                return false;
            } catch (StoreException e) {
                Loggers.of(Maintenance.class)
                        .log(System.Logger.Level.WARNING, what + " in " + database.description() + " failed", e);
                return false;
            }
        }
    }
}
