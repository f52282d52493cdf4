package dev.coppice.store;

/// One state of a fork, for ever: nothing that is committed later shows in it, and no entry expires in it that had not
/// expired when it was taken. Taking one costs the same at any size. Immutable and thread-safe; must be closed, because
/// it keeps the files it can reach from being deleted.
public interface Snapshot extends View, AutoCloseable {
    /// The name of the fork it was taken of, at that time.
    String forkName();

    /// The sequence of the last commit that it holds.
    long sequence();

    /// Creates a fork of this state. See [Fork#fork(String)].
    default Fork fork(String name, ForkOptions options) {
        return fork(name, options, ForkPreparation.NONE);
    }

    /// Creates a fork of this state, after some work that it needs. See [Fork#fork(String, ForkOptions,
    /// ForkPreparation)].
    Fork fork(String name, ForkOptions options, ForkPreparation preparation);

    /// The changes that lead from another view to this one. See [Fork#diff(View)].
    default Diff diff(View other) {
        return diff(other, DiffOptions.ALL);
    }

    /// The changes that lead from another view to this one, of some tables and keys only. See
    /// [Fork#diff(View, DiffOptions)].
    Diff diff(View other, DiffOptions options);

    @Override
    void close();
}
