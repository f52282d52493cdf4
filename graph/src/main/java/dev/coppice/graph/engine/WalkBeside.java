package dev.coppice.graph.engine;

import dev.coppice.graph.value.OrderedVarint;
import dev.coppice.store.Cursor;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.View;
import java.lang.foreign.MemorySegment;

/// Reads elements whose ids ascend. While they lie close together, their table is walked beside whoever tells the ids:
/// that is a step for each, and no search. Confined to one thread. Must be closed.
final class WalkBeside implements AutoCloseable {
    /// From which distance on a search costs less than the steps.
    private static final long STEPS_MAX = 4;

    private final View view;
    private final Table table;
    private final byte[] key = new byte[Keys.IDS_MAX];
    private Cursor cursor;
    private boolean isAtElement;
    /// The element at which the cursor stands.
    private long at;
    /// The element that was asked for last.
    private long last = -1;

    /// @param view a state that never moves
    WalkBeside(View view, Table table) {
        this.view = view;
        this.table = table;
    }

    /// The record of an element, or null when there is none.
    ///
    /// @param id not below that of the call before
    MemorySegment find(long id) {
        boolean isNear = Long.compareUnsigned(id - last, STEPS_MAX) <= 0;
        last = id;
        if (!isNear) {
            isAtElement = false;
            return view.getSegment(table, Keys.element(id));
        }
        if (cursor == null) {
            cursor = view.cursor(table, KeyRange.all());
        }
        if (!isAtElement) {
            stand(cursor.seek(Keys.element(id)));
        }
        while (isAtElement && Long.compareUnsigned(at, id) < 0) {
            stand(cursor.next());
        }
        return isAtElement && at == id ? cursor.valueSegment() : null;
    }

    private void stand(boolean isThere) {
        isAtElement = isThere;
        if (isThere) {
            Keys.requireLength(cursor, key.length);
            at = OrderedVarint.read(key, 0, cursor.copyKey(key));
        }
    }

    @Override
    public void close() {
        if (cursor != null) {
            cursor.close();
        }
    }
}
