package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.TablesLoader;
import java.util.List;

/// A bulk load, as who loads several tables sees it.
///
/// @param load the load
/// @param tables its tables, in its order
record LoadOfTables(BulkLoad load, List<Table> tables) implements TablesLoader {
    @Override
    public void put(Table table, byte[] key, byte[] value) {
        load.ensureOpen();
        int position = tables.indexOf(table);
        if (position < 0) {
            throw new StoreException.Invalid(
                    "table " + table.ident() + " is none of those that are loaded; name it when the load begins");
        }
        TableLoad target = load.table(position);
        target.accept(key, 0);
        load.attempt(() -> target.add(key, value, 0));
    }

    @Override
    public long commit() {
        return load.commit();
    }

    @Override
    public void close() {
        load.close();
    }
}
