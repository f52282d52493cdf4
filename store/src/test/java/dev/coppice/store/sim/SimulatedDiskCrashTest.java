package dev.coppice.store.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.host.Storage.Access;
import dev.coppice.store.host.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedDiskCrashTest {
    private static final int SECTOR = 512;

    private final SimulatedDisk disk = new SimulatedDisk(1);

    @ParameterizedTest
    @EnumSource(Loss.class)
    void crash_everythingSynced_losesNothing(Loss loss) throws Exception {
        Seeds.forEach(getClass(), 20, seed -> {
            var machine = new SimulatedDisk(seed);
            byte[] bytes = randomBytes(seed, 10_000);
            try (StorageFile file = machine.create("d/e/a")) {
                file.write(ByteBuffer.wrap(bytes), 0);
                file.sync();
            }
            machine.syncDirectory("d/e");
            assertThat(machine.unsyncedChanges()).isZero();
            SimulatedDisk survivor = machine.crash(seed, loss);
            assertThat(survivor.files()).containsExactly("d/e/a");
            assertThat(survivor.contents("d/e/a")).isEqualTo(bytes);
        });
    }

    @Test
    void crash_dropUnsynced_isTheStateOfTheLastSyncs() throws Exception {
        StorageFile file = synced("a", filled(3, 'x'));
        file.write(ByteBuffer.wrap(filled(4, 'y')), SECTOR);
        disk.create("b");
        disk.rename("a", "c");
        SimulatedDisk survivor = disk.crash(1, Loss.DROP_UNSYNCED);
        assertThat(survivor.files()).containsExactly("a");
        assertThat(survivor.contents("a")).isEqualTo(filled(3, 'x'));
    }

    @Test
    void crash_keepAll_isWhatTheProcessSaw() throws Exception {
        StorageFile file = synced("a", filled(3, 'x'));
        file.write(ByteBuffer.wrap(filled(4, 'y')), SECTOR);
        disk.create("b");
        disk.rename("a", "c");
        byte[] seen = disk.contents("c");
        SimulatedDisk survivor = disk.crash(1, Loss.KEEP_ALL);
        assertThat(survivor.files()).containsExactly("b", "c");
        assertThat(survivor.contents("c")).isEqualTo(seen);
    }

    @Test
    void crash_reorder_showsEverySubsetOfUnsyncedSectors() throws Exception {
        StorageFile file = synced("a", filled(4, 'x'));
        file.write(ByteBuffer.wrap(filled(3, 'y')), 0);
        Set<String> found = new TreeSet<>();
        for (int seed = 0; seed < 300; seed++) {
            found.add(sectorLetters(disk.crash(seed, Loss.REORDER), "a"));
        }
        assertThat(found).hasSize(8).contains("xxxx", "yyyx", "xyxx").allMatch(letters -> letters.endsWith("x"));
    }

    @Test
    void crash_reorder_showsIntermediateContentsOfASector() throws Exception {
        StorageFile file = synced("a", filled(1, 'x'));
        file.write(ByteBuffer.wrap(filled(1, 'y')), 0);
        file.write(ByteBuffer.wrap(filled(1, 'z')), 0);
        Set<String> found = new TreeSet<>();
        for (SimulatedDisk survivor : disk.everyCrash(100, 1)) {
            found.add(sectorLetters(survivor, "a"));
        }
        assertThat(found).containsExactly("x", "y", "z");
    }

    @Test
    void crash_reorderOfAppend_showsOldSizeOrHolesButNeverForeignBytes() throws Exception {
        StorageFile file = synced("a", filled(1, 'x'));
        file.write(ByteBuffer.wrap(filled(2, 'y')), SECTOR);
        Set<String> found = new TreeSet<>();
        disk.everyCrash(100, 1).forEach(survivor -> found.add(sectorLetters(survivor, "a")));
        assertThat(found).containsExactlyInAnyOrder("x", "x\0\0", "xy\0", "x\0y", "xyy");
    }

    @Test
    void crash_reorderOfTruncatedFile_isCutOrWhole() throws Exception {
        StorageFile file = synced("a", filled(3, 'x'));
        file.truncate(SECTOR);
        file.write(ByteBuffer.wrap(filled(1, 'y')), SECTOR);
        Set<String> found = new TreeSet<>();
        disk.everyCrash(100, 1).forEach(survivor -> found.add(sectorLetters(survivor, "a")));
        assertThat(found)
                .as("the file as before the cut, cut, or grown again; the old bytes never come back into a cut file")
                .containsExactlyInAnyOrder("xxx", "x", "x\0", "xy");
    }

    @Test
    void crash_tear_keepsAPrefixOfWritesAndPartOfTheNext() throws Exception {
        StorageFile file = synced("a", filled(6, '.'));
        file.write(ByteBuffer.wrap(filled(2, 'a')), 0);
        file.write(ByteBuffer.wrap(filled(2, 'b')), 2 * SECTOR);
        file.write(ByteBuffer.wrap(filled(2, 'c')), 4 * SECTOR);
        Set<String> found = new TreeSet<>();
        for (int seed = 0; seed < 500; seed++) {
            found.add(sectorLetters(disk.crash(seed, Loss.TEAR), "a"));
        }
        assertThat(found)
                .containsExactlyInAnyOrder(
                        "......", ".a....", "a.....", "aa....", "aa.b..", "aab...", "aabb..", "aabb.c", "aabbc.",
                        "aabbcc");
    }

    @Test
    void everyCrash_twoSectorsAndAName_showsEachSurvivorOnce() throws Exception {
        StorageFile file = synced("a", filled(2, 'x'));
        file.write(ByteBuffer.wrap(filled(2, 'y')), 0);
        disk.rename("a", "b");
        List<String> found = new ArrayList<>();
        for (SimulatedDisk survivor : disk.everyCrash(1000, 1)) {
            found.add(
                    survivor.files() + sectorLetters(survivor, survivor.files().getFirst()));
        }
        assertThat(found).hasSize(8).doesNotHaveDuplicates().contains("[a]xy", "[b]yx");
    }

    @Test
    void everyCrash_moreSurvivorsThanAskedFor_givesAsManyAsAskedFor() throws Exception {
        StorageFile file = synced("a", filled(64, 'x'));
        file.write(ByteBuffer.wrap(filled(64, 'y')), 0);
        List<SimulatedDisk> survivors = disk.everyCrash(50, 1);
        Set<String> found = new HashSet<>();
        survivors.forEach(survivor -> found.add(sectorLetters(survivor, "a")));
        assertThat(survivors).hasSize(50);
        assertThat(found).hasSizeGreaterThan(45);
    }

    @Test
    void crash_fileSyncedButNotItsDirectory_mayBeMissing() throws Exception {
        try (StorageFile file = disk.create("a")) {
            file.write(ByteBuffer.wrap(filled(1, 'x')), 0);
            file.sync();
        }
        Set<List<String>> found = new HashSet<>();
        for (SimulatedDisk survivor : disk.everyCrash(10, 1)) {
            found.add(survivor.files());
            survivor.files().forEach(name -> assertThat(survivor.contents(name)).isEqualTo(filled(1, 'x')));
        }
        assertThat(found).containsExactlyInAnyOrder(List.of(), List.of("a"));
    }

    @Test
    void crash_directorySyncedButNotTheFile_mayBeEmpty() throws Exception {
        try (StorageFile file = disk.create("a")) {
            file.write(ByteBuffer.wrap(filled(1, 'x')), 0);
        }
        disk.syncDirectory("");
        SimulatedDisk survivor = disk.crash(1, Loss.DROP_UNSYNCED);
        assertThat(survivor.contents("a")).isEmpty();
    }

    @Test
    void crash_renameOverFile_isOldOrNewNeverNeither() throws Exception {
        synced("a", filled(1, 'x'));
        synced("a.tmp", filled(1, 'y'));
        disk.rename("a.tmp", "a");
        Set<String> found = new TreeSet<>();
        for (SimulatedDisk survivor : disk.everyCrash(10, 1)) {
            found.add(survivor.files() + sectorLetters(survivor, "a"));
        }
        assertThat(found).containsExactlyInAnyOrder("[a]y", "[a, a.tmp]x");
    }

    @Test
    void crash_renameOfUnsyncedFile_mayShowTheNameWithoutTheBytes() throws Exception {
        synced("a", filled(1, 'x'));
        disk.create("a.tmp").write(ByteBuffer.wrap(filled(1, 'y')), 0);
        disk.rename("a.tmp", "a");
        disk.syncDirectory("");
        assertThat(disk.crash(1, Loss.DROP_UNSYNCED).contents("a")).isEmpty();
    }

    @Test
    void crash_independentNames_surviveInAnyCombination() throws Exception {
        for (String name : new String[] {"a", "b", "c"}) {
            disk.create(name);
        }
        Set<List<String>> found = new HashSet<>();
        disk.everyCrash(100, 1).forEach(survivor -> found.add(survivor.files()));
        assertThat(found).hasSize(8).contains(List.of("c"), List.of("a", "c"));
    }

    @Test
    void crash_changesThatBuildUponEachOther_surviveInOrder() throws Exception {
        disk.create("d/a");
        disk.rename("d/a", "d/b");
        disk.rename("d/b", "d/c");
        Set<List<String>> found = new HashSet<>();
        disk.everyCrash(100, 1).forEach(survivor -> found.add(survivor.files()));
        assertThat(found).containsExactlyInAnyOrder(List.of(), List.of("d/a"), List.of("d/b"), List.of("d/c"));
    }

    @Test
    void crash_unsyncedDelete_mayComeBackWithItsBytes() throws Exception {
        synced("a", filled(2, 'x'));
        disk.delete("a");
        assertThat(disk.crash(1, Loss.DROP_UNSYNCED).contents("a")).isEqualTo(filled(2, 'x'));
        assertThat(disk.crash(1, Loss.KEEP_ALL).files()).isEmpty();
    }

    @Test
    void syncDirectory_newDirectories_makesThoseAboveDurableButNotTheirOtherNames() throws Exception {
        disk.create("d/e/a");
        disk.create("d/b");
        disk.create("c");
        disk.syncDirectory("d/e");
        assertThat(disk.crash(1, Loss.DROP_UNSYNCED).files()).containsExactly("d/e/a");
    }

    @Test
    void syncDirectory_oneSideOfARename_leavesItUnsynced() throws Exception {
        synced("from/a", filled(1, 'x'));
        synced("to/other", filled(1, 'o'));
        disk.rename("from/a", "to/a");
        disk.syncDirectory("to");
        assertThat(disk.crash(1, Loss.DROP_UNSYNCED).files()).containsExactly("from/a", "to/other");
    }

    @Test
    void syncDirectory_bothSidesOfARename_makesItDurable() throws Exception {
        synced("from/a", filled(1, 'x'));
        synced("to/other", filled(1, 'o'));
        disk.rename("from/a", "to/a");
        disk.syncDirectory("to");
        disk.syncDirectory("from");
        assertThat(disk.crash(1, Loss.DROP_UNSYNCED).files()).containsExactly("to/a", "to/other");
    }

    @Test
    void crash_oldHandles_die() throws Exception {
        StorageFile file = synced("a", filled(1, 'x'));
        disk.crash(1, Loss.KEEP_ALL);
        assertThatThrownBy(file::size).isInstanceOf(PowerCut.class);
        assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), 0)).isInstanceOf(PowerCut.class);
        assertThatThrownBy(() -> disk.open("a", Access.READ)).isInstanceOf(PowerCut.class);
        file.close();
    }

    @Test
    void crash_heldLock_isFree() throws Exception {
        assertThat(disk.tryLock("LOCK")).isNotNull();
        assertThat(disk.crash(1, Loss.KEEP_ALL).tryLock("LOCK")).isNotNull();
    }

    @Test
    void crash_survivorWritten_leavesOtherSurvivorsAlone() throws Exception {
        synced("a", filled(2, 'x'));
        SimulatedDisk one = disk.crash(1, Loss.KEEP_ALL);
        SimulatedDisk other = disk.crash(2, Loss.KEEP_ALL);
        one.open("a", Access.READ_WRITE).write(ByteBuffer.wrap(filled(1, 'y')), 0);
        assertThat(sectorLetters(one, "a")).isEqualTo("yx");
        assertThat(sectorLetters(other, "a")).isEqualTo("xx");
        assertThat(disk.contents("a")).isEqualTo(filled(2, 'x'));
    }

    @Test
    void killProcess_unsyncedChanges_areSeenAndMayStillBeLost() throws Exception {
        StorageFile file = synced("a", filled(1, 'x'));
        file.write(ByteBuffer.wrap(filled(1, 'y')), 0);
        disk.create("b");
        SimulatedDisk restarted = disk.killProcess();
        assertThat(restarted.files()).containsExactly("a", "b");
        assertThat(sectorLetters(restarted, "a")).isEqualTo("y");
        SimulatedDisk survivor = restarted.crash(1, Loss.DROP_UNSYNCED);
        assertThat(survivor.files()).containsExactly("a");
        assertThat(sectorLetters(survivor, "a")).isEqualTo("x");
    }

    @Test
    void killProcess_thenSync_makesTheOldProcessesWritesDurable() throws Exception {
        StorageFile file = synced("a", filled(1, 'x'));
        file.write(ByteBuffer.wrap(filled(1, 'y')), 0);
        SimulatedDisk restarted = disk.killProcess();
        restarted.open("a", Access.READ_WRITE).sync();
        assertThat(sectorLetters(restarted.crash(1, Loss.DROP_UNSYNCED), "a")).isEqualTo("y");
    }

    @Test
    void crash_sameSeed_leavesTheSame() throws Exception {
        StorageFile file = synced("a", filled(30, 'x'));
        file.write(ByteBuffer.wrap(filled(30, 'y')), 0);
        for (Loss loss : Loss.values()) {
            assertThat(disk.crash(7, loss).contents("a"))
                    .isEqualTo(disk.crash(7, loss).contents("a"));
        }
    }

    /// The property that all crash tests of the engine stand on: what was synced is there, and every sector of the rest
    /// has a content that it once had.
    @ParameterizedTest
    @EnumSource(Loss.class)
    void crash_randomWritesAndSyncs_everySectorHasAContentItHadSinceTheSync(Loss loss) {
        Seeds.forEach(getClass(), 100, seed -> {
            var random = new SplittableRandom(seed);
            var machine = new SimulatedDisk(seed);
            int sectors = 12;
            List<Set<Byte>> possible = new ArrayList<>();
            byte[] now = new byte[sectors];
            for (int i = 0; i < sectors; i++) {
                possible.add(new HashSet<>(Set.of((byte) 0)));
            }
            StorageFile file = machine.create("a");
            file.truncate(sectors * SECTOR);
            file.sync();
            machine.syncDirectory("");
            for (int step = 0, steps = random.nextInt(40); step < steps; step++) {
                if (random.nextInt(6) == 0) {
                    file.sync();
                    for (int i = 0; i < sectors; i++) {
                        possible.set(i, new HashSet<>(Set.of(now[i])));
                    }
                } else {
                    int first = random.nextInt(sectors);
                    int count = 1 + random.nextInt(sectors - first);
                    file.write(ByteBuffer.wrap(filled(count, (char) (step + 1))), (long) first * SECTOR);
                    for (int i = first; i < first + count; i++) {
                        now[i] = (byte) (step + 1);
                        possible.get(i).add(now[i]);
                    }
                }
            }
            byte[] survived = machine.crash(seed, loss).contents("a");
            assertThat(survived).hasSize(sectors * SECTOR);
            for (int i = 0; i < survived.length; i++) {
                assertThat(survived[i]).isEqualTo(survived[i - i % SECTOR]);
                assertThat(possible.get(i / SECTOR)).contains(survived[i]);
            }
        });
    }

    private StorageFile synced(String name, byte[] bytes) throws IOException {
        StorageFile file = disk.create(name);
        file.write(ByteBuffer.wrap(bytes), 0);
        file.sync();
        disk.syncDirectory(NameSpace.parent(name));
        return file;
    }

    private static byte[] filled(int sectors, char letter) {
        byte[] bytes = new byte[sectors * SECTOR];
        Arrays.fill(bytes, (byte) letter);
        return bytes;
    }

    private static byte[] randomBytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    /// One letter for each sector, which must be filled with it.
    private static String sectorLetters(SimulatedDisk disk, String name) {
        byte[] bytes = disk.contents(name);
        var letters = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            assertThat(bytes[i]).isEqualTo(bytes[i - i % SECTOR]);
            if (i % SECTOR == 0) {
                letters.append((char) bytes[i]);
            }
        }
        return letters.toString();
    }
}
