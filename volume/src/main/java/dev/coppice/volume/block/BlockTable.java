package dev.coppice.volume.block;

import dev.coppice.volume.format.BlockHeader;
import dev.coppice.volume.format.BlockKind;
import dev.coppice.volume.format.Geometry;
import dev.coppice.volume.format.Superblock;
import dev.coppice.volume.format.TableEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What must be in each block, how many point to it, and what it is for: a tree of checksums over the whole volume,
/// with its root in the superblock, after R. C. Merkle (1979). Guarded by the lock of its layer.
final class BlockTable {
    private final Geometry geometry;
    private final MetadataCache cache;
    private final MetadataBlock superblock;
    private final int entriesPerBlock;
    private final int topLevel;
    private final long[] firstBlocks; // of each level

    BlockTable(Geometry geometry, MetadataCache cache, MetadataBlock superblock) {
        this.geometry = geometry;
        this.cache = cache;
        this.superblock = superblock;
        entriesPerBlock = geometry.entriesPerBlock();
        topLevel = geometry.tableLevelCount() - 1;
        firstBlocks = new long[topLevel + 1];
        for (int level = 0; level <= topLevel; level++) {
            firstBlocks[level] = geometry.tableBlock(level);
        }
    }

    /// The entry of a block; 0 when it is not in use.
    long entry(long block) throws IOException {
        return tableBlock(0, block / entriesPerBlock).getLong(offset(block));
    }

    /// Changes the entry of a block.
    void put(long block, long entry) throws IOException {
        tableBlock(0, block / entriesPerBlock).putLong(offset(block), entry);
    }

    /// Puts the checksums of all changed blocks into their headers and into the table, level by level up to the
    /// superblock. Nothing may be changed between this and the freezing of the group.
    void seal() throws IOException {
        for (MetadataBlock block : cache.changedBlocks()) {
            if (block.kind() != BlockKind.TABLE && block.kind() != BlockKind.SUPERBLOCK) {
                long entry = entry(block.number());
                put(block.number(), TableEntry.withChecksum(entry, sealHeader(block)));
            }
        }
        for (int level = 0; level <= topLevel; level++) {
            for (MetadataBlock block : changedBlocks(level)) {
                long entry = TableEntry.of(BlockKind.TABLE, 1, sealHeader(block));
                long index = block.number() - firstBlocks[level];
                if (level == topLevel) {
                    superblock.putLong(Superblock.TABLE_ROOT, entry);
                } else {
                    tableBlock(level + 1, index / entriesPerBlock).putLong(offset(index), entry);
                }
            }
        }
    }

    private int sealHeader(MetadataBlock block) {
        int checksum = BlockHeader.seal(block.bytes(), geometry);
        block.changed(0, BlockHeader.LENGTH);
        return checksum;
    }

    private List<MetadataBlock> changedBlocks(int level) {
        long first = firstBlocks[level];
        long end = first + geometry.tableBlockCount(level);
        List<MetadataBlock> found = new ArrayList<>();
        for (MetadataBlock block : cache.changedBlocks()) {
            if (block.number() >= first && block.number() < end) {
                found.add(block);
            }
        }
        return found;
    }

    private MetadataBlock tableBlock(int level, long index) throws IOException {
        long number = firstBlocks[level] + index;
        MetadataBlock block = cache.cached(number);
        if (block != null) {
            return block;
        }
        long entry = level == topLevel
                ? superblock.getLong(Superblock.TABLE_ROOT)
                : tableBlock(level + 1, index / entriesPerBlock).getLong(offset(index));
        return entry == TableEntry.FREE
                ? cache.blank(number, BlockKind.TABLE)
                : cache.read(number, BlockKind.TABLE, TableEntry.checksum(entry));
    }

    private int offset(long index) {
        return BlockHeader.LENGTH + (int) (index % entriesPerBlock) * TableEntry.LENGTH;
    }
}
