package dev.coppice.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeTest {
    private static final long SIZE = 8 << 20;

    @TempDir
    private Path directory;

    private Path image;

    @BeforeEach
    void create() throws IOException {
        image = directory.resolve("disk.img");
        Volume.create(image, SIZE, FormatOptions.defaults().withLabel("test"));
    }

    @Test
    void files_writtenBeforeClose_areThereAfterOpen() throws IOException {
        try (FileSystem files = Volume.open(image)) {
            Path home = Files.createDirectories(files.getPath("/home/ada/notes"));
            Files.writeString(home.resolve("one.txt"), "first");
            Files.write(home.resolve("large"), new byte[1_000_000]);
            Files.createSymbolicLink(files.getPath("/link"), files.getPath("home/ada"));
        }
        try (FileSystem files = Volume.openReadOnly(image)) {
            assertThat(Files.readString(files.getPath("/link/notes/one.txt"))).isEqualTo("first");
            assertThat(Files.size(files.getPath("/home/ada/notes/large"))).isEqualTo(1_000_000);
            assertThat(files.getPath("link/notes").toRealPath()).hasToString("/home/ada/notes");
            try (Stream<Path> walk = Files.walk(files.getPath("/"))) {
                assertThat(walk.map(Path::toString))
                        .containsExactlyInAnyOrder(
                                "/",
                                "/home",
                                "/home/ada",
                                "/home/ada/notes",
                                "/home/ada/notes/one.txt",
                                "/home/ada/notes/large",
                                "/link");
            }
            assertThatExceptionOfType(ReadOnlyFileSystemException.class)
                    .isThrownBy(() -> Files.writeString(files.getPath("/new"), "x"));
            assertThatExceptionOfType(ReadOnlyFileSystemException.class)
                    .isThrownBy(() -> Files.delete(files.getPath("/link")));
            assertThat(Volume.check(files)).isEmpty();
        }
    }

    @Test
    void address_ofAFile_leadsToIt() throws IOException {
        try (FileSystem files = Volume.open(image)) {
            Path odd = files.getPath("/100 % ä !/#?.txt");
            Files.createDirectory(odd.getParent());
            Files.writeString(odd, "there");
            URI address = odd.toUri();
            assertThat(address.toString())
                    .startsWith("volume:file:/")
                    .contains("disk.img!/100%20%25%20%C3%A4%20!/%23%3F");
            assertThat(Path.of(address)).isEqualTo(odd);
            assertThat(FileSystems.getFileSystem(address)).isSameAs(files);
            assertThat(Files.readString(Path.of(address))).isEqualTo("there");
        }
        URI address = URI.create("volume:" + image.toUri());
        assertThatExceptionOfType(FileSystemNotFoundException.class).isThrownBy(() -> Path.of(address));
        try (FileSystem files = FileSystems.newFileSystem(address, Map.of("readOnly", true))) {
            assertThat(files.isReadOnly()).isTrue();
            assertThat(Files.readString(files.getPath("/100 % ä !/#?.txt"))).isEqualTo("there");
        }
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> FileSystems.newFileSystem(URI.create("volume:no%20uri at all"), Map.of()));
    }

    @Test
    void nameThatIsNoUtf8_isShownLosslessly() throws IOException {
        try (FileSystem files = Volume.open(image)) {
            Path odd = files.getPath("/caf\uDCE9\uDCFF");
            Files.createFile(odd);
            try (Stream<Path> list = Files.list(files.getPath("/"))) {
                assertThat(list).containsExactly(odd);
            }
            assertThat(Path.of(odd.toUri())).isEqualTo(odd);
            for (String none : new String[] {"/\uD800", "/\uDC41", "/\uDCC3\uDCA9", "/nul\0"}) {
                assertThatExceptionOfType(InvalidPathException.class).isThrownBy(() -> files.getPath(none));
            }
        }
    }

    @Test
    void open_twiceInOneProcess_isRefused() throws IOException {
        try (FileSystem files = Volume.open(image)) {
            assertThatExceptionOfType(FileSystemAlreadyExistsException.class)
                    .isThrownBy(() -> Volume.open(directory.resolve(".").resolve("disk.img")));
            assertThat(files.isOpen()).isTrue();
        }
        Volume.open(image).close();
    }

    @Test
    void open_ofSomethingElse_saysWhatItIsNot() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "hello ".repeat(2_000));
        assertThatExceptionOfType(VolumeException.NotAVolume.class)
                .isThrownBy(() -> Volume.open(text))
                .withMessageContaining("no volume begins here");
        Path empty = Files.createFile(directory.resolve("empty"));
        assertThatExceptionOfType(VolumeException.NotAVolume.class).isThrownBy(() -> Volume.open(empty));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> Volume.open(directory.resolve("none")));
        Path cut = Files.copy(image, directory.resolve("cut"));
        try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
            channel.truncate(SIZE / 2);
        }
        assertThatExceptionOfType(VolumeException.Corrupt.class)
                .isThrownBy(() -> Volume.open(cut))
                .withMessageContaining("a device of at least " + SIZE);
        // Nothing of them was kept open or changed.
        assertThat(text).hasSize(12_000);
    }

    @Test
    void create_outsideOfTheRanges_leavesNoFile() {
        Path other = directory.resolve("other");
        assertThatExceptionOfType(VolumeException.Invalid.class)
                .isThrownBy(() -> Volume.create(other, 1_000, FormatOptions.defaults()));
        assertThatExceptionOfType(VolumeException.Invalid.class)
                .isThrownBy(() ->
                        Volume.create(other, SIZE, FormatOptions.defaults().withBlockSize(1_000)));
        assertThatExceptionOfType(VolumeException.Invalid.class)
                .isThrownBy(() ->
                        Volume.create(other, SIZE, FormatOptions.defaults().withLabel("x".repeat(65))));
        assertThat(other).doesNotExist();
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> Volume.create(image, SIZE, FormatOptions.defaults()));
    }

    @Test
    void fullVolume_tellsTheWriter_andGoesOn() throws IOException {
        try (FileSystem files = Volume.open(image)) {
            Path large = files.getPath("/large");
            assertThatExceptionOfType(FileSystemException.class)
                    .isThrownBy(() -> Files.write(large, new byte[(int) SIZE]))
                    .satisfies(e -> assertThat(e.getReason()).isEqualTo("No space left on device"));
            FileStore store = Files.getFileStore(large);
            assertThat(store.getUnallocatedSpace()).isLessThan(100_000);
            Files.delete(large);
            assertThat(store.getUnallocatedSpace()).isGreaterThan(SIZE / 2);
            assertThat(store.getTotalSpace()).isEqualTo(SIZE);
            Files.write(large, new byte[(int) SIZE / 2]);
            assertThat(Volume.check(files)).isEmpty();
        }
    }

    @Test
    void attributes_setByName_areRead() throws IOException {
        try (FileSystem files = Volume.open(image)) {
            Path file = Files.createFile(
                    files.getPath("/file"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw----")));
            Files.setAttribute(
                    file, "posix:owner", files.getUserPrincipalLookupService().lookupPrincipalByName("1000"));
            Files.setAttribute(
                    file, "posix:group", files.getUserPrincipalLookupService().lookupPrincipalByGroupName("100"));
            FileTime time = FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z"));
            Files.setAttribute(file, "lastModifiedTime", time);
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            assertThat(attributes.lastModifiedTime()).isEqualTo(time);
            assertThat(attributes.owner()).hasToString("1000");
            assertThat(attributes.group()).hasToString("100");
            assertThat(PosixFilePermissions.toString(attributes.permissions())).isEqualTo("rw-rw----");
            assertThat(Files.readAttributes(file, "unix:mode,nlink,uid"))
                    .containsEntry("mode", 0100660)
                    .containsEntry("nlink", 1)
                    .containsEntry("uid", 1000);
            assertThat(Files.getOwner(file)).hasToString("1000");
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> Files.getAttribute(file, "dos:hidden"));
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> Files.setAttribute(file, "size", 5L));
            Path copy = Files.copy(file, files.getPath("/copy"), StandardCopyOption.COPY_ATTRIBUTES);
            assertThat(Files.getLastModifiedTime(copy)).isEqualTo(time);
            assertThat(Files.getOwner(copy)).hasToString("1000");
        }
    }

    @Test
    void locks_ofOneFile_doNotOverlap() throws IOException {
        try (FileSystem files = Volume.open(image);
                FileChannel first =
                        FileChannel.open(files.getPath("/file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileChannel second = FileChannel.open(files.getPath("/file"), StandardOpenOption.WRITE)) {
            FileLock lock = first.lock(0, 100, false);
            assertThatExceptionOfType(OverlappingFileLockException.class)
                    .isThrownBy(() -> second.tryLock(50, 100, false));
            FileLock other = second.lock(100, 50, false);
            lock.release();
            assertThat(lock.isValid()).isFalse();
            second.tryLock(0, 10, false).close();
            assertThat(other.isValid()).isTrue();
        }
    }

    @Test
    void snapshot_isReadAndNeverWritten_andClosedWithItsVolume() throws IOException {
        FileSystem files = Volume.open(image);
        Files.writeString(files.getPath("/file"), "before");
        SnapshotInfo created = Volume.createSnapshot(files, "first");
        Files.writeString(files.getPath("/file"), "after");
        assertThat(Volume.snapshots(files)).containsExactly(created);
        FileSystem kept = Volume.openSnapshot(files, "first");
        assertThat(Files.readString(kept.getPath("/file"))).isEqualTo("before");
        assertThat(kept).hasToString("first of " + image);
        assertThatExceptionOfType(ReadOnlyFileSystemException.class)
                .isThrownBy(() -> Files.writeString(kept.getPath("/file"), "x"));
        assertThatExceptionOfType(ReadOnlyFileSystemException.class)
                .isThrownBy(() -> Files.setLastModifiedTime(kept.getPath("/file"), FileTime.fromMillis(0)));
        assertThatExceptionOfType(ReadOnlyFileSystemException.class)
                .isThrownBy(() -> Volume.createSnapshot(kept, "of it"));
        assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> Volume.deleteSnapshot(files, "first"));
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> Volume.createSnapshot(files, "first"));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> Volume.openSnapshot(files, "second"));
        // Back out of the snapshot.
        Files.copy(kept.getPath("/file"), files.getPath("/file"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(Files.readString(files.getPath("/file"))).isEqualTo("before");
        files.close();
        assertThat(kept.isOpen()).isFalse();
        try (FileSystem again = Volume.open(image)) {
            assertThat(Volume.snapshots(again)).containsExactly(created);
            Volume.deleteSnapshot(again, "first");
            assertThat(Volume.snapshots(again)).isEmpty();
            assertThat(Volume.check(again)).isEmpty();
        }
    }

    @Test
    void lock_ofAClosedChannel_isGone() throws IOException {
        try (FileSystem files = Volume.open(image)) {
            FileChannel channel =
                    FileChannel.open(files.getPath("/file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock();
            channel.close();
            assertThat(lock.isValid()).isFalse();
            assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(lock::release);
            try (FileChannel again = FileChannel.open(files.getPath("/file"), StandardOpenOption.WRITE);
                    FileLock free = again.tryLock()) {
                assertThat(free.isValid()).isTrue();
            }
        }
    }

    @Test
    void channels_ofAClosedVolume_areClosed() throws IOException {
        FileSystem files = Volume.open(image);
        FileChannel channel =
                FileChannel.open(files.getPath("/file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.write(ByteBuffer.wrap(new byte[10]));
        files.close();
        files.close();
        assertThat(channel.isOpen()).isFalse();
        assertThatExceptionOfType(ClosedFileSystemException.class)
                .isThrownBy(() -> Files.exists(files.getPath("/file")));
        try (FileSystem again = Volume.open(image)) {
            assertThat(Files.size(again.getPath("/file"))).isEqualTo(10);
        }
    }

    @Test
    void moveAndCopy_toAnotherVolume_takeContentAndAttributesAlong() throws IOException {
        Path otherImage = directory.resolve("other.img");
        Volume.create(otherImage, SIZE, FormatOptions.defaults().withBlockSize(16384));
        try (FileSystem files = Volume.open(image);
                FileSystem others = Volume.open(otherImage)) {
            Path file = Files.writeString(files.getPath("/file"), "content");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
            Files.copy(file, others.getPath("/copy"));
            Files.move(file, others.getPath("/moved"));
            assertThat(file).doesNotExist();
            assertThat(Files.readString(others.getPath("/copy"))).isEqualTo("content");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(others.getPath("/moved"))))
                    .isEqualTo("rwxrwxrwx");
            Path outside = Files.copy(others.getPath("/moved"), directory.resolve("outside"));
            assertThat(outside).hasContent("content");
            assertThatExceptionOfType(ProviderMismatchException.class)
                    .isThrownBy(() -> files.getPath("/a").resolve(outside));
            assertThat(Volume.check(others)).isEmpty();
        }
    }

    @Test
    void deleteOnClose_takesTheNameAtOnceAndTheSpaceInTheEnd() throws IOException {
        try (FileSystem files = Volume.open(image)) {
            Path file = Files.write(files.getPath("/file"), new byte[100_000]);
            long free = Files.getFileStore(file).getUnallocatedSpace();
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE)) {
                assertThat(file).doesNotExist();
                assertThat(channel.size()).isEqualTo(100_000);
            }
            assertThat(files.getFileStores().iterator().next().getUnallocatedSpace())
                    .isGreaterThan(free);
        }
    }
}
