package dev.coppice.store.engine;

import dev.coppice.store.TableIdent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Gives each table of an open database its place in [ForkState#tables()]. Thread-safe.
final class TableRegistry {
    private final Map<TableIdent, TableHandle> handles = new ConcurrentHashMap<>();

    TableHandle handle(TableIdent ident) {
        TableHandle known = handles.get(ident);
        return known != null ? known : add(ident);
    }

    private synchronized TableHandle add(TableIdent ident) {
        return handles.computeIfAbsent(ident, key -> new TableHandle(key, handles.size(), this));
    }
}
