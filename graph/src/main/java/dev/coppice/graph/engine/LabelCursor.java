package dev.coppice.graph.engine;

import dev.coppice.graph.value.OrderedVarint;
import dev.coppice.store.Cursor;
import dev.coppice.store.KeyRange;
import java.lang.foreign.MemorySegment;

/// The vertices of a label. They are found in the label's list; but where they lie close together in the table of all
/// vertices, and are looked at, that table is walked alone, past the few others between them.
final class LabelCursor extends ElementCursors.OfVertices {
    /// After so many vertices it is decided anew which way to go.
    private static final int WINDOW = 64;
    /// They lie close together while they are one of so many vertices, or more.
    private static final int CLOSE = 2;
    /// So many others in a row, and they do not.
    private static final int OTHERS_MAX = 16;

    private final int label;
    private final Cursor list;
    private final int writes;
    /// The table of all vertices, while it is walked instead of the list.
    private Cursor table;
    /// The record of the vertex, when it was found in the table.
    private MemorySegment record;
    private int foundInWindow;
    private int readInWindow;
    private long windowStart;

    /// @param label the label's number
    LabelCursor(GraphReads reads, int label) {
        this(reads, label, Keys.labelPrefix(label));
    }

    private LabelCursor(GraphReads reads, int label, byte[] prefix) {
        this(reads, label, prefix, reads.view().cursor(reads.tables.labels(), KeyRange.prefix(prefix)));
    }

    private LabelCursor(GraphReads reads, int label, byte[] prefix, Cursor list) {
        super(reads, Source.idsAfter(prefix, list));
        this.label = label;
        this.list = list;
        writes = reads.writes();
    }

    @Override
    public boolean next() {
        if (table != null) {
            return standInTable(table.next());
        }
        if (foundInWindow == WINDOW) {
            boolean isClose =
                    Long.compareUnsigned(id() - windowStart, CLOSE * WINDOW) <= 0 && readInWindow > WINDOW / 2;
            beginWindow();
            if (isClose && mayWalkTable()) {
                table = reads.view().cursor(reads.tables.vertices(), KeyRange.all());
                return standInTable(table.seek(Keys.element(id() + 1)));
            }
        }
        return standInList(list.next());
    }

    /// Whether the table is in the state that the list is walked in, and may be read.
    private boolean mayWalkTable() {
        return reads.mayReadAround() && reads.writes() == writes && id() + 1 != 0;
    }

    private void beginWindow() {
        windowStart = id();
        foundInWindow = 0;
        readInWindow = 0;
    }

    private boolean standInList(boolean isThere) {
        record = null;
        if (isThere) {
            foundInWindow++;
        }
        return stand(isThere);
    }

    private boolean standInTable(boolean isAtVertex) {
        boolean isThere = isAtVertex;
        for (int others = 0; isThere; others++) {
            int length = Keys.requireLength(table.copyKey(key), Keys.IDS_MAX);
            long found = OrderedVarint.read(key, 0, length);
            if (others > OTHERS_MAX) {
                table.close();
                table = null;
                return standInList(list.seek(Keys.label(label, found)));
            }
            record = table.valueSegment();
            if (new RecordReader(record).varint() == label) {
                return standAt(found);
            }
            isThere = table.next();
        }
        return stand(false);
    }

    @Override
    MemorySegment record() {
        readInWindow++;
        if (record == null) {
            return super.record();
        }
        return reads.writes() == writes ? record : search();
    }

    @Override
    public void close() {
        super.close();
        if (table != null) {
            table.close();
        }
    }
}
