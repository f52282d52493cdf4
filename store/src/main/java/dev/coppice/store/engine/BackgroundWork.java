package dev.coppice.store.engine;

import java.util.Collection;
import java.util.function.BooleanSupplier;

/// What a fork asks of its database.
interface BackgroundWork {
    /// Begins a checkpoint of the fork soon, unless one is under way.
    void checkpointSoon(ForkCore fork);

    /// Brings the log of the fork to the disk soon, so that no commit has to wait for much of it at once.
    void syncSoon(ForkCore fork);

    /// Lets checkpoints of the fork go on until the condition holds or one has failed.
    void makeRoom(ForkCore fork, BooleanSupplier condition);

    /// Every state that must stay readable from what is durable: of forks, archives and open snapshots.
    Collection<StatePointer> pinnedPointers();
}
