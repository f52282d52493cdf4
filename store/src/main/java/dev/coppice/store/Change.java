package dev.coppice.store;

import java.io.InputStream;

/// One difference between two states. Values are read when they are asked for, so that changes of large values cost no
/// more than others: a change may be kept, its values can be read until the [Diff] is closed, by the diff's thread.
public interface Change {
    /// The kinds of difference.
    enum Kind {
        /// The key is in the later state only.
        ADDED,
        /// The key is in the earlier state only.
        REMOVED,
        /// The value, or the time at which it expires, differs.
        CHANGED
    }

    /// Which kind of difference this is.
    Kind kind();

    /// The table.
    TableIdent table();

    /// The key. The array belongs to the caller of [Diff#next()].
    byte[] key();

    /// The value in the earlier state, null when absent. Each call reads and copies it.
    ///
    /// @throws StoreException.Invalid when it is longer than an array can be; see [#openBefore()]
    byte[] before();

    /// The value in the later state, null when absent. Each call reads and copies it.
    ///
    /// @throws StoreException.Invalid when it is longer than an array can be; see [#openAfter()]
    byte[] after();

    /// The value in the earlier state as a stream that reads as it goes, null when absent.
    InputStream openBefore();

    /// The value in the later state as a stream that reads as it goes, null when absent.
    InputStream openAfter();

    /// The length of the value in the earlier state in bytes, -1 when absent. Reads nothing.
    long beforeLength();

    /// The length of the value in the later state in bytes, -1 when absent. Reads nothing.
    long afterLength();

    /// When the entry of the earlier state expires in milliseconds since 1970-01-01T00:00Z, 0 for never or when absent.
    long beforeExpiresAtMillis();

    /// When the entry of the later state expires in milliseconds since 1970-01-01T00:00Z, 0 for never or when absent.
    long afterExpiresAtMillis();
}
