package dev.coppice.store;

import java.io.InputStream;

/// Takes entries in strictly ascending key order straight into pages. Confined to one thread. While it is open, other
/// transactions may write other tables; if one commits a write to this table, the loader's commit fails. A load that is
/// committed counts as a write of every key of the table, whatever it held, nothing at all included: the transactions
/// that are open then and wrote to the table, or read it to be serializable, get [StoreException.Conflict]. Checkpoints
/// of the fork wait until the loader is closed, so what others write meanwhile stays in memory. A loader that failed,
/// but for an invalid key, has ended.
public interface BulkLoader extends AutoCloseable {
    /// Adds an entry that never expires, replacing one that the table already has.
    ///
    /// @throws StoreException.Invalid when the key is not above the one before, or too long
    default void put(byte[] key, byte[] value) {
        put(key, value, 0);
    }

    /// Adds an entry that is absent from the given time on, replacing one that the table already has.
    ///
    /// @param expiresAtMillis milliseconds since 1970-01-01T00:00Z; 0 for never
    /// @throws StoreException.Invalid when the key is not above the one before, or too long, or the time before 1970
    void put(byte[] key, byte[] value, long expiresAtMillis);

    /// Adds an entry with the next bytes of a stream, which are read now, replacing one that the table already has. A
    /// large value is never held in memory.
    ///
    /// @param length the length of the value, up to [Limits#MAX_VALUE_LENGTH]
    /// @param expiresAtMillis milliseconds since 1970-01-01T00:00Z; 0 for never
    /// @throws StoreException.Invalid when the key is not above the one before, or too long, or the time before 1970,
    ///     and nothing is read; or when the stream ends early, which ends the loader
    /// @throws StoreException.Io when the stream cannot be read, which ends the loader
    void put(byte[] key, InputStream value, long length, long expiresAtMillis);

    /// Makes all entries visible and durable in one commit.
    ///
    /// @return the commit's sequence
    /// @throws StoreException.Conflict when another transaction wrote to the table meanwhile; nothing was applied
    long commit();

    /// Gives up what was not committed.
    @Override
    void close();
}
