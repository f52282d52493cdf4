package dev.coppice.volume.inode;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.block.BlockSpace;
import dev.coppice.volume.block.MetadataBlock;
import dev.coppice.volume.format.BlockHeader;
import dev.coppice.volume.format.BlockKind;
import dev.coppice.volume.format.Superblock;
import java.io.IOException;

/// The owner of all inodes: hands out their numbers and takes them back. A number that was given back is given again,
/// the lowest first, with a new generation.
///
/// What changes something is a part of a change of the layer, what asks a part of a read.
public final class InodeTable {
    /// The number of the root directory.
    public static final long ROOT = 1;

    private final BlockSpace space;
    private final MetadataBlock superblock;
    private final Pointers pointers;
    private final Inode inodeFile;
    private final Inode bitmapFile;
    private final int inodesPerBlock;
    private final int bitsPerBlock;
    private final long inodesMax;
    private long lowestFree = ROOT; // no lower number is free

    /// The inodes of a volume.
    public InodeTable(BlockLayer layer, Pointers pointers) {
        this.pointers = pointers;
        space = layer.space();
        superblock = layer.superblock();
        inodeFile = new Inode(superblock, Superblock.INODE_FILE, 0);
        bitmapFile = new Inode(superblock, Superblock.INODE_BITMAP_FILE, 0);
        inodesPerBlock = (layer.geometry().blockSize() - BlockHeader.LENGTH) / Inode.LENGTH;
        bitsPerBlock = layer.geometry().bitsPerBlock();
        inodesMax = Math.min(layer.geometry().blockCount(), pointers.blocksMax()) * inodesPerBlock;
    }

    /// Inodes in use.
    public long count() {
        return superblock.getLong(Superblock.INODE_COUNT);
    }

    /// The inode with a number.
    ///
    /// @throws VolumeException.Corrupt when there is none: whoever names it is damaged
    public Inode get(long number) throws IOException {
        Inode inode = number < ROOT || number >= inodesMax ? null : find(number);
        if (inode == null || inode.mode() == 0) {
            throw new VolumeException.Corrupt(
                    VolumeException.Corrupt.NO_BLOCK, "a file with the inode " + number, "none");
        }
        return inode;
    }

    /// Whether an inode is in use, as the bitmap has it.
    public boolean isAllocated(long number) throws IOException {
        long pointer = pointers.get(bitmapFile, number / bitsPerBlock);
        return pointer != Pointers.HOLE && isSet(space.metadata(BlockKind.INODE_BITMAP, pointer), number);
    }

    /// The lowest number in use from one on; 0 when there is none.
    public long nextAllocated(long from) throws IOException {
        long number = from;
        while (number < inodesMax) {
            long index = pointers.nextMapped(bitmapFile, number / bitsPerBlock, pointers.blocksMax());
            if (index == pointers.blocksMax()) {
                return 0;
            }
            number = Math.max(number, index * bitsPerBlock);
            MetadataBlock bits = space.metadata(BlockKind.INODE_BITMAP, pointers.get(bitmapFile, index));
            long used = bits.getLong(wordOffset(number)) & -1L << number % bitsPerBlock;
            if (used != 0) {
                return number - number % bitsPerBlock % Long.SIZE + Long.numberOfTrailingZeros(used);
            }
            number += Long.SIZE - number % bitsPerBlock % Long.SIZE;
        }
        return 0;
    }

    /// Shows every pointer of the inode file and of the inode bitmap.
    public void visit(Pointers.Visitor visitor) throws IOException {
        pointers.visit(inodeFile, visitor);
        pointers.visit(bitmapFile, visitor);
    }

    /// Claims the lowest number that is free, and makes its inode one with a mode and nothing else.
    ///
    /// @param mode not 0
    /// @throws VolumeException.Full when there is no room for another block of inodes; nothing has changed then
    public Inode allocate(int mode) throws IOException {
        long number = nextFree();
        Inode inode = ownInode(number);
        MetadataBlock bits = ownBits(number);
        int word = wordOffset(number);
        bits.putLong(word, bits.getLong(word) | 1L << number % bitsPerBlock);
        int generation = superblock.getInt(Superblock.NEXT_GENERATION);
        superblock.putInt(Superblock.NEXT_GENERATION, generation + 1);
        superblock.putLong(Superblock.INODE_COUNT, count() + 1);
        inode.clear(generation);
        inode.setMode(mode);
        lowestFree = number + 1;
        return inode;
    }

    /// Gives an inode back that has no blocks any more.
    public void free(Inode inode) throws IOException {
        long number = inode.number();
        MetadataBlock bits = ownBits(number);
        int word = wordOffset(number);
        if (!isSet(bits, number)) {
            throw new VolumeException.Corrupt(bits.number(), "inode " + number + " in use, to be freed", "a free one");
        }
        bits.putLong(word, bits.getLong(word) & ~(1L << number % bitsPerBlock));
        inode.clear(inode.generation());
        superblock.putLong(Superblock.INODE_COUNT, count() - 1);
        lowestFree = Math.min(lowestFree, number);
    }

    private Inode find(long number) throws IOException {
        long pointer = pointers.get(inodeFile, number / inodesPerBlock);
        return pointer == Pointers.HOLE
                ? null
                : new Inode(space.metadata(BlockKind.INODES, pointer), inodeOffset(number), number);
    }

    private Inode ownInode(long number) throws IOException {
        Inode inode = find(number);
        if (inode != null) {
            return inode;
        }
        MetadataBlock created = create(inodeFile, number / inodesPerBlock, BlockKind.INODES);
        return new Inode(created, inodeOffset(number), number);
    }

    private MetadataBlock ownBits(long number) throws IOException {
        long index = number / bitsPerBlock;
        long pointer = pointers.get(bitmapFile, index);
        return pointer == Pointers.HOLE
                ? create(bitmapFile, index, BlockKind.INODE_BITMAP)
                : space.metadata(BlockKind.INODE_BITMAP, pointer);
    }

    private MetadataBlock create(Inode file, long index, BlockKind kind) throws IOException {
        MetadataBlock created = space.createMetadata(kind, BlockSpace.ANYWHERE);
        try {
            pointers.put(file, index, created.number());
        } catch (VolumeException.Full e) {
            space.release(created.number());
            throw e;
        }
        return created;
    }

    private long nextFree() throws IOException {
        for (long number = lowestFree; number < inodesMax; ) {
            long pointer = pointers.get(bitmapFile, number / bitsPerBlock);
            if (pointer == Pointers.HOLE) {
                return number;
            }
            MetadataBlock bits = space.metadata(BlockKind.INODE_BITMAP, pointer);
            long free = ~bits.getLong(wordOffset(number)) & -1L << number % bitsPerBlock;
            if (free != 0) {
                return number - number % bitsPerBlock % Long.SIZE + Long.numberOfTrailingZeros(free);
            }
            number += Long.SIZE - number % bitsPerBlock % Long.SIZE;
        }
        throw new VolumeException.Full("all " + inodesMax + " inodes are in use; delete files");
    }

    private boolean isSet(MetadataBlock bits, long number) {
        return (bits.getLong(wordOffset(number)) & 1L << number % bitsPerBlock) != 0;
    }

    private int wordOffset(long number) {
        return BlockHeader.LENGTH + (int) (number % bitsPerBlock / Long.SIZE) * Long.BYTES;
    }

    private int inodeOffset(long number) {
        return BlockHeader.LENGTH + (int) (number % inodesPerBlock) * Inode.LENGTH;
    }
}
