package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.log.WalState;
import dev.coppice.store.log.WriteAheadLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// One fork of an open database: its latest state, its log, and who uses it. There is one for each fork that is in use,
/// whatever the number of handles. Thread-safe; the latest state is read without a lock.
final class ForkCore {
    /// The number of primary.
    static final long PRIMARY_ID = 0;

    private static final int REMEMBERED_BUFFERS = 4;
    // Takes the disk some milliseconds, so that a commit that must wait for a sync does not wait longer.
    private static final long SYNC_AHEAD_BYTES = 4L << 20;
    /// More than so many bytes of commits take the next opening some ten milliseconds to read again.
    private static final long QUICK_REPLAY_BYTES = 4L << 20;
    /// Where the write buffer is small, this part of it.
    private static final int QUICK_REPLAY_PART = 8;

    /// Guards changes of [#state()]: commits, and the beginning and end of a checkpoint.
    final ReentrantLock commitLock = new ReentrantLock();

    private final StoreContext context;
    private final Supplier<CatalogContent> catalog;
    private final long id;
    private final Committer committer = new Committer(this);
    private final RecentWrites recentWrites;
    private final WriteAheadLog log;
    private final AtomicBoolean maintenance = new AtomicBoolean();
    private volatile AtomicInteger handles = new AtomicInteger();
    private final BackgroundWork background;

    private volatile ForkState state;
    private volatile ForkState frozenAt;
    private volatile StoreException failure;
    private volatile StoreException checkpointFailure;
    private volatile boolean isClosed;
    private volatile boolean isEnded;
    private volatile ForkCore successor;
    private volatile boolean isLoading;
    private volatile long usedAtMillis;
    private long sweptSequence = -1;
    private int sweepsWithoutCommit;
    /// Bytes of commits that no checkpoint has begun to merge, and that one is merging or failed to merge.
    private volatile long activeBytes;
    private volatile long frozenBytes;
    /// Bytes of commits written since the last sync, or since one was asked for. Under the commit lock.
    private long unsyncedBytes;

    ForkCore(
            StoreContext context,
            Supplier<CatalogContent> catalog,
            long id,
            ForkState state,
            long frozenSequence,
            WalState walState,
            long unmergedBytes,
            BackgroundWork background) {
        this.context = context;
        this.catalog = catalog;
        this.id = id;
        this.state = state;
        this.frozenAt = new ForkState(frozenSequence, state.tables());
        this.activeBytes = unmergedBytes;
        this.background = background;
        usedAtMillis = context.now();
        recentWrites = new RecentWrites(REMEMBERED_BUFFERS * context.options.writeBufferBytes());
        log = context.options.readOnly()
                ? null
                : new WriteAheadLog(
                        context.storage,
                        context.databaseId(),
                        id,
                        context.term,
                        walState,
                        context.logSizes.segmentBytes(),
                        this::isLogPinned);
    }

    StoreContext context() {
        return context;
    }

    long id() {
        return id;
    }

    ForkHead head() {
        ForkHead head = catalog.get().fork(id);
        if (head == null || head.dropped()) {
            throw new StoreException.NotFound("the fork with number " + id + " was dropped");
        }
        return head;
    }

    String name() {
        ForkHead head = catalog.get().fork(id);
        return head == null ? "#" + id : head.name();
    }

    /// The latest state.
    ForkState state() {
        return state;
    }

    Committer committer() {
        return committer;
    }

    RecentWrites recentWrites() {
        return recentWrites;
    }

    WriteAheadLog log() {
        return log;
    }

    AtomicInteger handles() {
        return handles;
    }

    long unmergedBytes() {
        return activeBytes + frozenBytes;
    }

    // ---- life ----

    /// Whether it is the one fork that is never dropped, and whose handles are not counted.
    boolean isPrimary() {
        return id == PRIMARY_ID;
    }

    /// Somebody begins or ends to use the fork.
    void use() {
        usedAtMillis = context.now();
    }

    /// When somebody last began or ended to use the fork.
    long usedAtMillis() {
        return usedAtMillis;
    }

    /// Refuses when nothing may be written any more.
    void ensureWritable() {
        if (isClosed) {
            throw new StoreException.Closed("fork '" + name() + "' is closed");
        }
        if (log == null) {
            throw new StoreException.ReadOnly(
                    "the database " + context.storage.description() + " was opened read-only; open it for writing");
        }
        if (failure != null) {
            throw new StoreException.Io(
                    "fork '" + name() + "' takes no more writes after an earlier failure (" + failure.getMessage()
                            + "); close the database and open it again",
                    failure);
        }
    }

