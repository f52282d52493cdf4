package dev.coppice.store;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Ordered reads of the tables of one fork: of its latest committed state ([Fork]), of one state that never moves
/// ([Snapshot]), or of a state plus a transaction's own writes ([Transaction]).
///
/// Keys are compared as unsigned bytes, a shorter key before every longer one that it begins. A key has 0 to
/// [Limits#MAX_KEY_LENGTH] bytes. Entries whose time to live has passed are absent. Arrays that are passed in are not
/// kept, arrays that are returned belong to the caller.
///
/// Each method may throw [StoreException.Corrupt] when bytes on disk contradict the format, [StoreException.Io] when
/// they cannot be read, [StoreException.Closed] after close, and [StoreException.Invalid] for a key that is too long.
public interface View {
    /// The value of a key, or null when it is absent. A value of more than 2 GiB does not fit an array: see
    /// [#openValue(Table, byte\[\])].
    byte[] get(Table table, byte[] key);

    /// Copies the value of a key into a segment, as much as fits, and allocates nothing.
    ///
    /// @return the length of the whole value in bytes, or -1 when the key is absent
    long get(Table table, byte[] key, MemorySegment target);

    /// The value of a key without copying it, or null when it is absent. The segment is read-only and stays valid and
    /// unchanged for as long as it is reachable, also after the view is closed. A value that spans several pages, or
    /// is compressed, is copied.
    MemorySegment getSegment(Table table, byte[] key);

    /// The value of a key as a stream, or null when it is absent: for values that are too large to hold in memory.
    InputStream openValue(Table table, byte[] key);

    /// Whether the key is present.
    boolean contains(Table table, byte[] key);

    /// The entry with the smallest key, or null when the table is empty.
    Entry first(Table table);

    /// The entry with the greatest key, or null when the table is empty.
    Entry last(Table table);

    /// The entry with the greatest key at or below the given one, or null.
    Entry floor(Table table, byte[] key);

    /// The entry with the smallest key at or above the given one, or null.
    Entry ceiling(Table table, byte[] key);

    /// The entry with the greatest key below the given one, or null.
    Entry lower(Table table, byte[] key);

    /// The entry with the smallest key above the given one, or null.
    Entry higher(Table table, byte[] key);

    /// A cursor over the entries of a range, in both directions. It sees the state at this call, whatever is
    /// committed afterwards, and must be closed.
    Cursor cursor(Table table, KeyRange range);

    /// The number of entries in a table. Proportional to the writes since the last checkpoint, not to the table.
    long count(Table table);

    /// The number of entries in a range. Reads page headers only, where it can.
    long count(Table table, KeyRange range);

    /// The tables that exist, sorted.
    List<TableIdent> tables();
}
