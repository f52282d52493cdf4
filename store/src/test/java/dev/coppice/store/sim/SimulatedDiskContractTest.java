package dev.coppice.store.sim;

import dev.coppice.store.host.Storage;

class SimulatedDiskContractTest extends StorageContractTest {
    private final Storage disk = new SimulatedDisk(1);

    @Override
    protected Storage storage() {
        return disk;
    }
}
