package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/// Moves the writes of a fork that are only in its log and in memory to pages, in short steps: freezes them; table by
/// table, merges them into the trees, makes the pages and then the manifest durable and publishes the new trees; says
/// in the catalog how far the checkpoint reaches; and gives back the log before it.
///
/// A crash at any point leaves a state that recovery understands: a manifest says which commits are in its trees, and
/// replay passes over those. When a step fails, what was published stays as it was, the frozen writes stay readable,
/// and the next checkpoint begins with them again, alone, before it freezes those that came since. So does the first
/// one of a fork that was made in the middle of a checkpoint of its parent. Must be run inside the fork's maintenance.
final class Checkpoint extends MaintenanceWork {
    private final ForkCore fork;
    private final DatabaseCore database;
    private final long started;
    private final List<TableMerge> merges = new ArrayList<>();
    private final List<TableMerge> published = new ArrayList<>();
    private ForkState frozen;
    private boolean isLeftover;

    Checkpoint(ForkCore fork, DatabaseCore database) {
        super("a checkpoint");
        this.fork = fork;
        this.database = database;
        started = fork.context().host.clock().nanos();
    }

    @Override
    void giveUp(StoreException cause) {
        merges.forEach(TableMerge::giveUp);
        published.forEach(TableMerge::end);
        fork.checkpointFailed(cause);
    }

    @Override
    boolean step() {
        if (frozen == null) {
            begin();
            return true;
        }
        if (!merges.isEmpty()) {
            TableMerge merge = merges.getFirst();
            if (!merge.step()) {
                merge.sync();
                publish(merge);
            }
            return true;
        }
        fork.endCheckpoint();
        if (isLeftover) {
            frozen = null;
            return true;
        }
        end();
        return false;
    }

    private void begin() {
        isLeftover = fork.hasFrozenWrites();
        frozen = fork.freeze();
        for (int slot = 0; slot < frozen.tables().length; slot++) {
            TableState table = frozen.tables()[slot];
            if (table != null && (table.hasFrozenWrites() || (!isLeftover && table.hasUnrecordedLoad()))) {
                merges.add(new TableMerge(slot, table));
            }
        }
    }

    /// Makes the manifest of a table say what is published at the same moment. A fork that is made of this one sees
    /// both or neither; else it would take over one mapping of pages in memory and find another one when it is opened
    /// again.
    private void publish(TableMerge merge) {
        database.structure.lock();
        try {
            merge.record(fork.frozenAt().sequence());
            // From here on a failure must not undo it.
            merges.remove(merge);
            published.add(merge);
            fork.publish(merge);
            merge.released();
        } finally {
            database.structure.unlock();
        }
    }

    private void end() {
        long pages = published.stream().mapToLong(TableMerge::pagesWritten).sum();
        database.checkpointed(fork);
        published.forEach(TableMerge::end);
        published.clear();
        long nanos = fork.context().host.clock().nanos() - started;
        GuardedCallbacks callbacks = fork.context().callbacks;
        callbacks.checkpointed(pages, pages * fork.context().format.pageSize(), nanos);
        callbacks.checkpointed(fork.name(), fork.frozenAt().sequence(), pages, nanos);
    }
}
