package dev.coppice.volume.file;

import dev.coppice.volume.SnapshotInfo;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.block.MetadataBlock;
import dev.coppice.volume.format.Superblock;
import dev.coppice.volume.inode.Inode;
import dev.coppice.volume.inode.InodeTable;
import dev.coppice.volume.inode.Pointers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// One snapshot in the bytes of its block.
///
/// @param block the block of snapshots
/// @param offset where the record begins in it
record SnapshotRecord(MetadataBlock block, int offset) {
    static final int LENGTH = 1024;
    static final int NAME_LENGTH_MAX = 255;

    private static final int NUMBER = 0;
    private static final int STATE = 8;
    private static final int NAME_LENGTH = 12;
    private static final int CREATED_SECONDS = 16;
    private static final int CREATED_NANOS = 24;
    private static final int INODE_COUNT = 32;
    private static final int NAME = 40;
    private static final int INODE_FILE = 512;
    private static final int BITMAP_FILE = 768;

    private static final int THERE = 1;
    private static final int GOING = 2;

    /// The snapshot's number; 0 when the record is free.
    long number() {
        return block.getLong(offset + NUMBER);
    }

    /// Whether the record is one of a snapshot that can be opened.
    boolean isThere() {
        return number() != 0 && block.getInt(offset + STATE) == THERE;
    }

    /// Whether what the snapshot has is being given back.
    boolean isGoing() {
        return number() != 0 && block.getInt(offset + STATE) == GOING;
    }

    /// Says that what the snapshot has is being given back.
    void go() {
        block.putInt(offset + STATE, GOING);
    }

    /// Makes the record free.
    void clear() {
        block.put(offset, new byte[LENGTH], 0, LENGTH);
    }

    /// Makes a free record that of a snapshot of the volume as it is. Adds no pointers.
    void fill(long number, byte[] name, Instant created, MetadataBlock superblock) {
        block.put(offset, new byte[LENGTH], 0, LENGTH);
        block.putLong(offset + NUMBER, number);
        block.putInt(offset + STATE, THERE);
        block.putInt(offset + NAME_LENGTH, name.length);
        block.putLong(offset + CREATED_SECONDS, created.getEpochSecond());
        block.putInt(offset + CREATED_NANOS, created.getNano());
        block.putLong(offset + INODE_COUNT, superblock.getLong(Superblock.INODE_COUNT));
        block.put(offset + NAME, name, 0, name.length);
        inodeFile().copy(new Inode(superblock, Superblock.INODE_FILE, 0));
        bitmapFile().copy(new Inode(superblock, Superblock.INODE_BITMAP_FILE, 0));
    }

    Inode inodeFile() {
        return new Inode(block, offset + INODE_FILE, 0);
    }

    Inode bitmapFile() {
        return new Inode(block, offset + BITMAP_FILE, 0);
    }

    InodeTable inodes(BlockLayer layer, Pointers pointers) {
        return new InodeTable(layer, pointers, block, offset + INODE_FILE, offset + BITMAP_FILE, offset + INODE_COUNT);
    }

    String name() {
        int length = Math.clamp(block.getInt(offset + NAME_LENGTH), 0, NAME_LENGTH_MAX);
        return new String(block.get(offset + NAME, length), StandardCharsets.UTF_8);
    }

    SnapshotInfo info() {
        long seconds = Math.clamp(
                block.getLong(offset + CREATED_SECONDS), Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
        int nanos = Math.floorMod(block.getInt(offset + CREATED_NANOS), 1_000_000_000);
        return new SnapshotInfo(name(), Instant.ofEpochSecond(seconds, nanos));
    }
}
