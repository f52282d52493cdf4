package dev.coppice.store.engine;

import dev.coppice.store.Durability;
import dev.coppice.store.StoreException;
import dev.coppice.store.host.Scheduler;
import dev.coppice.store.log.RecordFormat;
import dev.coppice.store.log.WriteAheadLog;
import java.util.ArrayList;
import java.util.List;

/// Commits transactions of one fork in groups, each of which is written, and synced if one of its members wants it,
/// once. Thread-safe.
final class Committer {
    /// A commit that waits for its group.
    private static final class Pending {
        final WriteSet writes;
        final Durability durability;
        long sequence;
        StoreException failure;
        /// What the thread of this commit has led, to be told when nobody waits for it any more; null for nothing.
        List<Led> led;

        Pending(WriteSet writes, Durability durability) {
            this.writes = writes;
            this.durability = durability;
        }
    }

    /// A group that was committed.
    private record Led(int commits, long bytes, long nanos) {}

    // A buffered group takes a few microseconds, which is less than another thread takes to wake up and lead the next.
    private static final int BUFFERED_GROUPS_MAX = 16;

    private final ForkCore fork;
    private final GroupQueue<Pending> queue = new GroupQueue<>();
    private volatile int latestLength;

    Committer(ForkCore fork) {
        this.fork = fork;
    }

    /// The length of the latest record, by which the next may be guessed.
    int latestLength() {
        return latestLength;
    }

    /// Commits.
    ///
    /// @return the commit's sequence
    long commit(WriteSet writes, Durability durability) {
        latestLength = writes.length();
        RecordFormat.sealBody(writes.record(), writes.length());
        Pending own = new Pending(writes, durability);
        boolean brief = durability == Durability.BUFFERED;
        Scheduler.Gate gate = fork.context().host.scheduler().newGate(brief);
        queue.submit(own, gate, brief ? BUFFERED_GROUPS_MAX : 1, group -> process(group, own));
        tell(own);
        if (own.failure != null) {
            throw own.failure;
        }
        return own.sequence;
    }

    /// Tells of what was done, after all who waited for it may go on: a slow meter delays nobody's commit but that of
    /// its own thread.
    private void tell(Pending own) {
        GuardedCallbacks callbacks = fork.context().callbacks;
        if (own.led != null) {
            own.led.forEach(group -> callbacks.committed(group.commits(), group.bytes(), group.nanos()));
        }
        if (own.failure instanceof StoreException.Conflict) {
            callbacks.conflicted();
        }
    }

    private void process(List<Pending> group, Pending leader) {
        fork.commitLock.lock();
        try {
            fork.ensureWritable();
            write(group, leader);
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
            if (e instanceof Error error) {
                throw error;
            }
        } finally {
            fork.commitLock.unlock();
        }
    }

    private void write(List<Pending> group, Pending leader) {
        try {
            append(group, leader);
        } catch (StoreException e) {
            // The log drops a batch that it could not write. If it goes on from another commit than the state, it must
            // not go on.
            if (fork.log().lastSequence() != fork.state().sequence() && !fork.hasFailed()) {
                fork.fail(e);
            }
            throw e;
        }
    }

    private void append(List<Pending> group, Pending leader) {
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
                continue;
            }
            each.sequence = editor.sequence() + 1;
            log.append(writes.record(), writes.length(), each.sequence);
            int bodyLength = writes.length() - RecordFormat.HEADER_LENGTH;
            editor.apply(writes.record(), RecordFormat.HEADER_LENGTH, bodyLength);
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
            fork.writeLog(bytes);
        }
        fork.publishCommits(editor.toState(), bytes);
        if (fork.context().callbacks.isMeasured()) {
            if (leader.led == null) {
                leader.led = new ArrayList<>(1);
            }
            leader.led.add(new Led(accepted, bytes, fork.context().host.clock().nanos() - started));
        }
    }
}
