package dev.coppice.store;

/// Takes entries in strictly ascending key order straight into pages. Confined to one thread. While it is open, other
/// transactions may write other tables; if one commits a write to this table, the loader's commit fails. A load that is
/// committed counts as a write of every key of the table, whatever it held, nothing at all included: the transactions
/// that are open then and wrote to the table, or read it to be serializable, get [StoreException.Conflict]. Checkpoints
/// of the fork wait until the loader is closed, so what others write meanwhile stays in memory. A loader that failed,
/// but for an invalid key, has ended.
public interface BulkLoader extends AutoCloseable {
    /// Adds an entry, replacing one that the table already has.
    ///
    /// @throws StoreException.Invalid when the key is not above the one before, or too long
    void put(byte[] key, byte[] value);

    /// Makes all entries visible and durable in one commit.
    ///
    /// @return the commit's sequence
    /// @throws StoreException.Conflict when another transaction wrote to the table meanwhile; nothing was applied
    long commit();

    /// Gives up what was not committed.
    @Override
    void close();
}
