package dev.coppice.store.feature;

import dev.coppice.store.Database;
import dev.coppice.store.object.ObjectStore;
import dev.coppice.store.sim.ObjectStoreContractTest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The objects of a database in a directory.
class DirectoryObjectsContractTest extends ObjectStoreContractTest {
    @TempDir
    private Path directory;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("database"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected ObjectStore objects() {
        return database.objects();
    }
}
