package dev.coppice.store.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.Table;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.sim.SimulatedHost;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The format is what it was: databases written by an earlier version are read, and today's code writes the same bytes.
///
/// When the format is changed on purpose, `mvn -pl store test -Dtest=GoldenDatabasesTest -Dcoppice.golden=write` writes
/// the files again, and then fails so that nobody takes that for a test.
class GoldenDatabasesTest {
    private static final int LENGTH_MAX = 300_000;

    @ParameterizedTest
    @EnumSource
    void open_goldenDatabase_showsWhatWasWritten(GoldenDatabase golden) {
        DatabaseOptions readOnly = golden.options().asReadOnly();
        SimulatedHost machine = golden.image().machine();
        assertThat(GoldenDatabase.read(machine, readOnly)).isEqualTo(golden.listing());
        assertThat(Image.of(machine.disk())).as("read only").isEqualTo(golden.image());
        machine = machine.restartOn(machine.disk());
        assertThat(GoldenDatabase.read(machine, golden.options())).isEqualTo(golden.listing());
        machine = machine.restartOn(machine.disk());
        assertThat(GoldenDatabase.read(machine, readOnly)).isEqualTo(golden.listing());
    }

    @ParameterizedTest
    @EnumSource
    void check_goldenDatabase_findsItSound(GoldenDatabase golden) {
        for (DatabaseOptions options : List.of(golden.options().asReadOnly(), golden.options())) {
            SimulatedHost machine = golden.image().machine();
            try (Database database = Database.open(machine.host(), options)) {
                assertThat(database.check().problems()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void write_toGoldenDatabase_goesOn(GoldenDatabase golden) {
        SimulatedHost machine = golden.image().machine();
        try (Database database = Database.open(machine.host(), golden.options())) {
            Fork primary = database.primary();
            Table table = primary.table("a");
            primary.transact(transaction -> transaction.put(table, new byte[] {1}, new byte[] {2}));
            database.checkpoint();
            database.compact();
        }
        machine = machine.restartOn(machine.disk());
        try (Database database = Database.open(machine.host(), golden.options())) {
            Fork primary = database.primary();
            Table table = primary.table("a");
            assertThat(primary.get(table, new byte[] {1})).isEqualTo(new byte[] {2});
            primary.transact(transaction -> transaction.delete(table, new byte[] {1}));
            assertThat(database.check().problems()).isEmpty();
            assertThat(Listing.of(database))
                    .filteredOn(line -> line.startsWith("    "))
                    .isEqualTo(golden.listing().stream()
                            .filter(line -> line.startsWith("    "))
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void open_goldenDatabaseOnRealDisk_showsWhatWasWritten(GoldenDatabase golden, @TempDir Path directory)
            throws IOException {
        golden.image().writeTo(directory);
        try (Database database = Database.open(directory, golden.options())) {
            assertThat(Listing.of(database)).isEqualTo(golden.listing());
            assertThat(database.check().problems()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void write_today_givesTheSameBytes(GoldenDatabase golden) {
        String remedy = "; was the format changed on purpose? Then see CONTRIBUTING.md";
        Image kept = golden.image();
        SimulatedHost machine = golden.write();
        Image today = Image.of(machine.disk());
        assertThat(today.files().keySet())
                .as("names" + remedy)
                .isEqualTo(kept.files().keySet());
        if (!golden.isSameEverywhere()) {
            machine = machine.restartOn(machine.disk());
            assertThat(GoldenDatabase.read(machine, golden.options())).isEqualTo(golden.listing());
            return;
        }
        kept.files()
                .forEach((name, bytes) ->
                        assertThat(today.files().get(name)).as(name + remedy).isEqualTo(bytes));
    }

    @Test
    void goldenDatabases_together_haveEveryKindOfFile() {
        var kinds = new TreeSet<String>();
        for (GoldenDatabase golden : GoldenDatabase.values()) {
            golden.image()
                    .files()
                    .keySet()
                    .forEach(name ->
                            kinds.add(name.substring(name.lastIndexOf('/') + 1).replaceAll("\\d+", "#")));
        }
        assertThat(kinds)
                .containsExactlyInAnyOrder(
                        "FORMAT",
                        "CURRENT_TERM",
                        "LOCK",
                        "catalog_#_#",
                        "wal_#",
                        "data_#_#",
                        "manifest_#",
                        "manifest_#_#");
        assertThat(GoldenDatabase.REWRITTEN.image().files()).containsKey("catalog_00000000000000000003_000002");
    }

    @Test
    void goldenDatabases_together_haveEveryKindOfPage() {
        assertThat(GoldenFiles.pages().stream().map(page -> PageHeader.kind(MemorySegment.ofArray(page), 0)))
                .contains(
                        PageFormat.KIND_FILE_HEADER,
                        PageFormat.KIND_LEAF,
                        PageFormat.KIND_INDEX,
                        PageFormat.KIND_OVERFLOW,
                        PageFormat.KIND_PACK,
                        PageFormat.KIND_DICTIONARY,
                        PageFormat.KIND_VALUE);
    }

    @Test
    void goldenDatabases_together_areSmall() throws IOException {
        int length = 0;
        for (GoldenDatabase golden : GoldenDatabase.values()) {
            length += golden.image().toZip().length;
        }
        assertThat(length).isLessThan(LENGTH_MAX);
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "coppice.golden", matches = "write")
    void writeAnew(GoldenDatabase golden) throws IOException {
        Path folder = Path.of("src/test/resources/dev/coppice/store/golden");
        Image image = Image.of(golden.write().disk());
        SimulatedHost machine = image.machine();
        Files.createDirectories(folder.resolve(golden.fileName()).getParent());
        Files.write(folder.resolve(golden.fileName() + ".zip"), image.toZip());
        Files.write(folder.resolve(golden.fileName() + ".txt"), GoldenDatabase.read(machine, golden.options()));
        throw new AssertionError("wrote " + golden + ", " + image + "; look at what differs, then run the tests");
    }
}
