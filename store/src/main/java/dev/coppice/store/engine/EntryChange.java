package dev.coppice.store.engine;

import dev.coppice.store.Change;
import dev.coppice.store.TableIdent;
import dev.coppice.store.tree.Pages;
import dev.coppice.store.tree.ValueLocation;
import java.io.InputStream;
import java.util.HexFormat;

/// A difference that knows where its values are, and reads them when they are wanted.
final class EntryChange implements Change {
    private final DiffStream diff;
    private final TableIdent table;
    private final byte[] key;
    private final Pages beforePages;
    private final Pages afterPages;
    private final ValueLocation before;
    private final ValueLocation after;

    /// @param current the table's diff, at the difference
    EntryChange(DiffStream diff, TableIdent table, byte[] key, TableDiff current) {
        this.diff = diff;
        this.table = table;
        this.key = key;
        beforePages = current.beforeLayers().pages();
        afterPages = current.afterLayers().pages();
        before = current.inBefore() ? current.beforeValue().copy() : null;
        after = current.inAfter() ? current.afterValue().copy() : null;
    }

    @Override
    public Kind kind() {
        if (before == null) {
            return Kind.ADDED;
        }
        return after == null ? Kind.REMOVED : Kind.CHANGED;
    }

    @Override
    public TableIdent table() {
        return table;
    }

    @Override
    public byte[] key() {
        return key;
    }

    @Override
    public byte[] before() {
        return bytes(before, beforePages);
    }

    @Override
    public byte[] after() {
        return bytes(after, afterPages);
    }

    @Override
    public InputStream openBefore() {
        return open(before, beforePages);
    }

    @Override
    public InputStream openAfter() {
        return open(after, afterPages);
    }

    @Override
    public long beforeLength() {
        return before == null ? -1 : before.length();
    }

    @Override
    public long afterLength() {
        return after == null ? -1 : after.length();
    }

    @Override
    public long beforeExpiresAtMillis() {
        return before == null ? 0 : before.expiry();
    }

    @Override
    public long afterExpiresAtMillis() {
        return after == null ? 0 : after.expiry();
    }

    private byte[] bytes(ValueLocation value, Pages pages) {
        diff.ensureOpen();
        return value == null ? null : value.toArray(pages);
    }

    private InputStream open(ValueLocation value, Pages pages) {
        diff.ensureOpen();
        return value == null ? null : value.open(pages);
    }

    @Override
    public String toString() {
        return kind() + " " + table + " " + HexFormat.of().formatHex(key);
    }
}
