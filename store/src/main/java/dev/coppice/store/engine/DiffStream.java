package dev.coppice.store.engine;

import dev.coppice.store.Change;
import dev.coppice.store.Diff;
import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import java.util.ArrayList;
import java.util.List;

/// The differences between two states, table by table.
final class DiffStream implements Diff {
    private final ForkState before;
    private final long beforeNow;
    private final ForkState after;
    private final long afterNow;
    private final Runnable onClose;
    private final List<TableHandle> tables = new ArrayList<>();
    private int nextTable;
    private TableDiff current;
    private TableHandle table;
    private boolean isClosed;

    DiffStream(
            ForkState before,
            long beforeNow,
            ForkState after,
            long afterNow,
            TableRegistry registry,
            Runnable onClose) {
        this.before = before;
        this.beforeNow = beforeNow;
        this.after = after;
        this.afterNow = afterNow;
        this.onClose = onClose;
        for (int slot = 0; slot < Math.max(before.tables().length, after.tables().length); slot++) {
            TableState any = before.table(slot) != null ? before.table(slot) : after.table(slot);
            if (any != null) {
                tables.add(registry.handle(any.partition().ident()));
            }
        }
        tables.sort((a, b) -> a.ident().compareTo(b.ident()));
    }

    /// Goes to the next difference.
    ///
    /// @return its key, or null at the end
    byte[] nextKey() {
        if (isClosed) {
            throw new StoreException.Closed("the diff is closed");
        }
        while (true) {
            byte[] key = current == null ? null : current.next();
            if (key != null) {
                return key;
            }
            if (nextTable == tables.size()) {
                return null;
            }
            table = tables.get(nextTable++);
            current = new TableDiff(before.table(table.slot()), beforeNow, after.table(table.slot()), afterNow);
        }
    }

    /// The table of the current difference.
    TableHandle table() {
        return table;
    }

    /// The current difference.
    TableDiff current() {
        return current;
    }

    Change change(byte[] key) {
        TableIdent ident = table.ident();
        return new Change(ident, key, current.beforeBytes(), current.afterBytes());
    }

    @Override
    public Change next() {
        byte[] key = nextKey();
        return key == null ? null : change(key);
    }

    @Override
    public Counts count() {
        long added = 0;
        long removed = 0;
        long changed = 0;
        while (nextKey() != null) {
            if (!current.inBefore()) {
                added++;
            } else if (!current.inAfter()) {
                removed++;
            } else {
                changed++;
            }
        }
        return new Counts(added, removed, changed);
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            onClose.run();
        }
    }
}
