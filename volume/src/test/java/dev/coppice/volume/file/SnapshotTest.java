package dev.coppice.volume.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.volume.SnapshotInfo;
import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.device.MemoryDevice;
import dev.coppice.volume.file.FileException.Reason;
import dev.coppice.volume.format.Geometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final int SIZE = 24 << 20;

    private MemoryDevice device;
    private BlockLayer layer;
    private FileTree tree;

    @BeforeEach
    void open() throws IOException {
        device = new MemoryDevice(SIZE);
        BlockLayer.format(device, Geometry.plan(new UUID(1, 2), SIZE, 4096, 0), "", 0);
        layer = BlockLayer.open(device, false);
        FileTree.format(layer, InstantSource.system(), 0755, 0, 0);
        tree = FileTree.open(layer, InstantSource.system(), false);
    }

    @AfterEach
    void allIsSound() throws IOException {
        tree.sync();
        assertThat(tree.check()).isEmpty();
        layer.close();
    }

    @Test
    void snapshot_keepsWhatWasThere_whateverIsDoneToTheFiles() throws IOException {
        long kept = create("kept", 100_000, (byte) 1);
        long deleted = create("deleted", 100_000, (byte) 2);
        tree.createSnapshot("before");
        tree.write(kept, 50_000, ByteBuffer.allocate(10_000));
        tree.setSize(kept, 70_000);
        tree.unlink(FileTree.ROOT, bytes("deleted"));
        create("new", 10, (byte) 3);
        FileTree before = tree.openSnapshot("before");
        assertThat(read(before, "kept")).hasSize(100_000).containsOnly(1);
        assertThat(read(before, "deleted")).hasSize(100_000).containsOnly(2);
        refused(Reason.NOT_FOUND, () -> before.find(FileTree.ROOT, bytes("new")));
        assertThat(before.inodeCount()).isEqualTo(3);
        assertThat(tree.inodeCount()).isEqualTo(3);
        assertThatThrownBy(() -> before.unlink(FileTree.ROOT, bytes("kept")))
                .isInstanceOf(VolumeException.ReadOnly.class)
                .hasMessageContaining("snapshot");
        assertThatThrownBy(() -> before.write(deleted, 0, ByteBuffer.allocate(1)))
                .isInstanceOf(VolumeException.ReadOnly.class);
        // It held the volume up in no way.
        tree.write(kept, 0, ByteBuffer.allocate(1));
        refused(Reason.IN_USE, () -> tree.deleteSnapshot("before"));
        tree.closeSnapshot("before");
        tree.deleteSnapshot("before");
    }

    @Test
    void delete_givesEveryBlockBackThatTheSnapshotAloneHad() throws IOException {
        for (int i = 0; i < 40; i++) {
            create("file " + i, 30_000, (byte) i);
        }
        tree.sync();
        long free = layer.space().freeCount();
        tree.createSnapshot("one");
        tree.createSnapshot("two");
        tree.sync();
        assertThat(free - layer.space().freeCount()).isEqualTo(1); // the block of snapshots
        for (int i = 0; i < 40; i++) {
            tree.unlink(FileTree.ROOT, bytes("file " + i));
            create("file " + i, 30_000, (byte) -i);
        }
        tree.sync();
        assertThat(layer.space().freeCount()).isLessThan(free - 40 * 7);
        tree.deleteSnapshot("one");
        assertThat(tree.check()).isEmpty();
        assertThat(layer.space().freeCount()).isLessThan(free - 40 * 7);
        tree.deleteSnapshot("two");
        tree.sync();
        assertThat(layer.space().freeCount()).isEqualTo(free);
    }

    @Test
    void creation_costsTheSameWithManyFiles() throws IOException {
        for (int i = 0; i < 3_000; i++) {
            create("file " + i, 10, (byte) i);
        }
        tree.sync();
        long free = layer.space().freeCount();
        tree.createSnapshot("large");
        tree.sync();
        assertThat(free - layer.space().freeCount()).isEqualTo(1);
    }

    @Test
    void snapshots_areListedAndFoundAfterReopening() throws IOException {
        create("a", 10, (byte) 1);
        for (int i = 0; i < 10; i++) {
            tree.createSnapshot("number " + i);
        }
        tree.deleteSnapshot("number 3");
        refused(Reason.EXISTS, () -> tree.createSnapshot("number 4"));
        refused(Reason.NOT_FOUND, () -> tree.deleteSnapshot("number 3"));
        refused(Reason.NOT_FOUND, () -> tree.openSnapshot("none"));
        refused(Reason.INVALID, () -> tree.createSnapshot(""));
        refused(Reason.NAME_TOO_LONG, () -> tree.createSnapshot("x".repeat(256)));
        tree.createSnapshot("y".repeat(255));
        layer.close();
        layer = BlockLayer.open(device, false);
        tree = FileTree.open(layer, InstantSource.system(), false);
        assertThat(tree.snapshots()).hasSize(10).extracting(SnapshotInfo::name).contains("number 9", "y".repeat(255));
        assertThat(read(tree.openSnapshot("number 0"), "a")).hasSize(10);
        tree.closeSnapshot("number 0");
    }

    @Test
    void copy_sharesItsBlocks_untilOneOfBothIsWrittenTo() throws IOException {
        long file = create("file", 1 << 20, (byte) 1);
        tree.sync();
        long free = layer.space().freeCount();
        long copy = tree.copy(file, FileTree.ROOT, bytes("copy"), 0600, 0, 0).inode();
        tree.sync();
        assertThat(layer.space().freeCount()).isEqualTo(free);
        tree.write(file, 500_000, ByteBuffer.allocate(4096));
        tree.write(copy, 600_000, ByteBuffer.wrap(new byte[] {7}));
        tree.sync();
        assertThat(free - layer.space().freeCount()).isBetween(3L, 8L);
        byte[] original = read(tree, "file");
        assertThat(original[500_000]).isZero();
        assertThat(original[600_000]).isEqualTo((byte) 1);
        byte[] copied = read(tree, "copy");
        assertThat(copied[500_000]).isEqualTo((byte) 1);
        assertThat(copied[600_000]).isEqualTo((byte) 7);
        tree.unlink(FileTree.ROOT, bytes("file"));
        assertThat(read(tree, "copy")).isEqualTo(copied);
        tree.unlink(FileTree.ROOT, bytes("copy"));
    }

    @Test
    void copyInTheSameGroup_ofWhatWasJustWritten_isApart() throws IOException {
        long file = create("file", 200_000, (byte) 1);
        tree.copy(file, FileTree.ROOT, bytes("copy"), 0600, 0, 0);
        tree.write(file, 100_000, ByteBuffer.allocate(50_000));
        assertThat(read(tree, "copy")).containsOnly(1);
        tree.createSnapshot("same group");
        tree.write(file, 0, ByteBuffer.allocate(200_000));
        FileTree kept = tree.openSnapshot("same group");
        assertThat(read(kept, "file")[0]).isEqualTo((byte) 1);
        tree.closeSnapshot("same group");
    }

    private long create(String name, int length, byte value) throws IOException {
        long file = tree.create(FileTree.ROOT, bytes(name), FileType.REGULAR, 0644, 0, 0, 0)
                .inode();
        byte[] content = new byte[length];
        Arrays.fill(content, value);
        tree.write(file, 0, ByteBuffer.wrap(content));
        return file;
    }

    private static byte[] read(FileTree files, String name) throws IOException {
        FileStatus status = files.find(FileTree.ROOT, bytes(name));
        ByteBuffer target = ByteBuffer.allocate((int) status.size());
        files.read(status.inode(), 0, target);
        return target.array();
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FileException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
