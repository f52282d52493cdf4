package dev.coppice.volume.inode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.sim.Seeds;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.block.BlockSpace;
import dev.coppice.volume.block.TestVolumes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PointersTest {
    @Test
    void putAndRelease_atRandom_isWhatAMapDoes() {
        Seeds.forEach(PointersTest.class, 8, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            try (BlockLayer layer = TestVolumes.inMemory(6_000, 4096)) {
                new Course(layer, random).run(1_500);
            }
        });
    }

    @Test
    void blocksMax_ofSmallestBlocks_isMoreThanATebibyte() throws IOException {
        try (BlockLayer layer = TestVolumes.inMemory(200, 4096)) {
            assertThat(new Pointers(layer.geometry(), layer.space()).blocksMax() * 4096)
                    .isGreaterThan(1L << 40);
        }
    }

    @Test
    void release_inSteps_givesEveryBlockBackOnce() throws IOException {
        try (BlockLayer layer = TestVolumes.inMemory(6_000, 4096)) {
            Pointers pointers = new Pointers(layer.geometry(), layer.space());
            InodeTable inodes = new InodeTable(layer, pointers);
            layer.change(() -> inodes.allocate(1));
            long free = layer.space().freeCount();
            for (long i = 0; i < 3_000; i++) {
                long index = i * 177;
                layer.change(() -> pointers.put(inodes.get(1), index, data(layer)));
            }
            long at = 0;
            int steps = 0;
            while (at < pointers.blocksMax()) {
                long from = at;
                long before = layer.space().freeCount();
                at = layer.change(() -> pointers.release(inodes.get(1), from, pointers.blocksMax(), new Budget(100)));
                assertThat(layer.space().freeCount() - before).isBetween(0L, 110L);
                steps++;
            }
            assertThat(steps).isGreaterThanOrEqualTo(30);
            assertThat(layer.space().freeCount()).isEqualTo(free);
            assertThat(inodes.get(1).blockCount()).isZero();
        }
    }

    private static long data(BlockLayer layer) throws IOException {
        long block = layer.space().allocateData(BlockSpace.ANYWHERE, 1).first();
        layer.writeData(ByteBuffer.allocate(4096), block);
        return block;
    }

    /// Files that share what they have, beside maps.
    private static final class Course {
        private final BlockLayer layer;
        private final SplittableRandom random;
        private final Pointers pointers;
        private final InodeTable inodes;
        private final List<NavigableMap<Long, Long>> models = new ArrayList<>();
        private final List<Long> numbers = new ArrayList<>();

        Course(BlockLayer layer, SplittableRandom random) {
            this.layer = layer;
            this.random = random;
            pointers = new Pointers(layer.geometry(), layer.space());
            inodes = new InodeTable(layer, pointers);
        }

        void run(int changes) throws IOException {
            layer.change(() -> add(new TreeMap<>()));
            long free = layer.space().freeCount();
            for (int i = 0; i < changes; i++) {
                int file = random.nextInt(models.size());
                layer.change(() -> change(file));
                if (random.nextInt(50) == 0) {
                    layer.commit();
                    assertThat(layer.check()).isEmpty();
                }
                compare(random.nextInt(models.size()));
            }
            for (int file = 0; file < models.size(); file++) {
                compare(file);
                Inode inode = inodes.get(numbers.get(file));
                layer.change(() -> pointers.release(inode, 0, pointers.blocksMax(), Budget.unlimited()));
                assertThat(inode.blockCount()).isZero();
            }
            assertThat(layer.space().freeCount()).isEqualTo(free);
            assertThat(layer.check()).isEmpty();
        }

        private Inode change(int file) throws IOException {
            Inode inode = inodes.get(numbers.get(file));
            NavigableMap<Long, Long> model = models.get(file);
            int choice = random.nextInt(100);
            if (choice < 60) {
                long index = index();
                long block = data(layer);
                long before = pointers.put(inode, index, block);
                Long expected = model.put(index, block);
                assertThat(before).isEqualTo(expected == null ? Pointers.HOLE : expected);
                if (before != Pointers.HOLE) {
                    layer.space().release(before);
                }
            } else if (choice < 96 || models.size() >= 4) {
                long from = index();
                long to = random.nextBoolean()
                        ? pointers.blocksMax()
                        : Math.min(pointers.blocksMax(), from + random.nextInt(2_000));
                int budget = 1 + random.nextInt(40);
                long reached = pointers.release(inode, from, to, new Budget(budget));
                assertThat(reached).isBetween(from, to);
                model.subMap(from, Math.max(from, reached)).clear();
            } else {
                pointers.share(inode, add(new TreeMap<>(model)));
            }
            return inode;
        }

        private Inode add(NavigableMap<Long, Long> model) throws IOException {
            Inode inode = inodes.allocate(1);
            models.add(model);
            numbers.add(inode.number());
            return inode;
        }

        private void compare(int file) throws IOException {
            Inode inode = inodes.get(numbers.get(file));
            NavigableMap<Long, Long> model = models.get(file);
            long index = index();
            assertThat(pointers.get(inode, index)).isEqualTo(model.getOrDefault(index, Pointers.HOLE));
            long to = random.nextBoolean() ? pointers.blocksMax() : Math.min(pointers.blocksMax(), index + 100);
            Long next = model.ceilingKey(index);
            assertThat(pointers.nextMapped(inode, index, to)).isEqualTo(next == null || next >= to ? to : next);
            assertThat(inode.blockCount()).isEqualTo(pointers.countBlocks(inode));
        }

        /// Places near the borders of what the pointers lead to, and all over.
        private long index() {
            return switch (random.nextInt(6)) {
                case 0 -> random.nextInt(40);
                case 1 -> 500 + random.nextInt(40);
                case 2 -> 510 * 510 + random.nextInt(1_100);
                case 3 -> 12 + 510 + 510 * 510 + 510L * 510 * 510 - 20 + random.nextInt(40);
                case 4 -> pointers.blocksMax() - 1 - random.nextInt(20);
                default -> random.nextLong(pointers.blocksMax());
            };
        }
    }
}
