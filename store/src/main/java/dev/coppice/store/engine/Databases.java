package dev.coppice.store.engine;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.host.Host;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/// Opens databases.
public final class Databases {
    static final String LOCK = "LOCK";

    private Databases() {}

    /// Opens a database in a directory. See [Database#open(Path, DatabaseOptions)].
    public static Database open(Path directory, DatabaseOptions options) {
        Host host = Host.on(directory);
        try {
            return open(host, options);
        } catch (RuntimeException | Error e) {
            host.scheduler().close();
            throw e;
        }
    }

    /// Opens a database on a host, which the database closes.
    public static Database open(Host host, DatabaseOptions options) {
        return open(host, options, LogSizes.DEFAULT);
    }

    static Database open(Host host, DatabaseOptions options, LogSizes logSizes) {
        return options.readOnly() ? openToRead(host, options, logSizes) : openToWrite(host, options, logSizes);
    }

    private static Database openToRead(Host host, DatabaseOptions options, LogSizes logSizes) {
        Storage storage = host.storage();
        DatabaseFormat format = DatabaseFormat.openOrCreate(host, options);
        if (isUnfinished(storage, -1)) {
            throw new StoreException.NotFound("the database " + storage.description()
                    + " is just being created, or its creation was cut short; try again, or open it for writing");
        }
        long term = Term.read(storage, format.databaseId());
        return DatabaseCore.open(new StoreContext(host, format, term, options, logSizes), null);
    }

    private static Database openToWrite(Host host, DatabaseOptions options, LogSizes logSizes) {
        AutoCloseable lock = lock(host.storage(), options);
        try {
            DatabaseFormat format = DatabaseFormat.openOrCreate(host, options);
            if (isUnfinished(host.storage(), 0)) {
                create(new StoreContext(host, format, 0, options, logSizes));
            }
            long term = Term.next(host.storage(), format.databaseId());
            return DatabaseCore.open(new StoreContext(host, format, term, options, logSizes), lock);
        } catch (RuntimeException | Error e) {
            release(lock);
            throw e;
        }
    }

    /// Whether a creation was cut short between its files. The catalog of term 0 comes before the first term, and no
    /// fork has files before that, so a database that has lost one of these is not taken for a new one.
    ///
    /// @param catalogTerm the highest term of a catalog that there may be: the first is 0
    private static boolean isUnfinished(Storage storage, long catalogTerm) {
        try {
            return !storage.exists(Term.FILE_NAME)
                    && Catalog.highestTerm(storage) <= catalogTerm
                    && storage.list(StoreContext.FORKS).isEmpty();
        } catch (IOException e) {
            throw IoErrors.wrap("opening " + storage.description(), e);
        }
    }

    /// Writes the catalog and the term with which a database begins.
    private static void create(StoreContext context) {
        try (Catalog catalog = Catalog.begin(context.storage, context)) {
            catalog.change(CatalogChange.of(ForkHead.primary(context.now())));
        }
        Term.write(context.storage, context.databaseId(), context.term);
    }

    private static AutoCloseable lock(Storage storage, DatabaseOptions options) {
        try {
            if (!storage.exists(DatabaseFormat.FILE_NAME)) {
                DatabaseFormat.refuseForeign(storage);
                DatabaseFormat.requireCreation(storage, options);
            }
            AutoCloseable lock = storage.tryLock(LOCK);
            if (lock == null) {
                throw new StoreException.Locked("the database " + storage.description()
                        + " is open for writing elsewhere; wait for that to end, or open it read-only");
            }
            return lock;
        } catch (AccessDeniedException e) {
            throw new StoreException.ReadOnly("this user has no permission to write the database "
                    + storage.description() + " (" + e.getFile() + "); open it read-only, or give the permission");
        } catch (IOException e) {
            throw IoErrors.wrap("locking " + storage.description(), e);
        }
    }

    static void release(AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception e) {
            throw new StoreException.Io("releasing the lock failed: " + e.getMessage(), e);
        }
    }
}
