package dev.coppice.graph.engine;

import dev.coppice.graph.Edge;
import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.value.OrderedVarint;
import dev.coppice.store.Cursor;
import dev.coppice.store.Limits;
import dev.coppice.store.Table;
import java.lang.foreign.MemorySegment;
import java.util.function.Predicate;

/// Cursors over elements: over their own table, or over one that leads to them.
abstract class ElementCursors implements AutoCloseable {
    final GraphReads reads;
    private final Source source;
    private final Table table;
    /// Any key fits; null when none is looked at.
    final byte[] key;
    private WalkBeside beside;
    private boolean isAtElement;
    private boolean wasAtOnly;
    private long id;
    private String lastName;
    private int lastNumber = Names.UNKNOWN;

    /// Where the elements are found.
    ///
    /// @param cursor the entries that are walked; null for none
    /// @param idOffset where in a key the id begins, or [#IN_VALUE]
    /// @param isOwnTable whether the entries are the elements
    /// @param isDescending whether to walk from the last entry to the first
    /// @param hasAscendingIds whether the entries are in the order of the ids
    /// @param only the id of the only element, when there are no entries; null for none
    record Source(
            Cursor cursor, int idOffset, boolean isOwnTable, boolean isDescending, boolean hasAscendingIds, Long only) {
        /// Where the id is, when it is the entry's value and not part of its key.
        static final int IN_VALUE = -1;

        static Source none() {
            return new Source(null, IN_VALUE, false, false, false, null);
        }

        /// One element.
        static Source one(long id) {
            return new Source(null, IN_VALUE, false, false, false, id);
        }

        /// The elements themselves.
        static Source elements(Cursor cursor) {
            return new Source(cursor, 0, true, false, true, null);
        }

        /// Keys with one prefix, which ids follow.
        static Source idsAfter(byte[] prefix, Cursor cursor) {
            return new Source(cursor, prefix.length, false, false, true, null);
        }

        /// Entries of an index.
        static Source index(Cursor cursor, boolean isDescending, boolean hasAscendingIds) {
            return new Source(cursor, IN_VALUE, false, isDescending, hasAscendingIds, null);
        }
    }

    /// @param table the elements'
    private ElementCursors(GraphReads reads, Source source, Table table) {
        this.reads = reads;
        this.source = source;
        this.table = table;
        key = source.idOffset == Source.IN_VALUE ? null : new byte[Limits.MAX_KEY_LENGTH];
    }

    public boolean next() {
        Cursor cursor = source.cursor;
        if (cursor == null) {
            isAtElement = source.only != null && !wasAtOnly;
            wasAtOnly = true;
            return isAtElement && standAt(source.only);
        }
        return stand(source.isDescending ? cursor.previous() : cursor.next());
    }

    /// Stands at the element of the entry, if there is one.
    final boolean stand(boolean isAtEntry) {
        isAtElement = isAtEntry;
        if (isAtEntry) {
            Cursor cursor = source.cursor;
            id = key == null
                    ? new RecordReader(cursor.valueSegment()).varint()
                    : OrderedVarint.read(key, source.idOffset, Keys.requireLength(cursor.copyKey(key), Keys.IDS_MAX));
        }
        return isAtEntry;
    }

    /// Stands at an element that was found elsewhere.
    final boolean standAt(long element) {
        isAtElement = true;
        id = element;
        return true;
    }

    public long id() {
        if (!isAtElement) {
            throw new IllegalStateException("the cursor does not stand at an element");
        }
        return id;
    }

    /// The record of the element, or null when it is gone.
    MemorySegment record() {
        long at = id();
        if (source.isOwnTable) {
            return source.cursor.valueSegment();
        }
        if (!source.hasAscendingIds || !reads.mayReadAround()) {
            return search();
        }
        if (beside == null) {
            beside = new WalkBeside(reads, table);
        }
        return beside.find(at);
    }

    /// The record as it is now, or null when it is gone.
    final MemorySegment search() {
        return reads.view().getSegment(table, Keys.element(id()));
    }

    /// The number of a property's key, or [Names#UNKNOWN]. Most callers ask for one property of many elements.
    final int numberOf(String name) {
        if (lastNumber == Names.UNKNOWN || !name.equals(lastName)) {
            lastNumber = reads.names.number(Name.KEY, name);
            lastName = name;
        }
        return lastNumber;
    }

    @Override
    public void close() {
        if (source.cursor != null) {
            source.cursor.close();
        }
        if (beside != null) {
            beside.close();
        }
    }

    /// Vertices.
    static class OfVertices extends ElementCursors implements VertexCursor {
        OfVertices(GraphReads reads, Source source) {
            super(reads, source, reads.tables.vertices());
        }

        @Override
        public Vertex vertex() {
            MemorySegment record = record();
            return record == null ? null : new VertexRecord(id(), record, reads.names);
        }

        @Override
        public Object value(String key) {
            MemorySegment record = record();
            return record == null ? null : VertexRecord.value(record, numberOf(key));
        }

        @Override
        public boolean hasValue(String key, Predicate<Object> condition) {
            MemorySegment record = record();
            return record != null && VertexRecord.hasValue(record, numberOf(key), condition);
        }
    }

    /// Edges.
    static final class OfEdges extends ElementCursors implements EdgeCursor {
        OfEdges(GraphReads reads, Source source) {
            super(reads, source, reads.tables.edges());
        }

        @Override
        public Edge edge() {
            MemorySegment record = record();
            return record == null ? null : new EdgeRecord(id(), record, reads.names);
        }

        @Override
        public Object value(String key) {
            MemorySegment record = record();
            return record == null ? null : EdgeRecord.value(record, numberOf(key));
        }
    }
}
