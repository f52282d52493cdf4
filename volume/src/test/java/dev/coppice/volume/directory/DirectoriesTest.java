package dev.coppice.volume.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.store.sim.Seeds;
import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.block.TestVolumes;
import dev.coppice.volume.inode.Inode;
import dev.coppice.volume.inode.InodeTable;
import dev.coppice.volume.inode.Pointers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DirectoriesTest {
    private static final int DIRECTORY_MODE = 0x41ED;

    @Test
    void insertReplaceAndRemove_atRandom_isWhatAMapDoes() {
        Seeds.forEach(DirectoriesTest.class, 6, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            try (BlockLayer layer = TestVolumes.inMemory(4_000, 4096 << 2 * random.nextInt(3))) {
                InodeTable inodes = new InodeTable(layer, new Pointers(layer.geometry(), layer.space()));
                Directories directories = new Directories(layer);
                Inode directory = layer.change(() -> inodes.allocate(DIRECTORY_MODE));
                long free = layer.space().freeCount();
                Map<String, Long> model = new HashMap<>();
                int names = 1 << 4 + random.nextInt(9);
                for (int i = 0; i < 6_000; i++) {
                    String name = name(random.nextInt(names));
                    boolean isRemoval = random.nextInt(10) < (i / 1_500 % 2 == 0 ? 2 : 7);
                    layer.change(() -> change(directories, directory, model, name, isRemoval, random));
                    DirectoryEntry found = directories.find(directory, bytes(name));
                    assertThat(found == null ? null : found.inode()).isEqualTo(model.get(name));
                }
                assertThat(list(directories, directory)).isEqualTo(model);
                assertThat(directory.size())
                        .isEqualTo(directory.blockCount() * layer.geometry().blockSize());
                layer.commit();
                assertThat(layer.check()).isEmpty();
                for (String name : Set.copyOf(model.keySet())) {
                    layer.change(() -> change(directories, directory, model, name, true, random));
                }
                assertThat(directories.isEmpty(directory)).isTrue();
                assertThat(directory.blockCount()).isZero();
                assertThat(layer.space().freeCount()).isEqualTo(free);
            }
        });
    }

    @Test
    void listing_whileNamesComeAndGo_hasEachThatStaysOnce() {
        Seeds.forEach(DirectoriesTest.class, 6, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            try (BlockLayer layer = TestVolumes.inMemory(4_000, 4096)) {
                InodeTable inodes = new InodeTable(layer, new Pointers(layer.geometry(), layer.space()));
                Directories directories = new Directories(layer);
                Inode directory = layer.change(() -> inodes.allocate(DIRECTORY_MODE));
                Map<String, Long> model = new HashMap<>();
                for (int i = 0; i < 2_000; i++) {
                    String name = name(i);
                    layer.change(() -> change(directories, directory, model, name, false, random));
                }
                Set<String> staying = new HashSet<>(model.keySet());
                Set<String> seen = new HashSet<>();
                for (DirectoryEntry entry = directories.next(directory, 0); entry != null; ) {
                    assertThat(seen.add(string(entry.name()))).isTrue();
                    String name = name(random.nextInt(4_000));
                    boolean isRemoval = model.containsKey(name);
                    layer.change(() -> change(directories, directory, model, name, isRemoval, random));
                    staying.remove(name);
                    entry = directories.nextAfter(directory, entry);
                }
                assertThat(seen).containsAll(staying);
            }
        });
    }

    @Test
    void oneHundredThousandNames_areFoundOverAFewBlocks() throws IOException {
        try (BlockLayer layer = TestVolumes.inMemory(4_000, 4096)) {
            InodeTable inodes = new InodeTable(layer, new Pointers(layer.geometry(), layer.space()));
            Directories directories = new Directories(layer);
            Inode directory = layer.change(() -> inodes.allocate(DIRECTORY_MODE));
            for (int i = 0; i < 100_000; i++) {
                int inode = i;
                layer.change(() -> {
                    directories.insert(directory, bytes("file " + inode), inode, 8);
                    return null;
                });
            }
            for (int i = 0; i < 100_000; i += 7) {
                DirectoryEntry entry = directories.find(directory, bytes("file " + i));
                assertThat(entry.inode()).isEqualTo(i);
                assertThat(entry.type()).isEqualTo(8);
            }
            assertThat(directories.find(directory, bytes("file 100000"))).isNull();
            assertThat(directory.blockCount()).isLessThan(100_000 * 40 / 4096 * 2);
        }
    }

    @Test
    void insert_intoFullVolume_isRefusedAndLeavesTheDirectoryAsItWas() throws IOException {
        try (BlockLayer layer = TestVolumes.inMemory(128, 4096)) {
            InodeTable inodes = new InodeTable(layer, new Pointers(layer.geometry(), layer.space()));
            Directories directories = new Directories(layer);
            Inode directory = layer.change(() -> inodes.allocate(DIRECTORY_MODE));
            Map<String, Long> model = new HashMap<>();
            assertThatExceptionOfType(VolumeException.Full.class).isThrownBy(() -> {
                for (int i = 0; ; i++) {
                    String name = name(i);
                    layer.change(() -> change(directories, directory, model, name, false, new SplittableRandom(1)));
                }
            });
            assertThat(list(directories, directory)).isEqualTo(model);
            layer.commit();
            assertThat(layer.check()).isEmpty();
        }
    }

    @Test
    void nameHash_ofTheAuthorsExample_isTheirs() {
        byte[] input = new byte[15];
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) i;
        }
        NameHash hash = new NameHash(0x0706_0504_0302_0100L, 0x0F0E_0D0C_0B0A_0908L);
        assertThat(hash.sip(input)).isEqualTo(0xA129_CA61_49BE_45E5L);
        assertThat(hash.of(input)).isEqualTo(0xA129_CA61_49BE_45E5L >>> 1);
    }

    private static Object change(
            Directories directories,
            Inode directory,
            Map<String, Long> model,
            String name,
            boolean isRemoval,
            SplittableRandom random)
            throws IOException {
        long inode = 1 + random.nextLong(1_000_000);
        if (isRemoval) {
            if (model.containsKey(name)) {
                directories.remove(directory, bytes(name));
                model.remove(name);
            }
        } else if (model.containsKey(name)) {
            directories.replace(directory, bytes(name), inode, 4);
            model.put(name, inode);
        } else {
            directories.insert(directory, bytes(name), inode, 8);
            model.put(name, inode);
        }
        return null;
    }

    private static Map<String, Long> list(Directories directories, Inode directory) throws IOException {
        Map<String, Long> found = new HashMap<>();
        for (DirectoryEntry entry = directories.next(directory, 0); entry != null; ) {
            assertThat(found.put(string(entry.name()), entry.inode())).isNull();
            entry = directories.nextAfter(directory, entry);
        }
        return found;
    }

    /// Names of all lengths.
    private static String name(int number) {
        int length = Math.floorMod(number * 31, 255);
        return (number + "-").concat("x".repeat(Math.max(0, length - 6)));
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String string(byte[] name) {
        return new String(name, StandardCharsets.ISO_8859_1);
    }
}
