package dev.coppice.store.engine;

import dev.coppice.store.Change;
import dev.coppice.store.Diff;
import dev.coppice.store.DiffOptions;
import dev.coppice.store.KeyRange;
import dev.coppice.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/// The differences between two states, table by table.
final class DiffStream implements Diff {
    private final ForkState before;
    private final long beforeNow;
    private final ForkState after;
    private final long afterNow;
    private final KeyRange range;
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
            DiffOptions options,
            TableRegistry registry,
            Runnable onClose) {
        this.before = before;
        this.beforeNow = beforeNow;
        this.after = after;
        this.afterNow = afterNow;
        this.range = options.range();
        this.onClose = onClose;
        for (int slot = 0; slot < Math.max(before.tables().length, after.tables().length); slot++) {
            TableState any = before.table(slot) != null ? before.table(slot) : after.table(slot);
            if (any != null && options.tables().test(any.partition().ident())) {
                tables.add(registry.handle(any.partition().ident()));
            }
        }
        tables.sort((a, b) -> a.ident().compareTo(b.ident()));
    }

    /// Goes to the next difference.
    ///
    /// @return its key, or null at the end
    byte[] nextKey() {
        ensureOpen();
        while (true) {
            byte[] key = current == null ? null : current.next();
            if (key != null) {
                return key;
            }
            if (nextTable == tables.size()) {
                return null;
            }
            table = tables.get(nextTable++);
            current = new TableDiff(before.table(table.slot()), beforeNow, after.table(table.slot()), afterNow, range);
        }
    }

    void ensureOpen() {
        if (isClosed) {
            throw new StoreException.Closed("the diff is closed");
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
        return new EntryChange(this, table.ident(), key, current);
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
