package dev.coppice.volume.inode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.store.sim.Seeds;
import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.block.TestVolumes;
import dev.coppice.volume.inode.Inode.Time;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InodeTableTest {
    @Test
    void allocateAndFree_atRandom_givesTheLowestFreeNumber() {
        Seeds.forEach(InodeTableTest.class, 4, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            try (BlockLayer layer = TestVolumes.inMemory(6_000, 4096 << random.nextInt(3))) {
                InodeTable inodes = new InodeTable(layer, new Pointers(layer.geometry(), layer.space()));
                BitSet model = new BitSet();
                model.set(0);
                Set<Integer> generations = new HashSet<>();
                for (int i = 0; i < 20_000; i++) {
                    if (random.nextInt(100) < 60) {
                        Inode inode = layer.change(() -> inodes.allocate(0x81A4));
                        assertThat(inode.number()).isEqualTo(model.nextClearBit(0));
                        assertThat(generations.add(inode.generation())).isTrue();
                        model.set((int) inode.number());
                    } else if (model.cardinality() > 1) {
                        int number = model.nextSetBit(1 + random.nextInt(model.length() - 1));
                        layer.change(() -> {
                            inodes.free(inodes.get(number));
                            return null;
                        });
                        model.clear(number);
                        assertThatExceptionOfType(VolumeException.Corrupt.class).isThrownBy(() -> inodes.get(number));
                    }
                    assertThat(inodes.count()).isEqualTo(model.cardinality() - 1);
                }
                for (int number = 1; number < model.length() + 100; number++) {
                    assertThat(inodes.isAllocated(number)).isEqualTo(model.get(number));
                }
                layer.commit();
                assertThat(layer.check()).isEmpty();
            }
        });
    }

    @Test
    void fields_setToAnything_areReadBackAndApart() throws IOException {
        try (BlockLayer layer = TestVolumes.inMemory(200, 4096)) {
            InodeTable inodes = new InodeTable(layer, new Pointers(layer.geometry(), layer.space()));
            layer.change(() -> {
                Inode neighbor = inodes.allocate(1);
                Inode inode = inodes.allocate(0xF1FF);
                inode.setLinkCount(-7);
                inode.setOwner(1000, -1);
                inode.setSize(Long.MAX_VALUE);
                inode.addBlocks(5);
                inode.setFlags(Inode.FLAG_TRIM);
                for (Time time : Time.values()) {
                    inode.setTime(time, Long.MIN_VALUE + time.ordinal(), 999_999_990 + time.ordinal());
                }
                inode.setAttributes(11);
                inode.setParent(12);
                inode.setNextOrphan(13);
                for (int root = 0; root < Pointers.ROOT_COUNT; root++) {
                    inode.setPointer(root, 100 + root);
                }
                assertThat(neighbor.mode()).isEqualTo(1);
                assertThat(neighbor.pointer(Pointers.ROOT_COUNT - 1)).isZero();
                return null;
            });
            Inode inode = inodes.get(2);
            assertThat(inode.mode()).isEqualTo(0xF1FF);
            assertThat(inode.linkCount()).isEqualTo(-7);
            assertThat(inode.owner()).isEqualTo(1000);
            assertThat(inode.group()).isEqualTo(-1);
            assertThat(inode.size()).isEqualTo(Long.MAX_VALUE);
            assertThat(inode.blockCount()).isEqualTo(5);
            assertThat(inode.flags()).isEqualTo(Inode.FLAG_TRIM);
            for (Time time : Time.values()) {
                assertThat(inode.seconds(time)).isEqualTo(Long.MIN_VALUE + time.ordinal());
                assertThat(inode.nanos(time)).isEqualTo(999_999_990 + time.ordinal());
            }
            assertThat(inode.attributes()).isEqualTo(11);
            assertThat(inode.parent()).isEqualTo(12);
            assertThat(inode.nextOrphan()).isEqualTo(13);
            for (int root = 0; root < Pointers.ROOT_COUNT; root++) {
                assertThat(inode.pointer(root)).isEqualTo(100 + root);
            }
        }
    }

    @Test
    void get_ofNumberThatIsNone_isRefused() throws IOException {
        try (BlockLayer layer = TestVolumes.inMemory(200, 4096)) {
            InodeTable inodes = new InodeTable(layer, new Pointers(layer.geometry(), layer.space()));
            for (long number : new long[] {0, 1, -1, 15, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThatExceptionOfType(VolumeException.Corrupt.class).isThrownBy(() -> inodes.get(number));
            }
        }
    }
}
