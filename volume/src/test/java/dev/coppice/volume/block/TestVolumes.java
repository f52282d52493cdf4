package dev.coppice.volume.block;

import dev.coppice.volume.device.BlockDevice;
import dev.coppice.volume.device.MemoryDevice;
import dev.coppice.volume.format.Geometry;
import java.io.IOException;
import java.util.UUID;

/// Volumes for tests.
public final class TestVolumes {
    private TestVolumes() {}

    /// A new volume in memory, open.
    public static BlockLayer inMemory(long blocks, int blockSize) throws IOException {
        BlockDevice device = new MemoryDevice(blocks * blockSize);
        BlockLayer.format(device, Geometry.plan(new UUID(1, 2), device.size(), blockSize, 0), "", 0);
        return BlockLayer.open(device, false);
    }
}
