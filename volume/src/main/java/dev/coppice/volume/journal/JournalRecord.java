package dev.coppice.volume.journal;

import dev.coppice.volume.device.BlockDevice;
import dev.coppice.volume.format.Geometry;
import dev.coppice.volume.format.LittleEndian;
import java.util.zip.CRC32C;

/// The frame of a record: its header, and the changes behind it.
final class JournalRecord {
    static final int SECTOR = BlockDevice.SECTOR;
    static final int HEADER_LENGTH = 64;
    static final int CHANGE_LENGTH = 16;

    private static final long MAGIC = 0x4A65_6369_7070_6F43L; // CoppiceJ
    private static final int HEADER_CHECKSUM = 8;
    private static final int BODY_CHECKSUM = 12;
    private static final int SEQUENCE = 16;
    private static final int POSITION = 24;
    private static final int RECORD_LENGTH = 32;
    private static final int CHANGE_COUNT = 36;

    private JournalRecord() {}

    /// What a header says.
    ///
    /// @param length bytes of the record
    /// @param changeCount changes in it
    /// @param bodyChecksum what its bytes behind the header must have
    record Header(long sequence, long position, int length, int changeCount, int bodyChecksum) {
        /// Where the sectors begin, from the start of the record.
        int sectorsOffset() {
            return Math.ceilDiv(HEADER_LENGTH + changeCount * CHANGE_LENGTH, SECTOR) * SECTOR;
        }
    }

    /// Reads a header.
    ///
    /// @param bytes at least [#HEADER_LENGTH] from the offset on
    /// @param lengthMax no record is longer
    /// @return null when the bytes are not an intact header of this volume that makes sense
    static Header parse(byte[] bytes, int offset, Geometry geometry, long lengthMax) {
        if (LittleEndian.getLong(bytes, offset) != MAGIC
                || LittleEndian.getInt(bytes, offset + HEADER_CHECKSUM) != headerChecksum(bytes, offset, geometry)) {
            return null;
        }
        Header header = new Header(
                LittleEndian.getLong(bytes, offset + SEQUENCE),
                LittleEndian.getLong(bytes, offset + POSITION),
                LittleEndian.getInt(bytes, offset + RECORD_LENGTH),
                LittleEndian.getInt(bytes, offset + CHANGE_COUNT),
                LittleEndian.getInt(bytes, offset + BODY_CHECKSUM));
        boolean isSound = header.length >= SECTOR
                && header.length <= lengthMax
                && header.length % SECTOR == 0
                && header.changeCount >= 0
                && header.changeCount <= (header.length - HEADER_LENGTH) / CHANGE_LENGTH
                && header.sectorsOffset() <= header.length;
        return isSound ? header : null;
    }

    /// Completes a record whose changes and sectors are in place.
    static void seal(byte[] record, int length, int changeCount, long sequence, long position, Geometry geometry) {
        LittleEndian.putLong(record, 0, MAGIC);
        LittleEndian.putLong(record, SEQUENCE, sequence);
        LittleEndian.putLong(record, POSITION, position);
        LittleEndian.putInt(record, RECORD_LENGTH, length);
        LittleEndian.putInt(record, CHANGE_COUNT, changeCount);
        LittleEndian.putInt(record, BODY_CHECKSUM, bodyChecksum(record, length));
        LittleEndian.putInt(record, HEADER_CHECKSUM, headerChecksum(record, 0, geometry));
    }

    /// The checksum of what follows the header.
    static int bodyChecksum(byte[] record, int length) {
        CRC32C crc = new CRC32C();
        crc.update(record, HEADER_LENGTH, length - HEADER_LENGTH);
        return (int) crc.getValue();
    }

    private static int headerChecksum(byte[] bytes, int offset, Geometry geometry) {
        CRC32C crc = geometry.newChecksum();
        crc.update(bytes, offset + BODY_CHECKSUM, HEADER_LENGTH - BODY_CHECKSUM);
        return (int) crc.getValue();
    }
}
