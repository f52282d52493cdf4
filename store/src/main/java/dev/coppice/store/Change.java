package dev.coppice.store;

import java.util.HexFormat;

/// One difference between two states.
///
/// @param table the table
/// @param key the key
/// @param before the value in the earlier state, null when absent
/// @param after the value in the later state, null when absent
@SuppressWarnings("ArrayRecordComponent")
public record Change(TableIdent table, byte[] key, byte[] before, byte[] after) {
    /// The kinds of difference.
    public enum Kind {
        /// The key is in the later state only.
        ADDED,
        /// The key is in the earlier state only.
        REMOVED,
        /// The value, or the time at which it expires, differs.
        CHANGED
    }

    /// Which kind of difference this is.
    public Kind kind() {
        if (before == null) {
            return Kind.ADDED;
        }
        return after == null ? Kind.REMOVED : Kind.CHANGED;
    }

    @Override
    public String toString() {
        return kind() + " " + table + " " + HexFormat.of().formatHex(key);
    }
}
