package dev.coppice.graph.engine;

import dev.coppice.graph.Edge;
import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.value.OrderedVarint;
import dev.coppice.store.Cursor;
import java.lang.foreign.MemorySegment;

/// Cursors over elements: over their own table, or over one that leads to them.
abstract class ElementCursors implements AutoCloseable {
    /// Where the id is, when it is the entry's value and not part of its key.
    private static final int IN_VALUE = -1;

    final GraphReads reads;
    private final Cursor cursor;
    private final int idOffset;
    private final boolean isOwnTable;
    private final boolean isDescending;
    private final byte[] key = new byte[Keys.IDS_MAX];
    private boolean isAtElement;
    private long id;

    /// @param cursor the entries; null for none
    /// @param idOffset where in a key the id begins, or [#IN_VALUE]
    /// @param isOwnTable whether the entries are the elements
    /// @param isDescending whether to walk from the last entry to the first
    private ElementCursors(GraphReads reads, Cursor cursor, int idOffset, boolean isOwnTable, boolean isDescending) {
        this.reads = reads;
        this.cursor = cursor;
        this.idOffset = idOffset;
        this.isOwnTable = isOwnTable;
        this.isDescending = isDescending;
    }

    public boolean next() {
        isAtElement = cursor != null && (isDescending ? cursor.previous() : cursor.next());
        if (isAtElement) {
            if (idOffset == IN_VALUE) {
                id = new RecordReader(cursor.valueSegment()).varint();
            } else {
                Keys.requireLength(cursor, key.length);
                int length = cursor.copyKey(key);
                id = OrderedVarint.read(key, idOffset, length);
            }
        }
        return isAtElement;
    }

    public long id() {
        if (!isAtElement) {
            throw new IllegalStateException("the cursor does not stand at an element");
        }
        return id;
    }

    @Override
    public void close() {
        if (cursor != null) {
            cursor.close();
        }
    }

    /// Vertices.
    static final class OfVertices extends ElementCursors implements VertexCursor {
        private WalkBeside beside;

        OfVertices(GraphReads reads, Cursor cursor, int idOffset, boolean isOwnTable) {
            super(reads, cursor, idOffset, isOwnTable, false);
        }

        /// Over entries of an index.
        OfVertices(GraphReads reads, Cursor cursor, boolean isDescending) {
            super(reads, cursor, IN_VALUE, false, isDescending);
        }

        @Override
        public Vertex vertex() {
            if (isOwnTable()) {
                return new VertexRecord(id(), cursor().valueSegment(), reads.names);
            }
            if (!hasAscendingIds() || !reads.isUnmoving()) {
                return reads.vertex(id());
            }
            if (beside == null) {
                beside = new WalkBeside(reads.view(), reads.tables.vertices());
            }
            MemorySegment record = beside.find(id());
            return record == null ? null : new VertexRecord(id(), record, reads.names);
        }

        @Override
        public void close() {
            super.close();
            if (beside != null) {
                beside.close();
            }
        }
    }

    /// Edges.
    static final class OfEdges extends ElementCursors implements EdgeCursor {
        OfEdges(GraphReads reads, Cursor cursor, int idOffset, boolean isOwnTable) {
            super(reads, cursor, idOffset, isOwnTable, false);
        }

        /// Over entries of an index.
        OfEdges(GraphReads reads, Cursor cursor, boolean isDescending) {
            super(reads, cursor, IN_VALUE, false, isDescending);
        }

        @Override
        public Edge edge() {
            return isOwnTable() ? new EdgeRecord(id(), cursor().valueSegment(), reads.names) : reads.edge(id());
        }
    }

    /// Whether the entries are in the order of the ids, as those of one label are.
    final boolean hasAscendingIds() {
        return idOffset != IN_VALUE;
    }

    final boolean isOwnTable() {
        return isOwnTable;
    }

    final Cursor cursor() {
        return cursor;
    }
}
