package dev.coppice.store.engine;

import dev.coppice.store.BulkLoader;
import java.io.InputStream;

/// A bulk load, as who loads one table sees it.
///
/// @param load the load, of one table
record LoadOfOneTable(BulkLoad load) implements BulkLoader {
    @Override
    public void put(byte[] key, byte[] value, long expiresAtMillis) {
        load.ensureOpen();
        table().accept(key, expiresAtMillis);
        load.attempt(() -> table().add(key, value, expiresAtMillis));
    }

    @Override
    public void put(byte[] key, InputStream value, long length, long expiresAtMillis) {
        LargeValues.checkLength(length);
        load.ensureOpen();
        table().accept(key, expiresAtMillis);
        load.attempt(() -> table().add(key, value, length, expiresAtMillis));
    }

    private TableLoad table() {
        return load.table(0);
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
