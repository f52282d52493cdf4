package dev.coppice.store;

/// What the catalog says of a fork.
///
/// @param id the fork's number, never given twice
/// @param name the fork's name
/// @param parentId the number of the fork it was made from, -1 for primary
/// @param parentName the parent's name, null for primary or when the parent was dropped
/// @param forkPoint the parent's commit sequence at which it was made, 0 for primary
/// @param createdAtMillis when it was made, in milliseconds since 1970-01-01T00:00Z
/// @param expiresAtMillis when its time to live ends, 0 for never
/// @param openHandles handles, snapshots and transactions open in this process
/// @param damage why the fork cannot be read, null when nothing is known against it: primary is looked at when the
///     database is opened, others at their first use
public record ForkInfo(
        long id,
        String name,
        long parentId,
        String parentName,
        long forkPoint,
        long createdAtMillis,
        long expiresAtMillis,
        int openHandles,
        String damage) {}
