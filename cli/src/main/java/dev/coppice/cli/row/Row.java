package dev.coppice.cli.row;

import java.nio.file.Path;

/// One entry on its way into a table.
///
/// @param key the key
/// @param value the value, or null when it is still in a file
/// @param file the file whose bytes are the value, when they are too many to hold in memory; otherwise null
/// @param expiresAtMillis when the entry expires, in milliseconds since 1970-01-01T00:00Z; 0 for never
/// @param line the line on which it begins, counted from 1; for a directory of files the number of the file
@SuppressWarnings("ArrayRecordComponent")
public record Row(byte[] key, byte[] value, Path file, long expiresAtMillis, long line) {
    /// A row in memory that never expires.
    static Row of(byte[] key, byte[] value, long line) {
        return new Row(key, value, null, 0, line);
    }

    /// Bytes of key and value, those of a file not counted.
    long size() {
        return (long) key.length + (value == null ? 0 : value.length);
    }
}
