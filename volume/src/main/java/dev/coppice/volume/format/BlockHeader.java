package dev.coppice.volume.format;

import dev.coppice.volume.VolumeException;
import java.util.zip.CRC32C;

/// The first bytes of every block of metadata but the superblock: what it is, where, and that it is intact.
public final class BlockHeader {
    /// Bytes of the header.
    public static final int LENGTH = 16;

    private static final int CHECKSUM = 0;
    private static final int KIND = 4;
    private static final int NUMBER = 8;

    private BlockHeader() {}

    /// Makes an array the beginning of a block; the checksum is left to [#seal].
    public static void begin(byte[] block, BlockKind kind, long number) {
        block[KIND] = (byte) kind.code();
        LittleEndian.putLong(block, NUMBER, number);
    }

    /// Puts the checksum into a block that is complete.
    ///
    /// @return the checksum
    public static int seal(byte[] block, Geometry geometry) {
        int checksum = checksum(block, geometry);
        LittleEndian.putInt(block, CHECKSUM, checksum);
        return checksum;
    }

    /// The checksum that a sealed block holds.
    public static int sealedChecksum(byte[] block) {
        return LittleEndian.getInt(block, CHECKSUM);
    }

    /// @throws VolumeException.Corrupt when the bytes are not an intact block of this volume, kind and place
    public static void verify(byte[] block, Geometry geometry, BlockKind kind, long number)
            throws VolumeException.Corrupt {
        int expected = checksum(block, geometry);
        int found = LittleEndian.getInt(block, CHECKSUM);
        if (expected != found) {
            throw new VolumeException.Corrupt(
                    number,
                    "the checksum " + Integer.toHexString(expected) + " of a block of kind " + kind,
                    Integer.toHexString(found));
        }
        if (block[KIND] != kind.code() || LittleEndian.getLong(block, NUMBER) != number) {
            throw new VolumeException.Corrupt(
                    number,
                    "a block of kind " + kind,
                    "block " + LittleEndian.getLong(block, NUMBER) + " of kind " + BlockKind.of(block[KIND] & 0xFF));
        }
    }

    private static int checksum(byte[] block, Geometry geometry) {
        CRC32C crc = geometry.newChecksum();
        crc.update(block, CHECKSUM + 4, block.length - CHECKSUM - 4);
        return (int) crc.getValue();
    }
}
