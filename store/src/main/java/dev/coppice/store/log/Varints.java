package dev.coppice.store.log;

/// What the writer and the reader of manifest bodies share about numbers of variable length.
public final class Varints {
    /// The bytes of the longest number.
    public static final int MAX_LENGTH = 10;

    private Varints() {}

    /// Folds the sign into the lowest bit: 0, -1, 1, -2 ... become 0, 1, 2, 3 ...
    public static long toZigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }

    /// The inverse of [#toZigzag].
    public static long fromZigzag(long folded) {
        return (folded >>> 1) ^ -(folded & 1);
    }
}
