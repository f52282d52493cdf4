package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;

/// A table of one open database, with its place in every [ForkState].
///
/// @param ident the table
/// @param slot the place, given in order of first use
/// @param owner the registry of the database that gave the handle
record TableHandle(TableIdent ident, int slot, TableRegistry owner) implements Table {
    @Override
    public String toString() {
        return ident.toString();
    }

    /// The handle behind a caller's table.
    ///
    /// @throws StoreException.Invalid when another database gave it
    static TableHandle of(Table table, TableRegistry registry) {
        if (table instanceof TableHandle handle && handle.owner == registry) {
            return handle;
        }
        throw new StoreException.Invalid("table " + table + " was given by another database; ask this one's fork");
    }
}
