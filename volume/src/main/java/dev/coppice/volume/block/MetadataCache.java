package dev.coppice.volume.block;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.device.BlockDevice;
import dev.coppice.volume.format.BlockHeader;
import dev.coppice.volume.format.BlockKind;
import dev.coppice.volume.format.Geometry;
import dev.coppice.volume.format.Superblock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Blocks of metadata in memory. Three versions of a block can be on their way: what the open group makes of it, in the
/// block itself; what the last committed group made of it, an *image*, as long as it is not at its place; and what is
/// at its place. Guarded by the lock of its layer, except that many may read at a time.
final class MetadataCache {
    private final BlockDevice device;
    private final Geometry geometry;
    private final int blocksMax;
    private final ConcurrentMap<Long, MetadataBlock> blocks = new ConcurrentHashMap<>();
    private final List<MetadataBlock> changed = new ArrayList<>();
    private volatile int changedCount; // for who does not hold the lock
    private long changeCount;
    private final List<Long> revoked = new ArrayList<>();
    /// Committed and not at its place.
    private final ConcurrentMap<Long, byte[]> images = new ConcurrentHashMap<>();

    MetadataCache(BlockDevice device, Geometry geometry, int blocksMax) {
        this.device = device;
        this.geometry = geometry;
        this.blocksMax = blocksMax;
    }

    /// The block as the open group has it.
    ///
    /// @param checksum what its header must say: what the table has, so that an older version of it is found out
    /// @throws VolumeException.Corrupt when the block is not what was last written there
    MetadataBlock read(long number, BlockKind kind, int checksum) throws IOException {
        MetadataBlock block = blocks.get(number);
        if (block == null) {
            byte[] bytes = load(number, kind, checksum);
            MetadataBlock loaded = new MetadataBlock(this, number, kind, bytes);
            MetadataBlock earlier = blocks.putIfAbsent(number, loaded);
            block = earlier == null ? loaded : earlier;
        }
        if (block.kind() != kind) {
            throw new VolumeException.Corrupt(number, "a block of kind " + kind, "one of kind " + block.kind());
        }
        block.use();
        return block;
    }

    /// The block if it is in memory; else null.
    MetadataBlock cached(long number) {
        MetadataBlock block = blocks.get(number);
        if (block != null) {
            block.use();
        }
        return block;
    }

    /// A block of zeros that has never been written, and is not to be before it is changed.
    MetadataBlock blank(long number, BlockKind kind) {
        byte[] bytes = new byte[geometry.blockSize()];
        BlockHeader.begin(bytes, kind, number);
        MetadataBlock block = new MetadataBlock(this, number, kind, bytes);
        MetadataBlock earlier = blocks.putIfAbsent(number, block);
        return earlier == null ? block : earlier;
    }

    /// A new block, all of which the open group writes.
    MetadataBlock create(long number, BlockKind kind) {
        blocks.remove(number);
        MetadataBlock block = blank(number, kind);
        block.changed(0, geometry.blockSize());
        return block;
    }

    /// The superblock, whose bytes were read before anything else could be.
    MetadataBlock begin(byte[] superblock) {
        MetadataBlock block = new MetadataBlock(this, Superblock.BLOCK, BlockKind.SUPERBLOCK, superblock);
        blocks.put(Superblock.BLOCK, block);
        return block;
    }

    /// Lets go of a block that is used for something else from now on: nothing that was to be written to it still is.
    void revoke(long number) {
        MetadataBlock block = blocks.remove(number);
        if (block != null && block.isChanged()) {
            changed.remove(block);
            changedCount = changed.size();
        }
        revoked.add(number);
        changeCount++;
    }

    /// Takes note of a change.
    void changed(MetadataBlock block, boolean isFirst) {
        changeCount++;
        if (isFirst) {
            changed.add(block);
            changedCount = changed.size();
        }
    }

    /// A number that grows with every change.
    long changeCount() {
        return changeCount;
    }

    boolean hasChanges() {
        return !changed.isEmpty() || !revoked.isEmpty();
    }

    /// Blocks that the open group changes. May be asked without the lock.
    int changedCount() {
        return changedCount;
    }

    /// The changed blocks in the order of their numbers; those that are changed later are not among them.
    List<MetadataBlock> changedBlocks() {
        List<MetadataBlock> sorted = new ArrayList<>(changed);
        sorted.sort(Comparator.comparingLong(MetadataBlock::number));
        return sorted;
    }

    /// Ends the open group, whose blocks are sealed, and begins the next one.
    FrozenGroup freeze() {
        FrozenGroup group = new FrozenGroup();
        revoked.forEach(group::revoke);
        for (MetadataBlock block : changedBlocks()) {
            group.change(block);
            block.forgetChanges();
        }
        changed.clear();
        changedCount = 0;
        revoked.clear();
        return group;
    }

    /// Takes over what recovery found in the journal.
    void recovered(SortedMap<Long, byte[]> replayed) {
        images.putAll(replayed);
    }

    /// Takes over what a group that is durable made of its blocks, until it is at its place.
    void committed(FrozenGroup group) {
        group.revoked().forEach(images::remove);
        images.putAll(group.images());
    }

    /// What is committed and not at its place, by number.
    SortedMap<Long, byte[]> images() {
        return new TreeMap<>(images);
    }

    /// Says that all images are at their places.
    void imagesWritten() {
        images.clear();
    }

    /// Lets go of blocks that were not used for the longest time, when there are too many.
    void trim() {
        if (blocks.size() <= blocksMax) {
            return;
        }
        for (Iterator<MetadataBlock> all = blocks.values().iterator();
                all.hasNext() && blocks.size() > blocksMax / 2; ) {
            MetadataBlock block = all.next();
            if (!block.isChanged() && !isPinned(block) && !block.takeUse()) {
                all.remove();
            }
        }
    }

    /// Whether somebody keeps a reference to the block for longer than the lock is held.
    private static boolean isPinned(MetadataBlock block) {
        return block.kind() == BlockKind.SUPERBLOCK || block.kind() == BlockKind.BITMAP;
    }

    private byte[] load(long number, BlockKind kind, int checksum) throws IOException {
        byte[] image = images.get(number);
        byte[] bytes;
        if (image != null) {
            bytes = image.clone();
        } else {
            bytes = new byte[geometry.blockSize()];
            device.read(ByteBuffer.wrap(bytes), geometry.positionOf(number));
        }
        BlockHeader.verify(bytes, geometry, kind, number);
        if (BlockHeader.sealedChecksum(bytes) != checksum) {
            throw new VolumeException.Corrupt(
                    number,
                    "the version with the checksum " + Integer.toHexString(checksum),
                    "another one, with " + Integer.toHexString(BlockHeader.sealedChecksum(bytes)));
        }
        return bytes;
    }
}
