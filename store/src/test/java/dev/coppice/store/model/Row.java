package dev.coppice.store.model;

import java.util.Arrays;

/// One entry of the model without its key.
///
/// @param value the value
/// @param expiry when it expires in milliseconds since 1970, 0 for never
@SuppressWarnings("ArrayRecordComponent")
record Row(byte[] value, long expiry) {
    boolean isVisible(long now) {
        return expiry == 0 || expiry > now;
    }

    /// Whether both are the same entry, or both are absent.
    static boolean same(Row a, Row b) {
        return a == null || b == null ? a == b : a.expiry == b.expiry && Arrays.equals(a.value, b.value);
    }
}
