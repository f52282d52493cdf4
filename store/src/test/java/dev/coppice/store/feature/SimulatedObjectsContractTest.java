package dev.coppice.store.feature;

import dev.coppice.store.object.ObjectStore;
import dev.coppice.store.sim.ObjectStoreContractTest;
import org.junit.jupiter.api.AfterEach;

/// The objects of a database on a simulated disk.
class SimulatedObjectsContractTest extends ObjectStoreContractTest {
    private final TestDatabase test = TestDatabase.create();

    @AfterEach
    void close() {
        test.close();
    }

    @Override
    protected ObjectStore objects() {
        return test.database().objects();
    }
}
