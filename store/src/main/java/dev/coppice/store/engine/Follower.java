package dev.coppice.store.engine;

import dev.coppice.store.StoreException;

/// Brings a read-only database up to what its writer has committed. The writer may delete what the catalog that was
/// read names before it is opened; then all is read again.
final class Follower {
    private static final int ATTEMPTS = 10;

    private final DatabaseCore database;

    Follower(DatabaseCore database) {
        this.database = database;
    }

    void refresh() {
        for (int attempt = 1; ; attempt++) {
            try {
                follow();
                return;
            } catch (StoreException.Corrupt | StoreException.Io moved) {
                if (attempt == ATTEMPTS) {
                    throw moved;
                }
            }
        }
    }

    private void follow() {
        StoreContext context = database.context();
        Catalog catalog = Catalog.open(context.storage, context.databaseId(), context.term);
        for (ForkCore core : database.openCores()) {
            ForkHead head = catalog.content().fork(core.id());
            if (head != null && !head.dropped()) {
                core.follow(new StateLoader(context).loadLatest(head, false).state());
            }
        }
        database.replaceCatalog(catalog);
    }
}
