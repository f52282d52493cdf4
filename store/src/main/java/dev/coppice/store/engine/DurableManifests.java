package dev.coppice.store.engine;

import dev.coppice.store.host.Ahead;
import dev.coppice.store.host.Scheduler;
import java.util.LinkedHashMap;
import java.util.Map;

/// Makes the manifests of a fork durable that a killed process may not have, beside the replay of its log: the one
/// waits for the disk while the other has the processor. Confined to one thread.
final class DurableManifests implements AutoCloseable {
    private final Scheduler scheduler;
    private final Map<Partition, Ahead<Void>> begun = new LinkedHashMap<>();

    DurableManifests(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /// Begins with the manifests of tables.
    void begin(ForkState state) {
        for (TableState table : state.tables()) {
            if (table != null && table.partition().isManifestUnproven()) {
                Partition partition = table.partition();
                begun.put(partition, Ahead.begin(scheduler, "manifest of " + partition.ident(), () -> {
                    partition.makeManifestDurable();
                    return null;
                }));
            }
        }
    }

    /// Returns when the manifests of all tables of a state are durable. Those of tables that are dropped by now need
    /// not be.
    void finish(ForkState state) {
        for (TableState table : state.tables()) {
            if (table != null) {
                Ahead<Void> ahead = begun.remove(table.partition());
                if (ahead == null || ahead.withdraw()) {
                    table.partition().makeManifestDurable();
                } else {
                    ahead.join();
                }
            }
        }
    }

    /// Ends what is under way.
    @Override
    public void close() {
        for (Ahead<Void> each : begun.values()) {
            if (!each.withdraw()) {
                each.await();
            }
        }
        begun.clear();
    }
}
