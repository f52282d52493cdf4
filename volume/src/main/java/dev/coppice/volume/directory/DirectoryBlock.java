package dev.coppice.volume.directory;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.MetadataBlock;
import dev.coppice.volume.format.BlockHeader;
import java.util.Arrays;

/// One block of a directory's tree: what its bytes mean. What they say is checked before it is used, because a checksum
/// proves only that they were written so.
final class DirectoryBlock {
    static final int NAME_LENGTH_MAX = 255;

    private static final int LEVEL = BlockHeader.LENGTH;
    private static final int HEAP_START = BlockHeader.LENGTH + 4;
    private static final int SLOTS = BlockHeader.LENGTH + 8;
    private static final int LEAF_SLOT_LENGTH = 12;
    private static final int INNER_SLOT_LENGTH = 16;
    private static final int NAME_HEADER_LENGTH = 10;

    private final MetadataBlock block;
    private final int blockSize;
    private final int level;
    private final int count;

    private DirectoryBlock(MetadataBlock block, int blockSize, int level, int count) {
        this.block = block;
        this.blockSize = blockSize;
        this.level = level;
        this.count = count;
    }

    /// @throws VolumeException.Corrupt when the slots do not fit into the block
    static DirectoryBlock of(MetadataBlock block, int blockSize) throws VolumeException.Corrupt {
        int levelAndCount = block.getInt(LEVEL);
        int level = levelAndCount & 0xFFFF;
        int count = levelAndCount >>> 16;
        int slotLength = level == 0 ? LEAF_SLOT_LENGTH : INNER_SLOT_LENGTH;
        int end = level == 0 ? block.getInt(HEAP_START) : blockSize;
        if (end < SLOTS || end > blockSize || count > (end - SLOTS) / slotLength || level > 0 && count == 0) {
            throw new VolumeException.Corrupt(
                    block.number(), "slots inside of the block", count + " on level " + level + " before byte " + end);
        }
        return new DirectoryBlock(block, blockSize, level, count);
    }

    /// Makes a new block one without slots.
    static DirectoryBlock begin(MetadataBlock block, int blockSize, int level) {
        block.putInt(LEVEL, level);
        block.putInt(HEAP_START, blockSize);
        return new DirectoryBlock(block, blockSize, level, 0);
    }

    MetadataBlock block() {
        return block;
    }

    int level() {
        return level;
    }

    int count() {
        return count;
    }

    long hash(int slot) {
        return block.getLong(slotOffset(slot));
    }

    long child(int slot) {
        return block.getLong(slotOffset(slot) + Long.BYTES);
    }

    void setChild(int slot, long child) {
        block.putLong(slotOffset(slot) + Long.BYTES, child);
    }

