package dev.coppice.store.engine;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.host.Host;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage;
import java.io.IOException;
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
        DatabaseFormat format = DatabaseFormat.openOrCreate(host, options);
        StoreContext context = new StoreContext(host, format, Term.read(host.storage()), options, logSizes);
        return DatabaseCore.open(context, null);
    }

    private static Database openToWrite(Host host, DatabaseOptions options, LogSizes logSizes) {
        AutoCloseable lock = lock(host.storage(), options);
        try {
            DatabaseFormat format = DatabaseFormat.openOrCreate(host, options);
            StoreContext context = new StoreContext(host, format, Term.next(host.storage()), options, logSizes);
            return DatabaseCore.open(context, lock);
        } catch (RuntimeException | Error e) {
            release(lock);
            throw e;
        }
    }

    private static AutoCloseable lock(Storage storage, DatabaseOptions options) {
        try {
            if (!options.create() && !storage.exists(DatabaseFormat.FILE_NAME)) {
                throw new StoreException.NotFound("there is no Coppice database in " + storage.description());
            }
            if (!storage.exists(DatabaseFormat.FILE_NAME)) {
                DatabaseFormat.refuseForeign(storage);
            }
            AutoCloseable lock = storage.tryLock(LOCK);
            if (lock == null) {
                throw new StoreException.Locked("the database " + storage.description()
                        + " is open for writing elsewhere; wait for that to end, or open it read-only");
            }
            return lock;
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
