package dev.coppice.volume.format;

import dev.coppice.volume.VolumeException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/// The fields of the superblock, in the bytes of its block.
public final class Superblock {
    /// Bytes that have fields, and that tell the rest of the volume.
    public static final int LENGTH = 4096;
    /// The number of the block.
    public static final long BLOCK = 0;
    /// The most bytes of a label in UTF-8.
    public static final int LABEL_LENGTH_MAX = 64;

    /// Where the number of the last group that this superblock contains is.
    public static final int SEQUENCE = 168;
    /// Where the number of blocks that are not in use is.
    public static final int FREE_BLOCK_COUNT = 192;
    /// Where the entry of the table's highest block is.
    public static final int TABLE_ROOT = 200;
    /// Where the number of inodes in use is.
    public static final int INODE_COUNT = 208;
    /// Where the generation of the next inode is.
    public static final int NEXT_GENERATION = 216;
    /// Where the first inode with something to be given back is.
    public static final int FIRST_ORPHAN = 224;
    /// Where the first block of snapshots is.
    public static final int FIRST_SNAPSHOTS = 232;
    /// Where the number of the next snapshot is.
    public static final int NEXT_SNAPSHOT = 240;
    /// Where the inode of the inodes is.
    public static final int INODE_FILE = 256;
    /// Where the inode of the inode bitmap is.
    public static final int INODE_BITMAP_FILE = 512;
    /// Where the checksum is.
    public static final int CHECKSUM = LENGTH - 4;

    private static final long MAGIC = 0x5665_6369_7070_6F43L; // CoppiceV
    private static final int FORMAT_VERSION = 1;
    private static final int FORMAT = 8;
    private static final int BLOCK_SIZE = 12;
    private static final int BLOCK_COUNT = 16;
    private static final int ID_HIGH = 24;
    private static final int ID_LOW = 32;
    private static final int READ_ONLY_FEATURES = 48;
    private static final int INCOMPATIBLE_FEATURES = 56;
    private static final int LABEL = 64;
    private static final int BITMAP_BLOCK = 128;
    private static final int TABLE_BLOCK = 136;
    private static final int JOURNAL_BLOCK = 144;
    private static final int JOURNAL_BLOCK_COUNT = 152;
    private static final int CREATED = 160;
    private static final int CHECKPOINT_SEQUENCE = 176;
    private static final int CHECKPOINT_POSITION = 184;

    private Superblock() {}

    /// Writes what never changes into the block of a new volume.
    ///
    /// @param label at most [#LABEL_LENGTH_MAX] bytes in UTF-8
    /// @param created nanoseconds since 1970-01-01 UTC
    /// @throws VolumeException.Invalid when the label is too long or not to be written in UTF-8
    public static void begin(byte[] block, Geometry geometry, String label, long created)
            throws VolumeException.Invalid {
        LittleEndian.putLong(block, 0, MAGIC);
        LittleEndian.putInt(block, FORMAT, FORMAT_VERSION);
        LittleEndian.putInt(block, BLOCK_SIZE, geometry.blockSize());
        LittleEndian.putLong(block, BLOCK_COUNT, geometry.blockCount());
        LittleEndian.putLong(block, ID_HIGH, geometry.id().getMostSignificantBits());
        LittleEndian.putLong(block, ID_LOW, geometry.id().getLeastSignificantBits());
        byte[] encoded = encode(label);
        System.arraycopy(encoded, 0, block, LABEL, encoded.length);
        LittleEndian.putLong(block, BITMAP_BLOCK, geometry.bitmapBlock());
        LittleEndian.putLong(block, TABLE_BLOCK, geometry.tableBlock());
        LittleEndian.putLong(block, JOURNAL_BLOCK, geometry.journalBlock());
        LittleEndian.putLong(block, JOURNAL_BLOCK_COUNT, geometry.journalBlockCount());
        LittleEndian.putLong(block, CREATED, created);
    }

    /// The number of the last group that the superblock contains.
    public static long sequence(byte[] block) {
        return LittleEndian.getLong(block, SEQUENCE);
    }

    /// Up to where all groups are at their places.
    public static JournalEnd checkpoint(byte[] block) {
        return new JournalEnd(
                LittleEndian.getLong(block, CHECKPOINT_SEQUENCE), LittleEndian.getLong(block, CHECKPOINT_POSITION));
    }

