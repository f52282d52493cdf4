package dev.coppice.store.delta;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// One write of a transaction, a put or a delete, as bytes in a chunk: an array that holds the transaction's record in
/// the write-ahead log from its header on, or several records, as they were read back from there. Integers are
/// little-endian, offsets count from the start of the mutation.
///
/// | offset | size | field       | meaning                                                                 |
/// |-------:|-----:|-------------|-------------------------------------------------------------------------|
/// |      0 |    1 | kind        | bit 0: put, else delete; bit 1: has an expiry; bit 2: value is overflow |
/// |      1 |    2 | keyLength   | 0 to 1000                                                               |
/// |      3 |    4 | valueLength | 0 for a delete, 12 for an overflow value                                |
/// |      7 |    8 | expiry      | milliseconds since 1970, positive; there only if bit 1 is set           |
/// |  7, 15 |      | key         |                                                                         |
/// |        |      | value       | the value, or where it is: its length (8), its first logical page (4)   |
///
/// The accessors trust the bytes: call [#verify] once on whatever was read from a file. They allocate nothing and are
/// thread-safe, as chunks do not change.
public final class Mutation {
    /// The longest key, in bytes.
    public static final int MAX_KEY_LENGTH = 1000;

    /// The length in bytes of what stands for an overflow value: its length and its first logical page.
    public static final int OVERFLOW_REFERENCE_LENGTH = 12;

    private static final int PUT = 1;
    private static final int EXPIRY = 2;
    private static final int OVERFLOW = 4;

    private static final int KEY_LENGTH_OFFSET = 1;
    private static final int VALUE_LENGTH_OFFSET = 3;
    private static final int FIXED_LENGTH = 7;
    private static final int EXPIRY_LENGTH = Long.BYTES;
    private static final int SEQUENCE_OFFSET = 16;

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private Mutation() {}

