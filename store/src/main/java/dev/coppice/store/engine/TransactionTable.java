package dev.coppice.store.engine;

import dev.coppice.store.delta.Delta;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.tree.Layers;
import java.util.Arrays;

/// What a transaction has done to one table: the operations in its record, and, once it reads them back, a delta of its
/// own over what the table was. Confined to the transaction's thread.
final class TransactionTable {
    final TableHandle handle;
    /// What the table was when the transaction began, or null.
    private final TableState before;
    private Layers below;
    private Delta own = Delta.EMPTY;
    private int[] pending = new int[8];
    private int pendingCount;
    private boolean exists;
    private boolean wasDropped;
    private boolean isRequired;
    LargeValues largeValues;

    TransactionTable(TableHandle handle, TableState before) {
        this.handle = handle;
        this.before = before;
        exists = before != null;
        below = before == null ? TableState.NO_LAYERS : before.layers();
    }

    boolean exists() {
        return exists;
    }

    /// Whether the table that the transaction began with is still the one that it writes to.
    boolean isOriginal() {
        return before != null && below != TableState.NO_LAYERS;
    }

    /// Whether the transaction has dropped the table, and perhaps created it again.
    boolean wasDropped() {
        return wasDropped;
    }

    /// Makes the commit depend on the table that the transaction began with.
    ///
    /// @return whether it did not before
    boolean require() {
        boolean isNew = !isRequired && isOriginal();
        isRequired |= isNew;
        return isNew;
    }

    void created() {
        exists = true;
    }

    void dropped() {
        exists = false;
        wasDropped = true;
        below = TableState.NO_LAYERS;
        own = Delta.EMPTY;
        pendingCount = 0;
    }

    /// The mapping that the transaction reads the table through.
    PageMapping mapping() {
        return below.pages().mapping();
    }

    /// A mutation was appended to the record at an offset.
    void mutated(int at) {
        if (pendingCount == pending.length) {
            pending = Arrays.copyOf(pending, 2 * pendingCount);
        }
        pending[pendingCount++] = at;
    }

    void truncated(byte[] fromKey, CommitRecord record) {
        apply(record);
        Delta.Editor editor = own.edit();
        editor.truncateFrom(fromKey, 0);
        own = editor.freeze();
    }

    private void apply(CommitRecord record) {
        if (pendingCount > 0) {
            Delta.Editor editor = own.edit();
            byte[] chunk = record.array();
            for (int i = 0; i < pendingCount; i++) {
                editor.put(chunk, pending[i]);
            }
            own = editor.freeze();
            pendingCount = 0;
        }
    }

    /// What the transaction reads of the table: null when it does not exist.
    Layers layers(CommitRecord record) {
        if (!exists) {
            return null;
        }
        apply(record);
        if (!TableState.hasContent(own)) {
            return below;
        }
        Layers layers = below.under(own);
        return largeValues == null
                ? layers
                : new Layers(layers.deltas(), largeValues.over(layers.pages()), layers.tree(), layers.mayExpire());
    }
}
