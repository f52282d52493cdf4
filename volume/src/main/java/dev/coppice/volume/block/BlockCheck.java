package dev.coppice.volume.block;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.format.BlockKind;
import dev.coppice.volume.format.Geometry;
import dev.coppice.volume.format.TableEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Goes through all blocks, one by one, and asks everybody who says something about them.
final class BlockCheck {
    private final BlockLayer layer;
    private final Geometry geometry;
    private final BlockBitmap bitmap;
    private final BlockTable table;
    private final List<String> problems = new ArrayList<>();
    private final ByteBuffer content;
    private long freeCount;

    BlockCheck(BlockLayer layer, BlockBitmap bitmap, BlockTable table) {
        this.layer = layer;
        this.bitmap = bitmap;
        this.table = table;
        geometry = layer.geometry();
        content = ByteBuffer.allocate(geometry.blockSize());
    }

    List<String> run() throws IOException {
        for (long block = 0; block < geometry.blockCount(); block++) {
            try {
                check(block);
            } catch (VolumeException.Corrupt damaged) {
                problems.add(damaged.getMessage());
            }
        }
        if (freeCount != bitmap.freeCount()) {
            problems.add("the superblock counts " + bitmap.freeCount() + " free blocks, the bitmap has " + freeCount);
        }
        return problems;
    }

    private void check(long block) throws IOException {
        boolean isUsed = bitmap.isUsed(block);
        if (!isUsed) {
            freeCount++;
        }
        if (block < geometry.firstDataBlock() || block == geometry.copyBlock()) {
            if (!isUsed) {
                problems.add("block " + block + " is of a region, and the bitmap has it as free");
            }
            return;
        }
        long entry = table.entry(block);
        if (isUsed != (entry != TableEntry.FREE)) {
            problems.add("block " + block + " is " + (isUsed ? "in use" : "free") + " in the bitmap, and the table has "
                    + TableEntry.references(entry) + " pointers to it");
        } else if (isUsed) {
            checkContent(block, entry);
        }
    }

    private void checkContent(long block, long entry) throws IOException {
        BlockKind kind = BlockKind.of(TableEntry.kindCode(entry));
        if (kind == BlockKind.DATA) {
            layer.readData(content.clear(), block);
        } else if (kind != null && kind.compareTo(BlockKind.DATA) > 0) {
            layer.space().metadata(kind, block);
        } else {
            problems.add("block " + block + " is of kind " + TableEntry.kindCode(entry) + ", which no block outside of "
                    + "the regions is");
        }
    }
}