    /// Refuses when the fork is closed.
    void ensureOpen() {
        if (isClosed) {
            throw new StoreException.Closed("fork '" + name() + "' is closed");
        }
    }

    /// Whether the fork refuses writes until the database is opened again.
    boolean hasFailed() {
        return failure != null;
    }

    /// Makes the fork refuse writes until the database is opened again.
    void fail(StoreException cause) {
        failure = cause;
        context.host.scheduler().signal();
    }

    /// Waits until no checkpoint or load works on the fork, and keeps others away until [#endMaintenance()].
    void beginMaintenance() {
        if (!beginMaintenanceUnlessClosed()) {
            throw new StoreException.Closed("fork '" + name() + "' is closed");
        }
    }

    /// As [#beginMaintenance()], for work that a fork that was dropped meanwhile no longer needs.
    ///
    /// @return whether the fork is open, and the caller has its maintenance
    boolean beginMaintenanceUnlessClosed() {
        boolean[] isHeld = {false};
        context.host.scheduler().await(() -> isClosed || (isHeld[0] = maintenance.compareAndSet(false, true)));
        return isHeld[0];
    }

    boolean isClosed() {
        return isClosed;
    }

    /// As [#beginMaintenance()], without waiting.
    boolean tryBeginMaintenance() {
        return !isClosed && maintenance.compareAndSet(false, true);
    }

    void endMaintenance() {
        maintenance.set(false);
        context.host.scheduler().signal();
    }

    /// A bulk load, which the caller's thread may be at work on or not, begins or ends. It holds the fork's maintenance
    /// all the time, so nobody may wait for it.
    void setLoading(boolean loading) {
        isLoading = loading;
        context.host.scheduler().signal();
    }

    /// Whether a bulk load is open.
    boolean isLoading() {
        return isLoading;
    }

    /// As [#beginMaintenance()], unless a load has the fork's maintenance, for which nobody may wait.
    ///
    /// @return whether the caller has it
    boolean beginMaintenanceUnlessLoading() {
        boolean[] isHeld = {false};
        context.host
                .scheduler()
                .await(() -> isClosed || isLoading || (isHeld[0] = maintenance.compareAndSet(false, true)));
        return isHeld[0];
    }

    /// Closes the fork once no checkpoint works on it, unless somebody else does. A load that is open can no longer be
    /// committed.
    void close() {
        isClosed = true;
        context.host.scheduler().await(() -> isLoading || isEnded || maintenance.compareAndSet(false, true));
        closeHeld();
    }

    /// Closes the fork; the caller holds its maintenance, which nobody gets after.
    void closeHeld() {
        isClosed = true;
        commitLock.lock();
        try {
            if (isEnded) {
                return;
            }
            isEnded = true;
            if (log != null) {
                log.close();
            }
            for (TableState table : state.tables()) {
                if (table != null) {
                    table.partition().close();
                }
            }
        } finally {
            commitLock.unlock();
            context.host.scheduler().signal();
        }
    }

    /// The fork that has taken this one's place by a rebase, or null.
    ForkCore successor() {
        return successor;
    }

    /// Lets another fork, which nobody knows yet, take this one's place and its handles.
    void succeededBy(ForkCore other) {
        other.handles = handles;
        successor = other;
    }

    // ---- commits; under the commit lock ----

    StateEditor edit() {
        return StateEditor.forCommits(
                state,
                context.tables,
                (ident, incarnation) -> Partition.create(context, id, ident, incarnation, false));
    }

    void syncLog() {
        try {
            log.sync();
        } catch (StoreException.Io e) {
            fail(e);
            throw e;
        }
        unsyncedBytes = 0;
    }

    /// Hands commits to the operating system.
    void writeLog(long bytes) {
        log.write();
        unsyncedBytes += bytes;
        if (unsyncedBytes > SYNC_AHEAD_BYTES) {
            unsyncedBytes = 0;
            background.syncSoon(this);
        }
    }

    /// Brings the log to the disk without keeping commits from it. When that fails nobody knows what is durable.
    void syncAhead() {
        try {
            if (!isClosed && failure == null) {
                log.syncAhead();
            }
        } catch (StoreException e) {
            fail(e);
        }
    }

