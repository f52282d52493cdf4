package dev.coppice.volume.block;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.device.BlockDevice;
import dev.coppice.volume.format.Geometry;
import dev.coppice.volume.format.JournalEnd;
import dev.coppice.volume.format.Superblock;
import dev.coppice.volume.journal.JournalReplay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SortedMap;

/// What a volume is, found out from its device: the newer of the two superblocks, and the groups in the journal after
/// it. Writes nothing.
///
/// @param superblock the bytes of its block, after the last group
/// @param blocks that the groups changed, as they are to be, by number; the superblock among them
/// @param end where the journal ends
record Recovery(Geometry geometry, byte[] superblock, SortedMap<Long, byte[]> blocks, JournalEnd end) {
    /// A superblock that was read, and what it says.
    private record Found(Geometry geometry, byte[] bytes) {}

    static Recovery run(BlockDevice device) throws IOException {
        Found found = newer(device);
        JournalEnd checkpoint = Superblock.checkpoint(found.bytes);
        JournalReplay replay = JournalReplay.run(device, found.geometry, checkpoint);
        byte[] replayed = replay.blocks().get(Superblock.BLOCK);
        if (replayed == null) {
            return new Recovery(found.geometry, found.bytes, replay.blocks(), replay.end());
        }
        Geometry geometry = Superblock.parse(replayed, device.size());
        if (!geometry.equals(found.geometry)) {
            throw new VolumeException.Corrupt(Superblock.BLOCK, found.geometry.toString(), geometry.toString());
        }
        return new Recovery(geometry, replayed, replay.blocks(), replay.end());
    }

    /// Whether something is not at its place.
    boolean isNeeded() {
        return !blocks.isEmpty();
    }

    private static Found newer(BlockDevice device) throws IOException {
        VolumeException failure;
        Found first = null;
        try {
            first = read(device, 0);
            failure = null;
        } catch (VolumeException e) {
            failure = e;
        }
        Found copy = first == null ? searchCopy(device) : readCopy(device, first.geometry);
        if (first == null && copy == null) {
            throw failure;
        }
        if (first == null || copy == null) {
            return first == null ? copy : first;
        }
        boolean isCopyNewer = Superblock.sequence(copy.bytes) > Superblock.sequence(first.bytes);
        return isCopyNewer ? copy : first;
    }

    /// The copy is in the last block, wherever that is for each size that blocks can have.
    private static Found searchCopy(BlockDevice device) throws IOException {
        for (int size = Geometry.BLOCK_SIZE_MIN; size <= Geometry.BLOCK_SIZE_MAX; size *= 2) {
            long block = device.size() / size - 1;
            if (block > 0) {
                Found copy = readIntact(device, block * size);
                if (copy != null && copy.geometry.blockSize() == size && copy.geometry.copyBlock() == block) {
                    return copy;
                }
            }
        }
        return null;
    }

    private static Found readCopy(BlockDevice device, Geometry geometry) throws IOException {
        Found copy = readIntact(device, geometry.positionOf(geometry.copyBlock()));
        return copy == null || !copy.geometry.equals(geometry) ? null : copy;
    }

    private static Found readIntact(BlockDevice device, long position) throws IOException {
        try {
            return read(device, position);
        } catch (VolumeException damaged) {
            return null;
        }
    }

    private static Found read(BlockDevice device, long position) throws IOException {
        if (device.size() < Superblock.LENGTH) {
            throw new VolumeException.NotAVolume("a device of " + device.size() + " bytes is too small for a volume");
        }
        byte[] bytes = new byte[Superblock.LENGTH];
        device.read(ByteBuffer.wrap(bytes), position);
        Geometry geometry = Superblock.parse(bytes, device.size());
        byte[] block = new byte[geometry.blockSize()];
        System.arraycopy(bytes, 0, block, 0, bytes.length);
        return new Found(geometry, block);
    }
}
