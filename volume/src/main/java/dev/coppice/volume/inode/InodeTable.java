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
    private final MetadataBlock holder;
    private final int countOffset;
    private final Pointers pointers;
    private final Inode inodeFile;
    private final Inode bitmapFile;
    private final int inodesPerBlock;
    private final int bitsPerBlock;
    private final long inodesMax;
    private long lowestFree = ROOT; // no lower number is free

    /// The inodes of a volume.
    public InodeTable(BlockLayer layer, Pointers pointers) {
        this(
                layer,
                pointers,
                layer.superblock(),
                Superblock.INODE_FILE,
                Superblock.INODE_BITMAP_FILE,
                Superblock.INODE_COUNT);
    }

    /// The inodes that two files have; those of a snapshot are not to be changed.
    ///
    /// @param holder the block that has the inodes of these files, and the number of inodes in use
    public InodeTable(
            BlockLayer layer,
            Pointers pointers,
            MetadataBlock holder,
            int inodeFileOffset,
            int bitmapFileOffset,
            int countOffset) {
        this.pointers = pointers;
        this.holder = holder;
        this.countOffset = countOffset;
        space = layer.space();
        superblock = layer.superblock();
        inodeFile = new Inode(holder, inodeFileOffset, 0);
        bitmapFile = new Inode(holder, bitmapFileOffset, 0);
        inodesPerBlock = (layer.geometry().blockSize() - BlockHeader.LENGTH) / Inode.LENGTH;
        bitsPerBlock = layer.geometry().bitsPerBlock();
        inodesMax = Math.min(layer.geometry().blockCount(), pointers.blocksMax()) * inodesPerBlock;
    }

    /// Inodes in use.
    public long count() {
        return holder.getLong(countOffset);
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

    /// The inode with a number, to be changed: the block that it is in is copied first when a snapshot has it, too.
    ///
    /// @throws VolumeException.Corrupt when there is none
    /// @throws VolumeException.Full when there is no room for the copy; nothing has changed then
    public Inode change(long number) throws IOException {
        return own(get(number));
    }

    /// Gives back all inodes, and what they lead to, as far as nobody else has them: those of a snapshot.
    ///
    /// @param release what gives back what one inode leads to
    /// @return whether it is done
    public boolean releaseAll(Budget budget, Release release) throws IOException {
        long end = pointers.blocksMax();
        return pointers.release(inodeFile, 0, end, budget, (block, rest) -> releaseBlock(block, rest, release)) == end
                && pointers.release(bitmapFile, 0, end, budget) == end;
    }

    /// Gives back what an inode leads to.
    @FunctionalInterface
    public interface Release {
        /// @return whether that is done
        boolean run(Inode inode, Budget budget) throws IOException;
    }

    private boolean releaseBlock(long block, Budget budget, Release release) throws IOException {
        MetadataBlock inodes = space.metadata(BlockKind.INODES, block);
        for (int i = 0; i < inodesPerBlock; i++) {
            Inode inode = new Inode(inodes, inodeOffset(i), 0);
            if (inode.hasPointers()) {
                if (!release.run(inode, budget)) {
                    return false;
                }
                inode.setMode(0);
            }
        }
        return true;
    }

    private void addReferences(Inode inode) throws IOException {
        try {
            pointers.addReferences(inode);
        } catch (VolumeException.Full e) {
            // Not one of those after which the volume goes on: a part of the block's inodes was counted already.
            throw new IOException(e);
        }
    }

    private Inode own(Inode inode) throws IOException {
        if (!mayBeShared()) {
            return inode;
        }
        long index = inode.number() / inodesPerBlock;
        long pointer = pointers.getOwned(inodeFile, index);
        if (space.references(pointer) == 1) {
            return new Inode(space.metadata(BlockKind.INODES, pointer), inodeOffset(inode.number()), inode.number());
        }
        return new Inode(copyInodes(index, pointer), inodeOffset(inode.number()), inode.number());
    }

    /// Whether there are snapshots, so that blocks must be looked at before they are changed.
    private boolean mayBeShared() {
        return superblock.getLong(Superblock.FIRST_SNAPSHOTS) != 0;
    }

    private MetadataBlock copyInodes(long index, long pointer) throws IOException {
        MetadataBlock shared = space.metadata(BlockKind.INODES, pointer);
        MetadataBlock copy = space.createMetadata(BlockKind.INODES, pointer);
        copy.putContent(shared);
        for (int i = 0; i < inodesPerBlock; i++) {
            Inode inode = new Inode(shared, inodeOffset(i), 0);
            if (inode.hasPointers()) {
                addReferences(inode);
            }
        }
        pointers.put(inodeFile, index, copy.number());
        space.release(pointer);
        return copy;
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

    /// Is shown an inode.
    @FunctionalInterface
    public interface Visitor {
        /// Looks at an inode that leads to blocks.
        void visit(Inode inode) throws IOException;
    }

    /// Shows every pointer of the inode file and of the inode bitmap, and the inodes in those blocks of inodes to which
    /// the visitor of pointers came first.
    public void visitInodes(Pointers.Visitor visitor, Visitor inodeVisitor) throws IOException {
        pointers.visit(inodeFile, (block, height) -> {
            boolean isNew = visitor.visit(block, height);
            if (isNew && height == 0) {
                MetadataBlock inodes = space.metadata(BlockKind.INODES, block);
                for (int i = 0; i < inodesPerBlock; i++) {
                    Inode inode = new Inode(inodes, inodeOffset(i), 0);
                    if (inode.hasPointers()) {
                        inodeVisitor.visit(inode);
                    }
                }
            }
            return isNew;
        });
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
        holder.putLong(countOffset, count() + 1);
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
        holder.putLong(countOffset, count() - 1);
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
            return own(inode);
        }
        MetadataBlock created = create(inodeFile, number / inodesPerBlock, BlockKind.INODES);
        return new Inode(created, inodeOffset(number), number);
    }

    private MetadataBlock ownBits(long number) throws IOException {
        long index = number / bitsPerBlock;
        long pointer = pointers.getOwned(bitmapFile, index);
        if (pointer == Pointers.HOLE) {
            return create(bitmapFile, index, BlockKind.INODE_BITMAP);
        }
        MetadataBlock bits = space.metadata(BlockKind.INODE_BITMAP, pointer);
        if (space.references(pointer) == 1) {
            return bits;
        }
        MetadataBlock copy = space.createMetadata(BlockKind.INODE_BITMAP, pointer);
        copy.putContent(bits);
        pointers.put(bitmapFile, index, copy.number());
        space.release(pointer);
        return copy;
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
