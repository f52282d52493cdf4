package dev.coppice.store.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage.Access;
import dev.coppice.store.host.StorageFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedDiskFaultTest {
    private final SimulatedDisk disk = new SimulatedDisk(1);

    @Test
    void failAt_eachCallOfAScriptInTurn_failsThatCallAndNoOther() throws Exception {
        script(disk);
        int calls = disk.calls().size();
        assertThat(calls).isGreaterThan(10);
        for (int index = 0; index < calls; index++) {
            var failing = new SimulatedDisk(1);
            failing.failAt(index, Fault.EIO);
            assertThatThrownBy(() -> script(failing))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Input/output");
            assertThat(failing.calls())
                    .hasSize(index + 1)
                    .isEqualTo(disk.calls().subList(0, index + 1));
        }
    }

    @Test
    void failAt_write_writesPartOfItAndGoesOnAfterwards() throws Exception {
        StorageFile file = disk.create("a");
        disk.failAt(disk.nextCall(), Fault.EIO);
        assertThatThrownBy(() -> file.write(ByteBuffer.wrap(filled(1000, 'x')), 0))
                .isInstanceOf(IOException.class);
        int written = disk.contents("a").length;
        assertThat(written).isBetween(0, 1000);
        assertThat(disk.contents("a")).isEqualTo(filled(written, 'x'));
        file.write(ByteBuffer.wrap(filled(1000, 'x')), 0);
        assertThat(disk.contents("a")).isEqualTo(filled(1000, 'x'));
    }

    @Test
    void failAt_full_befallsOnlyCallsThatNeedSpace() throws Exception {
        StorageFile file = disk.create("a");
        disk.failAt(disk.nextCall(), Fault.ENOSPC);
        assertThat(file.read(ByteBuffer.allocate(1), 0)).isZero();
        disk.failAt(disk.nextCall(), Fault.ENOSPC);
        assertThatThrownBy(() -> file.write(ByteBuffer.allocate(10), 0))
                .isInstanceOf(IOException.class)
                .satisfies(thrown ->
                        assertThat(IoErrors.isFull((IOException) thrown)).isTrue());
    }

    @Test
    void failWhen_rule_failsEveryMatchUntilHealed() throws Exception {
        StorageFile log = disk.create("wal_1");
        StorageFile data = disk.create("data_1");
        disk.failWhen(call -> call.operation() == Operation.SYNC && call.file().startsWith("wal"), Fault.EIO);
        data.sync();
        assertThatThrownBy(log::sync).isInstanceOf(IOException.class);
        assertThatThrownBy(log::sync).isInstanceOf(IOException.class);
        disk.heal();
        log.sync();
    }

    @Test
    void lostSync_laterSyncSucceeds_readsShowWhatTheDiskDoesNotHold() throws Exception {
        StorageFile file = disk.create("a");
        file.write(ByteBuffer.wrap(filled(64 * 512, 'x')), 0);
        file.sync();
        disk.syncDirectory("");
        file.write(ByteBuffer.wrap(filled(64 * 512, 'y')), 0);
        disk.failAt(disk.nextCall(), Fault.LOST_SYNC);
        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
        file.sync();
        assertThat(disk.contents("a")).isEqualTo(filled(64 * 512, 'y'));
        for (Loss loss : Loss.values()) {
            byte[] survived = disk.crash(1, loss).contents("a");
            assertThat(survived).contains((byte) 'x').contains((byte) 'y');
        }
    }

    @Test
    void lostSync_sectorWrittenAgainAndSynced_isDurable() throws Exception {
        StorageFile file = disk.create("a");
        file.write(ByteBuffer.wrap(filled(64 * 512, 'x')), 0);
        disk.syncDirectory("");
        disk.failAt(disk.nextCall(), Fault.LOST_SYNC);
        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
        file.write(ByteBuffer.wrap(filled(64 * 512, 'z')), 0);
        file.sync();
        assertThat(disk.crash(1, Loss.DROP_UNSYNCED).contents("a")).isEqualTo(filled(64 * 512, 'z'));
    }

    @Test
    void capacity_writeThatDoesNotFit_writesWhatFitsAndThrows() throws Exception {
        disk.capacity(8192);
        StorageFile file = disk.create("a");
        assertThat(disk.usableBytes()).isEqualTo(8192);
        assertThatThrownBy(() -> file.write(ByteBuffer.allocate(10_000), 0))
                .hasMessageContaining("No space left on device");
        assertThat(file.size()).isEqualTo(8192);
        assertThat(disk.usableBytes()).isZero();
        file.write(ByteBuffer.allocate(100), 50);
    }

    @Test
    void capacity_deletedAndTruncatedFiles_giveTheirSpaceBack() throws Exception {
        disk.capacity(8192);
        StorageFile a = disk.create("a");
        StorageFile b = disk.create("b");
        a.write(ByteBuffer.allocate(4096), 0);
        b.write(ByteBuffer.allocate(4096), 0);
        disk.delete("a");
        assertThat(disk.usableBytes()).isEqualTo(4096);
        b.truncate(0);
        assertThat(disk.usableBytes()).isEqualTo(8192);
    }

    @Test
    void capacity_mappedHole_takesNoSpace() throws Exception {
        disk.capacity(8192);
        StorageFile file = disk.create("a");
        file.map(0, 1 << 20);
        assertThat(disk.usableBytes()).isEqualTo(8192);
        file.write(ByteBuffer.allocate(1), 500_000);
        assertThat(disk.usableBytes()).isEqualTo(4096);
    }

    @Test
    void cutPowerAt_call_throwsFromThenOn() throws Exception {
        StorageFile file = disk.create("a");
        disk.cutPowerAt(disk.nextCall() + 1);
        file.write(ByteBuffer.allocate(1), 0);
        assertThatThrownBy(file::size).isInstanceOf(PowerCut.class).hasMessageContaining("SIZE(a)");
        assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), 0))
                .isInstanceOf(PowerCut.class)
                .hasMessageContaining("SIZE(a)");
        assertThatThrownBy(() -> disk.list("")).isInstanceOf(PowerCut.class);
        file.close();
    }

    @Test
    void cutPowerAt_write_mayHaveWrittenAllSomeOrNothing() throws Exception {
        StorageFile file = disk.create("a");
        file.write(ByteBuffer.wrap(filled(1024, 'x')), 0);
        file.sync();
        disk.syncDirectory("");
        disk.cutPowerAt(disk.nextCall());
        assertThatThrownBy(() -> file.write(ByteBuffer.wrap(filled(1024, 'y')), 0))
                .isInstanceOf(PowerCut.class);
        assertThat(disk.everyCrash(10, 1).stream()
                        .map(survivor -> new String(survivor.contents("a"), StandardCharsets.US_ASCII))
                        .map(text -> text.replaceAll("(.)\\1+", "$1")))
                .containsExactlyInAnyOrder("x", "xy", "yx", "y");
    }

    @ParameterizedTest
    @EnumSource(
            value = Loss.class,
            names = {"DROP_UNSYNCED", "KEEP_ALL"})
    void cutPowerAt_sync_makesNothingDurable(Loss loss) throws Exception {
        StorageFile file = disk.create("a");
        file.write(ByteBuffer.wrap(filled(512, 'x')), 0);
        disk.cutPowerAt(disk.nextCall());
        assertThatThrownBy(file::sync).isInstanceOf(PowerCut.class);
        assertThat(disk.crash(1, loss).files()).hasSize(loss == Loss.KEEP_ALL ? 1 : 0);
    }

    @Test
    void flipBit_anyBit_changesThatBitForReadersMappingsAndSurvivors() throws Exception {
        byte[] bytes = new byte[3000];
        new SplittableRandom(1).nextBytes(bytes);
        StorageFile file = disk.create("a");
        file.write(ByteBuffer.wrap(bytes), 0);
        disk.syncDirectory("");
        MemorySegment mapped = file.map(0, 3000);
        disk.flipBit("a", 700, 3);
        assertThat(disk.contents("a")[700]).isEqualTo((byte) (bytes[700] ^ 8));
        assertThat(mapped.get(ValueLayout.JAVA_BYTE, 700)).isEqualTo((byte) (bytes[700] ^ 8));
        bytes[700] ^= 8;
        assertThat(disk.contents("a")).isEqualTo(bytes);
        assertThat(disk.crash(1, Loss.KEEP_ALL).contents("a")).isEqualTo(bytes);
    }

    @Test
    void damage_ofUnsyncedSectors_isInEveryStateOfThem() throws Exception {
        StorageFile file = disk.create("a");
        file.write(ByteBuffer.wrap(filled(512, 'x')), 0);
        file.sync();
        disk.syncDirectory("");
        file.write(ByteBuffer.wrap(filled(512, 'y')), 0);
        disk.zero("a", 100, 1);
        for (SimulatedDisk survivor : disk.everyCrash(10, 1)) {
            assertThat(survivor.contents("a")[100]).isZero();
            assertThat(survivor.contents("a")[101]).isNotZero();
        }
    }

    @Test
    void swapPagesAndCopyBytes_movePagesWhole() throws Exception {
        StorageFile file = disk.create("a");
        file.write(ByteBuffer.wrap(filled(100, 'x')), 0);
        file.write(ByteBuffer.wrap(filled(100, 'y')), 100);
        disk.swapPages("a", 100, 0, 1);
        assertThat(Arrays.copyOf(disk.contents("a"), 100)).isEqualTo(filled(100, 'y'));
        disk.copyBytes("a", 0, "a", 100, 100);
        assertThat(disk.contents("a")).isEqualTo(filled(200, 'y'));
    }

    @Test
    void replace_newAndOldFile_isDurable() throws Exception {
        disk.replace("d/a", filled(3000, 'x'));
        disk.replace("d/a", filled(1000, 'y'));
        assertThat(disk.unsyncedChanges()).isZero();
        SimulatedDisk survivor = disk.crash(1, Loss.DROP_UNSYNCED);
        assertThat(survivor.contents("d/a")).isEqualTo(filled(1000, 'y'));
    }

    @Test
    void traceHash_sameRun_isEqualAndOfAnotherRunDiffers() throws Exception {
        var same = new SimulatedDisk(1);
        script(disk);
        script(same);
        assertThat(same.traceHash()).isEqualTo(disk.traceHash());
        var other = new SimulatedDisk(1);
        script(other);
        other.exists("a");
        assertThat(other.traceHash()).isNotEqualTo(disk.traceHash());
    }

    @Test
    void traceHash_otherBytesWritten_differs() throws Exception {
        var other = new SimulatedDisk(1);
        disk.create("a").write(ByteBuffer.wrap(filled(10, 'x')), 0);
        other.create("a").write(ByteBuffer.wrap(filled(10, 'y')), 0);
        assertThat(other.calls()).isEqualTo(disk.calls());
        assertThat(other.traceHash()).isNotEqualTo(disk.traceHash());
    }

    @Test
    void statistics_script_countsWhatItDid() throws Exception {
        script(disk);
        assertThat(disk.statistics()).isEqualTo(new SimulatedDisk.Statistics(15, 1, 150, 2, 150, 1, 2));
    }

    /// One call of each kind, two writes and two syncs of a directory.
    private static void script(SimulatedDisk disk) throws IOException {
        disk.tryLock("LOCK");
        try (StorageFile file = disk.create("d/a.tmp")) {
            file.write(ByteBuffer.allocate(100), 0);
            file.write(ByteBuffer.allocate(50), 100);
            file.sync();
        }
        disk.syncDirectory("d");
        disk.rename("d/a.tmp", "d/a");
        disk.syncDirectory("d");
        if (disk.exists("d/a") && disk.list("d").contains("a")) {
            try (StorageFile file = disk.open("d/a", Access.READ_WRITE)) {
                file.read(ByteBuffer.allocate(Math.toIntExact(file.size())), 0);
                file.truncate(50);
                file.map(0, 50);
            }
        }
    }

    private static byte[] filled(int length, char letter) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) letter);
        return bytes;
    }
}
