package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.store.View;
import java.lang.foreign.MemorySegment;

/// The schema of the latest state that was looked at: nearly always that of the next one too. Thread-safe.
final class SchemaCache {
    private final GraphTables tables;
    private final Names names;
    private volatile Decoded latest = new Decoded(MemorySegment.NULL, SchemaState.EMPTY);

    SchemaCache(GraphTables tables, Names names) {
        this.tables = tables;
        this.names = names;
    }

    /// The schema of a state.
    SchemaState of(View view) {
        MemorySegment bytes = view.getSegment(tables.meta(), Keys.SCHEMA);
        if (bytes == null) {
            throw new GraphException.Corrupt("the graph has no schema any more; run `coppice check`");
        }
        Decoded decoded = latest;
        if (bytes.mismatch(decoded.bytes) != -1) {
            decoded = new Decoded(bytes, new SchemaFormat(names, tables).decode(bytes));
            latest = decoded;
        }
        return decoded.schema;
    }

    private record Decoded(MemorySegment bytes, SchemaState schema) {}
}