    /// Says up to where all groups are at their places.
    public static void putCheckpoint(byte[] block, JournalEnd checkpoint) {
        LittleEndian.putLong(block, CHECKPOINT_SEQUENCE, checkpoint.sequence());
        LittleEndian.putLong(block, CHECKPOINT_POSITION, checkpoint.position());
    }

    /// Puts the checksum into a block that is complete.
    public static void seal(byte[] block) {
        LittleEndian.putInt(block, CHECKSUM, checksum(block));
    }

    /// Whether the bytes begin as a superblock of any version does.
    public static boolean hasMagic(byte[] block) {
        return LittleEndian.getLong(block, 0) == MAGIC;
    }

    /// Reads what never changes.
    ///
    /// @param block at least [#LENGTH] bytes
    /// @param deviceSize bytes of the device
    /// @throws VolumeException.NotAVolume when the bytes are something else, or of a version or with a feature that
    ///     this release does not know
    /// @throws VolumeException.Corrupt when they are damaged, or the device is shorter than the volume
    public static Geometry parse(byte[] block, long deviceSize) throws VolumeException {
        if (!hasMagic(block)) {
            throw new VolumeException.NotAVolume("no volume begins here; name a volume's image, or format this one");
        }
        int version = LittleEndian.getInt(block, FORMAT);
        if (version > FORMAT_VERSION) {
            throw new VolumeException.NotAVolume("a volume of format version " + version
                    + "; this release knows versions up to " + FORMAT_VERSION + ": use a newer one");
        }
        if (version != FORMAT_VERSION || checksum(block) != LittleEndian.getInt(block, CHECKSUM)) {
            throw new VolumeException.Corrupt(
                    BLOCK,
                    "a superblock with the checksum " + Integer.toHexString(checksum(block)),
                    Integer.toHexString(LittleEndian.getInt(block, CHECKSUM)));
        }
        long unknown = LittleEndian.getLong(block, INCOMPATIBLE_FEATURES);
        if (unknown != 0) {
            throw new VolumeException.NotAVolume("a volume with features that this release does not know (0x"
                    + Long.toHexString(unknown) + "): use a newer one");
        }
        Geometry geometry = new Geometry(
                new UUID(LittleEndian.getLong(block, ID_HIGH), LittleEndian.getLong(block, ID_LOW)),
                LittleEndian.getInt(block, BLOCK_SIZE),
                LittleEndian.getLong(block, BLOCK_COUNT),
                LittleEndian.getLong(block, BITMAP_BLOCK),
                LittleEndian.getLong(block, TABLE_BLOCK),
                LittleEndian.getLong(block, JOURNAL_BLOCK),
                LittleEndian.getLong(block, JOURNAL_BLOCK_COUNT));
        if (!geometry.isSound()) {
            throw new VolumeException.Corrupt(BLOCK, "regions inside the volume, in order", geometry.toString());
        }
        if (deviceSize / geometry.blockSize() < geometry.blockCount()) {
            throw new VolumeException.Corrupt(
                    VolumeException.Corrupt.NO_BLOCK,
                    "a device of at least " + geometry.positionOf(geometry.blockCount()) + " bytes",
                    "one of " + deviceSize);
        }
        return geometry;
    }

    /// Whether the volume has features that allow who does not know them to read alone.
    public static boolean isReadOnly(byte[] block) {
        return LittleEndian.getLong(block, READ_ONLY_FEATURES) != 0;
    }

    /// The label; bytes that are not UTF-8 are replaced.
    public static String label(byte[] block) {
        int length = 0;
        while (length < LABEL_LENGTH_MAX && block[LABEL + length] != 0) {
            length++;
        }
        return new String(block, LABEL, length, StandardCharsets.UTF_8);
    }

    /// When the volume was formatted, in nanoseconds since 1970-01-01 UTC.
    public static long created(byte[] block) {
        return LittleEndian.getLong(block, CREATED);
    }

    private static byte[] encode(String label) throws VolumeException.Invalid {
        ByteBuffer encoded;
        try {
            encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(label));
        } catch (CharacterCodingException e) {
            throw new VolumeException.Invalid("a label with half a character: '" + label + "'");
        }
        if (encoded.remaining() > LABEL_LENGTH_MAX || label.indexOf(0) >= 0) {
            throw new VolumeException.Invalid("a label of " + encoded.remaining() + " bytes: '" + label
                    + "'; it has at most " + LABEL_LENGTH_MAX + " and no NUL");
        }
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    private static int checksum(byte[] block) {
        CRC32C crc = new CRC32C();
        crc.update(block, 0, CHECKSUM);
        return (int) crc.getValue();
    }
}