    private static VarHandle view(Class<?> arrayType) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN)
                .withInvokeExactBehavior();
    }

    /// The first byte of the mutation as it is.
    public static int kind(byte[] chunk, int at) {
        return chunk[at];
    }

    /// Whether the mutation gives the key a value; otherwise it deletes the key.
    public static boolean isPut(byte[] chunk, int at) {
        return (chunk[at] & PUT) != 0;
    }

    /// Whether the entry expires.
    public static boolean hasExpiry(byte[] chunk, int at) {
        return (chunk[at] & EXPIRY) != 0;
    }

    /// Whether the value bytes only say where the value is: see [#overflowLength] and [#overflowPage].
    public static boolean isOverflow(byte[] chunk, int at) {
        return (chunk[at] & OVERFLOW) != 0;
    }

    /// When the entry expires, in milliseconds since 1970; 0 when it does not.
    public static long expiry(byte[] chunk, int at) {
        return hasExpiry(chunk, at) ? (long) LONG.get(chunk, at + FIXED_LENGTH) : 0;
    }

    /// Where in the chunk the key begins.
    public static int keyOffset(byte[] chunk, int at) {
        // The expiry bit, shifted twice, is the length of the expiry: no branch on a path that every search takes.
        return at + FIXED_LENGTH + ((chunk[at] & EXPIRY) << 2);
    }

    /// The length of the key in bytes.
    public static int keyLength(byte[] chunk, int at) {
        return (short) SHORT.get(chunk, at + KEY_LENGTH_OFFSET) & 0xFFFF;
    }

    /// Where in the chunk the value begins.
    public static int valueOffset(byte[] chunk, int at) {
        return keyOffset(chunk, at) + keyLength(chunk, at);
    }

    /// How many bytes of value the mutation holds: [#OVERFLOW_REFERENCE_LENGTH] for an overflow value, 0 for a delete.
    public static int valueLength(byte[] chunk, int at) {
        return (int) INT.get(chunk, at + VALUE_LENGTH_OFFSET);
    }

    /// The length in bytes of a value that is in overflow pages.
    public static long overflowLength(byte[] chunk, int at) {
        return (long) LONG.get(chunk, valueOffset(chunk, at));
    }

    /// The first logical page of a value that is in overflow pages.
    public static long overflowPage(byte[] chunk, int at) {
        return Integer.toUnsignedLong((int) INT.get(chunk, valueOffset(chunk, at) + Long.BYTES));
    }

    /// The length of the whole mutation in bytes.
    public static int encodedLength(byte[] chunk, int at) {
        return valueOffset(chunk, at) - at + valueLength(chunk, at);
    }

    /// The commit sequence of the transaction that wrote the chunk: the number in the header of its record. Of a chunk
    /// with several records, that of the first: not above the true one, and like it before all commits that were made
    /// since the log was read, which is all that anybody asks.
    public static long sequence(byte[] chunk) {
        return (long) LONG.get(chunk, SEQUENCE_OFFSET);
    }

    /// Compares the mutation's key with another.
    ///
    /// @return negative, 0 or positive as the mutation's key is less than, equal to or greater than `key`
    public static int compareKey(byte[] chunk, int at, byte[] key, int keyLength) {
        int from = keyOffset(chunk, at);
        return Arrays.compareUnsigned(chunk, from, from + keyLength(chunk, at), key, 0, keyLength);
    }

    /// Copies the key to the start of an array.
    ///
    /// @param target at least as long as the key
    /// @return the length of the key in bytes
    public static int copyKey(byte[] chunk, int at, byte[] target) {
        int length = keyLength(chunk, at);
        System.arraycopy(chunk, keyOffset(chunk, at), target, 0, length);
        return length;
    }

    /// How many bytes a mutation takes, in a long since the sum may be larger than an array.
    ///
    /// @param valueLength 0 for a delete, [#OVERFLOW_REFERENCE_LENGTH] for an overflow value
    public static long encodedLength(int keyLength, int valueLength, boolean hasExpiry) {
        return FIXED_LENGTH + (hasExpiry ? EXPIRY_LENGTH : 0L) + keyLength + valueLength;
    }

    /// Writes a put whose value is part of the mutation.
    ///
    /// @param expiry milliseconds since 1970, or 0 for an entry that does not expire
    /// @return the offset after the mutation
    public static int encodePut(
            byte[] chunk,
            int at,
            byte[] key,
            int keyOffset,
            int keyLength,
            byte[] value,
            int valueOffset,
            int valueLength,
            long expiry) {
        int valueAt = encodeStart(chunk, at, PUT, key, keyOffset, keyLength, valueLength, expiry);
        System.arraycopy(value, valueOffset, chunk, valueAt, valueLength);
        return valueAt + valueLength;
    }

    /// Writes a put whose value is in overflow pages.
    ///
    /// @param length the length of the value in bytes
    /// @param firstLogicalPage the first of the pages that hold it, 0 to 2^32 - 1
    /// @param expiry milliseconds since 1970, or 0 for an entry that does not expire
    /// @return the offset after the mutation
    public static int encodeOverflow(
            byte[] chunk,
            int at,
            byte[] key,
            int keyOffset,
            int keyLength,
            long length,
            long firstLogicalPage,
            long expiry) {
        int valueAt =
                encodeStart(chunk, at, PUT | OVERFLOW, key, keyOffset, keyLength, OVERFLOW_REFERENCE_LENGTH, expiry);
        LONG.set(chunk, valueAt, length);
        INT.set(chunk, valueAt + Long.BYTES, (int) firstLogicalPage);
        return valueAt + OVERFLOW_REFERENCE_LENGTH;
    }

    /// Writes a delete.
    ///
    /// @return the offset after the mutation
    public static int encodeDelete(byte[] chunk, int at, byte[] key, int keyOffset, int keyLength) {
        return encodeStart(chunk, at, 0, key, keyOffset, keyLength, 0, 0);
    }

    private static int encodeStart(
            byte[] chunk, int at, int kind, byte[] key, int keyOffset, int keyLength, int valueLength, long expiry) {
        if (keyLength < 0 || keyLength > MAX_KEY_LENGTH) {
            throw new IllegalArgumentException("a key has 0 to " + MAX_KEY_LENGTH + " bytes, not " + keyLength);
        }
        if (expiry < 0) {
            throw new IllegalArgumentException("an expiry is 0 or later, not " + expiry);
        }
        chunk[at] = (byte) (expiry == 0 ? kind : kind | EXPIRY);
        SHORT.set(chunk, at + KEY_LENGTH_OFFSET, (short) keyLength);
        INT.set(chunk, at + VALUE_LENGTH_OFFSET, valueLength);
        if (expiry != 0) {
            LONG.set(chunk, at + FIXED_LENGTH, expiry);
        }
        int keyAt = keyOffset(chunk, at);
        System.arraycopy(key, keyOffset, chunk, keyAt, keyLength);
        return keyAt + keyLength;
    }

    /// Checks that the bytes are one whole mutation, so that every accessor stays inside the limit.
    ///
    /// @param at where it begins, 0 to `limit`
    /// @param limit the offset in the chunk that the mutation must not cross
    /// @return null when they are, else what is wrong, for a person
    public static String verify(byte[] chunk, int at, int limit) {
        int available = limit - at;
        if (available < FIXED_LENGTH) {
            return "a mutation has at least " + FIXED_LENGTH + " bytes, " + available + " are left";
        }
        int kind = kind(chunk, at);
        if ((kind & ~(PUT | EXPIRY | OVERFLOW)) != 0 || (!isPut(chunk, at) && kind != 0)) {
            return "no mutation has kind " + (kind & 0xFF);
        }
        int keyLength = keyLength(chunk, at);
        int valueLength = valueLength(chunk, at);
        if (keyLength > MAX_KEY_LENGTH) {
            return "a key has 0 to " + MAX_KEY_LENGTH + " bytes, not " + keyLength;
        }
        if (valueLength < 0 || encodedLength(keyLength, valueLength, hasExpiry(chunk, at)) > available) {
            return "a key of " + keyLength + " and a value of " + valueLength + " bytes do not fit into the "
                    + available + " bytes left";
        }
        return verifyContent(chunk, at, valueLength);
    }

    private static String verifyContent(byte[] chunk, int at, int valueLength) {
        if (!isPut(chunk, at) && valueLength != 0) {
            return "a delete has no value, not one of " + valueLength + " bytes";
        }
        if (hasExpiry(chunk, at) && expiry(chunk, at) <= 0) {
            return "an expiry is positive, not " + expiry(chunk, at);
        }
        if (!isOverflow(chunk, at)) {
            return null;
        }
        if (valueLength != OVERFLOW_REFERENCE_LENGTH) {
            return "an overflow reference has " + OVERFLOW_REFERENCE_LENGTH + " bytes, not " + valueLength;
        }
        return overflowLength(chunk, at) >= 0
                ? null
                : "the length of a value is not " + Long.toUnsignedString(overflowLength(chunk, at));
    }
}
