package dev.coppice.cli.command;

import dev.coppice.store.Cursor;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.View;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A digest of all entries of a table: equal for two states exactly when their keys, values and expiries are, unless
/// SHA-256 is broken. The input is, for each entry in key order, the key's length in four bytes, the key, the expiry
/// and the value's length in eight bytes each, big-endian, and the value.
final class StateDigest {
    private static final int BUFFER_BYTES = 1 << 16;

    private StateDigest() {}

    /// The digest of one table and what was counted on the way.
    ///
    /// @param entries entries read
    /// @param bytes bytes of their keys and values
    /// @param hex the digest in hexadecimal
    record Summary(long entries, long bytes, String hex) {}

    static Summary of(View view, Table table) {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        ByteBuffer numbers = ByteBuffer.allocate(20);
        long entries = 0;
        long bytes = 0;
        try (Cursor cursor = view.cursor(table, KeyRange.all())) {
            while (cursor.next()) {
                byte[] key = cursor.key();
                numbers.clear().putInt(key.length);
                digest.update(numbers.array(), 0, 4);
                digest.update(key);
                numbers.clear().putLong(cursor.expiresAtMillis()).putLong(cursor.valueLength());
                digest.update(numbers.array(), 0, 16);
                addValue(digest, cursor, buffer);
                entries++;
                bytes += key.length + cursor.valueLength();
            }
        }
        return new Summary(entries, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static void addValue(MessageDigest digest, Cursor cursor, byte[] buffer) {
        try (InputStream value = cursor.openValue()) {
            for (int read = value.read(buffer); read >= 0; read = value.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
