package dev.coppice.store;

/// When a commit returns.
public enum Durability {
    /// When the commit is on the storage and synced: it survives a loss of power. Commits that wait at the same time
    /// share one sync.
    DURABLE,
    /// When the commit is visible and handed to the operating system: it survives a kill of the process, not a loss of
    /// power, until [Fork#sync()] or a later durable commit that wrote to the same fork has returned. After a loss of
    /// power a prefix of the commits is there, never one without those before it.
    BUFFERED
}
