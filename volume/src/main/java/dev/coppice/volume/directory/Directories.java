package dev.coppice.volume.directory;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.block.BlockSpace;
import dev.coppice.volume.block.MetadataBlock;
import dev.coppice.volume.format.BlockKind;
import dev.coppice.volume.inode.Budget;
import dev.coppice.volume.inode.Inode;
import dev.coppice.volume.inode.Pointers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The names in directories: for each a B+-tree by the hash of the name (R. Bayer and E. McCreight, 1972). A block that
/// has no names left is given back; half full ones stay as they are.
///
/// Names are bytes, 1 to 255 of them, and anything is allowed in them here. A listing goes by position, and a name that
/// is there from its beginning to its end is in it exactly once, whatever is added or removed meanwhile.
///
/// What changes something is a part of a change of the layer, what asks a part of a read.
public final class Directories {
    /// The most bytes of a name.
    public static final int NAME_LENGTH_MAX = DirectoryBlock.NAME_LENGTH_MAX;

    private static final int ROOT = 0; // the pointer of the inode

    private final BlockSpace space;
    private final NameHash hash;
    private final int blockSize;

    /// The directories of a volume.
    public Directories(BlockLayer layer) {
        space = layer.space();
        blockSize = layer.geometry().blockSize();
        hash = new NameHash(
                layer.geometry().id().getLeastSignificantBits(),
                layer.geometry().id().getMostSignificantBits());
    }

    /// A block on the way from the root to a leaf, and which of its children is next.
    private record Step(DirectoryBlock block, int slot) {}

    /// What a name stands for, or null.
    public DirectoryEntry find(Inode directory, byte[] name) throws IOException {
        long position = hash.of(name);
        DirectoryBlock leaf = leafFor(directory, position);
        int slot = leaf == null ? -1 : leaf.find(position, name);
        return slot < 0 ? null : entry(leaf, slot);
    }

    /// Adds a name that is not there.
    ///
    /// @throws VolumeException.Full when there is no room; nothing has changed then
    public void insert(Inode directory, byte[] name, long inode, int type) throws IOException {
        long position = hash.of(name);
        if (directory.pointer(ROOT) == Pointers.HOLE) {
            setRoot(directory, create(directory, 0, BlockSpace.ANYWHERE).block().number());
        }
        List<Step> path = ownPath(directory, position);
        DirectoryBlock leaf = path.getLast().block;
        while (!leaf.hasRoom(name.length)) {
            ensureRoomToSplit(path.size() + 1);
            split(directory, path);
            path = ownPath(directory, position);
            leaf = path.getLast().block;
        }
        int slot = leaf.find(position, name);
        leaf.insert(-1 - slot, position, name, inode, type);
    }

    /// Makes the blocks that lead to a name that is there the directory's own, so that replacing and removing it cannot
    /// fail for want of room.
    ///
    /// @throws VolumeException.Full when there is no room for a copy of one of them
    public void own(Inode directory, byte[] name) throws IOException {
        ownPath(directory, hash.of(name));
    }

    /// Gives back all blocks of a directory, as far as nobody else has them: one of a snapshot.
    ///
    /// @return whether that is done
    public boolean releaseAll(Inode directory, Budget budget) throws IOException {
        long root = directory.pointer(ROOT);
        if (root == Pointers.HOLE) {
            return true;
        }
        if (!releaseAll(root, budget)) {
            return false;
        }
        setRoot(directory, Pointers.HOLE);
        return true;
    }

    private boolean releaseAll(long number, Budget budget) throws IOException {
        if (space.references(number) == 1) {
            DirectoryBlock block = load(number);
            while (block.level() > 0 && block.count() > 0) {
                if (budget.isSpent() || !releaseAll(block.child(block.count() - 1), budget)) {
                    return false;
                }
                block = block.remove(block.count() - 1);
            }
        }
        space.release(number);
        budget.spend(1);
        return true;
    }

    /// Lets a name that is there stand for something else.
    public void replace(Inode directory, byte[] name, long inode, int type) throws IOException {
        long position = hash.of(name);
        DirectoryBlock leaf = ownPath(directory, position).getLast().block;
        leaf.setInode(present(leaf, position, name), inode, type);
    }

    /// Removes a name that is there.
    public void remove(Inode directory, byte[] name) throws IOException {
        long position = hash.of(name);
        List<Step> path = ownPath(directory, position);
        DirectoryBlock leaf = path.getLast().block;
        DirectoryBlock rest = leaf.remove(present(leaf, position, name));
        for (int depth = path.size() - 1; rest.count() == 0; depth--) {
            release(directory, rest);
            if (depth == 0) {
                setRoot(directory, Pointers.HOLE);
                return;
            }
            Step parent = path.get(depth - 1);
            rest = parent.block.remove(parent.slot);
        }
    }

