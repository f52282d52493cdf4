package dev.coppice.store.engine;

import dev.coppice.store.KeyRange;
import java.util.ArrayList;
import java.util.List;

/// What a transaction asks to commit, and what its commit depends on. Confined to the transaction's thread, then handed
/// to the committer.
///
/// @param snapshot the state that the transaction read
/// @param record the operations
/// @param length the record's length, header included
/// @param created slots of tables that must not exist
/// @param required tables that must still be the same
/// @param reads what nobody else may have written: all that was read, when serializable, and what was required
@SuppressWarnings("ArrayRecordComponent")
record WriteSet(
        ForkState snapshot, byte[] record, int length, List<Integer> created, List<Required> required, ReadSet reads) {

    /// A table that must not have been dropped.
    record Required(int slot, long incarnation) {}

    /// Keys and ranges that must be as they were.
    static final class ReadSet {
        /// One key.
        record Key(int slot, byte[] key) {}

        /// All keys of a range.
        record Range(int slot, KeyRange range) {}

        final List<Key> keys = new ArrayList<>();
        final List<Range> ranges = new ArrayList<>();

        void add(TableHandle table, byte[] key) {
            keys.add(new Key(table.slot(), key.clone()));
        }

        void add(TableHandle table, KeyRange range) {
            ranges.add(new Range(table.slot(), range));
        }
    }
}
