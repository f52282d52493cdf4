package dev.coppice.store.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.page.DataFileHeader;
import dev.coppice.store.page.LeafBuilder;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.Operation;
import dev.coppice.store.sim.Seeds;
import dev.coppice.store.sim.SimulatedDisk;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DataFileTest {
    private static final int PAGE = 4096;
    private static final int SHIFT = 3;
    private static final DataFileHeader HEADER =
            new DataFileHeader(PAGE, SHIFT, 0xD1CE, 4, TableIdent.of("orders"), 9, 5, 7);
    private static final String PATH = "forks/4/orders.0.9/data_5_7";
    private static final long FIRST = (5 << SHIFT) + 1;

    private final SimulatedDisk disk = new SimulatedDisk(1);

    @Test
    void create_returned_isDurableAtItsFullSize() {
        DataFile.create(disk, PATH, HEADER).close();
        SimulatedDisk survivor = disk.crash(1, Loss.DROP_UNSYNCED);

        assertThat(survivor.contents(PATH)).hasSize(PAGE << SHIFT);
        DataFile file = DataFile.open(survivor, PATH, HEADER);
        assertThat(file.fileId()).isEqualTo(5);
        assertThat(file.header()).isEqualTo(HEADER);
        assertThat(file.fileTag()).isEqualTo(HEADER.fileTag());
        assertThat(file.segment().byteSize()).isEqualTo(PAGE << SHIFT);
        assertThat(file.path()).isEqualTo(PATH);
    }

    @Test
    void create_nameTaken_isAnError() {
        DataFile.create(disk, PATH, HEADER);

        assertThatThrownBy(() -> DataFile.create(disk, PATH, HEADER)).isInstanceOf(StoreException.Io.class);
    }

    @Test
    void create_errorAtEveryCall_isTyped() {
        long calls = callsOfCreate();
        for (Fault fault : new Fault[] {Fault.EIO, Fault.ENOSPC, Fault.LOST_SYNC}) {
            for (long call = 0; call < calls; call++) {
                var failing = new SimulatedDisk(call);
                failing.failAt(call, fault);
                try {
                    DataFile.create(failing, PATH, HEADER);
                } catch (StoreException.Io | StoreException.Full expected) {
                    assertThat(expected).hasMessageContaining(PATH);
                }
            }
        }
    }

    private long callsOfCreate() {
        var probe = new SimulatedDisk(0);
        DataFile.create(probe, PATH, HEADER);
        return probe.nextCall();
    }

    @Test
    void verify_pageWritten_isGoodOnceAndForAll() {
        DataFile file = DataFile.create(disk, PATH, HEADER);
        file.write(FIRST, pages(FIRST, 30, 31));
        file.sync();

        assertThat(file.isVerified(FIRST)).isFalse();
        file.verify(FIRST, 30);
        assertThat(file.isVerified(FIRST)).isTrue();
        assertThat(file.isVerified(FIRST + 1)).isFalse();
        assertThat(PageHeader.logicalPage(file.segment(), file.base(FIRST))).isEqualTo(30);
        assertThat(PageHeader.logicalPage(file.segment(), file.base(FIRST + 1))).isEqualTo(31);
        assertThat(file.base(FIRST + 1)).isEqualTo(2 * PAGE);
    }

    @Test
    void verify_everyWordBoundary_setsItsOwnBitOnly() {
        DataFileHeader large = new DataFileHeader(PAGE, 8, 0xD1CE, 4, TableIdent.of("orders"), 9, 5, 7);
        DataFile file = DataFile.create(disk, PATH, large);
        for (int index : new int[] {1, 63, 64, 127, 128, 255}) {
            long filePage = (5L << 8) + index;
            byte[] page = page(filePage, 1, large);
            file.write(filePage, ByteBuffer.wrap(page));
            file.verify(filePage, 1);
        }
        assertThat(LongStream.range(1, 256).filter(index -> file.isVerified((5L << 8) + index)))
                .containsExactly(1L, 63L, 64L, 127L, 128L, 255L);
    }

    @Test
    void verify_anyBitFlipped_isCorruptWithItsPlace() {
        DataFile file = DataFile.create(disk, PATH, HEADER);
        file.write(FIRST, pages(FIRST, 30));
        file.sync();
        for (int offset = 0; offset < PAGE; offset++) {
            int bit = offset % 8;
            disk.flipBit(PATH, PAGE + offset, bit);
            assertThatThrownBy(() -> file.verify(FIRST, 30))
                    .as("bit %s of byte %s", bit, offset)
                    .isInstanceOfSatisfying(StoreException.Corrupt.class, corrupt -> {
                        assertThat(corrupt.file()).isEqualTo(PATH);
                        assertThat(corrupt.offset()).isBetween((long) PAGE, 2L * PAGE);
                    });
            assertThat(file.isVerified(FIRST)).isFalse();
            disk.flipBit(PATH, PAGE + offset, bit);
        }
        file.verify(FIRST, 30);
    }

    @Test
    void verify_wholePageFromElsewhere_isCorrupt() throws Exception {
        DataFile file = DataFile.create(disk, PATH, HEADER);
        file.write(FIRST, pages(FIRST, 30, 31, 32));
        file.sync();
        DataFileHeader otherHeader = new DataFileHeader(PAGE, SHIFT, 0xD1CE, 5, TableIdent.of("orders"), 9, 5, 7);
        DataFile other = DataFile.create(disk, "forks/5/orders.0.9/data_5_7", otherHeader);
        other.write(FIRST, ByteBuffer.wrap(page(FIRST, 30, otherHeader)));

        assertThatThrownBy(() -> file.verify(FIRST, 31)) // stale: the mapping wants another logical page
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("logical page");
        disk.swapPages(PATH, PAGE, 1, 2);
        assertThatThrownBy(() -> file.verify(FIRST, 30)) // misplaced
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("file page");
        disk.copyBytes(other.path(), PAGE, PATH, PAGE, PAGE);
        assertThatThrownBy(() -> file.verify(FIRST, 30)) // of another fork
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("tag");
        disk.zero(PATH, PAGE, PAGE);
        assertThatThrownBy(() -> file.verify(FIRST, 30)).isInstanceOf(StoreException.Corrupt.class);
    }

    @Test
    void verify_pageBehindTheEnd_isCorrupt() throws Exception {
        DataFile file = DataFile.create(disk, PATH, HEADER);
        file.write(FIRST, pages(FIRST, 30, 31));
        file.sync();
        disk.replace(PATH, Arrays.copyOf(disk.contents(PATH), 2 * PAGE + 100));
        DataFile reopened = DataFile.open(disk, PATH, HEADER);

        reopened.verify(FIRST, 30);
        assertThatThrownBy(() -> reopened.verify(FIRST + 1, 31))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("the end of the file");
    }

    @Test
    void verify_diskFails_isAnErrorAndMayBeTriedAgain() {
        DataFile file = DataFile.create(disk, PATH, HEADER);
        file.write(FIRST, pages(FIRST, 30));
        disk.failWhen(call -> call.operation() == Operation.READ, Fault.EIO);

        assertThatThrownBy(() -> file.verify(FIRST, 30))
                .isInstanceOf(StoreException.Io.class)
                .hasMessageContaining("offset 4096");
        disk.heal();
        file.verify(FIRST, 30);
        assertThat(file.isVerified(FIRST)).isTrue();
    }

    @Test
    void cutAfter_lastPageInUse_keepsThatAndNothingBehind() {
        DataFile file = DataFile.create(disk, PATH, HEADER);
        file.write(FIRST, pages(FIRST, 30, 31));
        file.sync();
        file.cutAfter(FIRST + 1);

        assertThat(disk.contents(PATH)).hasSize(3 * PAGE);
        file.verify(FIRST + 1, 31);
        assertThatThrownBy(() -> file.verify(FIRST + 2, 32)).isInstanceOf(StoreException.Corrupt.class);
        DataFile reopened = DataFile.open(disk, PATH, HEADER);
        reopened.verify(FIRST, 30);
        reopened.verify(FIRST + 1, 31);
        assertThatThrownBy(() -> reopened.verify(FIRST + 2, 32)).isInstanceOf(StoreException.Corrupt.class);
    }

    @Test
    void open_lostDamagedOrForeign_saysWhatIsWrongWithTheFile() throws Exception {
        DataFile lost = DataFile.open(disk, PATH, HEADER);
        assertThat(lost.isLost()).isTrue();
        assertThat(lost.damage()).hasMessageContaining("no such file");
        assertThatThrownBy(() -> lost.verify(FIRST, 30))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("no such file");
        lost.close();

        DataFile file = DataFile.create(disk, PATH, HEADER);
        file.write(FIRST, pages(FIRST, 30));
        assertThat(file.damage()).isNull();
        file.close();
        for (int offset = 0; offset < 220; offset++) {
            disk.flipBit(PATH, offset, offset % 8);
            DataFile damaged = DataFile.open(disk, PATH, HEADER);
            assertThat(damaged.damage()).as("byte %s", offset).isNotNull();
            damaged.verify(FIRST, 30);
            disk.flipBit(PATH, offset, offset % 8);
        }
    }

    @Test
    void open_fileOfAnother_refusesItsPages() throws Exception {
        DataFile file = DataFile.create(disk, PATH, HEADER);
        file.write(FIRST, pages(FIRST, 30));
        DataFileHeader other = new DataFileHeader(PAGE, SHIFT, 0xD1CE, 4, TableIdent.of("orders"), 9, 5, 8);

        DataFile foreign = DataFile.open(disk, PATH, other);

        assertThat(foreign.damage()).hasMessageContaining("databaseId");
        assertThatThrownBy(() -> foreign.verify(FIRST, 30)).isInstanceOf(StoreException.Corrupt.class);
        for (byte[] bytes : new byte[][] {
            "something else entirely".repeat(400).getBytes(StandardCharsets.US_ASCII), new byte[0], new byte[100]
        }) {
            disk.replace(PATH, bytes);
            DataFile replaced = DataFile.open(disk, PATH, HEADER);
            assertThat(replaced.damage()).isNotNull();
            assertThatThrownBy(() -> replaced.verify(FIRST, 30)).isInstanceOf(StoreException.Corrupt.class);
        }
    }

    @Test
    void write_notPagesOfTheFile_isRefused() {
        DataFile file = DataFile.create(disk, PATH, HEADER);

        assertThatThrownBy(() -> file.write(FIRST - 1, pages(FIRST, 30))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.write(FIRST, ByteBuffer.allocate(PAGE + 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.write(FIRST + 6, ByteBuffer.allocate(2 * PAGE)))
                .isInstanceOf(IllegalArgumentException.class);
        file.write(FIRST + 6, ByteBuffer.allocate(PAGE));
    }

    @Test
    void write_diskFull_mayBeRepeated() {
        DataFile file = DataFile.create(disk, PATH, HEADER);
        disk.capacity(0);
        assertThatThrownBy(() -> file.write(FIRST, pages(FIRST, 30))).isInstanceOf(StoreException.Full.class);
        disk.capacity(Long.MAX_VALUE);
        file.write(FIRST, pages(FIRST, 30));
        file.sync();
        file.verify(FIRST, 30);
    }

    @Test
    void sync_failed_refusesWritesForEverAndReadsGoOn() {
        DataFile file = DataFile.create(disk, PATH, HEADER);
        file.write(FIRST, pages(FIRST, 30));
        disk.failWhen(call -> call.operation() == Operation.SYNC, Fault.LOST_SYNC);
        assertThatThrownBy(file::sync).isInstanceOf(StoreException.Io.class);
        disk.heal();

        assertThatThrownBy(file::sync).isInstanceOf(StoreException.Io.class);
        assertThatThrownBy(() -> file.write(FIRST + 1, pages(FIRST + 1, 31))).isInstanceOf(StoreException.Io.class);
        file.verify(FIRST, 30);
        file.close();
        assertThat(PageHeader.logicalPage(file.segment(), file.base(FIRST))).isEqualTo(30);
    }

    @Test
    void get_random_agreesWithTreeMap() {
        Seeds.forEach(getClass(), 20, seed -> {
            var random = new SplittableRandom(seed);
            var storage = new SimulatedDisk(seed);
            DataFiles files = DataFiles.EMPTY;
            var model = new TreeMap<Long, DataFile>();
            long range = random.nextBoolean() ? 100 : 1L << 40;
            for (int i = 0; i < 60; i++) {
                long fileId = random.nextInt(3) == 0 || model.isEmpty()
                        ? random.nextLong(range)
                        : model.lastKey() + random.nextInt(4);
                if (model.containsKey(fileId)) {
                    model.remove(fileId);
                    files = files.without(fileId);
                } else {
                    DataFileHeader header = new DataFileHeader(PAGE, 1, 1, 1, TableIdent.of("t"), 1, fileId, 1);
                    DataFile file = DataFile.create(storage, "data_" + fileId + "_1_" + i, header);
                    model.put(fileId, file);
                    files = files.with(file);
                    DataFiles present = files;
                    assertThatThrownBy(() -> present.with(file)).isInstanceOf(IllegalArgumentException.class);
                }
                assertThat(files.all()).containsExactlyElementsOf(model.values());
                assertThat(files.size()).isEqualTo(model.size());
                for (long id : model.keySet()) {
                    assertThat(files.get(id)).isSameAs(model.get(id));
                    for (long near : new long[] {id - 1, id + 1, id + 64}) {
                        assertThat(files.get(near)).isSameAs(model.get(near));
                    }
                }
                for (long none : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
                    assertThat(files.get(none)).isNull();
                }
            }
            assertThat(DataFiles.of(new ArrayList<>(model.values())).all()).containsExactlyElementsOf(model.values());
        });
    }

    @Test
    void hotPath_verifiedPage_allocatesNothing() {
        DataFile file = DataFile.create(disk, PATH, HEADER);
        file.write(FIRST, pages(FIRST, 30));
        file.verify(FIRST, 30);
        DataFiles files = DataFiles.of(List.of(file));
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long leastAllocated = Long.MAX_VALUE; // the virtual machine itself allocates while it compiles and links
        for (int round = 0; round < 10; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            long sum = read(files);
            leastAllocated = Math.min(leastAllocated, threads.getCurrentThreadAllocatedBytes() - before);
            assertThat(sum).isNotZero();
        }

        assertThat(leastAllocated).isZero();
    }

    private static long read(DataFiles files) {
        long sum = 0;
        for (int i = 0; i < 200_000; i++) {
            DataFile file = files.get(FIRST >>> SHIFT);
            if (file.isVerified(FIRST)) {
                sum += file.segment().get(ValueLayout.JAVA_BYTE, file.base(FIRST) + i % PAGE);
            }
        }
        return sum;
    }

    private static ByteBuffer pages(long firstFilePage, long... logicalPages) {
        ByteBuffer pages = ByteBuffer.allocate(logicalPages.length * PAGE);
        for (int i = 0; i < logicalPages.length; i++) {
            pages.put(page(firstFilePage + i, logicalPages[i], HEADER));
        }
        return pages.flip();
    }

    private static byte[] page(long filePage, long logicalPage, DataFileHeader header) {
        byte[] page = new byte[PAGE];
        LeafBuilder builder = new LeafBuilder(PAGE);
        byte[] key = Long.toString(filePage).getBytes(StandardCharsets.US_ASCII);
        builder.add(key, 0, key.length, 0, new byte[100], 0, 100);
        builder.build(page, 0);
        PageHeader.seal(page, 0, PAGE, header.fileTag(), filePage, logicalPage);
        return page;
    }
}
