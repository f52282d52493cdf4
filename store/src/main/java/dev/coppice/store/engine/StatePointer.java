package dev.coppice.store.engine;

import java.util.List;

/// A state of a fork as a reference to what is durable: manifests up to a length, and parts of logs that are replayed
/// over them. It stays good for as long as nothing it names is deleted, whatever the fork does afterwards. A fork point
/// and an archive are each one of these.
///
/// @param sequence the last commit of the state
/// @param checkpointSequence the commits up to this one need not be replayed
/// @param tables tables that exist at the checkpoint, and those created later whose pages are written already
/// @param logs the commits after the checkpoint, in order
record StatePointer(long sequence, long checkpointSequence, List<TableHead> tables, List<WalRange> logs) {
    /// Before the first commit of a database.
    static final StatePointer EMPTY = new StatePointer(0, 0, List.of(), List.of());

    StatePointer {
        tables = List.copyOf(tables);
        logs = List.copyOf(logs);
    }

    /// The fork to whose history the state belongs: the youngest that a part of it was written by, because a fork has a
    /// higher number than all that it goes on from. A fork that has committed nothing yet has no history of its own,
    /// its state is one of that which it was made of. So this and the sequence are the same for equal states only.
    long line() {
        long youngest = ForkCore.PRIMARY_ID;
        for (TableHead table : tables) {
            if (table.manifest() != null) {
                youngest = Math.max(youngest, table.manifestForkId());
            }
        }
        for (WalRange range : logs) {
            youngest = Math.max(youngest, range.forkId());
        }
        return youngest;
    }
}
