package dev.coppice.store;

import java.util.Arrays;
import java.util.HexFormat;

/// One entry of a table, copied out of it.
///
/// @param key the key
/// @param value the value
/// @param expiresAtMillis when the entry expires, in milliseconds since 1970-01-01T00:00Z; 0 for never
public record Entry(byte[] key, byte[] value, long expiresAtMillis) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Entry(byte[] otherKey, byte[] otherValue, long otherExpiry)
                && Arrays.equals(key, otherKey)
                && Arrays.equals(value, otherValue)
                && expiresAtMillis == otherExpiry;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key) * 31 + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(key) + "=" + HexFormat.of().formatHex(value);
    }
}
