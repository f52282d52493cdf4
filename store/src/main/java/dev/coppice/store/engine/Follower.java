package dev.coppice.store.engine;

import dev.coppice.store.StoreException;

/// Brings a read-only database up to what its writer has committed. The writer may delete what the catalog that was
/// read names before it is opened; then all is read again, and what is still not as it should be is damaged.
final class Follower {
    private static final int ATTEMPTS = 10;

    private final DatabaseCore database;

    Follower(DatabaseCore database) {
        this.database = database;
    }

    /// The latest state of a fork.
    StateLoader.Latest load(ForkHead head) {
        for (int attempt = 1; ; attempt++) {
            ForkHead present = database.catalog().content().fork(head.id());
            if (present == null || present.dropped()) {
                throw new StoreException.NotFound("fork '" + head.name() + "' was dropped meanwhile");
            }
            try {
                StateLoader.Latest latest = new StateLoader(database.context()).loadLatest(present, false);
                if (attempt == ATTEMPTS || !latest.hasLostFiles()) {
                    return latest;
                }
            } catch (StoreException.Corrupt | StoreException.Io moved) {
                if (attempt == ATTEMPTS) {
                    throw moved;
                }
            }
            database.replaceCatalog(readCatalog());
        }
    }

    /// Takes up what was committed to the forks in use. One that is damaged stays as it is.
    ///
    /// @throws StoreException.Corrupt when a fork was damaged, after all others were brought up
    void refresh() {
        database.replaceCatalog(readCatalog());
        StoreException failure = null;
        for (ForkCore core : database.openCores()) {
            ForkHead head = database.catalog().content().fork(core.id());
            try {
                if (head != null && !head.dropped()) {
                    core.follow(load(head).state());
                }
            } catch (StoreException.NotFound dropped) {
                // As if it had been dropped before.
            } catch (StoreException.Corrupt damaged) {
                failure = first(failure, database.damaged(head, damaged));
            } catch (StoreException.Io unreadable) {
                failure = first(failure, unreadable);
            }
        }
        letGo();
        if (failure != null) {
            throw failure;
        }
    }

    /// Lets go of forks that were dropped and are not in use here, and of files that only older states had: an open one
    /// keeps its space on the disk after the writer has deleted it.
    private void letGo() {
        for (ForkCore core : database.openCores()) {
            ForkHead head = database.catalog().content().fork(core.id());
            if (head == null || head.dropped()) {
                database.idleForks().closeIfIdle(core);
            }
        }
        database.idleForks().closeUnusedFiles();
    }

    private static StoreException first(StoreException earlier, StoreException later) {
        if (earlier == null) {
            return later;
        }
        earlier.addSuppressed(later);
        return earlier;
    }

    /// A catalog that is replaced while it is read is read again.
    private Catalog readCatalog() {
        StoreContext context = database.context();
        for (int attempt = 1; ; attempt++) {
            try {
                return Catalog.open(context.storage, context);
            } catch (StoreException.Corrupt | StoreException.Io replaced) {
                if (attempt == ATTEMPTS) {
                    throw replaced;
                }
            }
        }
    }
}
