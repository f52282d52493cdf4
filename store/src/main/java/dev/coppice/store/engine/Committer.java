package dev.coppice.store.engine;

import dev.coppice.store.Durability;
import dev.coppice.store.StoreException;
import dev.coppice.store.host.Scheduler;
import dev.coppice.store.log.RecordFormat;
import dev.coppice.store.log.WriteAheadLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Commits transactions of one fork in groups. There is no committer thread: whoever finds no group under way leads the
/// next one, which consists of all that wait at that moment, writes and syncs it once, and hands the lead to one of
/// those that have come since. A single writer thus never waits for another thread. Thread-safe.
final class Committer {
    /// A commit that waits for its group.
    private static final class Pending {
        final WriteSet writes;
        final Durability durability;
        final Scheduler.Gate gate;
        long sequence;
        StoreException failure;
        // Written before the gate is opened.
        boolean isDone;

        Pending(WriteSet writes, Durability durability, Scheduler.Gate gate) {
            this.writes = writes;
            this.durability = durability;
            this.gate = gate;
        }
    }

    private final ForkCore fork;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private boolean hasLeader;

    Committer(ForkCore fork) {
        this.fork = fork;
    }

    /// Commits.
    ///
    /// @return the commit's sequence
    long commit(WriteSet writes, Durability durability) {
        RecordFormat.sealBody(writes.record(), writes.length());
        Pending own =
                new Pending(writes, durability, fork.context().host.scheduler().newGate());
        if (!enqueue(own)) {
            own.gate.await();
        }
        if (!own.isDone) {
            lead();
        }
        if (own.failure != null) {
            throw own.failure;
        }
        return own.sequence;
    }

    /// Joins the queue.
    ///
    /// @return whether the caller leads
    private synchronized boolean enqueue(Pending own) {
        waiting.add(own);
        boolean leads = !hasLeader;
        hasLeader = true;
        return leads;
    }

    private void lead() {
        List<Pending> group = takeGroup();
        try {
            process(group);
        } finally {
            passLead();
            for (Pending each : group) {
                each.isDone = true;
                each.gate.open();
            }
        }
    }

    private synchronized List<Pending> takeGroup() {
        List<Pending> group = new ArrayList<>(waiting);
        waiting.clear();
        return group;
    }

    /// Lets the first of those that wait lead: it passes its gate without being done.
    private synchronized void passLead() {
        Pending next = waiting.peek();
        if (next == null) {
            hasLeader = false;
        } else {
            next.gate.open();
        }
    }

    private void process(List<Pending> group) {
        fork.commitLock.lock();
        try {
            fork.ensureWritable();
            write(group);
        } catch (StoreException e) {
            for (Pending each : group) {
                if (each.failure == null) {
                    each.failure = e;
                }
            }
        } catch (RuntimeException | Error e) {
            StoreException failure = new StoreException.Io("a commit failed unexpectedly: " + e, e);
            fork.fail(failure);
            for (Pending each : group) {
                each.failure = failure;
            }
            throw e;
        } finally {
            fork.commitLock.unlock();
        }
    }

    private void write(List<Pending> group) {
        WriteAheadLog log = fork.log();
        StateEditor editor = fork.edit();
        long started = fork.context().host.clock().nanos();
        boolean durable = false;
        int accepted = 0;
        long bytes = 0;
        for (Pending each : group) {
            WriteSet writes = each.writes;
            try {
                ConflictCheck.check(writes, editor, fork.recentWrites(), fork.context().tables);
            } catch (StoreException.Conflict conflict) {
                each.failure = conflict;
                fork.context().options.metrics().conflicted();
                continue;
            }
            each.sequence = editor.sequence() + 1;
            log.append(writes.record(), writes.length(), each.sequence);
            editor.apply(writes.record(), writes.length());
            accepted++;
            durable |= each.durability == Durability.DURABLE;
            bytes += writes.length();
        }
        if (accepted == 0) {
            return;
        }
        if (durable) {
            fork.syncLog();
        } else {
            log.write();
        }
        fork.publishCommits(editor.toState(), bytes);
        fork.context()
                .options
                .metrics()
                .committed(accepted, bytes, fork.context().host.clock().nanos() - started);
    }
}
