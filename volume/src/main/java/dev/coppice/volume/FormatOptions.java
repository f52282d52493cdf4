package dev.coppice.volume;

import dev.coppice.volume.format.Geometry;

/// What a new volume is to be like.
///
/// @param blockSize bytes of a block, a power of two from 4,096 to 65,536
/// @param journalBlockCount blocks of the journal, from 64 on small volumes to 1,024 on large ones at the least; 0 for
///     a size that fits the volume's
/// @param label at most 64 bytes in UTF-8
public record FormatOptions(int blockSize, long journalBlockCount, String label) {
    /// Blocks of 4,096 bytes, a journal that fits, no label.
    public static FormatOptions defaults() {
        return new FormatOptions(Geometry.BLOCK_SIZE_MIN, 0, "");
    }

    /// The same with another size of the blocks.
    public FormatOptions withBlockSize(int bytes) {
        return new FormatOptions(bytes, journalBlockCount, label);
    }

    /// The same with another size of the journal.
    public FormatOptions withJournalBlockCount(long count) {
        return new FormatOptions(blockSize, count, label);
    }

    /// The same with another label.
    public FormatOptions withLabel(String newLabel) {
        return new FormatOptions(blockSize, journalBlockCount, newLabel);
    }
}
