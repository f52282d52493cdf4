package dev.coppice.store;

/// A handle of one table partition, good for every fork of the database that gave it, whether or not the table exists
/// in that fork: reading a table that does not exist finds nothing, and the first write creates it. Immutable and
/// thread-safe; costs nothing to keep.
public interface Table {
    /// What the table is called, and which partition this is.
    TableIdent ident();
}