    void publishCommits(ForkState next, long bytes) {
        setActiveBytes(activeBytes + bytes);
        state = next;
        if (wantsCheckpoint()) {
            background.checkpointSoon(this);
        }
    }

    // Written under the commit lock only; volatile for those who look from outside.
    private void setActiveBytes(long bytes) {
        activeBytes = bytes;
    }

    /// Whether the writes since the last freeze call for a checkpoint.
    boolean wantsCheckpoint() {
        return activeBytes > context.options.writeBufferBytes();
    }

    /// Counts the sweeps that have found the fork as the one before has; for the sweep, which calls it once each time.
    int sweepsWithoutCommit() {
        long sequence = state.sequence();
        sweepsWithoutCommit = sequence == sweptSequence ? sweepsWithoutCommit + 1 : 0;
        sweptSequence = sequence;
        return sweepsWithoutCommit;
    }

    /// Whether so much is not merged that it is better merged while nobody waits for it than read again by the next one
    /// who opens the fork.
    boolean isWorthMerging() {
        return unmergedBytes() > Math.min(QUICK_REPLAY_BYTES, context.options.writeBufferBytes() / QUICK_REPLAY_PART);
    }

    /// Whether writers need not wait for a checkpoint. During a load there is none to wait for.
    boolean hasRoom() {
        return isLoading || unmergedBytes() <= 2 * context.options.writeBufferBytes();
    }

    /// Makes writers wait while they are far ahead of the checkpoint.
    void awaitRoom() {
        if (hasRoom()) {
            return;
        }
        background.makeRoom(this, this::hasRoom);
        if (unmergedBytes() > 2 * 2 * context.options.writeBufferBytes() && checkpointFailure != null) {
            throw checkpointFailure;
        }
    }

    // ---- checkpoints ----

    /// Sets the writes so far apart, to be merged into the trees. Those that an earlier checkpoint failed to merge come
    /// first, alone.
    ///
    /// @return the latest state
    ForkState freeze() {
        commitLock.lock();
        try {
            ensureWritable();
            syncLog();
            if (!hasFrozenWrites()) {
                TableState[] tables = state.tables().clone();
                for (int slot = 0; slot < tables.length; slot++) {
                    TableState table = tables[slot];
                    if (table != null && (table.hasActiveWrites() || table.hasUnrecordedLoad())) {
                        table.partition().freeze();
                        tables[slot] = table.hasActiveWrites() ? table.freeze() : table;
                    }
                }
                frozenBytes = activeBytes;
                activeBytes = 0;
                state = new ForkState(state.sequence(), tables);
                frozenAt = state;
            }
            return state;
        } finally {
            commitLock.unlock();
        }
    }

    /// Whether there are writes that were set apart and not yet merged.
    boolean hasFrozenWrites() {
        for (TableState table : state.tables()) {
            if (table != null && table.hasFrozenWrites()) {
                return true;
            }
        }
        return false;
    }

    /// The state at the moment when the frozen writes were set apart.
    ForkState frozenAt() {
        return frozenAt;
    }

    /// Puts a table's merged trees in the place of what was frozen of it.
    void publish(TableMerge merge) {
        commitLock.lock();
        try {
            TableState table = state.table(merge.slot());
            if (table != null && table.partition() == merge.before().partition()) {
                recentWrites.merged(merge.slot(), table.incarnation(), table.frozen(), frozenAt.sequence());
                state = state.with(merge.slot(), merge.publish(table));
            }
        } finally {
            commitLock.unlock();
        }
    }

    /// All that was frozen is merged and published.
    void endCheckpoint() {
        commitLock.lock();
        try {
            frozenBytes = 0;
            checkpointFailure = null;
        } finally {
            commitLock.unlock();
        }
        context.host.scheduler().signal();
    }

    void checkpointFailed(StoreException cause) {
        checkpointFailure = cause;
        context.host.scheduler().signal();
    }

    StoreException checkpointFailure() {
        return checkpointFailure;
    }

    /// Replaces the state of one table by an equal one, under the commit lock.
    void replaceTable(int slot, TableState table) {
        state = state.with(slot, table);
    }

    /// Takes up what another process has committed; for readers.
    void follow(ForkState newer) {
        state = newer;
    }

    // ---- what is durable ----

