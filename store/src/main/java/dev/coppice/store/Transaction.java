package dev.coppice.store;

import java.io.InputStream;

/// A set of reads on one snapshot and of writes that become visible and durable together, or not at all.
///
/// Reads see the fork as it was when the transaction began, plus the transaction's own writes. A write never waits for
/// another transaction; [#commit()] decides. Confined to one thread at a time. Closing without a commit gives up the
/// writes.
public interface Transaction extends View, AutoCloseable {
    /// Inserts or replaces an entry that never expires.
    ///
    /// @throws StoreException.Invalid when the key is longer than [Limits#MAX_KEY_LENGTH]
    void put(Table table, byte[] key, byte[] value);

    /// Inserts or replaces an entry that is absent from the given time on.
    ///
    /// @param expiresAtMillis milliseconds since 1970-01-01T00:00Z; 0 for never
    void put(Table table, byte[] key, byte[] value, long expiresAtMillis);

    /// Inserts or replaces an entry with the next bytes of a stream, which are read now. A large value goes straight to
    /// its pages, so that memory stays bounded. A table that does not exist is created at once, whether or not the
    /// transaction commits.
    ///
    /// @param length the length of the value, up to [Limits#MAX_VALUE_LENGTH]
    /// @param expiresAtMillis milliseconds since 1970-01-01T00:00Z; 0 for never
    /// @throws StoreException.Invalid when the stream ends early
    /// @throws StoreException.Io when the stream cannot be read
    void put(Table table, byte[] key, InputStream value, long length, long expiresAtMillis);

    /// Deletes an entry; nothing happens when there is none.
    void delete(Table table, byte[] key);

    /// Deletes every entry at or above a key, whatever their number, at once.
    void truncate(Table table, byte[] fromKey);

    /// Creates an empty table.
    ///
    /// @throws StoreException.AlreadyExists when it exists
    void create(Table table);

    /// Drops a table with all that is in it.
    ///
    /// @throws StoreException.NotFound when it does not exist
    void drop(Table table);

    /// Makes the commit depend on a key that this transaction relies on and need not write: [#commit()] fails with
    /// [StoreException.Conflict] when another transaction has written the key since this one began, whatever the
    /// isolation. It has when it put or deleted the key, truncated it away, dropped the table, or loaded into it; so
    /// has the clean-up of an entry that expired. The key may be absent: then nobody may have inserted it.
    ///
    /// This is what an order that names a customer needs, when another transaction may delete the customer: reading the
    /// customer protects nothing under [Isolation#SNAPSHOT]. Transactions that only read the key, or require it as
    /// well, are in nobody's way. One that writes nothing at all commits without being checked.
    void requireUnchanged(Table table, byte[] key);

    /// Makes the commit depend on all keys of a range, those included that are absent. See
    /// [#requireUnchanged(Table, byte\[\])]. Where a table is truncated several times, a conflict may be found that
    /// there is not, and never one missed.
    void requireUnchanged(Table table, KeyRange range);

    /// Commits durably.
    ///
    /// @return the commit's sequence, or the snapshot's when nothing was written
    /// @throws StoreException.Conflict when another transaction won; run this one again
    /// @throws StoreException.Full when the storage is full; nothing was applied
    /// @throws StoreException.Io when it is unknown whether the commit reached the storage; reopen to find out
    default long commit() {
        return commit(Durability.DURABLE);
    }

    /// Commits with the given durability. See [#commit()].
    long commit(Durability durability);

    /// Gives up what was not committed.
    @Override
    void close();
}
