package dev.coppice.volume.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.device.BlockDevice;
import dev.coppice.volume.device.MemoryDevice;
import dev.coppice.volume.file.FileException.Reason;
import dev.coppice.volume.format.Geometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FileTreeTest {
    private final AtomicLong seconds = new AtomicLong(1_000);
    private final InstantSource clock = () -> Instant.ofEpochSecond(seconds.incrementAndGet(), 999_999_999);

    private BlockDevice device;
    private BlockLayer layer;
    private FileTree tree;

    @AfterEach
    void allIsSound() throws IOException {
        if (layer != null) {
            tree.sync();
            assertThat(tree.check()).isEmpty();
            layer.close();
        }
    }

    @Test
    void fullVolume_refusesWritersAlone_andGivesAllSpaceBack() throws IOException {
        open(2L << 20);
        long free = layer.space().freeCount();
        List<String> names = new ArrayList<>();
        assertThatExceptionOfType(VolumeException.Full.class).isThrownBy(() -> {
            while (true) {
                String name = "file " + names.size();
                long file = create(name).inode();
                names.add(name);
                write(file, 0, 40_000);
            }
        });
        long last = find(names.getLast()).inode();
        assertThat(tree.status(last).size()).isLessThan(40_000);
        tree.sync();
        // Reading, cutting, renaming and deleting go on.
        assertThat(read(find("file 0").inode(), 0, 40_000)).hasSize(40_000);
        tree.setSize(find("file 0").inode(), 39_999);
        tree.setSize(find("file 1").inode(), 0);
        tree.rename(FileTree.ROOT, bytes("file 2"), FileTree.ROOT, bytes("file 3"), FileTree.Target.REPLACE);
        names.remove("file 2");
        for (String name : names) {
            tree.unlink(FileTree.ROOT, bytes(name));
        }
        tree.sync();
        assertThat(layer.space().availableCount()).isEqualTo(layer.space().freeCount());
        // What is left are blocks of inodes.
        assertThat(free - layer.space().freeCount()).isLessThan(4);
        write(create("again").inode(), 0, 500_000);
    }

    @Test
    void freedSpace_isAvailableWithoutAnExplicitSync() throws IOException {
        open(2L << 20);
        for (int i = 0; i < 20; i++) {
            write(create("file").inode(), 0, 1_000_000);
            tree.unlink(FileTree.ROOT, bytes("file"));
        }
    }

    @Test
    void sparseFileOfMoreThanATebibyte_isWrittenAtBothEndsReadAndCut() throws IOException {
        open(16L << 20);
        long free = layer.space().freeCount();
        long file = create("sparse").inode();
        long end = 5L << 38; // 1.25 TiB
        write(file, 0, 10);
        write(file, end - 5, 10);
        assertThat(tree.status(file).size()).isEqualTo(end + 5);
        assertThat(tree.status(file).blockCount()).isLessThan(10);
        assertThat(read(file, end - 6, 100)).isEqualTo(concat(new byte[1], pattern(end - 5, 10)));
        assertThat(read(file, end / 2, 9_000)).containsOnly(0);
        tree.setSize(file, 5);
        assertThat(read(file, 0, 100)).isEqualTo(pattern(0, 5));
        tree.setSize(file, 1L << 40);
        assertThat(read(file, 0, 20)).isEqualTo(concat(pattern(0, 5), new byte[15]));
        assertThatExceptionOfType(FileException.class)
                .isThrownBy(() -> tree.setSize(file, Long.MAX_VALUE))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
        assertThatExceptionOfType(FileException.class)
                .isThrownBy(() -> write(file, Long.MAX_VALUE - 20, 10))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
        tree.unlink(FileTree.ROOT, bytes("sparse"));
        tree.sync();
        assertThat(layer.space().freeCount()).isGreaterThanOrEqualTo(free - 3);
    }

    @Test
    void heldFile_outlivesItsNameAndGoesWithTheLastHold() throws IOException {
        open(4L << 20);
        long before = layer.space().freeCount();
        long file = create("held").inode();
        write(file, 0, 100_000);
        tree.hold(file);
        tree.hold(file);
        tree.unlink(FileTree.ROOT, bytes("held"));
        assertThat(read(file, 0, 100_000)).isEqualTo(pattern(0, 100_000));
        assertThat(tree.status(file).linkCount()).isZero();
        write(file, 100_000, 10);
        tree.letGo(file);
        assertThat(tree.check()).isEmpty();
        tree.letGo(file);
        assertThatExceptionOfType(FileException.class)
                .isThrownBy(() -> tree.status(file))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.STALE));
        tree.sync();
        assertThat(layer.space().freeCount()).isGreaterThanOrEqualTo(before - 3);
    }

    @Test
    void heldFile_whoseVolumeIsNeverClosed_isGivenBackWhenItIsOpenedAgain() throws IOException {
        open(4L << 20);
        create("first");
        tree.sync();
        long before = layer.space().freeCount();
        long file = create("held").inode();
        write(file, 0, 100_000);
        tree.hold(file);
        tree.unlink(FileTree.ROOT, bytes("held"));
        tree.sync();
        layer = BlockLayer.open(device, false);
        tree = FileTree.open(layer, clock, false);
        assertThat(tree.inodeCount()).isEqualTo(2);
        tree.sync();
        assertThat(layer.space().freeCount()).isEqualTo(before);
    }

    @Test
    void names_ofAnyBytesButSlashAndNul_areKeptExactly() throws IOException {
        open(4L << 20);
        byte[] odd = new byte[253];
        for (int i = 0; i < odd.length; i++) {
            odd[i] = (byte) (i + 1 >= '/' ? i + 2 : i + 1);
        }
        long file =
                tree.create(FileTree.ROOT, odd, FileType.REGULAR, 0600, 1, 2, 0).inode();
        assertThat(tree.find(FileTree.ROOT, odd).inode()).isEqualTo(file);
        assertThat(tree.list(FileTree.ROOT, 0).name()).isEqualTo(odd);
        for (String wrong : new String[] {"", ".", "..", "a/b", "nul\0"}) {
            assertRefused(Reason.INVALID, () -> create(wrong));
        }
        assertRefused(Reason.NAME_TOO_LONG, () -> create("x".repeat(256)));
        create("x".repeat(255));
    }

    @Test
    void times_changeAsPosixSays() throws IOException {
        open(4L << 20);
        FileStatus created = create("file");
        assertThat(created.created()).isEqualTo(created.modified()).isEqualTo(created.accessed());
        long file = created.inode();
        FileStatus root = tree.status(FileTree.ROOT);
        assertThat(root.modified()).isAfterOrEqualTo(created.created());
        write(file, 0, 10);
        FileStatus written = tree.status(file);
        assertThat(written.modified()).isAfter(created.modified()).isEqualTo(written.changed());
        assertThat(tree.status(FileTree.ROOT)).isEqualTo(root);
        tree.setPermissions(file, 0400);
        FileStatus changed = tree.status(file);
        assertThat(changed.changed()).isAfter(written.changed());
        assertThat(changed.modified()).isEqualTo(written.modified());
        assertThat(changed.permissions()).isEqualTo(0400);
        assertThat(changed.type()).isEqualTo(FileType.REGULAR);
        Instant past = Instant.ofEpochSecond(-5_000_000_000L, 7);
        tree.setTimes(file, past, null, null);
        assertThat(tree.status(file).accessed()).isEqualTo(past);
        assertThat(tree.status(file).modified()).isEqualTo(written.modified());
        tree.link(file, FileTree.ROOT, bytes("second"));
        assertThat(tree.status(file).linkCount()).isEqualTo(2);
        assertThat(tree.status(FileTree.ROOT).modified()).isAfter(root.modified());
        tree.setOwner(file, 7, 8);
        assertThat(tree.status(file).owner()).isEqualTo(7);
        assertThat(tree.status(file).group()).isEqualTo(8);
    }

    @Test
    void directories_countTheDirectoriesInThem() throws IOException {
        open(4L << 20);
        long a = tree.createDirectory(FileTree.ROOT, bytes("a"), 0755, 1, 2).inode();
        long b = tree.createDirectory(FileTree.ROOT, bytes("b"), 0755, 1, 2).inode();
        long inner = tree.createDirectory(a, bytes("inner"), 0755, 1, 2).inode();
        assertThat(tree.status(FileTree.ROOT).linkCount()).isEqualTo(4);
        assertThat(tree.status(a).linkCount()).isEqualTo(3);
        assertThat(tree.parent(inner)).isEqualTo(a);
        tree.rename(a, bytes("inner"), b, bytes("inner"), FileTree.Target.FAIL);
        assertThat(tree.status(a).linkCount()).isEqualTo(2);
        assertThat(tree.status(b).linkCount()).isEqualTo(3);
        assertThat(tree.parent(inner)).isEqualTo(b);
        assertRefused(
                Reason.INVALID,
                () -> tree.rename(FileTree.ROOT, bytes("b"), inner, bytes("x"), FileTree.Target.REPLACE));
        tree.hold(inner);
        tree.removeDirectory(b, bytes("inner"));
        assertRefused(Reason.NOT_FOUND, () -> tree.createDirectory(inner, bytes("x"), 0755, 1, 2));
        tree.letGo(inner);
        assertRefused(Reason.STALE, () -> tree.status(inner));
    }

    @Test
    void devicesAndOtherSpecialFiles_haveWhatTheyWereMadeWith() throws IOException {
        open(4L << 20);
        FileStatus device = tree.create(FileTree.ROOT, bytes("null"), FileType.CHARACTER_DEVICE, 0666, 0, 0, 0x103);
        assertThat(device.device()).isEqualTo(0x103);
        FileStatus fifo = tree.create(FileTree.ROOT, bytes("fifo"), FileType.FIFO, 0666, 0, 0, 0x103);
        assertThat(fifo.device()).isZero();
        assertRefused(Reason.INVALID, () -> write(fifo.inode(), 0, 1));
        assertRefused(Reason.INVALID, () -> tree.target(fifo.inode()));
        assertRefused(Reason.IS_A_DIRECTORY, () -> write(FileTree.ROOT, 0, 1));
        assertRefused(Reason.NOT_A_DIRECTORY, () -> tree.find(fifo.inode(), bytes("x")));
        assertRefused(Reason.INVALID, () -> tree.create(FileTree.ROOT, bytes("x"), FileType.DIRECTORY, 0, 0, 0, 0));
    }

    @Test
    void readOnlyVolume_isReadAndRefusesEverythingElse() throws IOException {
        open(4L << 20);
        write(create("file").inode(), 0, 10);
        layer.close();
        layer = null;
        try (BlockLayer again = BlockLayer.open(device, true)) {
            FileTree readOnly = FileTree.open(again, clock, true);
            long file = readOnly.find(FileTree.ROOT, bytes("file")).inode();
            readOnly.hold(file);
            readOnly.letGo(file);
            assertThatExceptionOfType(VolumeException.ReadOnly.class)
                    .isThrownBy(() -> readOnly.unlink(FileTree.ROOT, bytes("file")));
            assertThatExceptionOfType(VolumeException.ReadOnly.class)
                    .isThrownBy(() -> readOnly.write(file, 0, ByteBuffer.allocate(1)));
            assertThat(readOnly.check()).isEmpty();
        }
    }

    @Test
    void threads_writingCuttingAndDeletingBesideEachOther_leaveASoundVolume() throws Exception {
        open(24L << 20);
        long shared = create("shared").inode();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Void>> running = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                running.add(threads.submit(work(thread, shared)));
            }
            for (Future<Void> each : running) {
                each.get();
            }
        }
        // Whatever was cut off reads as zeros, whoever made the file longer meanwhile.
        long size = tree.status(shared).size();
        for (byte each : read(shared, 0, (int) size)) {
            assertThat(each).isIn((byte) 0, (byte) 1);
        }
    }

    /// Writes ones below a million, cuts to a length below that, and makes longer: never is there anything else to be
    /// read.
    private Callable<Void> work(int thread, long shared) {
        return () -> {
            SplittableRandom random = new SplittableRandom(thread);
            for (int i = 0; i < 150; i++) {
                String name = "file " + thread + " " + random.nextInt(5);
                switch (random.nextInt(6)) {
                    case 0 -> tree.setSize(shared, random.nextInt(1_000_000));
                    case 1 -> {
                        byte[] ones = new byte[1 + random.nextInt(60_000)];
                        java.util.Arrays.fill(ones, (byte) 1);
                        tree.write(shared, random.nextInt(1_000_000), ByteBuffer.wrap(ones));
                    }
                    case 2 -> assertHasOnlyZerosAndOnes(read(shared, random.nextInt(900_000), 5_000));
                    case 3 -> tree.sync();
                    case 4 -> createOrUnlink(name);
                    default -> tree.list(FileTree.ROOT, random.nextLong() >>> 1);
                }
            }
            return null;
        };
    }

    private static void assertHasOnlyZerosAndOnes(byte[] bytes) {
        for (byte each : bytes) {
            if (each != 0 && each != 1) {
                throw new AssertionError("found " + each);
            }
        }
    }

    private void createOrUnlink(String name) throws IOException {
        try {
            write(create(name).inode(), 0, 30_000);
        } catch (FileException e) {
            assertThat(e.reason()).isEqualTo(Reason.EXISTS);
            tree.unlink(FileTree.ROOT, bytes(name));
        }
    }

    private void open(long size) throws IOException {
        device = new MemoryDevice(size);
        BlockLayer.format(device, Geometry.plan(new UUID(1, 2), size, 4096, 0), "", 0);
        layer = BlockLayer.open(device, false);
        FileTree.format(layer, clock, 0755, 1, 2);
        tree = FileTree.open(layer, clock, false);
    }

    private FileStatus create(String name) throws IOException {
        return tree.create(FileTree.ROOT, bytes(name), FileType.REGULAR, 0644, 1, 2, 0);
    }

    private FileStatus find(String name) throws IOException {
        return tree.find(FileTree.ROOT, bytes(name));
    }

    private void write(long file, long position, int length) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(pattern(position, length));
        tree.write(file, position, source);
        if (source.hasRemaining()) {
            throw new VolumeException.Full("written in part");
        }
    }

    private byte[] read(long file, long position, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        byte[] bytes = new byte[tree.read(file, position, target)];
        target.get(0, bytes);
        return bytes;
    }

    private static byte[] pattern(long position, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ((position + i) * 31 % 251 + 1);
        }
        return bytes;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertRefused(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FileException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
