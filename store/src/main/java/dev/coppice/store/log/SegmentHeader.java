package dev.coppice.store.log;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The body of the first record of a segment.
///
/// @param databaseId the database
/// @param forkId the fork whose log this is
/// @param number the segment's number in the log
/// @param term the term of the writer that began it
/// @param previousSequence the last commit before it
record SegmentHeader(long databaseId, long forkId, long number, long term, long previousSequence) {
    private static final int RECORD_LENGTH = RecordFormat.HEADER_LENGTH + WalFormat.SEGMENT_BODY_LENGTH;

    /// The record that begins the segment.
    byte[] toRecord() {
        byte[] record = new byte[RECORD_LENGTH];
        body(record)
                .putLong(WalFormat.SEGMENT_DATABASE_ID, databaseId)
                .putLong(WalFormat.SEGMENT_FORK_ID, forkId)
                .putLong(WalFormat.SEGMENT_NUMBER, number)
                .putLong(WalFormat.SEGMENT_TERM, term)
                .putLong(WalFormat.SEGMENT_PREVIOUS_SEQUENCE, previousSequence);
        RecordFormat.seal(
                record,
                RECORD_LENGTH,
                WalFormat.KIND_SEGMENT,
                previousSequence,
                WalFormat.tag(databaseId, forkId, number),
                previousSequence);
        return record;
    }

    /// Reads the beginning of a segment.
    ///
    /// @return null when there is none: the file is empty, or its first write was interrupted, or its first record has
    ///     rotted; what the segment holds beyond it decides which
    /// @throws StoreException.Corrupt when the segment is that of another log or place
    /// @throws StoreException.NotADatabase when the segment is of a newer format version
    static SegmentHeader read(StorageFile file, String fileName, long databaseId, long forkId, long number) {
        byte[] record = new byte[RECORD_LENGTH];
        try {
            if (file.read(ByteBuffer.wrap(record), 0) < RECORD_LENGTH) {
                return null;
            }
        } catch (IOException e) {
            throw IoErrors.wrap("reading " + fileName, e);
        }
        if (!RecordFormat.isHeaderIntact(record, 0)) {
            return null;
        }
        RecordFormat.checkFields(record, 0, fileName, 0);
        String expected = "the start of segment " + number + " of fork " + forkId + " of database "
                + Long.toHexString(databaseId);
        if (RecordFormat.kind(record, 0) != WalFormat.KIND_SEGMENT
                || RecordFormat.bodyLength(record, 0) != WalFormat.SEGMENT_BODY_LENGTH) {
            throw new StoreException.Corrupt(fileName, 0, expected, "a record of kind " + RecordFormat.kind(record, 0));
        }
        if (!RecordFormat.isBodyIntact(record, 0)) {
            return null;
        }
        SegmentHeader header = parse(record);
        SegmentHeader own = new SegmentHeader(databaseId, forkId, number, header.term, header.previousSequence);
        if (!header.equals(own)
                || RecordFormat.tag(record, 0) != WalFormat.tag(databaseId, forkId, number)
                || RecordFormat.number(record, 0) != header.previousSequence) {
            throw new StoreException.Corrupt(
                    fileName,
                    0,
                    expected,
                    "the start of segment " + header.number + " of fork " + header.forkId + " of database "
                            + Long.toHexString(header.databaseId));
        }
        return header;
    }

    private static SegmentHeader parse(byte[] record) {
        ByteBuffer body = body(record);
        return new SegmentHeader(
                body.getLong(WalFormat.SEGMENT_DATABASE_ID),
                body.getLong(WalFormat.SEGMENT_FORK_ID),
                body.getLong(WalFormat.SEGMENT_NUMBER),
                body.getLong(WalFormat.SEGMENT_TERM),
                body.getLong(WalFormat.SEGMENT_PREVIOUS_SEQUENCE));
    }

    private static ByteBuffer body(byte[] record) {
        return ByteBuffer.wrap(record, RecordFormat.HEADER_LENGTH, WalFormat.SEGMENT_BODY_LENGTH)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }
}
