package dev.coppice.store.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.host.Storage;
import dev.coppice.store.host.Storage.Access;
import dev.coppice.store.host.StorageFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [Storage] does, whatever it stands on. An implementation's test extends this.
public abstract class StorageContractTest {
    /// An empty storage; the same one within one test.
    protected abstract Storage storage() throws IOException;

    @Test
    void create_newName_isEmptyAndListed() throws Exception {
        try (StorageFile file = storage().create("data_1_1")) {
            assertThat(file.size()).isZero();
        }
        assertThat(storage().exists("data_1_1")).isTrue();
        assertThat(storage().list("")).containsExactly("data_1_1");
    }

    @Test
    void create_takenName_throwsAndKeepsTheFile() throws Exception {
        put("a", "kept");
        assertThatThrownBy(() -> storage().create("a")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(get("a")).isEqualTo("kept");
    }

    @Test
    void create_inMissingDirectories_createsThem() throws Exception {
        put("forks/7/tables/t", "x");
        assertThat(storage().list("forks")).containsExactly("7");
        assertThat(storage().list("forks/7")).containsExactly("tables");
        assertThat(storage().exists("forks/7/tables")).isTrue();
        assertThat(get("forks/7/tables/t")).isEqualTo("x");
    }

    @Test
    void open_missing_throws() {
        assertThatThrownBy(() -> storage().open("none", Access.READ)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage().open("none/none", Access.READ_WRITE))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void open_directory_throws() throws Exception {
        put("d/a", "x");
        assertThatThrownBy(() -> storage().open("d", Access.READ_WRITE)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a\\b", "C:a", "a\nb"})
    void create_nameThatLeadsElsewhere_throws(String name) throws Exception {
        assertThatThrownBy(() -> storage().create(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage().open(name, Access.READ)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage().delete(name)).isInstanceOf(IllegalArgumentException.class);
        put("taken", "kept");
        assertThatThrownBy(() -> storage().rename("taken", name)).isInstanceOf(IllegalArgumentException.class);
        assertThat(get("taken")).isEqualTo("kept");
    }

    @Test
    void create_belowAFile_throws() throws Exception {
        put("a", "kept");
        assertThatThrownBy(() -> storage().create("a/b")).isInstanceOf(IOException.class);
        assertThat(get("a")).isEqualTo("kept");
    }

    @Test
    void list_severalNames_isSortedAndHoldsLastPartsOnly() throws Exception {
        for (String name : new String[] {"d/b", "d/a", "d/c/x", "d/a-", "d/B", "e"}) {
            put(name, name);
        }
        assertThat(storage().list("d")).containsExactly("B", "a", "a-", "b", "c");
        assertThat(storage().list("")).containsExactly("d", "e");
    }

    @Test
    void list_missingDirectory_isEmpty() throws Exception {
        assertThat(storage().list("none")).isEmpty();
        assertThat(storage().list("none/none")).isEmpty();
    }

    @Test
    void list_file_throws() throws Exception {
        put("d/a", "x");
        assertThatThrownBy(() -> storage().list("d/a")).isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void exists_missing_isFalse() throws Exception {
        assertThat(storage().exists("none")).isFalse();
        assertThat(storage().exists("none/none")).isFalse();
    }

    @Test
    void read_atTheEnd_returnsWhatThereIs() throws Exception {
        put("a", "0123456789");
        try (StorageFile file = storage().open("a", Access.READ)) {
            ByteBuffer target = ByteBuffer.allocate(8);
            assertThat(file.read(target, 6)).isEqualTo(4);
            assertThat(target.position()).isEqualTo(4);
            assertThat(new String(target.array(), 0, 4, StandardCharsets.UTF_8)).isEqualTo("6789");
            assertThat(file.read(ByteBuffer.allocate(1), 10)).isZero();
            assertThat(file.read(ByteBuffer.allocate(1), 1_000_000)).isZero();
            assertThat(file.read(ByteBuffer.allocate(0), 3)).isZero();
        }
    }

    @Test
    void read_directBuffer_fillsIt() throws Exception {
        put("a", "0123456789");
        try (StorageFile file = storage().open("a", Access.READ)) {
            ByteBuffer target = ByteBuffer.allocateDirect(4).position(1);
            assertThat(file.read(target, 2)).isEqualTo(3);
            assertThat(target.hasRemaining()).isFalse();
            assertThat(target.get(1)).isEqualTo((byte) '2');
        }
    }

    @Test
    void write_pastTheEnd_leavesZerosBetween() throws Exception {
        try (StorageFile file = storage().create("a")) {
            file.write(bytes("x"), 10_000);
            assertThat(file.size()).isEqualTo(10_001);
            ByteBuffer read = ByteBuffer.allocate(10_001);
            assertThat(file.read(read, 0)).isEqualTo(10_001);
            byte[] expected = new byte[10_001];
            expected[10_000] = 'x';
            assertThat(read.array()).isEqualTo(expected);
        }
    }

    @Test
    void write_partOfABuffer_takesTheRemainingBytesAndMovesItsPosition() throws Exception {
        try (StorageFile file = storage().create("a")) {
            ByteBuffer source = bytes("0123456789").position(2).limit(5);
            file.write(source, 0);
            assertThat(source.hasRemaining()).isFalse();
        }
        assertThat(get("a")).isEqualTo("234");
    }

    @Test
    void write_throughReadOnlyHandle_throwsAndChangesNothing() throws Exception {
        put("a", "kept");
        try (StorageFile file = storage().open("a", Access.READ)) {
            assertThatThrownBy(() -> file.write(bytes("lost"), 0)).isInstanceOf(Exception.class);
            assertThatThrownBy(() -> file.truncate(0)).isInstanceOf(Exception.class);
        }
        assertThat(get("a")).isEqualTo("kept");
    }

    @Test
    void write_byOneHandle_isSeenByAnother() throws Exception {
        try (StorageFile writer = storage().create("a");
                StorageFile reader = storage().open("a", Access.READ)) {
            writer.write(bytes("hello"), 0);
            ByteBuffer target = ByteBuffer.allocate(5);
            assertThat(reader.read(target, 0)).isEqualTo(5);
            assertThat(target.array()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void truncate_smaller_cutsAndLaterGrowthIsZero() throws Exception {
        put("a", "0123456789");
        try (StorageFile file = storage().open("a", Access.READ_WRITE)) {
            file.truncate(4);
            assertThat(file.size()).isEqualTo(4);
            file.truncate(6);
        }
        assertThat(get("a")).isEqualTo("0123\0\0");
    }

    @Test
    void truncate_larger_extendsWithZeros() throws Exception {
        put("a", "01");
        try (StorageFile file = storage().open("a", Access.READ_WRITE)) {
            file.truncate(4);
        }
        assertThat(get("a")).isEqualTo("01\0\0");
    }

    @Test
    void map_range_showsBytesAndLaterWrites() throws Exception {
        try (StorageFile file = storage().create("a")) {
            file.write(bytes("x".repeat(5000)), 0);
            MemorySegment mapped = file.map(0, 5000);
            assertThat(mapped.byteSize()).isEqualTo(5000);
            assertThat(mapped.get(ValueLayout.JAVA_BYTE, 4999)).isEqualTo((byte) 'x');
            file.write(bytes("yz"), 4095);
            assertThat(mapped.get(ValueLayout.JAVA_BYTE, 4094)).isEqualTo((byte) 'x');
            assertThat(mapped.get(ValueLayout.JAVA_BYTE, 4095)).isEqualTo((byte) 'y');
            assertThat(mapped.get(ValueLayout.JAVA_BYTE, 4096)).isEqualTo((byte) 'z');
        }
    }

    @Test
    void map_beyondTheEndForWriting_extendsWithZeros() throws Exception {
        try (StorageFile file = storage().create("a")) {
            file.write(bytes("x"), 0);
            MemorySegment mapped = file.map(0, 16_384);
            assertThat(file.size()).isEqualTo(16_384);
            assertThat(mapped.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 'x');
            assertThat(mapped.get(ValueLayout.JAVA_BYTE, 16_383)).isZero();
            file.write(bytes("y"), 16_383);
            assertThat(mapped.get(ValueLayout.JAVA_BYTE, 16_383)).isEqualTo((byte) 'y');
        }
    }

    @Test
    void map_beyondTheEndForReading_throwsAndKeepsTheSize() throws Exception {
        put("a", "0123");
        try (StorageFile file = storage().open("a", Access.READ)) {
            assertThatThrownBy(() -> file.map(0, 5)).isInstanceOf(Exception.class);
            assertThat(file.size()).isEqualTo(4);
            assertThat(file.map(0, 4).byteSize()).isEqualTo(4);
        }
    }

    @Test
    void map_large_isSparse() throws Exception {
        try (StorageFile file = storage().create("a")) {
            MemorySegment mapped = file.map(0, 64L << 20);
            file.write(bytes("end"), (64L << 20) - 3);
            assertThat(mapped.get(ValueLayout.JAVA_BYTE, (64L << 20) - 1)).isEqualTo((byte) 'd');
            assertThat(mapped.get(ValueLayout.JAVA_LONG, 32L << 20)).isZero();
        }
    }

    @Test
    void map_range_isReadOnly() throws Exception {
        put("a", "0123");
        try (StorageFile file = storage().open("a", Access.READ_WRITE)) {
            assertThat(file.map(0, 4).isReadOnly()).isTrue();
        }
    }

    @Test
    void map_unalignedPosition_startsThere() throws Exception {
        try (StorageFile file = storage().create("a")) {
            byte[] bytes = new byte[20_000];
            new SplittableRandom(1).nextBytes(bytes);
            file.write(ByteBuffer.wrap(bytes), 0);
            assertThat(file.map(5001, 9000).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(Arrays.copyOfRange(bytes, 5001, 14_001));
        }
    }

    @Test
    void map_closedAndDeletedFile_staysValid() throws Exception {
        put("a", "kept");
        MemorySegment mapped;
        try (StorageFile file = storage().open("a", Access.READ)) {
            mapped = file.map(0, 4);
        }
        storage().delete("a");
        put("a", "lost");
        assertThat(mapped.toArray(ValueLayout.JAVA_BYTE)).isEqualTo("kept".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void close_thenUse_throws() throws Exception {
        StorageFile file = storage().create("a");
        file.close();
        file.close();
        assertThatThrownBy(file::size).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(file::sync).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), 0)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.write(bytes("x"), 0)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void sync_fileAndDirectory_keepsTheContent() throws Exception {
        try (StorageFile file = storage().create("d/e/a")) {
            file.write(bytes("x"), 0);
            file.sync();
        }
        storage().syncDirectory("d/e");
        storage().syncDirectory("");
        assertThat(get("d/e/a")).isEqualTo("x");
    }

    @Test
    void rename_toFreeName_moves() throws Exception {
        put("a", "x");
        storage().rename("a", "b");
        assertThat(storage().exists("a")).isFalse();
        assertThat(get("b")).isEqualTo("x");
    }

    @Test
    void rename_toTakenName_replaces() throws Exception {
        put("d/a.tmp", "new");
        put("d/a", "old");
        storage().rename("d/a.tmp", "d/a");
        assertThat(storage().list("d")).containsExactly("a");
        assertThat(get("d/a")).isEqualTo("new");
    }

    @Test
    void rename_missing_throws() {
        assertThatThrownBy(() -> storage().rename("none", "b")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void rename_openFile_leavesItsHandlesValid() throws Exception {
        try (StorageFile file = storage().create("a")) {
            storage().rename("a", "b");
            file.write(bytes("x"), 0);
        }
        assertThat(get("b")).isEqualTo("x");
    }

    @Test
    void delete_file_isGoneAndItsNameIsFree() throws Exception {
        put("a", "x");
        storage().delete("a");
        assertThat(storage().exists("a")).isFalse();
        put("a", "y");
        assertThat(get("a")).isEqualTo("y");
    }

    @Test
    void delete_missing_doesNothing() throws Exception {
        storage().delete("none");
        storage().delete("none/none");
        assertThat(storage().list("")).isEmpty();
    }

    @Test
    void delete_emptyDirectory_isGone() throws Exception {
        put("d/a", "x");
        storage().delete("d/a");
        assertThat(storage().exists("d")).isTrue();
        storage().delete("d");
        assertThat(storage().exists("d")).isFalse();
    }

    @Test
    void delete_filledDirectory_throwsAndKeepsIt() throws Exception {
        put("d/a", "x");
        assertThatThrownBy(() -> storage().delete("d")).isInstanceOf(DirectoryNotEmptyException.class);
        assertThat(get("d/a")).isEqualTo("x");
    }

    @Test
    void tryLock_held_givesNullUntilClosed() throws Exception {
        AutoCloseable lock = storage().tryLock("LOCK");
        assertThat(lock).isNotNull();
        assertThat(storage().tryLock("LOCK")).isNull();
        lock.close();
        AutoCloseable again = storage().tryLock("LOCK");
        assertThat(again).isNotNull();
        lock.close();
        assertThat(storage().tryLock("LOCK"))
                .as("closing the old handle twice frees nothing")
                .isNull();
        again.close();
    }

    @Test
    void usableBytes_emptyStorage_isPositive() throws Exception {
        assertThat(storage().usableBytes()).isPositive();
    }

    @Test
    void randomReadsAndWrites_twoFiles_agreeWithByteArrays() throws Exception {
        Seeds.forEach(getClass(), 5, seed -> {
            var random = new SplittableRandom(seed);
            byte[] model = new byte[30_000];
            int size = 0;
            String name = "file" + Long.toHexString(seed);
            try (StorageFile file = storage().create(name)) {
                for (int i = 0; i < 400; i++) {
                    int position = random.nextInt(20_000);
                    byte[] bytes = new byte[random.nextInt(10_000)];
                    switch (random.nextInt(8)) {
                        case 0 -> {
                            file.truncate(position);
                            Arrays.fill(model, Math.min(position, size), model.length, (byte) 0);
                            size = position;
                        }
                        case 1 -> file.sync();
                        case 2 -> {
                            if (size > 0) {
                                int start = random.nextInt(size);
                                assertThat(file.map(start, size - start).toArray(ValueLayout.JAVA_BYTE))
                                        .isEqualTo(Arrays.copyOfRange(model, start, size));
                            }
                        }
                        case 3, 4 -> {
                            int count = Math.clamp(size - position, 0, bytes.length);
                            assertThat(file.read(ByteBuffer.wrap(bytes), position))
                                    .isEqualTo(count);
                            assertThat(Arrays.copyOf(bytes, count))
                                    .isEqualTo(Arrays.copyOfRange(model, position, position + count));
                        }
                        default -> {
                            random.nextBytes(bytes);
                            file.write(ByteBuffer.wrap(bytes), position);
                            System.arraycopy(bytes, 0, model, position, bytes.length);
                            size = bytes.length == 0 ? size : Math.max(size, position + bytes.length);
                        }
                    }
                    assertThat(file.size()).isEqualTo(size);
                }
            }
        });
    }

    private void put(String name, String text) throws IOException {
        try (StorageFile file = storage().create(name)) {
            file.write(bytes(text), 0);
        }
    }

    private String get(String name) throws IOException {
        try (StorageFile file = storage().open(name, Access.READ)) {
            ByteBuffer target = ByteBuffer.allocate(Math.toIntExact(file.size()));
            assertThat(file.read(target, 0)).isEqualTo(target.capacity());
            return new String(target.array(), StandardCharsets.UTF_8);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
