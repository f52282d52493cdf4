package dev.coppice.volume.format;

import dev.coppice.volume.VolumeException;
import java.util.UUID;
import java.util.zip.CRC32C;

/// Where the regions of a volume are: what never changes while it is open.
///
/// @param id a random number that tells this volume from all others
/// @param blockSize bytes of a block, a power of two from [#BLOCK_SIZE_MIN] to [#BLOCK_SIZE_MAX]
/// @param blockCount blocks of the volume
/// @param bitmapBlock the first block of the bitmap
/// @param tableBlock the first block of level 0 of the table
/// @param journalBlock the first block of the journal
/// @param journalBlockCount blocks of the journal
public record Geometry(
        UUID id,
        int blockSize,
        long blockCount,
        long bitmapBlock,
        long tableBlock,
        long journalBlock,
        long journalBlockCount) {
    /// The smallest block, in bytes.
    public static final int BLOCK_SIZE_MIN = 4 << 10;
    /// The largest block, in bytes.
    public static final int BLOCK_SIZE_MAX = 64 << 10;
    /// The fewest blocks of a journal. Larger volumes need twice as many as their table has on level 0, up to
    /// [#JOURNAL_BLOCKS_ENOUGH]: a change that copies a few blocks of pointers touches the entry of each.
    public static final long JOURNAL_BLOCKS_MIN = 64;
    /// As many blocks of a journal as are enough for any volume.
    public static final long JOURNAL_BLOCKS_ENOUGH = 1024;
    /// The fewest blocks of a volume.
    public static final long BLOCKS_MIN = 128;
    /// The most blocks of a volume: what is in memory for each block of the bitmap stays below 100 MiB.
    public static final long BLOCKS_MAX = 1L << 38;
    /// The most bytes of a journal: replaying it fits into memory.
    public static final long JOURNAL_BYTES_MAX = 1L << 30;

    private static final int BITS_PER_BYTE = 8;
    private static final long JOURNAL_BYTES_DEFAULT_MAX = 64L << 20;
    private static final int JOURNAL_SHARE_DEFAULT = 32;

    /// The layout of a new volume: region after region, without gaps.
    ///
    /// @param deviceSize bytes of the device; what does not fill a block stays unused
    /// @param journalBlockCount blocks of the journal, at least [#JOURNAL_BLOCKS_MIN]; 0 for a 32nd of the volume, but
    ///     no more than 64 MiB and no less than the least
    /// @throws VolumeException.Invalid when the block size is not one, or the device too small for its regions or too
    ///     large
    public static Geometry plan(UUID id, long deviceSize, int blockSize, long journalBlockCount)
            throws VolumeException.Invalid {
        if (!isBlockSize(blockSize)) {
            throw new VolumeException.Invalid("a block size of " + blockSize + " bytes; it is a power of two from "
                    + BLOCK_SIZE_MIN + " to " + BLOCK_SIZE_MAX);
        }
        long blockCount = deviceSize / blockSize;
        if (blockCount < BLOCKS_MIN || blockCount > BLOCKS_MAX) {
            throw new VolumeException.Invalid("a volume of " + blockCount + " blocks of " + blockSize
                    + " bytes; it has from " + BLOCKS_MIN + " to " + BLOCKS_MAX);
        }
        Geometry sizes = new Geometry(id, blockSize, blockCount, 0, 0, 0, journalBlockCount);
        long journal = journalBlockCount == 0 ? sizes.defaultJournal() : journalBlockCount;
        if (journal < sizes.leastJournal() || journal > JOURNAL_BYTES_MAX / blockSize) {
            throw new VolumeException.Invalid("a journal of " + journal + " blocks; on a volume of " + blockCount
                    + " it has at least " + sizes.leastJournal() + ", and at most " + JOURNAL_BYTES_MAX + " bytes");
        }
        long table = 1 + sizes.bitmapBlockCount();
        long journalBlock = table + sizes.tableBlockCount();
        Geometry planned = new Geometry(id, blockSize, blockCount, 1, table, journalBlock, journal);
        if (planned.firstDataBlock() >= planned.copyBlock()) {
            throw new VolumeException.Invalid("a volume of " + blockCount + " blocks of " + blockSize
                    + " bytes has no room for a journal of " + journal + " blocks and for data");
        }
        return planned;
    }

    /// Whether the regions lie one behind the other inside the volume, as [#plan] puts them.
    boolean isSound() {
        return isBlockSize(blockSize)
                && blockCount >= BLOCKS_MIN
                && blockCount <= BLOCKS_MAX
                && journalBlockCount >= leastJournal()
                && journalBlockCount <= JOURNAL_BYTES_MAX / blockSize
                && bitmapBlock == 1
                && tableBlock == bitmapBlock + bitmapBlockCount()
                && journalBlock == tableBlock + tableBlockCount()
                && firstDataBlock() < copyBlock();
    }

    /// Whether blocks can have a size.
    public static boolean isBlockSize(int bytes) {
        return bytes >= BLOCK_SIZE_MIN && bytes <= BLOCK_SIZE_MAX && Integer.bitCount(bytes) == 1;
    }

    /// A checksum that has taken in the volume's id, so that a block of another volume never matches.
    public CRC32C newChecksum() {
        CRC32C crc = new CRC32C();
        byte[] bytes = new byte[Long.BYTES * 2];
        LittleEndian.putLong(bytes, 0, id.getMostSignificantBits());
        LittleEndian.putLong(bytes, Long.BYTES, id.getLeastSignificantBits());
        crc.update(bytes);
        return crc;
    }

    /// Bits in one block of the bitmap.
    public int bitsPerBlock() {
        return (blockSize - BlockHeader.LENGTH) * BITS_PER_BYTE;
    }

    /// Entries in one block of the table.
    public int entriesPerBlock() {
        return (blockSize - BlockHeader.LENGTH) / TableEntry.LENGTH;
    }

    /// Blocks of the bitmap.
    public long bitmapBlockCount() {
        return Math.ceilDiv(blockCount, bitsPerBlock());
    }

    /// Levels of the table; the highest one is one block.
    public int tableLevelCount() {
        int levels = 1;
        for (long blocks = tableBlockCount(0); blocks > 1; blocks = Math.ceilDiv(blocks, entriesPerBlock())) {
            levels++;
        }
        return levels;
    }

    /// Blocks of one level of the table.
    public long tableBlockCount(int level) {
        long blocks = blockCount;
        for (int i = 0; i <= level; i++) {
            blocks = Math.ceilDiv(blocks, entriesPerBlock());
        }
        return blocks;
    }

    /// Blocks of all levels of the table.
    public long tableBlockCount() {
        long blocks = 0;
        for (int level = 0; level < tableLevelCount(); level++) {
            blocks += tableBlockCount(level);
        }
        return blocks;
    }

    /// The first block of a level of the table.
    public long tableBlock(int level) {
        long block = tableBlock;
        for (int i = 0; i < level; i++) {
            block += tableBlockCount(i);
        }
        return block;
    }

    /// Bytes of the journal.
    public long journalLength() {
        return journalBlockCount * blockSize;
    }

    /// The first block that is of no region.
    public long firstDataBlock() {
        return journalBlock + journalBlockCount;
    }

    /// The block of the copy of the superblock.
    public long copyBlock() {
        return blockCount - 1;
    }

    /// Where a block begins, in bytes from the start of the device.
    public long positionOf(long block) {
        return block * blockSize;
    }

    private long leastJournal() {
        return Math.clamp(2 * tableBlockCount(0), JOURNAL_BLOCKS_MIN, JOURNAL_BLOCKS_ENOUGH);
    }

    private long defaultJournal() {
        long most = Math.max(JOURNAL_BYTES_DEFAULT_MAX / blockSize, leastJournal());
        return Math.clamp(blockCount / JOURNAL_SHARE_DEFAULT, leastJournal(), most);
    }
}
