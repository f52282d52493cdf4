package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.Loggers;
import dev.coppice.store.host.Scheduler;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// Gives back in the background what checkpoints do not come by: the space of forks that nobody has opened since the
/// start, and what a dropped fork, a deleted archive or a closed snapshot has kept. Fork by fork, of which it holds at
/// most one open. Thread-safe.
final class Reclaimer {
    /// Programs that end sooner do not pay for what may well wait for the next one.
    private static final long START_MILLIS = 10_000;
    private static final long DELAY_MILLIS = 1_000;
    private static final long RETRY_MILLIS = 20;

    private final DatabaseCore database;
    private final TreeSet<Long> waiting = new TreeSet<>();
    private boolean isUnderWay;

    Reclaimer(DatabaseCore database) {
        this.database = database;
    }

    private Scheduler scheduler() {
        return database.context().host.scheduler();
    }

    void start() {
        scheduler().submitAfter(START_MILLIS, "first reclamation", () -> {
            soon(List.copyOf(database.catalog().content().forks().keySet()));
            return false;
        });
    }

    /// Looks at forks soon.
    void soon(Collection<Long> forkIds) {
        if (!database.maintenance().isAutomatic()) {
            return;
        }
        synchronized (waiting) {
            waiting.addAll(forkIds);
            if (isUnderWay) {
                return;
            }
            isUnderWay = true;
        }
        scheduler().submitAfter(DELAY_MILLIS, "reclamation", new Round());
    }

    private Long next() {
        synchronized (waiting) {
            Long next = waiting.pollFirst();
            isUnderWay = next != null;
            return next;
        }
    }

    /// Looks at one fork in each step until none waits.
    private final class Round implements Scheduler.Step {
        /// A fork that was opened to be compacted.
        private ForkCore opened;

        @Override
        public boolean run() {
            if (database.maintenance().isStopped()) {
                return false;
            }
            if (opened != null) {
                return leave();
            }
            Long forkId = next();
            if (forkId == null) {
                return false;
            }
            try {
                visit(forkId);
            } catch (StoreException e) {
                Loggers.of(Reclaimer.class)
                        .log(
                                System.Logger.Level.WARNING,
                                "giving back space of fork #" + forkId + " of " + database.description() + " failed",
                                e);
            }
            return true;
        }

        private void visit(long forkId) {
            database.structure.lock();
            try {
                ForkHead head = database.catalog().content().fork(forkId);
                if (head == null) {
                    return;
                }
                ForkCore core = database.coreIfOpen(forkId);
                if (head.dropped()) {
                    database.collector().collectDropped(forkId);
                } else if (core != null) {
                    database.collector().collect(core);
                } else if (new SpaceEstimate(database.context(), head).isWorthCompacting()) {
                    opened = database.core(head);
                    database.maintenance().checkpointSoon(opened);
                }
            } finally {
                database.structure.unlock();
            }
        }

        /// Closes the fork once it is compacted, if nobody else has begun to use it.
        private boolean leave() {
            if (database.maintenance().isCheckpointScheduled(opened)) {
                scheduler().submitAfter(RETRY_MILLIS, "reclamation", this);
                return false;
            }
            database.idleForks().closeIfIdle(opened);
            database.idleForks().closeUnusedFiles();
            opened = null;
            return true;
        }
    }
}
