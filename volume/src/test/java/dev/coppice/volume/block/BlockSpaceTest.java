package dev.coppice.volume.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.store.sim.Seeds;
import dev.coppice.volume.VolumeException;
import dev.coppice.volume.device.BlockDevice;
import dev.coppice.volume.device.MemoryDevice;
import dev.coppice.volume.format.BlockKind;
import dev.coppice.volume.format.Geometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BlockSpaceTest {
    private static final long MIB = 1L << 20;
    private static final int DEVICE_BYTES_MAX = 256 << 20;

    @Test
    void allocateAndRelease_atRandom_isWhatASetOfNumbersDoes() {
        Seeds.forEach(BlockSpaceTest.class, 6, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int blockSize = Geometry.BLOCK_SIZE_MIN << random.nextInt(5);
            MemoryDevice device = new MemoryDevice(blockSize * (200L + random.nextInt(DEVICE_BYTES_MAX / blockSize)));
            format(device, blockSize);
            BitSet model = new BitSet(); // in use, or held because a durable group has them
            BitSet freed = new BitSet(); // held
            BitSet durable = new BitSet();
            try (BlockLayer layer = BlockLayer.open(device, false)) {
                long first = layer.geometry().firstDataBlock();
                long free = layer.space().freeCount();
                for (int i = 0; i < 1_000; i++) {
                    int choice = random.nextInt(100);
                    if (choice < 55) {
                        allocate(layer, model, random);
                    } else if (choice < 97) {
                        release(layer, model, freed, durable, random);
                    } else {
                        layer.commit();
                        model.andNot(freed);
                        freed.clear();
                        durable = (BitSet) model.clone();
                    }
                    assertThat(layer.space().availableCount()).isEqualTo(free - model.cardinality());
                    assertThat(layer.space().freeCount()).isEqualTo(free - model.cardinality() + freed.cardinality());
                }
                assertThat(layer.check()).isEmpty();
                assertThat(model.nextSetBit(0)).isGreaterThanOrEqualTo((int) first);
            }
            try (BlockLayer layer = BlockLayer.open(device, true)) {
                model.andNot(freed);
                assertThat(model.stream().allMatch(block -> isAllocated(layer, block)))
                        .isTrue();
                assertThat(layer.check()).isEmpty();
            }
        });
    }

    @Test
    void allocate_untilFull_givesEveryBlockOnceAndThenSaysSo() throws IOException {
        MemoryDevice device = new MemoryDevice(140 * 4096);
        format(device, 4096);
        try (BlockLayer layer = BlockLayer.open(device, false)) {
            BitSet given = new BitSet();
            for (long free = layer.space().availableCount(); free > 0; free--) {
                given.set((int) write(layer, 1).first());
            }
            assertThat(given.cardinality()).isEqualTo((int)
                    (layer.geometry().copyBlock() - layer.geometry().firstDataBlock()));
            assertThatExceptionOfType(VolumeException.Full.class)
                    .isThrownBy(() -> layer.space().allocateData(BlockSpace.ANYWHERE, 1))
                    .withMessageContaining("no block is free of 140");
            layer.commit();
            layer.space().release(given.nextSetBit(0));
            assertThat(layer.space().freeCount()).isEqualTo(1);
            assertThatExceptionOfType(VolumeException.Full.class)
                    .isThrownBy(() -> layer.space().allocateData(BlockSpace.ANYWHERE, 1));
            layer.commit();
            assertThat(write(layer, 9)).isEqualTo(new BlockRun(given.nextSetBit(0), 1));
        }
    }

    @Test
    void allocateData_withHint_beginsAtTheFirstFreeBlockBehindIt() throws IOException {
        MemoryDevice device = new MemoryDevice(4 * MIB);
        format(device, 4096);
        try (BlockLayer layer = BlockLayer.open(device, false)) {
            assertThat(layer.space().allocateData(500, 10)).isEqualTo(new BlockRun(500, 10));
            assertThat(layer.space().allocateData(495, 10)).isEqualTo(new BlockRun(495, 5));
            assertThat(layer.space().allocateData(500, 10)).isEqualTo(new BlockRun(510, 10));
            assertThat(layer.space().allocateData(BlockSpace.ANYWHERE, 3)).isEqualTo(new BlockRun(520, 3));
            // From the last block on it goes on at the front.
            long last = layer.geometry().copyBlock() - 1;
            assertThat(layer.space().allocateData(last, 5)).isEqualTo(new BlockRun(last, 1));
            assertThat(layer.space().allocateData(last, 2).first())
                    .isEqualTo(layer.geometry().firstDataBlock());
        }
    }

    @Test
    void release_ofWhatIsNotInUseOrOutside_isRefusedAndChangesNothing() throws IOException {
        MemoryDevice device = new MemoryDevice(4 * MIB);
        format(device, 4096);
        try (BlockLayer layer = BlockLayer.open(device, false)) {
            long block = write(layer, 1).first();
            layer.space().release(block);
            long free = layer.space().freeCount();
            long copy = layer.geometry().copyBlock();
            for (long wrong : new long[] {block, block + 1, 0, -1, copy, copy + 1, Long.MAX_VALUE}) {
                assertThatExceptionOfType(VolumeException.Corrupt.class)
                        .isThrownBy(() -> layer.space().release(wrong));
            }
            assertThat(layer.space().freeCount()).isEqualTo(free);
            assertThat(layer.check()).isEmpty();
        }
    }

    @Test
    void metadata_ofAnotherKind_isRefused() throws IOException {
        MemoryDevice device = new MemoryDevice(4 * MIB);
        format(device, 4096);
        try (BlockLayer layer = BlockLayer.open(device, false)) {
            long data = write(layer, 1).first();
            long inodes = layer.space()
                    .createMetadata(BlockKind.INODES, BlockSpace.ANYWHERE)
                    .number();
            assertThatExceptionOfType(VolumeException.Corrupt.class)
                    .isThrownBy(() -> layer.space().metadata(BlockKind.INODES, data));
            assertThatExceptionOfType(VolumeException.Corrupt.class)
                    .isThrownBy(() -> layer.space().metadata(BlockKind.POINTERS, inodes));
            assertThatExceptionOfType(VolumeException.Corrupt.class)
                    .isThrownBy(() -> layer.readData(ByteBuffer.allocate(4096), inodes));
        }
    }

    @Test
    void volumeOfOneTebibyte_isFormattedAndUsedInLittleMemory() throws IOException {
        MemoryDevice device = new MemoryDevice(1L << 40);
        format(device, 4096);
        try (BlockLayer layer = BlockLayer.open(device, false)) {
            assertThat(layer.space().freeCount()).isGreaterThan((1L << 28) - (1 << 20));
            BlockRun far = layer.space().allocateData((1L << 28) - 100, 8);
            layer.writeData(ByteBuffer.allocate(8 * 4096).putLong(0, 42), far.first());
            layer.commit();
        }
        try (BlockLayer layer = BlockLayer.open(device, true)) {
            ByteBuffer block = ByteBuffer.allocate(4096);
            layer.readData(block, (1L << 28) - 100);
            assertThat(block.getLong(0)).isEqualTo(42);
        }
    }

    private static void allocate(BlockLayer layer, BitSet model, SplittableRandom random) throws IOException {
        if (layer.space().availableCount() == 0) {
            return;
        }
        long hint = random.nextBoolean()
                ? BlockSpace.ANYWHERE
                : random.nextLong(layer.geometry().blockCount());
        BlockRun run = layer.space().allocateData(hint, 1 + random.nextInt(40));
        layer.writeData(ByteBuffer.allocate(run.count() * layer.geometry().blockSize()), run.first());
        for (long block = run.first(); block < run.first() + run.count(); block++) {
            assertThat(model.get((int) block))
                    .as("block %d is given once", block)
                    .isFalse();
            model.set((int) block);
        }
    }

    private static void release(BlockLayer layer, BitSet model, BitSet freed, BitSet durable, SplittableRandom random)
            throws IOException {
        int from = model.nextSetBit(random.nextInt((int) layer.geometry().blockCount()));
        for (int block = from, i = 0; block >= 0 && i < 50; block = model.nextSetBit(block + 1), i++) {
            if (!freed.get(block)) {
                assertThat(layer.space().release(block)).isTrue();
                if (durable.get(block)) {
                    freed.set(block);
                } else {
                    model.clear(block);
                }
            }
        }
    }

    private static boolean isAllocated(BlockLayer layer, long block) {
        try {
            return layer.space().isAllocated(block) && layer.space().references(block) == 1;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static BlockRun write(BlockLayer layer, int count) throws IOException {
        BlockRun run = layer.space().allocateData(BlockSpace.ANYWHERE, count);
        layer.writeData(ByteBuffer.allocate(run.count() * layer.geometry().blockSize()), run.first());
        return run;
    }

    private static void format(BlockDevice device, int blockSize) throws IOException {
        Geometry geometry = Geometry.plan(new UUID(1, 2), device.size(), blockSize, 0);
        BlockLayer.format(device, geometry, "space", 0);
    }
}
