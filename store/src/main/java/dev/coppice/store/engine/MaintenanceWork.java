package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.Scheduler;

/// Work on one fork, done in short steps until one of them says that it was the last, or fails. A failure is kept for
/// whoever began the work, not thrown; an error of the machine is both. Must be run inside the fork's maintenance.
abstract sealed class MaintenanceWork implements Scheduler.Step permits Checkpoint, Compaction {
    private final String name;
    private boolean isDone;
    private StoreException failure;

    /// @param name what failed, for messages
    MaintenanceWork(String name) {
        this.name = name;
    }

    /// Does one step.
    ///
    /// @return true when there is more to do
    abstract boolean step();

    /// Gives up what the steps so far have begun.
    abstract void giveUp(StoreException cause);

    @Override
    public final boolean run() {
        if (isDone) {
            return false;
        }
        try {
            isDone = !step();
        } catch (StoreException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            fail(new StoreException.Io(name + " failed unexpectedly: " + e, e));
            if (e instanceof Error error) {
                throw error;
            }
        }
        return !isDone;
    }

    private void fail(StoreException cause) {
        isDone = true;
        failure = cause;
        giveUp(cause);
    }

    /// Why the work failed, or null.
    final StoreException failure() {
        return failure;
    }
}
