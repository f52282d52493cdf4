package dev.coppice.volume.inode;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockSpace;
import dev.coppice.volume.block.MetadataBlock;
import dev.coppice.volume.format.BlockHeader;
import dev.coppice.volume.format.BlockKind;
import dev.coppice.volume.format.Geometry;
import dev.coppice.volume.format.TableEntry;
import java.io.IOException;

/// The blocks of a file by their place in it: an inode has some pointers to blocks of content, one to a block of such
/// pointers, one that leads there over two, and some over three blocks of pointers, as in the file system of Unix (D.
/// M. Ritchie and K. Thompson, 1974). A pointer of 0 is a hole.
///
/// A block of pointers that several files share is copied before it is changed.
///
/// What changes something is a part of a change of the layer, what asks a part of a read.
public final class Pointers {
    /// Pointers in an inode.
    public static final int ROOT_COUNT = 18;
    /// A hole.
    public static final long HOLE = 0;

    private static final int DIRECT_COUNT = 12;
    private static final int SINGLE = 12;
    private static final int DOUBLE = 13;
    private static final int TRIPLE = 14;
    private static final int TRIPLE_COUNT = ROOT_COUNT - TRIPLE;

    private final BlockSpace space;
    private final long perBlock;
    private final long perDouble;
    private final long perTriple;

    /// The pointers of a volume's files.
    public Pointers(Geometry geometry, BlockSpace space) {
        this.space = space;
        perBlock = geometry.entriesPerBlock();
        perDouble = perBlock * perBlock;
        perTriple = perDouble * perBlock;
    }

    /// Where a pointer is.
    private record Slot(MetadataBlock block, int offset) {
        long get() {
            return block.getLong(offset);
        }

        void put(long pointer) {
            block.putLong(offset, pointer);
        }
    }

    /// A pointer of the inode, and the part of the file that it leads to.
    ///
    /// @param height how many blocks of pointers lie between the inode and the content
    /// @param start the first place of that part
    private record Root(int index, int height, long start) {}

    /// How many blocks a file can have.
    public long blocksMax() {
        return DIRECT_COUNT + perBlock + perDouble + TRIPLE_COUNT * perTriple;
    }

    /// The block at a place of a file, or [#HOLE].
    ///
    /// @param index from 0 to [#blocksMax()] - 1
    public long get(Inode inode, long index) throws IOException {
        Root root = root(index);
        MetadataBlock holder = inode.block();
        int offset = inode.pointerOffset(root.index);
        long rest = index - root.start;
        for (int height = root.height; height > 0; height--) {
            long pointer = holder.getLong(offset);
            if (pointer == HOLE) {
                return HOLE;
            }
            holder = space.metadata(BlockKind.POINTERS, pointer);
            offset = slotOffset(rest / span(height - 1));
            rest %= span(height - 1);
        }
        return holder.getLong(offset);
    }

    /// The block at a place of a file, or [#HOLE], after all blocks of pointers that lead there have become the file's
    /// own: then the block's number of references says whether somebody else has it, too.
    ///
    /// @throws VolumeException.Full when there is no room for a copy of a block of pointers
    public long getOwned(Inode inode, long index) throws IOException {
        return get(inode, index) == HOLE ? HOLE : ownSlot(inode, index).get();
    }

    /// Changes the block at a place of a file. What was there stays allocated.
    ///
    /// @param block the new one, which the caller has allocated
    /// @return the block before, or [#HOLE]
    /// @throws VolumeException.Full when there is no room for a block of pointers; nothing has changed then but perhaps
    ///     that there are blocks of pointers without one
    public long put(Inode inode, long index, long block) throws IOException {
        Slot slot = ownSlot(inode, index);
        long before = slot.get();
        slot.put(block);
        inode.addBlocks((block == HOLE ? 0 : 1) - (before == HOLE ? 0 : 1));
        return before;
    }

    /// The first place from one on that is no hole; `to` when there is none before that.
    public long nextMapped(Inode inode, long from, long to) throws IOException {
        for (long at = from; at < to; ) {
            Root root = root(at);
            long end = Math.min(to, root.start + span(root.height));
            long found = nextMapped(inode.pointer(root.index), root.height, root.start, at, end);
            if (found < end) {
                return found;
            }
            at = end;
        }
        return to;
    }

    /// Gives blocks of a file back, and blocks of pointers that have none left.
    ///
    /// @param from the first place
    /// @param to behind the last place
    /// @param budget how many blocks may be given back now; a few more may be
    /// @return how far it came; `to` when it is done
    public long release(Inode inode, long from, long to, Budget budget) throws IOException {
        return release(inode, from, to, budget, (_, _) -> true);
    }

