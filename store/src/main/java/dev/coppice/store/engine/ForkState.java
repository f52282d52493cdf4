package dev.coppice.store.engine;

import java.util.Arrays;

/// One state of a fork: all that its commits up to a sequence have made. Immutable; a snapshot, a transaction and a new
/// fork each begin as a reference to one.
///
/// @param sequence the last commit in it
/// @param tables the tables by [TableHandle#slot()], null where a table does not exist; may be shorter than slots are
@SuppressWarnings("ArrayRecordComponent")
record ForkState(long sequence, TableState[] tables) {
    /// The state of a table, or null when it does not exist.
    TableState table(int slot) {
        return slot < tables.length ? tables[slot] : null;
    }

    /// The same with one table replaced, or dropped when null.
    ForkState with(int slot, TableState table) {
        TableState[] copy = Arrays.copyOf(tables, Math.max(tables.length, slot + 1));
        copy[slot] = table;
        return new ForkState(sequence, copy);
    }
}
