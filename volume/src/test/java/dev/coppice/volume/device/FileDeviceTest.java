package dev.coppice.volume.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.volume.VolumeException;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDeviceTest extends BlockDeviceContractTest {
    private static final String CLASSES = Path.of(URI.create(LockProbe.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString()))
            .toString();

    @TempDir
    private Path directory;

    @Override
    BlockDevice create(long size) throws IOException {
        return FileDevice.create(directory.resolve("image"), size);
    }

    @Test
    void create_whereAFileIs_isRefused() {
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> create(512));
    }

    @Test
    void create_ofSizeThatIsNone_leavesNothing() {
        assertThatExceptionOfType(VolumeException.Invalid.class)
                .isThrownBy(() -> FileDevice.create(directory.resolve("other"), 100));
        assertThat(directory.resolve("other")).doesNotExist();
    }

    @Test
    void open_whatIsNotThere_isRefused() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> FileDevice.open(directory.resolve("none"), FileDevice.Access.READ));
    }

    @Test
    void open_besideAWriter_isRefused() {
        for (FileDevice.Access access : FileDevice.Access.values()) {
            assertThatExceptionOfType(VolumeException.Locked.class)
                    .isThrownBy(() -> FileDevice.open(directory.resolve("image"), access))
                    .withMessageContaining("image is in use");
        }
    }

    @Test
    void open_afterTheWriter_findsWhatItWrote() throws IOException {
        try (FileDevice writer = FileDevice.create(directory.resolve("other"), 512)) {
            writer.write(ByteBuffer.allocate(512).putLong(0, 42), 0);
        }
        try (FileDevice reader = FileDevice.open(directory.resolve("other"), FileDevice.Access.READ)) {
            ByteBuffer target = ByteBuffer.allocate(512);
            reader.read(target, 0);
            assertThat(target.getLong(0)).isEqualTo(42);
        }
    }

    @Test
    void write_byInterruptedThread_isDoneAndKeepsInterruptAndLock() throws IOException {
        try (FileDevice writer = FileDevice.create(directory.resolve("other"), 1024)) {
            Thread.currentThread().interrupt();
            writer.write(ByteBuffer.allocate(512).putLong(0, 42), 512);
            assertThat(Thread.interrupted()).isTrue();
            ByteBuffer target = ByteBuffer.allocate(512);
            writer.read(target, 512);
            assertThat(target.getLong(0)).isEqualTo(42);
            writer.sync();
            assertThat(isLockedForOthers(directory.resolve("other"))).isTrue();
        }
        assertThat(isLockedForOthers(directory.resolve("other"))).isFalse();
    }

    // The locks of this process are no hindrance to itself: another one has to ask.
    private static boolean isLockedForOthers(Path image) throws IOException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        CLASSES,
                        LockProbe.class.getName(),
                        image.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isIn("locked", "free");
        return said.equals("locked");
    }

    @Test
    void read_ofImageThatWasCutWhileOpen_fails() throws IOException {
        try (FileDevice writer = FileDevice.create(directory.resolve("other"), 4096)) {
            Files.write(directory.resolve("other"), new byte[512]);
            assertThatExceptionOfType(EOFException.class)
                    .isThrownBy(() -> writer.read(ByteBuffer.allocate(1024), 0))
                    .withMessageContaining("ends at byte 512");
        }
    }
}
