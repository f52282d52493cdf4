package dev.coppice.graph;

/// One state of a graph, for ever. Taking one costs the same at any size. Immutable and thread-safe; must be closed,
/// because it keeps the files that it can reach from being deleted.
public interface GraphSnapshot extends GraphView, AutoCloseable {
    /// The name of the fork that it was taken of, at that time.
    String forkName();

    /// The sequence of the last commit that it holds.
    long sequence();

    /// Creates a fork of this state. See [GraphFork#fork(String, dev.coppice.store.ForkOptions)].
    GraphFork fork(String name, dev.coppice.store.ForkOptions options);

    /// The changes that lead from another state of the same database to this one. The time is proportional to what
    /// differs, not to the graph. Both snapshots must stay open until the diff is closed.
    ///
    /// @throws dev.coppice.store.StoreException.Invalid when the other one is of another database
    default GraphDiff diff(GraphSnapshot other) {
        return diff(other, Pairing.IDENTITY);
    }

    /// The changes that lead from another state to this one, with elements paired in some way. Where that is not by
    /// identity alone, what identity does not pair is held in memory, and the states may be of different databases:
    /// then that is all. See [#diff(GraphSnapshot)].
    ///
    /// @throws dev.coppice.store.StoreException.Invalid when elements are paired by identity and the other state is of
    ///     another database
    GraphDiff diff(GraphSnapshot other, Pairing pairing);

    @Override
    void close();
}
