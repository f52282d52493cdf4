package dev.coppice.volume;

import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.device.BlockDevice;
import dev.coppice.volume.device.FileDevice;
import dev.coppice.volume.file.FileTree;
import dev.coppice.volume.format.Geometry;
import dev.coppice.volume.nio.VolumeFileSystem;
import dev.coppice.volume.nio.VolumeFileSystemProvider;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// Makes and opens volumes: crash-safe file systems in an image file or on a device.
///
/// ```java
/// Volume.create(Path.of("disk.img"), 1L << 30, FormatOptions.defaults());
/// try (FileSystem files = Volume.open(Path.of("disk.img"))) {
///     Files.writeString(files.getPath("/hello.txt"), "hello");
/// }
/// ```
///
/// What is written to a file is durable after `FileChannel.force`, which makes everything durable that was done to the
/// volume before it, and after closing the file system. A crash leaves what was there after some operation at or behind
/// the last of these, never a mixture.
public final class Volume {
    private static final VolumeFileSystemProvider PROVIDER = provider();
    private static final int ROOT_PERMISSIONS = 0755;

    private Volume() {}

    /// Makes an image file with an empty volume. The file takes no more room at first than what was written to it.
    ///
    /// @param size in bytes; what does not fill a block stays unused
    /// @throws java.nio.file.FileAlreadyExistsException when there is such a file
    /// @throws VolumeException.Invalid when the size or an option is outside its range; there is no file then
    public static void create(Path image, long size, FormatOptions options) throws IOException {
        Geometry.plan(new UUID(0, 0), size, options.blockSize(), options.journalBlockCount());
        try (FileDevice device = FileDevice.create(image, size / BlockDevice.SECTOR * BlockDevice.SECTOR)) {
            format(device, options);
        } catch (VolumeException.Invalid e) {
            Files.deleteIfExists(image);
            throw e;
        }
    }

    /// Makes a device an empty volume. All that was on it is lost.
    ///
    /// @throws VolumeException.Invalid when an option is outside its range; the device is as it was then
    public static void format(BlockDevice device, FormatOptions options) throws IOException {
        Geometry geometry =
                Geometry.plan(UUID.randomUUID(), device.size(), options.blockSize(), options.journalBlockCount());
        Instant now = Instant.now();
        long created = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        BlockLayer.format(device, geometry, options.label(), created);
        try (BlockLayer layer = BlockLayer.open(device, false)) {
            FileTree.format(layer, InstantSource.system(), ROOT_PERMISSIONS, 0, 0);
        }
    }

    /// Opens a volume in an image file or on a raw device, for reading and writing.
    ///
    /// @throws VolumeException.NotAVolume when it is none
    /// @throws VolumeException.Locked when another process has it open
    /// @throws java.nio.file.FileSystemAlreadyExistsException when this process has it open
    public static FileSystem open(Path image) throws IOException {
        return PROVIDER.newFileSystem(image, Map.of());
    }

    /// Opens a volume to be read only: nothing is written to it, not even what recovery after a crash finds.
    ///
    /// @throws VolumeException.NotAVolume when it is none
    /// @throws VolumeException.Locked when another process has it open for writing
    /// @throws java.nio.file.FileSystemAlreadyExistsException when this process has it open
    public static FileSystem openReadOnly(Path image) throws IOException {
        return PROVIDER.newFileSystem(image, Map.of("readOnly", "true"));
    }

    /// Opens a volume on a device, which is closed with the file system.
    ///
    /// @throws VolumeException.NotAVolume when it is none
    public static FileSystem open(BlockDevice device, boolean readOnly) throws IOException {
        return PROVIDER.newFileSystem(device, readOnly);
    }

    /// Proves that an open volume is sound: every block, inode, name and count. Reads go on meanwhile; changes wait.
    ///
    /// @param files what [#open(Path)] gave
    /// @return what does not hold, described for a person; empty when all is well
    /// @throws VolumeException.Invalid when it is no file system of a volume
    public static List<String> check(FileSystem files) throws IOException {
        return volume(files).check();
    }

    /// Keeps all files as they are now under a name; durable when this returns. It takes as long as a small commit,
    /// however many files there are; what is changed afterwards takes room of its own.
    ///
    /// @param files an open volume
    /// @param name 1 to 255 bytes in UTF-8
    /// @throws java.nio.file.FileAlreadyExistsException when there is a snapshot of this name
    /// @throws VolumeException.Invalid when it is no file system of a volume
    public static SnapshotInfo createSnapshot(FileSystem files, String name) throws IOException {
        return volume(files).createSnapshot(name);
    }

    /// The snapshots of an open volume, the newest first.
    ///
    /// @throws VolumeException.Invalid when it is no file system of a volume
    public static List<SnapshotInfo> snapshots(FileSystem files) throws IOException {
        return volume(files).snapshots();
    }

    /// The files as they were when a snapshot was made, to be read. Closed with the volume, or before.
    ///
    /// @throws java.nio.file.NoSuchFileException when there is no snapshot of this name
    /// @throws VolumeException.Invalid when it is no file system of a volume
    public static FileSystem openSnapshot(FileSystem files, String name) throws IOException {
        return volume(files).openSnapshot(name);
    }

    /// Gives a snapshot back, and the room of all that it alone has; durable when this returns.
    ///
    /// @throws java.nio.file.NoSuchFileException when there is no snapshot of this name
    /// @throws java.nio.file.FileSystemException when it is open
    /// @throws VolumeException.Invalid when it is no file system of a volume
    public static void deleteSnapshot(FileSystem files, String name) throws IOException {
        volume(files).deleteSnapshot(name);
    }

    private static VolumeFileSystem volume(FileSystem files) throws VolumeException.Invalid {
        if (files instanceof VolumeFileSystem volume) {
            return volume;
        }
        throw new VolumeException.Invalid("no file system of a volume: " + files);
    }

    /// The provider that the JDK has made for addresses, so that a volume opened here is found by its address, too.
    private static VolumeFileSystemProvider provider() {
        return FileSystemProvider.installedProviders().stream()
                .filter(VolumeFileSystemProvider.class::isInstance)
                .map(VolumeFileSystemProvider.class::cast)
                .findFirst()
                .orElseGet(VolumeFileSystemProvider::new);
    }
}
