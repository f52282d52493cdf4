package dev.coppice.volume.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.sim.Seeds;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.device.DeviceLog;
import dev.coppice.volume.device.MemoryDevice;
import dev.coppice.volume.format.Geometry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FileTreeModelTest {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_000));

    @Test
    void operations_atRandom_doWhatTheModelDoes() {
        Seeds.forEach(FileTreeModelTest.class, 12, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            MemoryDevice device = new MemoryDevice(24L << 20);
            int blockSize = Geometry.BLOCK_SIZE_MIN << random.nextInt(5);
            BlockLayer.format(device, Geometry.plan(new UUID(1, 2), device.size(), blockSize, 0), "", 0);
            BlockLayer layer = BlockLayer.open(device, false);
            FileTree.format(layer, CLOCK, 0755, 1, 2);
            long free = layer.space().freeCount();
            FileTree tree = FileTree.open(layer, CLOCK, false);
            FileModel model = new FileModel(tree, seed);
            for (int i = 0; i < 1_500; i++) {
                model.step();
                if (random.nextInt(40) == 0) {
                    assertThat(FileModel.dump(tree)).isEqualTo(model.dump());
                    tree.sync();
                    assertThat(tree.check()).isEmpty();
                }
            }
            layer.close();
            try (BlockLayer again = BlockLayer.open(device, true)) {
                FileTree reopened = FileTree.open(again, CLOCK, true);
                assertThat(FileModel.dump(reopened)).isEqualTo(model.dump());
                assertThat(reopened.check()).isEmpty();
                assertThat(again.space().freeCount()).isLessThanOrEqualTo(free);
            }
        });
    }

    /// A volume with an empty root directory, as bytes.
    static byte[] formatted(long seed, int blocks, long journalBlocks) throws Exception {
        DeviceLog device = new DeviceLog(new byte[blocks * Geometry.BLOCK_SIZE_MIN]);
        Geometry geometry = Geometry.plan(new UUID(seed, seed), device.size(), Geometry.BLOCK_SIZE_MIN, journalBlocks);
        BlockLayer.format(device, geometry, "files", 0);
        try (BlockLayer layer = BlockLayer.open(device, false)) {
            FileTree.format(layer, CLOCK, 0755, 1, 2);
        }
        return device.content();
    }
}
