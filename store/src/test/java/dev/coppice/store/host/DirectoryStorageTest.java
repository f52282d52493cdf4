package dev.coppice.store.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.host.Storage.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What only a directory of a real file system can show. What every storage does is in the contract test.
@Timeout(60)
class DirectoryStorageTest {
    @TempDir
    Path outer;

    private Path directory;
    private DirectoryStorage storage;

    @BeforeEach
    void open() {
        directory = outer.resolve("a/database");
        storage = new DirectoryStorage(directory);
    }

    // ---- Names

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..", ".", "../x", "a/../x", "a/..", "./x", "/x", "/", "a//x", "a/", "", "a\\x", "..\\x", "C:x", "a\0x",
                "a\nx"
            })
    void anyCall_nameThatCouldLeadOutside_isRefused(String name) throws IOException {
        Files.writeString(outer.resolve("x"), "outside");
        assertThatThrownBy(() -> storage.create(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage.open(name, Access.READ)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage.delete(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage.rename(name, "y")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage.rename("y", name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage.tryLock(name)).isInstanceOf(IllegalArgumentException.class);
        assertThat(outer.resolve("x")).hasContent("outside");
        assertThat(directory).doesNotExist();
    }

    @Test
    void anyCall_symbolicLinkInTheWay_isNotFollowed() throws IOException {
        Path outside = Files.createDirectory(outer.resolve("outside"));
        Files.writeString(outside.resolve("x"), "outside");
        Files.createDirectories(directory);
        Files.createSymbolicLink(directory.resolve("directory"), outside);
        Files.createSymbolicLink(directory.resolve("file"), outside.resolve("x"));
        Files.createSymbolicLink(directory.resolve("new"), outside.resolve("new"));
        for (String name : new String[] {"directory/x", "directory", "file", "new"}) {
            assertThatThrownBy(() -> storage.open(name, Access.READ_WRITE))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("symbolic link");
            assertThatThrownBy(() -> storage.create(name)).isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> storage.delete(name)).isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> storage.list(name)).isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> storage.tryLock(name)).isInstanceOf(FileSystemException.class);
        }
        assertThat(storage.list("")).containsExactly("directory", "file", "new");
        assertThat(outside).isDirectoryContaining("glob:**/x");
        assertThat(outside.resolve("new")).doesNotExist();
    }

    @Test
    void directory_reachedThroughASymbolicLink_isUsed() throws IOException {
        Files.createDirectories(directory);
        Path link = Files.createSymbolicLink(outer.resolve("link"), directory);
        new DirectoryStorage(link).create("x").close();
        assertThat(storage.list("")).containsExactly("x");
    }

    // ---- The directory itself

    @Test
    void storage_directoryDoesNotExist_comesIntoBeingWithTheFirstFile() throws IOException {
        assertThat(storage.list("")).isEmpty();
        assertThat(storage.exists("")).isFalse();
        assertThat(storage.usableBytes()).isPositive();
        assertThat(storage.description()).isEqualTo(directory.toString());
        assertThat(directory).doesNotExist();
        storage.create("forks/1/x").close();
        storage.syncDirectory("forks/1");
        storage.syncDirectory("");
        assertThat(directory.resolve("forks/1/x")).exists();
        storage.close();
    }

    @Test
    void storage_isAFile_saysSo() throws IOException {
        Files.createDirectories(directory.getParent());
        Files.createFile(directory);
        assertThatThrownBy(() -> storage.list("")).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> storage.create("x")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> storage.tryLock("LOCK")).isInstanceOf(IOException.class);
    }

    @Test
    void syncDirectory_missing_throws() throws IOException {
        assertThatThrownBy(() -> storage.syncDirectory("none")).isInstanceOf(IOException.class);
        storage.create("x").close();
        assertThatThrownBy(() -> storage.syncDirectory("none")).isInstanceOf(IOException.class);
    }

    @Test
    void host_onADirectory_isTheRealWorldAndTouchesNothing() {
        Host host = Host.on(directory);
        assertThat(directory).doesNotExist();
        assertThat(host.storage().description()).isEqualTo(directory.toString());
        assertThat(host.clock().millis())
                .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
        long before = host.clock().nanos();
        assertThat(host.clock().nanos()).isGreaterThanOrEqualTo(before);
        assertThat(host.entropy().nextLong()).isNotEqualTo(host.entropy().nextLong());
        AtomicBoolean ran = new AtomicBoolean();
        host.scheduler().submit("once", () -> {
            ran.set(true);
            return false;
        });
        host.scheduler().await(ran::get);
        host.scheduler().close();
    }

    // ---- Locks

    @Test
    void tryLock_heldByAnotherHandleOfThisProcess_isNullHoweverItIsReached() throws Exception {
        AutoCloseable lock = storage.tryLock("LOCK");
        Path link = Files.createSymbolicLink(outer.resolve("link"), directory);
        Path hardLinked = Files.createDirectory(outer.resolve("other"));
        Files.createLink(hardLinked.resolve("LOCK"), directory.resolve("LOCK"));
        for (Path other : List.of(directory, link, hardLinked, directory.resolve("../database"))) {
            assertThat(new DirectoryStorage(other).tryLock("LOCK"))
                    .as(other.toString())
                    .isNull();
        }
        assertThat(canLockFromAnotherProcess())
                .as("the refused attempts gave nothing up")
                .isFalse();
        lock.close();
        lock.close();
        assertThat(canLockFromAnotherProcess()).isTrue();
        storage.tryLock("LOCK").close();
    }

    @Test
    void tryLock_heldByAnotherProcess_isNullUntilItEnds() throws Exception {
        storage.tryLock("LOCK").close();
        Process holder = java("hold", directory);
        assertThat(holder.inputReader().readLine()).isEqualTo("locked");
        assertThat(storage.tryLock("LOCK")).isNull();
        holder.destroyForcibly().waitFor();
        AutoCloseable lock = storage.tryLock("LOCK");
        assertThat(lock).isNotNull();
        lock.close();
    }

    @Test
    void tryLock_lockedByOtherCodeOfThisProcess_isNullAndLeavesThatLockAlone() throws Exception {
        Files.createDirectories(directory);
        try (FileChannel other =
                FileChannel.open(directory.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(other.tryLock()).isNotNull();
            assertThat(storage.tryLock("LOCK")).isNull();
            assertThat(canLockFromAnotherProcess()).isFalse();
        }
    }

    // ---- Interrupts

    @Test
    void anyCall_interruptedThread_isDoneAndStaysInterrupted() throws IOException {
        try (StorageFile file = storage.create("x")) {
            Thread.currentThread().interrupt();
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 0);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            file.sync();
            assertThat(file.size()).isEqualTo(4);
            ByteBuffer read = ByteBuffer.allocate(3);
            assertThat(file.read(read, 1)).isEqualTo(3);
            assertThat(read.array()).containsExactly(2, 3, 4);
            assertThat(file.map(0, 8).byteSize()).isEqualTo(8);
            file.truncate(2);
            storage.syncDirectory("");
            storage.tryLock("LOCK").close();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(file.size()).isEqualTo(2);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void calls_threadsInterruptedAllTheTime_areAllDone() throws Exception {
        int threads = 3;
        int length = 1000;
        try (StorageFile file = storage.create("x")) {
            List<Thread> workers = new ArrayList<>();
            List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < threads; i++) {
                int own = i;
                workers.add(Thread.ofPlatform()
                        .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                        .start(() -> writeAndReadBack(file, own, length)));
            }
            while (workers.stream().anyMatch(Thread::isAlive)) {
                workers.forEach(Thread::interrupt);
                TimeUnit.MICROSECONDS.sleep(200);
            }
            assertThat(failures).isEmpty();
            assertThat(file.size()).isEqualTo((long) threads * length);
        }
    }

    private static void writeAndReadBack(StorageFile file, int own, int length) {
        try {
            for (int round = 0; round < 300; round++) {
                ByteBuffer bytes = ByteBuffer.allocate(length);
                while (bytes.hasRemaining()) {
                    bytes.put((byte) (own * 50 + round % 50));
                }
                file.write(bytes.flip(), (long) own * length);
                ByteBuffer read = ByteBuffer.allocate(length);
                assertThat(file.read(read, (long) own * length)).isEqualTo(length);
                assertThat(read.array()).isEqualTo(bytes.array());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void interruptedCall_fileWasRenamed_isDoneOnTheSameFile() throws IOException {
        try (StorageFile file = storage.create("x.tmp")) {
            storage.rename("x.tmp", "x");
            storage.create("x.tmp").close();
            interrupted(() -> file.write(ByteBuffer.wrap(new byte[5]), 0));
        }
        assertThat(directory.resolve("x")).hasSize(5);
        assertThat(directory.resolve("x.tmp")).isEmptyFile();
    }

    @Test
    void interruptedCall_fileWasReplaced_throwsAndTouchesNoOther() throws IOException {
        try (StorageFile file = storage.create("x")) {
            Files.move(directory.resolve("x"), directory.resolve("kept"));
            Files.writeString(directory.resolve("x"), "other");
            assertThatThrownBy(() -> interrupted(() -> file.write(ByteBuffer.wrap(new byte[9]), 0)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("replaced by another file");
        }
        assertThat(directory.resolve("x")).hasContent("other");
    }

    @Test
    void interruptedCall_closedFile_throws() throws IOException {
        StorageFile file = storage.create("x");
        file.close();
        assertThatThrownBy(() -> interrupted(file::size)).isInstanceOf(UncheckedIOException.class);
    }

    // ---- Sizes

    @Test
    void map_whileOthersWrite_extendsWithoutZeroingWhatTheyWrote() throws Exception {
        for (int round = 0; round < 200; round++) {
            try (StorageFile file = storage.create("x" + round)) {
                Thread writer = Thread.ofPlatform().start(() -> {
                    try {
                        file.write(ByteBuffer.wrap(new byte[] {7}), 4095);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                file.map(0, 4096);
                writer.join();
                ByteBuffer last = ByteBuffer.allocate(1);
                file.read(last, 4095);
                assertThat(last.get(0)).isEqualTo((byte) 7);
            }
            storage.delete("x" + round);
        }
    }

    private interface Call {
        void run() throws IOException;
    }

    private static void interrupted(Call call) {
        Thread.currentThread().interrupt();
        try {
            call.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        }
    }

    private boolean canLockFromAnotherProcess() throws Exception {
        Process process = java("try", directory);
        boolean locked = process.inputReader().readLine().equals("locked");
        process.waitFor();
        return locked;
    }

    private static Process java(String task, Path directory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        codeSource(DirectoryStorage.class) + java.io.File.pathSeparator + codeSource(Locker.class),
                        Locker.class.getName(),
                        task,
                        directory.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static String codeSource(Class<?> type) {
        return Path.of(java.net.URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    /// Another process that takes the lock, and tells whether it got it.
    static final class Locker {
        public static void main(String[] arguments) throws Exception {
            AutoCloseable lock = new DirectoryStorage(Path.of(arguments[1])).tryLock("LOCK");
            System.out.println(lock == null ? "refused" : "locked");
            if (arguments[0].equals("hold")) {
                Thread.sleep(60_000);
            }
        }
    }
}
