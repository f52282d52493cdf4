package dev.coppice.store.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.feature.TestDatabase;
import dev.coppice.store.sim.SimulatedDisk;
import dev.coppice.store.sim.SimulatedHost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The file `FORMAT`: what a newer release may have written there, and what damage does.
class FormatTest {
    private static final String FORMAT = "FORMAT";
    private static final DatabaseOptions OPTIONS = TestDatabase.SMALL;
    private static final List<DatabaseOptions> BOTH = List.of(OPTIONS, OPTIONS.asReadOnly());

    private SimulatedHost machine = SimulatedHost.create(1);

    @BeforeEach
    void create() {
        open(OPTIONS).close();
    }

    private SimulatedDisk disk() {
        return machine.disk();
    }

    private Database open(DatabaseOptions options) {
        machine = machine.restartOn(machine.disk());
        return Database.open(machine.host(), options);
    }

    /// Puts a number into the file, with a checksum that fits.
    private void write(int offset, int value) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(disk().contents(FORMAT)).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(offset, value);
        CRC32C checksum = new CRC32C();
        checksum.update(buffer.array(), 0, 60);
        buffer.putInt(60, (int) checksum.getValue());
        disk().replace(FORMAT, buffer.array());
    }

    private void assertRefused(DatabaseOptions options, Class<? extends StoreException> type, String... reasons) {
        List<String> before = disk().files();
        byte[] format = disk().contents(FORMAT);
        assertThatThrownBy(() -> open(options)).isInstanceOf(type).message().contains(reasons);
        assertThat(disk().files()).isEqualTo(before);
        assertThat(disk().contents(FORMAT)).isEqualTo(format);
    }

    @Test
    void version_newer_isRefused() throws IOException {
        write(16, 2);
        for (DatabaseOptions options : BOTH) {
            assertRefused(options, StoreException.NotADatabase.class, "format 2", "newer release");
        }
    }

    @Test
    void incompatibleFeature_unknown_isRefused() throws IOException {
        write(28, 0x10);
        for (DatabaseOptions options : BOTH) {
            assertRefused(options, StoreException.NotADatabase.class, "0x10", "newer release");
        }
    }

    @Test
    void readOnlyCompatibleFeature_unknown_canBeReadAndNotWritten() throws IOException {
        write(56, 0x8000);
        assertRefused(OPTIONS, StoreException.ReadOnly.class, "0x8000", "read-only", "newer release");
        try (Database database = open(OPTIONS.asReadOnly())) {
            assertThat(database.primary().tables()).isEmpty();
        }
    }

    @Test
    void compatibleFeature_unknown_doesNotMatter() throws IOException {
        write(56, 0x7_0000);
        for (DatabaseOptions options : BOTH) {
            open(options).close();
        }
    }

    @ParameterizedTest
    @CsvSource({"20, 0", "20, 5000", "20, 131072", "20, -4096", "24, 0", "24, 99", "24, -1"})
    void size_outOfRange_isCorrupt(int offset, int value) throws IOException {
        write(offset, value);
        for (DatabaseOptions options : BOTH) {
            assertRefused(options, StoreException.Corrupt.class, FORMAT);
        }
    }

    @Test
    void anyBit_flipped_isRefused() {
        for (int bit = 0; bit < 64 * 8; bit++) {
            disk().flipBit(FORMAT, bit / 8, bit % 8);
            assertThatThrownBy(() -> open(OPTIONS))
                    .isInstanceOfAny(StoreException.Corrupt.class, StoreException.NotADatabase.class)
                    .hasMessageContaining(FORMAT);
            disk().flipBit(FORMAT, bit / 8, bit % 8);
        }
        open(OPTIONS).close();
    }

    @Test
    void lost_isRefusedAndNotTakenForANewDatabase() throws IOException {
        disk().delete(FORMAT);
        List<String> before = disk().files();
        for (DatabaseOptions options : List.of(OPTIONS, OPTIONS.mustExist(), OPTIONS.asReadOnly())) {
            assertThatThrownBy(() -> open(options))
                    .isInstanceOf(StoreException.NotADatabase.class)
                    .hasMessageContaining("no FORMAT")
                    .hasMessageContaining("backup");
        }
        assertThat(disk().files()).isEqualTo(before);
    }

    @Test
    void otherOptions_onReopening_areRefusedByName() {
        assertRefused(OPTIONS.withPageSize(8_192), StoreException.Invalid.class, "pageSize 4096");
        assertRefused(OPTIONS.withPagesPerFile(32), StoreException.Invalid.class, "pagesPerFile 16");
        open(OPTIONS.withPageSize(4_096)).close();
    }
}