    /// Whether a directory has no names.
    public boolean isEmpty(Inode directory) throws IOException {
        return next(directory, 0) == null;
    }

    /// The first name at a position or behind it; null when there is none. Names of one position come one after the
    /// other, see [#nextAfter].
    public DirectoryEntry next(Inode directory, long position) throws IOException {
        long from = position;
        while (directory.pointer(ROOT) != Pointers.HOLE) {
            List<Step> path = path(directory, from);
            DirectoryBlock leaf = path.getLast().block;
            int slot = leaf.firstFrom(from);
            if (slot < leaf.count()) {
                return entry(leaf, slot);
            }
            long following = firstBehind(path);
            if (following <= from) {
                return null;
            }
            from = following;
        }
        return null;
    }

    /// The name behind another one in the order of a directory; null when there is none.
    ///
    /// @param before a name that was in the directory; it need not be any more
    public DirectoryEntry nextAfter(Inode directory, DirectoryEntry before) throws IOException {
        DirectoryBlock leaf = leafFor(directory, before.position());
        if (leaf == null) {
            return null;
        }
        int slot = leaf.find(before.position(), before.name());
        int following = slot < 0 ? -1 - slot : slot + 1;
        if (following < leaf.count()) {
            return entry(leaf, following);
        }
        return before.position() == Long.MAX_VALUE ? null : next(directory, before.position() + 1);
    }

    /// Shows every block of a directory's tree, and proves that the order is right.
    ///
    /// @param visitor is given the level for the height
    /// @throws VolumeException.Corrupt when the tree is not one
    public void visit(Inode directory, Pointers.Visitor visitor) throws IOException {
        if (directory.pointer(ROOT) != Pointers.HOLE) {
            visit(load(directory.pointer(ROOT)), 0, Long.MAX_VALUE, visitor);
        }
    }

    /// @param from the lowest hash that may be in the block
    /// @param through the highest one
    private void visit(DirectoryBlock block, long from, long through, Pointers.Visitor visitor) throws IOException {
        if (!visitor.visit(block.block().number(), block.level())) {
            return;
        }
        long lowest = from;
        for (int slot = 0; slot < block.count(); slot++) {
            boolean isLeaf = block.level() == 0;
            long position = slot == 0 && !isLeaf ? from : block.hash(slot);
            if (position < lowest || position > through || isLeaf && position != hash.of(block.name(slot))) {
                throw new VolumeException.Corrupt(
                        block.block().number(), "names in the order of their hashes", "another order at slot " + slot);
            }
            lowest = position;
            if (!isLeaf) {
                long end = slot + 1 < block.count() ? block.hash(slot + 1) - 1 : through;
                visit(loadChild(block, slot), position, end, visitor);
            }
        }
    }

    private void release(Inode directory, DirectoryBlock block) throws IOException {
        space.release(block.block().number());
        directory.addBlocks(-1);
        directory.setSize(directory.size() - blockSize);
    }

    private DirectoryBlock create(Inode directory, int level, long hint) throws IOException {
        MetadataBlock created = space.createMetadata(BlockKind.DIRECTORY, hint);
        directory.addBlocks(1);
        directory.setSize(directory.size() + blockSize);
        return DirectoryBlock.begin(created, blockSize, level);
    }

    private void setRoot(Inode directory, long block) {
        directory.setPointer(ROOT, block);
    }

    private int present(DirectoryBlock leaf, long position, byte[] name) throws VolumeException.Corrupt {
        int slot = leaf.find(position, name);
        if (slot < 0) {
            throw new VolumeException.Corrupt(leaf.block().number(), "a name that was there", "none");
        }
        return slot;
    }

    private static DirectoryEntry entry(DirectoryBlock leaf, int slot) throws VolumeException.Corrupt {
        return new DirectoryEntry(leaf.name(slot), leaf.inode(slot), leaf.type(slot), leaf.hash(slot));
    }

    private DirectoryBlock leafFor(Inode directory, long position) throws IOException {
        return directory.pointer(ROOT) == Pointers.HOLE
                ? null
                : path(directory, position).getLast().block;
    }

