package dev.coppice.store.engine;

import dev.coppice.store.Database;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage;
import java.io.IOException;

/// Backs a database up as [Database#backup] does, but to any storage, a simulated disk for example.
public final class BackupToStorage {
    private BackupToStorage() {}

    /// Backs a database up to an empty storage.
    public static void backup(Database database, Storage target) {
        try {
            new Backup((DatabaseCore) database).to(target);
        } catch (IOException e) {
            throw IoErrors.wrap("backing up to " + target.description(), e);
        }
    }
}