    /// The slot of the child that leads to a hash.
    int childFor(long hash) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (hash(middle) <= hash) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /// The first slot of a leaf whose hash is at least so large, or the number of slots.
    int firstFrom(long hash) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (hash(middle) < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The slot of a name in a leaf, or `-1 - slot` of where it would be.
    int find(long hash, byte[] name) throws VolumeException.Corrupt {
        int slot = firstFrom(hash);
        for (; slot < count && hash(slot) == hash; slot++) {
            int order = Arrays.compareUnsigned(name(slot), name);
            if (order == 0) {
                return slot;
            }
            if (order > 0) {
                break;
            }
        }
        return -1 - slot;
    }

    long inode(int slot) throws VolumeException.Corrupt {
        return block.getLong(entry(slot));
    }

    int type(int slot) throws VolumeException.Corrupt {
        return block.getByte(entry(slot) + 8);
    }

    byte[] name(int slot) throws VolumeException.Corrupt {
        int entry = entry(slot);
        return block.get(entry + NAME_HEADER_LENGTH, nameLength(entry));
    }

    void setInode(int slot, long inode, int type) throws VolumeException.Corrupt {
        int entry = entry(slot);
        block.putLong(entry, inode);
        block.put(entry + 8, new byte[] {(byte) type}, 0, 1);
    }

    /// Whether a name fits, perhaps after names have been moved together.
    boolean hasRoom(int nameLength) throws VolumeException.Corrupt {
        int names = 0;
        for (int slot = 0; slot < count; slot++) {
            names += NAME_HEADER_LENGTH + nameLength(entry(slot));
        }
        return SLOTS + (count + 1) * LEAF_SLOT_LENGTH + names + NAME_HEADER_LENGTH + nameLength <= blockSize;
    }

    /// Whether another child fits.
    boolean hasRoomForChild() {
        return SLOTS + (count + 1) * INNER_SLOT_LENGTH <= blockSize;
    }

    /// Puts a name into a leaf that has room for it.
    DirectoryBlock insert(int slot, long hash, byte[] name, long inode, int type) throws VolumeException.Corrupt {
        int length = NAME_HEADER_LENGTH + name.length;
        if (block.getInt(HEAP_START) - length < SLOTS + (count + 1) * LEAF_SLOT_LENGTH) {
            moveTogether();
        }
        int entry = block.getInt(HEAP_START) - length;
        block.putLong(entry, inode);
        block.put(entry + 8, new byte[] {(byte) type, (byte) name.length}, 0, 2);
        block.put(entry + NAME_HEADER_LENGTH, name, 0, name.length);
        block.putInt(HEAP_START, entry);
        openSlot(slot);
        block.putLong(slotOffset(slot), hash);
        block.putInt(slotOffset(slot) + Long.BYTES, entry);
        return withCount(count + 1);
    }

    /// Puts a child into an inner block that has room for it.
    DirectoryBlock insertChild(int slot, long hash, long child) {
        openSlot(slot);
        block.putLong(slotOffset(slot), hash);
        block.putLong(slotOffset(slot) + Long.BYTES, child);
        return withCount(count + 1);
    }

    DirectoryBlock remove(int slot) {
        int from = slotOffset(slot + 1);
        block.move(from, slotOffset(slot), slotOffset(count) - from);
        return withCount(count - 1);
    }

    /// Moves the slots from one on to an empty block of the same level.
    ///
    /// @return what is left of this one
    DirectoryBlock moveTo(DirectoryBlock empty, int fromSlot) throws VolumeException.Corrupt {
        DirectoryBlock target = empty;
        for (int slot = fromSlot; slot < count; slot++) {
            target = level == 0
                    ? target.insert(target.count, hash(slot), name(slot), inode(slot), type(slot))
                    : target.insertChild(target.count, hash(slot), child(slot));
        }
        DirectoryBlock rest = withCount(fromSlot);
        if (level == 0) {
            rest.moveTogether();
        }
        return rest;
    }

    /// The slot to begin the second half with, so that no hash is in both.
    ///
    /// @return 0 when there is none
    int middle() {
        int half = count / 2;
        for (int distance = 0; distance < count; distance++) {
            for (int slot : new int[] {half + distance, half - distance}) {
                if (slot > 0 && slot < count && hash(slot - 1) != hash(slot)) {
                    return slot;
                }
            }
        }
        return 0;
    }

    private void moveTogether() throws VolumeException.Corrupt {
        byte[] heap = new byte[blockSize];
        int start = blockSize;
        int[] offsets = new int[count];
        for (int slot = 0; slot < count; slot++) {
            int entry = entry(slot);
            int length = NAME_HEADER_LENGTH + nameLength(entry);
            start -= length;
            if (start < slotOffset(count)) {
                throw new VolumeException.Corrupt(block.number(), "names that fit into the block", "longer ones");
            }
            System.arraycopy(block.get(entry, length), 0, heap, start, length);
            offsets[slot] = start;
        }
        block.put(start, heap, start, blockSize - start);
        block.putInt(HEAP_START, start);
        for (int slot = 0; slot < count; slot++) {
            block.putInt(slotOffset(slot) + Long.BYTES, offsets[slot]);
        }
    }

    private void openSlot(int slot) {
        int at = slotOffset(slot);
        block.move(at, slotOffset(slot + 1), slotOffset(count) - at);
    }

    private DirectoryBlock withCount(int newCount) {
        block.putInt(LEVEL, newCount << 16 | level);
        return new DirectoryBlock(block, blockSize, level, newCount);
    }

    private int entry(int slot) throws VolumeException.Corrupt {
        int entry = block.getInt(slotOffset(slot) + Long.BYTES);
        if (entry < SLOTS
                || entry > blockSize - NAME_HEADER_LENGTH
                || entry + NAME_HEADER_LENGTH + nameLength(entry) > blockSize) {
            throw new VolumeException.Corrupt(block.number(), "a name inside of the block", "one at byte " + entry);
        }
        return entry;
    }

    private int nameLength(int entry) {
        return block.getByte(entry + 9);
    }

    private int slotOffset(int slot) {
        return SLOTS + slot * (level == 0 ? LEAF_SLOT_LENGTH : INNER_SLOT_LENGTH);
    }
}