    private List<Step> path(Inode directory, long position) throws IOException {
        List<Step> path = new ArrayList<>();
        DirectoryBlock block = load(directory.pointer(ROOT));
        while (block.level() > 0) {
            int slot = block.childFor(position);
            path.add(new Step(block, slot));
            block = loadChild(block, slot);
        }
        path.add(new Step(block, 0));
        return path;
    }

    /// The way to a leaf, all of it blocks that no other directory has.
    private List<Step> ownPath(Inode directory, long position) throws IOException {
        List<Step> path = new ArrayList<>();
        DirectoryBlock block = load(directory.pointer(ROOT));
        DirectoryBlock owned = own(block);
        if (owned != block) {
            setRoot(directory, owned.block().number());
        }
        while (owned.level() > 0) {
            int slot = owned.childFor(position);
            path.add(new Step(owned, slot));
            DirectoryBlock child = loadChild(owned, slot);
            DirectoryBlock ownChild = own(child);
            if (ownChild != child) {
                owned.setChild(slot, ownChild.block().number());
            }
            owned = ownChild;
        }
        path.add(new Step(owned, 0));
        return path;
    }

    private DirectoryBlock own(DirectoryBlock block) throws IOException {
        long number = block.block().number();
        if (space.references(number) == 1) {
            return block;
        }
        MetadataBlock copy = space.createMetadata(BlockKind.DIRECTORY, number);
        copy.putContent(block.block());
        if (block.level() > 0) {
            for (int slot = 0; slot < block.count(); slot++) {
                space.share(block.child(slot));
            }
        }
        space.release(number);
        return DirectoryBlock.of(copy, blockSize);
    }

    private DirectoryBlock load(long number) throws IOException {
        return DirectoryBlock.of(space.metadata(BlockKind.DIRECTORY, number), blockSize);
    }

    private DirectoryBlock loadChild(DirectoryBlock parent, int slot) throws IOException {
        DirectoryBlock child = load(parent.child(slot));
        if (child.level() != parent.level() - 1) {
            throw new VolumeException.Corrupt(
                    child.block().number(),
                    "a block of level " + (parent.level() - 1),
                    "one of level " + child.level());
        }
        return child;
    }

    /// The lowest hash that the leaf behind the one at the end of a path may have; -1 when that is the last one.
    private static long firstBehind(List<Step> path) {
        for (int depth = path.size() - 2; depth >= 0; depth--) {
            Step step = path.get(depth);
            if (step.slot + 1 < step.block.count()) {
                return step.block.hash(step.slot + 1);
            }
        }
        return -1;
    }

    private void ensureRoomToSplit(int blocks) throws VolumeException.Full {
        if (space.availableCount() < blocks) {
            throw new VolumeException.Full("no room for another block of the directory; delete something");
        }
    }

    /// Splits the leaf at the end of a path, and the blocks above it that have no room for another child.
    private void split(Inode directory, List<Step> path) throws IOException {
        int depth = path.size() - 1;
        DirectoryBlock lower = path.get(depth).block;
        DirectoryBlock upper = splitOff(directory, lower);
        while (true) {
            long separator = upper.hash(0);
            if (depth == 0) {
                DirectoryBlock root =
                        create(directory, lower.level() + 1, lower.block().number());
                root.insertChild(0, 0, lower.block().number())
                        .insertChild(1, separator, upper.block().number());
                setRoot(directory, root.block().number());
                return;
            }
            depth--;
            Step parent = path.get(depth);
            if (parent.block.hasRoomForChild()) {
                parent.block.insertChild(
                        parent.slot + 1, separator, upper.block().number());
                return;
            }
            lower = parent.block;
            DirectoryBlock upperParent = splitOff(directory, lower);
            DirectoryBlock lowerParent = DirectoryBlock.of(lower.block(), blockSize);
            boolean isUpper = parent.slot >= lowerParent.count();
            DirectoryBlock target = isUpper ? upperParent : lowerParent;
            int slot = isUpper ? parent.slot - lowerParent.count() : parent.slot;
            DirectoryBlock changed =
                    target.insertChild(slot + 1, separator, upper.block().number());
            upper = isUpper ? changed : upperParent;
            lower = isUpper ? lowerParent : changed;
        }
    }

    private DirectoryBlock splitOff(Inode directory, DirectoryBlock block) throws IOException {
        int middle = block.middle();
        if (middle == 0) {
            throw new VolumeException.Full("too many names of the directory have the same hash; choose another name");
        }
        DirectoryBlock upper = create(directory, block.level(), block.block().number());
        block.moveTo(upper, middle);
        return DirectoryBlock.of(upper.block(), blockSize);
    }
}
