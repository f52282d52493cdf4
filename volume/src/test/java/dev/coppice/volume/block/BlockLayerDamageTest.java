package dev.coppice.volume.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.sim.Seeds;
import dev.coppice.volume.VolumeException;
import dev.coppice.volume.device.DeviceLog;
import dev.coppice.volume.format.Geometry;
import dev.coppice.volume.format.Superblock;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Damages one block after the other of a volume that was closed in order: what is read afterwards is right, or an
/// error.
class BlockLayerDamageTest {
    private static final int BLOCK_SIZE = Geometry.BLOCK_SIZE_MIN;
    private static final int SIZE = 150 * BLOCK_SIZE;

    /// A way to damage a block.
    private enum Damage {
        ZEROED,
        BIT_FLIPPED,
        SECTOR_ZEROED,
        SWAPPED,
        OLDER,
        OF_ANOTHER_VOLUME
    }

    @Test
    void anyBlock_damagedInAnyWay_isReadRightOrNotAtAll() {
        Seeds.forEach(BlockLayerDamageTest.class, 2, seed -> {
            byte[] older = volume(seed, 12);
            byte[] newer = volume(seed, 24);
            byte[] other = volume(~seed, 24);
            Map<Long, BlockModel.Content> right = read(newer);
            SplittableRandom random = new SplittableRandom(seed);
            int refused = 0;
            for (int block = 0; block < SIZE / BLOCK_SIZE; block++) {
                for (Damage damage : Damage.values()) {
                    byte[] content = newer.clone();
                    damage(content, block, damage, older, other, random);
                    refused += readsRightOrRefuses(content, right, damage + " block " + block) ? 0 : 1;
                }
            }
            assertThat(refused).isGreaterThan(100);
        });
    }

    @Test
    void superblock_damaged_isReadFromItsCopy() throws IOException {
        byte[] content = volume(1, 8);
        Map<Long, BlockModel.Content> right = read(content);
        byte[] withoutFirst = content.clone();
        java.util.Arrays.fill(withoutFirst, 0, BLOCK_SIZE, (byte) 0);
        assertThat(read(withoutFirst)).isEqualTo(right);
        byte[] withoutCopy = content.clone();
        java.util.Arrays.fill(withoutCopy, SIZE - BLOCK_SIZE, SIZE, (byte) 0);
        assertThat(read(withoutCopy)).isEqualTo(right);
    }

    private static boolean readsRightOrRefuses(byte[] content, Map<Long, BlockModel.Content> right, String what)
            throws IOException {
        BlockLayer layer;
        try {
            layer = BlockLayer.open(new DeviceLog(content), true);
        } catch (VolumeException refused) {
            return false;
        }
        boolean isComplete = true;
        for (long block = layer.geometry().firstDataBlock();
                block < layer.geometry().copyBlock();
                block++) {
            try {
                assertThat(BlockModel.read(layer, block))
                        .as("%s: block %d", what, block)
                        .isEqualTo(right.get(block));
            } catch (VolumeException.Corrupt refused) {
                isComplete = false;
            }
        }
        return isComplete;
    }

    private static void damage(
            byte[] content, int block, Damage damage, byte[] older, byte[] other, SplittableRandom random) {
        int at = block * BLOCK_SIZE;
        switch (damage) {
            case ZEROED -> java.util.Arrays.fill(content, at, at + BLOCK_SIZE, (byte) 0);
            case BIT_FLIPPED -> content[at + random.nextInt(BLOCK_SIZE)] ^= (byte) (1 << random.nextInt(8));
            case SECTOR_ZEROED -> {
                int sector = at + random.nextInt(BLOCK_SIZE / 512) * 512;
                java.util.Arrays.fill(content, sector, sector + 512, (byte) 0);
            }
            case SWAPPED -> {
                int with = random.nextInt(SIZE / BLOCK_SIZE) * BLOCK_SIZE;
                byte[] kept = java.util.Arrays.copyOfRange(content, at, at + BLOCK_SIZE);
                System.arraycopy(content, with, content, at, BLOCK_SIZE);
                System.arraycopy(kept, 0, content, with, BLOCK_SIZE);
            }
            case OLDER -> System.arraycopy(older, at, content, at, BLOCK_SIZE);
            case OF_ANOTHER_VOLUME -> System.arraycopy(other, at, content, at, BLOCK_SIZE);
        }
    }

    private static Map<Long, BlockModel.Content> read(byte[] content) throws IOException {
        try (BlockLayer layer = BlockLayer.open(new DeviceLog(content), true)) {
            assertThat(layer.check()).isEmpty();
            return BlockModel.read(layer);
        }
    }

    private static byte[] volume(long seed, int groups) throws IOException {
        DeviceLog device = new DeviceLog(new byte[SIZE]);
        Geometry geometry = Geometry.plan(new UUID(seed, seed), SIZE, BLOCK_SIZE, Geometry.JOURNAL_BLOCKS_MIN);
        BlockLayer.format(device, geometry, "damage", 0);
        try (BlockLayer layer = BlockLayer.open(device, false)) {
            BlockModel model = new BlockModel(layer, seed);
            for (int group = 0; group < groups; group++) {
                for (int i = 0; i < 8; i++) {
                    model.change();
                }
                model.commit();
            }
        }
        assertThat(Superblock.hasMagic(device.content())).isTrue();
        return device.content();
    }
}
