package dev.coppice.graph.engine;

import dev.coppice.graph.id.IdAllocator;
import dev.coppice.graph.id.IdLineage;
import dev.coppice.store.Fork;

/// One line of history as all its handles share it: its tables, names, schema and ids. Thread-safe.
///
/// @param fork the fork of the store, open as long as the line is
/// @param tables the tables
/// @param names the names
/// @param schemas the schema
/// @param lineage which fork owns which ids
/// @param ids hands out the line's own ids
record Line(Fork fork, GraphTables tables, Names names, SchemaCache schemas, IdLineage lineage, IdAllocator ids) {
    /// An id for a new vertex.
    long newVertexId() {
        ids.reserveBoth();
        return ids.allocateVid();
    }

    /// An id for a new edge.
    long newEdgeId() {
        ids.reserveBoth();
        return ids.allocateEid();
    }

    /// The number of the fork.
    long id() {
        return lineage.owners().getLast().forkId();
    }

    /// The same line, for a transaction that is never committed: it learns names and takes ids in memory only.
    Line scratch() {
        Names learned = names.scratch();
        return new Line(
                fork,
                tables,
                learned,
                new SchemaCache(tables, learned),
                lineage,
                IdAllocator.scratch(ids.highWaterMarks()));
    }
}
