package dev.coppice.store.engine;

import dev.coppice.store.Fork;

/// What the catalog says of a fork: its head, replaced as a whole by one record.
///
/// @param id the fork's number, never given twice
/// @param name its name
/// @param parentId the fork it was made from, -1 for primary
/// @param createdAtMillis when it was made
/// @param expiresAtMillis when its time ends, 0 for never
/// @param dropped whether it is gone for users, and waits for its files to be given back
/// @param forkPoint the state it was made of, for three-way comparison
/// @param durable the state at its last checkpoint or, when the database was closed in order since, as it was then; its
///     own log may go on from there
record ForkHead(
        long id,
        String name,
        long parentId,
        long createdAtMillis,
        long expiresAtMillis,
        boolean dropped,
        StatePointer forkPoint,
        StatePointer durable) {
    static final long NO_PARENT = -1;

    /// The head of primary in a new database.
    static ForkHead primary(long now) {
        return new ForkHead(
                ForkCore.PRIMARY_ID, Fork.PRIMARY, NO_PARENT, now, 0, false, StatePointer.EMPTY, StatePointer.EMPTY);
    }

    ForkHead withDurable(StatePointer pointer) {
        return new ForkHead(id, name, parentId, createdAtMillis, expiresAtMillis, dropped, forkPoint, pointer);
    }

    ForkHead asDropped() {
        return new ForkHead(id, name, parentId, createdAtMillis, expiresAtMillis, true, forkPoint, durable);
    }

    ForkHead withParent(long newParentId) {
        return new ForkHead(id, name, newParentId, createdAtMillis, expiresAtMillis, dropped, forkPoint, durable);
    }
}