    /// Is told of a block of content that is about to be given back.
    @FunctionalInterface
    public interface Leaf {
        /// Gives back what the block leads to; called when nobody else has the block.
        ///
        /// @return whether that is done; else the block stays for now
        boolean release(long block, Budget budget) throws IOException;
    }

    /// Gives blocks of a file back whose content leads to other blocks.
    ///
    /// @param leaf what is done before a block of content goes
    /// @see #release(Inode, long, long, Budget)
    public long release(Inode inode, long from, long to, Budget budget, Leaf leaf) throws IOException {
        Release release = new Release(inode, to, budget, leaf);
        long at = from;
        while (at < to && !budget.isSpent()) {
            Root root = root(at);
            at = release.run(new Slot(inode.block(), inode.pointerOffset(root.index)), root.height, root.start, at);
        }
        return Math.min(at, to);
    }

    /// Is shown the pointers of a file.
    @FunctionalInterface
    public interface Visitor {
        /// @param block what is pointed to
        /// @param height how many blocks of pointers lie between it and the content; 0 for content itself
        /// @return whether to go on to what it points to
        boolean visit(long block, int height) throws IOException;
    }

    /// Shows every pointer that is no hole, from the inode down.
    public void visit(Inode inode, Visitor visitor) throws IOException {
        for (int root = 0; root < ROOT_COUNT; root++) {
            int height = root < SINGLE ? 0 : Math.min(root - SINGLE + 1, 3);
            visit(inode.pointer(root), height, visitor);
        }
    }

    private void visit(long pointer, int height, Visitor visitor) throws IOException {
        if (pointer == HOLE || !visitor.visit(pointer, height) || height == 0) {
            return;
        }
        MetadataBlock block = space.metadata(BlockKind.POINTERS, pointer);
        for (int i = 0; i < perBlock; i++) {
            visit(block.getLong(slotOffset(i)), height - 1, visitor);
        }
    }

    /// Lets an inode lead to all that another one leads to.
    ///
    /// @param to one that leads to nothing
    /// @throws VolumeException.Full when something has as many pointers as can be counted; nothing has changed then
    public void share(Inode from, Inode to) throws IOException {
        addReferences(from);
        for (int root = 0; root < ROOT_COUNT; root++) {
            to.setPointer(root, from.pointer(root));
        }
        to.addBlocks(from.blockCount());
    }

    /// Adds a pointer to all that an inode leads to, because a copy of the inode leads there, too.
    ///
    /// @throws VolumeException.Full when something has as many pointers as can be counted; nothing has changed then
    public void addReferences(Inode inode) throws IOException {
        share(inode.block(), inode.pointerOffset(0), ROOT_COUNT);
    }

    /// Blocks that an inode leads to, those of pointers included, counted one by one.
    public long countBlocks(Inode inode) throws IOException {
        long[] count = new long[1];
        visit(inode, (_, _) -> ++count[0] > 0);
        return count[0];
    }

    private void share(MetadataBlock holder, int offset, long count) throws IOException {
        for (int i = 0; i < count; i++) {
            long block = holder.getLong(offset + i * Long.BYTES);
            if (block != HOLE && space.references(block) == TableEntry.REFERENCES_MAX) {
                throw new VolumeException.Full(
                        "block " + block + " has as many users as can be counted; delete copies");
            }
        }
        for (int i = 0; i < count; i++) {
            long block = holder.getLong(offset + i * Long.BYTES);
            if (block != HOLE) {
                space.share(block);
            }
        }
    }

    private long nextMapped(long pointer, int height, long start, long from, long to) throws IOException {
        if (pointer == HOLE) {
            return to;
        }
        if (height == 0) {
            return from;
        }
        MetadataBlock block = space.metadata(BlockKind.POINTERS, pointer);
        long childSpan = span(height - 1);
        for (long at = from; at < to; ) {
            long child = (at - start) / childSpan;
            long childStart = start + child * childSpan;
            long end = Math.min(to, childStart + childSpan);
            long found = nextMapped(block.getLong(slotOffset(child)), height - 1, childStart, at, end);
            if (found < end) {
                return found;
            }
            at = end;
        }
        return to;
    }

    private Slot ownSlot(Inode inode, long index) throws IOException {
        Root root = root(index);
        Slot slot = new Slot(inode.block(), inode.pointerOffset(root.index));
        long rest = index - root.start;
        for (int height = root.height; height > 0; height--) {
            MetadataBlock child = own(inode, slot);
            slot = new Slot(child, slotOffset(rest / span(height - 1)));
            rest %= span(height - 1);
        }
        return slot;
    }

