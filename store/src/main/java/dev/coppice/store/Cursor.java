package dev.coppice.store;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;

/// Walks the entries of a range in key order, forwards and backwards, over one unmoving state.
///
/// A new cursor stands outside the range: [#next()] goes to the first entry, [#previous()] to the last one. After a
/// move that returned false it stands outside again, past the end that it ran into: going on in the same direction
/// returns false again, turning round comes back to the entry at that end.
///
/// Confined to one thread at a time. Moving allocates nothing. Must be closed, because it keeps files from being
/// deleted.
public interface Cursor extends AutoCloseable {
    /// Goes to the next entry.
    ///
    /// @return whether there is one
    boolean next();

    /// Goes to the entry before.
    ///
    /// @return whether there is one
    boolean previous();

    /// Goes to the first entry in the range whose key is at or above the given one.
    ///
    /// @return whether there is one; if not, the cursor stands past the end
    boolean seek(byte[] key);

    /// Goes to the last entry in the range whose key is at or below the given one.
    ///
    /// @return whether there is one; if not, the cursor stands before the start
    boolean seekFloor(byte[] key);

    /// A copy of the key.
    ///
    /// @throws IllegalStateException when the cursor stands outside the range, here and in all methods below
    byte[] key();

    /// The length of the key in bytes.
    int keyLength();

    /// Copies the key to the start of an array, which must have room for it, and allocates nothing.
    ///
    /// @return the key's length
    int copyKey(byte[] target);

    /// A copy of the value.
    byte[] value();

    /// The length of the value in bytes.
    long valueLength();

    /// The value without copying it where it lies in one piece, read-only. Stays valid as long as it is reachable.
    MemorySegment valueSegment();

    /// Copies the value to a segment, as much as fits, and allocates nothing.
    ///
    /// @return the length of the whole value in bytes
    long copyValue(MemorySegment target);

    /// The value as a stream, for large ones.
    InputStream openValue();

    /// When the entry expires, in milliseconds since 1970-01-01T00:00Z; 0 for never.
    long expiresAtMillis();

    /// The entry, copied.
    default Entry entry() {
        return new Entry(key(), value(), expiresAtMillis());
    }

    @Override
    void close();
}
