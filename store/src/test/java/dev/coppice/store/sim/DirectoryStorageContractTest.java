package dev.coppice.store.sim;

import dev.coppice.store.host.DirectoryStorage;
import dev.coppice.store.host.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStorageContractTest extends StorageContractTest {
    @TempDir
    private Path directory;

    private Storage storage;

    @BeforeEach
    void open() {
        storage = new DirectoryStorage(directory.resolve("database"));
    }

    @Override
    protected Storage storage() {
        return storage;
    }
}
