package dev.coppice.graph.engine;

import dev.coppice.graph.value.OrderedVarint;
import dev.coppice.store.Cursor;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Limits;
import dev.coppice.store.Table;
import java.lang.foreign.MemorySegment;

/// Reads elements whose ids ascend. While they lie close together, their table is walked beside whoever tells the ids:
/// that is a step for each, and no search. Confined to one thread. Must be closed.
final class WalkBeside implements AutoCloseable {
    /// From which distance on a search costs less than the steps.
    private static final long STEPS_MAX = 4;

    private final GraphReads reads;
    private final Table table;
    private final byte[] key = new byte[Limits.MAX_KEY_LENGTH];
    private Cursor cursor;
    private int writes;
    private boolean isAtElement;
    /// The element at which the cursor stands.
    private long at;
    /// The element that was asked for last.
    private long last = -1;

    /// @param reads may be read more of than is asked for
    WalkBeside(GraphReads reads, Table table) {
        this.reads = reads;
        this.table = table;
        writes = reads.writes();
    }

    /// The record of an element as it is now, or null when there is none.
    ///
    /// @param id not below that of the call before
    MemorySegment find(long id) {
        boolean isNear = Long.compareUnsigned(id - last, STEPS_MAX) <= 0;
        last = id;
        if (writes != reads.writes()) {
            // What the cursor walks is what was there before. Whoever writes between two reads may do so again.
            writes = reads.writes();
            close();
            return search(id);
        }
        if (!isNear) {
            return search(id);
        }
        if (cursor == null) {
            cursor = reads.view().cursor(table, KeyRange.all());
        }
        if (!isAtElement) {
            stand(cursor.seek(Keys.element(id)));
        }
        while (isAtElement && Long.compareUnsigned(at, id) < 0) {
            stand(cursor.next());
        }
        return isAtElement && at == id ? cursor.valueSegment() : null;
    }

    private MemorySegment search(long id) {
        isAtElement = false;
        return reads.view().getSegment(table, Keys.element(id));
    }

    private void stand(boolean isThere) {
        isAtElement = isThere;
        if (isThere) {
            at = OrderedVarint.read(key, 0, Keys.requireLength(cursor.copyKey(key), Keys.IDS_MAX));
        }
    }

    @Override
    public void close() {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }
}
