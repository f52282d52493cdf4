package dev.coppice.store;

/// Takes entries of several tables, of each in strictly ascending key order, straight into pages, and makes all of them
/// visible and durable in one commit. Confined to one thread. What [BulkLoader] says of its table holds for each of
/// these: other transactions may write other tables, one that commits a write to one of these makes the loader's commit
/// fail, and the commit counts as a write of every key of every one of them.
public interface TablesLoader extends AutoCloseable {
    /// Adds an entry that never expires, replacing one that the table already has.
    ///
    /// @throws StoreException.Invalid when the table is none of the loader's, or the key is not above the one before in
    ///     the same table, or too long
    void put(Table table, byte[] key, byte[] value);

    /// Makes all entries of all tables visible and durable in one commit.
    ///
    /// @return the commit's sequence
    /// @throws StoreException.Conflict when another transaction wrote to one of the tables meanwhile; nothing was
    ///     applied
    long commit();

    /// Gives up what was not committed.
    @Override
    void close();
}
