package dev.coppice.store.log;

import dev.coppice.store.StoreException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// The frame around every record of every log: offsets, sealing and checking. The package page has the layout as a
/// table, and a test holds the two together.
///
/// A record is built in a `byte[]` whose first [#HEADER_LENGTH] bytes are left free for the header; its *length*
/// counts header and body, its [padded length][#paddedLength(int)] also the zeros up to the next record.
///
/// Static methods on arrays, without allocation apart from a checksum object that does not escape; thread-safe.
public final class RecordFormat {
    /// The version of the frame that this release writes.
    public static final int VERSION = 1;

    /// Bytes of the header in front of each body.
    public static final int HEADER_LENGTH = 48;

    /// Records start at multiples of this, so that a search for records after a damaged one need not try every byte.
    public static final int ALIGNMENT = 8;

    /// The longest body in bytes. Keeps the padded record inside what a Java array can hold.
    public static final int MAX_BODY_LENGTH = Integer.MAX_VALUE - 63;

    static final int HEADER_CHECKSUM = 0;
    static final int BODY_LENGTH = 4;
    static final int BODY_CHECKSUM = 8;
    static final int FORMAT_VERSION = 12;
    static final int KIND = 13;
    static final int ZERO = 14;
    static final int NUMBER = 16;
    static final int TAG = 24;
    static final int SYNCED_NUMBER = 32;
    static final int RESERVED = 40;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private static final byte[] ZEROS = new byte[512];

    private RecordFormat() {}

    /// Completes a record: [#sealBody] and [#sealHeader] in one call.
    public static void seal(byte[] record, int length, int kind, long number, long tag, long syncedNumber) {
        sealBody(record, length);
        sealHeader(record, kind, number, tag, syncedNumber);
    }

    /// Fills in the length and checksum of the body. This is the part of sealing whose cost grows with the record; it
    /// needs nothing that is known only once the record's place in the log is, so it can be done ahead and in parallel.
    ///
    /// @param record 48 free bytes, then the body
    /// @param length bytes of header and body
    public static void sealBody(byte[] record, int length) {
        int bodyLength = length - HEADER_LENGTH;
        if (bodyLength < 0 || bodyLength > MAX_BODY_LENGTH || length > record.length) {
            throw new IllegalArgumentException("a record of " + length + " bytes in an array of " + record.length);
        }
        INT.set(record, BODY_LENGTH, bodyLength);
        INT.set(record, BODY_CHECKSUM, checksum(record, HEADER_LENGTH, bodyLength));
    }

    /// Fills in the rest of the header of a record whose body is sealed.
    ///
    /// @param kind 0 to 255; what it means is the log's affair
    /// @param number the record's number in its log
    /// @param tag identity of the log file, from [LogTag]
    /// @param syncedNumber the highest number known to be durable, -1 for none
    public static void sealHeader(byte[] record, int kind, long number, long tag, long syncedNumber) {
        if (kind != (kind & 0xFF)) {
            throw new IllegalArgumentException("kind " + kind + " is outside 0 to 255");
        }
        record[FORMAT_VERSION] = (byte) VERSION;
        record[KIND] = (byte) kind;
        SHORT.set(record, ZERO, (short) 0);
        LONG.set(record, NUMBER, number);
        LONG.set(record, TAG, tag);
        LONG.set(record, SYNCED_NUMBER, syncedNumber);
        LONG.set(record, RESERVED, 0L);
        INT.set(record, HEADER_CHECKSUM, checksum(record, BODY_LENGTH, HEADER_LENGTH - BODY_LENGTH));
    }

    /// Bytes that a record of this length occupies in its file.
    public static int paddedLength(int length) {
        return (length + (ALIGNMENT - 1)) & -ALIGNMENT;
    }

    /// Whether the 48 bytes at an offset are a header as it was written, of whatever log and version.
    public static boolean isHeaderIntact(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + HEADER_CHECKSUM)
                == checksum(bytes, at + BODY_LENGTH, HEADER_LENGTH - BODY_LENGTH);
    }

    /// Whether the body of a whole record is as it was written. The header has been checked before.
    public static boolean isBodyIntact(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + BODY_CHECKSUM) == checksum(bytes, at + HEADER_LENGTH, bodyLength(bytes, at));
    }

    /// The length of the body in bytes. Untrusted until the header has been checked.
    public static int bodyLength(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + BODY_LENGTH);
    }

    /// The version of the frame, 0 to 255.
    public static int version(byte[] bytes, int at) {
        return bytes[at + FORMAT_VERSION] & 0xFF;
    }

    /// The record's kind, 0 to 255.
    public static int kind(byte[] bytes, int at) {
        return bytes[at + KIND] & 0xFF;
    }

    /// The record's number in its log.
    public static long number(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + NUMBER);
    }

    /// The identity of the log file that the record was written for.
    public static long tag(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + TAG);
    }

    /// The highest number of the log that was known to be durable when the record was written, -1 for none.
    public static long syncedNumber(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at + SYNCED_NUMBER);
    }

    /// Refuses what an intact header cannot say in this version: called once the checksum has proved that it says what
    /// its writer meant, so a contradiction is never the trace of an interrupted write.
    ///
    /// @param position the header's offset in the file, for the message
    /// @throws StoreException.NotADatabase when the record is of a newer version
    /// @throws StoreException.Corrupt when a field is outside its range
    static void checkFields(byte[] bytes, int at, String fileName, long position) {
        int version = version(bytes, at);
        if (version > VERSION) {
            throw new StoreException.NotADatabase(fileName + " holds a record of format version " + version
                    + " at offset " + position + ", newer than version " + VERSION
                    + " that this release knows; use a newer release");
        }
        if (version < VERSION) {
            throw new StoreException.Corrupt(
                    fileName, position + FORMAT_VERSION, "format version " + VERSION, "version " + version);
        }
        int bodyLength = bodyLength(bytes, at);
        if (bodyLength < 0 || bodyLength > MAX_BODY_LENGTH) {
            throw new StoreException.Corrupt(
                    fileName, position + BODY_LENGTH, "a body of 0 to " + MAX_BODY_LENGTH + " bytes", "" + bodyLength);
        }
        if ((short) SHORT.get(bytes, at + ZERO) != 0 || (long) LONG.get(bytes, at + RESERVED) != 0) {
            throw new StoreException.Corrupt(
                    fileName, position, "zeros in the reserved fields of the record header", "other bytes");
        }
    }

    /// Whether the range holds nothing but zeros.
    static boolean isZero(byte[] bytes, int from, int to) {
        // The zeros that a log is extended by are a million at times, and read once, by code that is not compiled yet:
        // so in pieces, each compared by one call.
        for (int at = from; at < to; at += ZEROS.length) {
            int length = Math.min(to - at, ZEROS.length);
            if (!Arrays.equals(bytes, at, at + length, ZEROS, 0, length)) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