    /// Whether some fork, archive or snapshot needs a part of this fork's log.
    private boolean isLogPinned(long after, long through) {
        for (StatePointer pointer : background.pinnedPointers()) {
            for (WalRange range : pointer.logs()) {
                if (range.forkId() == id && range.after() < through && range.through() > after) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The latest state, and as a reference to what is durable, or will be once the log is synced. The caller keeps the
    /// catalog from changing, and logs from being trimmed, until the reference is known there.
    Captured capture() {
        commitLock.lock();
        try {
            return new Captured(state, frozenAt.sequence(), pointer());
        } finally {
            commitLock.unlock();
        }
    }

    /// As [#capture()], with the state as a child of a number begins with it. One that was made of the captured state
    /// later could carry what a checkpoint has done since.
    Captured captureFor(long childId) {
        commitLock.lock();
        try {
            TableState[] tables = state.tables().clone();
            for (int slot = 0; slot < tables.length; slot++) {
                if (tables[slot] != null) {
                    tables[slot] =
                            tables[slot].inheritedBy(tables[slot].partition().inheritedBy(childId));
                }
            }
            return new Captured(new ForkState(state.sequence(), tables), frozenAt.sequence(), pointer());
        } finally {
            commitLock.unlock();
        }
    }

    private StatePointer pointer() {
        ensureWritable();
        ForkHead head = head();
        StatePointer durable = head.durable();
        List<TableHead> tables = pinnedTables(durable);
        List<WalRange> logs = pinnedLogs(durable);
        long sequence = state.sequence();
        StatePointer pointer = new StatePointer(sequence, durable.checkpointSequence(), tables, logs);
        long line = sequence == head.forkPoint().sequence() ? head.forkPoint().line() : id;
        if (pointer.line() == id || pointer.line() == line) {
            return pointer;
        }
        // Of tables that were created and dropped nothing is left after a checkpoint that would say whose state it is.
        logs.add(new WalRange(line, sequence, sequence));
        return new StatePointer(sequence, durable.checkpointSequence(), tables, logs);
    }

    /// Makes the log durable up to a sequence, unless it is.
    void syncLogThrough(long sequence) {
        commitLock.lock();
        try {
            if (log.syncedSequence() < sequence) {
                ensureWritable();
                syncLog();
            }
        } finally {
            commitLock.unlock();
        }
    }

    /// A state, and the durable reference to it.
    ///
    /// @param state the state
    /// @param frozenSequence the last commit in its frozen writes
    /// @param pointer the reference
    record Captured(ForkState state, long frozenSequence, StatePointer pointer) {}

    /// The tables at the last checkpoint, and those created since that have pages already; each where it is now.
    private List<TableHead> pinnedTables(StatePointer durable) {
        Map<String, TableHead> heads = new LinkedHashMap<>();
        for (TableHead head : durable.tables()) {
            heads.put(key(head.ident(), head.incarnation()), head);
        }
        for (TableState table : state.tables()) {
            if (table != null) {
                TableHead head = table.partition().head();
                if (head.manifest() != null || heads.containsKey(key(head.ident(), head.incarnation()))) {
                    heads.put(key(head.ident(), head.incarnation()), head);
                }
            }
        }
        return List.copyOf(heads.values());
    }

    private static String key(TableIdent ident, long incarnation) {
        return ident + "." + incarnation;
    }

    private List<WalRange> pinnedLogs(StatePointer durable) {
        List<WalRange> logs = new ArrayList<>(durable.logs());
        long after =
                logs.isEmpty() ? durable.checkpointSequence() : logs.getLast().through();
        if (state.sequence() > after) {
            boolean isOwn = !logs.isEmpty() && logs.getLast().forkId() == id;
            long from = isOwn ? logs.removeLast().after() : after;
            logs.add(new WalRange(id, from, state.sequence()));
        }
        return logs;
    }

    /// The latest state as a reference to what will be durable once the fork is closed; null when the catalog says that
    /// much already, or the fork takes no more writes.
    StatePointer end() {
        commitLock.lock();
        try {
            if (isClosed || log == null || hasFailed() || !isKnown()) {
                return null;
            }
            return state.sequence() == head().durable().sequence() ? null : pointer();
        } finally {
            commitLock.unlock();
        }
    }

    private boolean isKnown() {
        ForkHead head = catalog.get().fork(id);
        return head != null && !head.dropped();
    }
}
