package dev.coppice.store;

/// Work that must be done before there is a fork, so that the fork is never seen without it: as that of a layer above
/// the store, which keeps an object for each fork.
///
/// ```java
/// fork.fork("what-if", ForkOptions.DEFAULT, forkId -> objects.put("forks/" + forkId, content, Condition.ABSENT));
/// ```
@FunctionalInterface
public interface ForkPreparation {
    /// Does nothing.
    ForkPreparation NONE = _ -> {};

    /// Called once what the fork will hold is settled, and before the fork is there, for others or after a crash.
    /// Nothing that is committed from now on will be in the fork. When this throws, there is no fork, and the error
    /// goes to whoever asked for it.
    ///
    /// Forks are neither made nor dropped meanwhile, nor are objects changed by other threads, so it should be short.
    /// It may read forks and read and change objects; anything else that it does with the database may wait for ever.
    ///
    /// @param forkId the number that the fork will have. No fork has had it before; but when this fork does not come to
    ///     be, because of an error or a crash after this, the next one gets it
    void prepare(long forkId);
}