    /// The block of pointers that a slot leads to, made or copied if that is needed before it can be changed.
    private MetadataBlock own(Inode inode, Slot slot) throws IOException {
        long pointer = slot.get();
        if (pointer == HOLE) {
            MetadataBlock created = space.createMetadata(BlockKind.POINTERS, BlockSpace.ANYWHERE);
            slot.put(created.number());
            inode.addBlocks(1);
            return created;
        }
        MetadataBlock block = space.metadata(BlockKind.POINTERS, pointer);
        if (space.references(pointer) == 1) {
            return block;
        }
        MetadataBlock copy = space.createMetadata(BlockKind.POINTERS, pointer);
        try {
            share(block, slotOffset(0), perBlock);
        } catch (VolumeException.Full e) {
            space.release(copy.number());
            throw e;
        }
        int length = (int) perBlock * Long.BYTES;
        copy.put(slotOffset(0), block.get(slotOffset(0), length), 0, length);
        slot.put(copy.number());
        space.release(pointer);
        return copy;
    }

    private Root root(long index) {
        if (index < 0 || index >= blocksMax()) {
            throw new IllegalArgumentException("block " + index + " of a file that has at most " + blocksMax());
        }
        if (index < DIRECT_COUNT) {
            return new Root((int) index, 0, index);
        }
        long rest = index - DIRECT_COUNT;
        if (rest < perBlock) {
            return new Root(SINGLE, 1, DIRECT_COUNT);
        }
        rest -= perBlock;
        if (rest < perDouble) {
            return new Root(DOUBLE, 2, DIRECT_COUNT + perBlock);
        }
        rest -= perDouble;
        int triple = (int) (rest / perTriple);
        return new Root(TRIPLE + triple, 3, DIRECT_COUNT + perBlock + perDouble + triple * perTriple);
    }

    /// Places that a pointer leads to.
    private long span(int height) {
        return switch (height) {
            case 0 -> 1;
            case 1 -> perBlock;
            case 2 -> perDouble;
            default -> perTriple;
        };
    }

    private static int slotOffset(long index) {
        return BlockHeader.LENGTH + (int) index * Long.BYTES;
    }

    /// Gives the blocks of a range back, as many as were asked for.
    private final class Release {
        private final Inode inode;
        private final long to;
        private final Budget budget;
        private final Leaf leaf;

        Release(Inode inode, long to, Budget budget, Leaf leaf) {
            this.inode = inode;
            this.to = to;
            this.budget = budget;
            this.leaf = leaf;
        }

        /// @param start the first place that the slot leads to
        /// @return how far it came, at most to the end of what the slot leads to
        long run(Slot slot, int height, long start, long from) throws IOException {
            long end = start + span(height);
            long pointer = slot.get();
            if (pointer == HOLE) {
                return end;
            }
            boolean isWhole = from == start && to >= end;
            boolean isShared = space.references(pointer) > 1;
            if (height == 0 && !isShared && !leaf.release(pointer, budget)) {
                return from;
            }
            if (height == 0 || isWhole && isShared) {
                drop(slot, pointer, blockCount(pointer, height));
                return end;
            }
            MetadataBlock block = own(inode, slot);
            long childSpan = span(height - 1);
            long at = from;
            while (at < Math.min(to, end) && !budget.isSpent()) {
                long child = (at - start) / childSpan;
                at = run(new Slot(block, slotOffset(child)), height - 1, start + child * childSpan, at);
            }
            if (isEmpty(block)) {
                drop(slot, block.number(), 1);
            }
            return at;
        }

        private void drop(Slot slot, long pointer, long blocks) throws IOException {
            space.release(pointer);
            slot.put(HOLE);
            inode.addBlocks(-blocks);
            budget.spend(1);
        }

        /// Blocks that a pointer leads to, the first one included.
        private long blockCount(long pointer, int height) throws IOException {
            if (height == 0) {
                return 1;
            }
            MetadataBlock block = space.metadata(BlockKind.POINTERS, pointer);
            long count = 1;
            for (int i = 0; i < perBlock; i++) {
                long child = block.getLong(slotOffset(i));
                count += child == HOLE ? 0 : blockCount(child, height - 1);
            }
            return count;
        }

        private boolean isEmpty(MetadataBlock block) {
            for (int i = 0; i < perBlock; i++) {
                if (block.getLong(slotOffset(i)) != HOLE) {
                    return false;
                }
            }
            return true;
        }
    }
}
