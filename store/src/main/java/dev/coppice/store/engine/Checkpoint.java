package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.Scheduler;
import java.util.ArrayList;
import java.util.List;

/// Moves the writes of a fork that are only in its log and in memory to pages, in short steps: freezes them, merges
/// them into the trees table by table, makes the pages and then the manifests durable, publishes the new trees, says in
/// the catalog how far the checkpoint reaches, and gives back the log before it.
///
/// A crash at any point leaves a state that recovery understands: a manifest says which commits are in its trees, and
/// replay passes over those. When a step fails, what was published stays as it was, the frozen writes stay readable,
/// and the next checkpoint begins with them again. Must be run inside the fork's maintenance.
final class Checkpoint implements Scheduler.Step {
    private final ForkCore fork;
    private final DatabaseCore database;
    private final long started;
    private final List<TableMerge> merges = new ArrayList<>();
    private ForkState frozen;
    private int current;
    private boolean isDone;
    private StoreException failure;

    Checkpoint(ForkCore fork, DatabaseCore database) {
        this.fork = fork;
        this.database = database;
        started = fork.context().host.clock().nanos();
    }

    /// Does one step. Failures are recorded with the fork, not thrown.
    @Override
    public boolean run() {
        if (isDone) {
            return false;
        }
        try {
            isDone = !step();
        } catch (StoreException e) {
            isDone = true;
            failure = e;
            merges.forEach(TableMerge::giveUp);
            fork.checkpointFailed(e);
        }
        return !isDone;
    }

    /// Why the checkpoint failed, or null.
    StoreException failure() {
        return failure;
    }

    private boolean step() {
        if (frozen == null) {
            begin();
            return true;
        }
        if (current < merges.size()) {
            if (!merges.get(current).step()) {
                merges.get(current).record(fork.frozenAt().sequence());
                current++;
            }
            return true;
        }
        end();
        return false;
    }

    private void begin() {
        frozen = fork.freeze();
        for (int slot = 0; slot < frozen.tables().length; slot++) {
            TableState table = frozen.tables()[slot];
            if (table != null && TableState.hasContent(table.frozen())) {
                merges.add(new TableMerge(slot, table));
            }
        }
    }

    private void end() {
        fork.publishCheckpoint(merges);
        merges.forEach(TableMerge::end);
        database.checkpointed(fork);
        long pages = merges.stream().mapToLong(TableMerge::pagesWritten).sum();
        long nanos = fork.context().host.clock().nanos() - started;
        fork.context()
                .options
                .metrics()
                .checkpointed(pages, pages * fork.context().format.pageSize(), nanos);
        database.notifyListener(
                listener -> listener.checkpointed(fork.name(), fork.frozenAt().sequence(), pages, nanos));
    }
}
