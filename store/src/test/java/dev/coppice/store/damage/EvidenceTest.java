package dev.coppice.store.damage;

import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.get;
import static dev.coppice.store.feature.TestDatabase.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.feature.TestDatabase;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.SimulatedDisk;
import dev.coppice.store.sim.SimulatedHost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Something is lost that by itself looks as if it had never been: other files tell.
class EvidenceTest {
    private static final String TERM = "CURRENT_TERM";
    private static final DatabaseOptions OPTIONS = TestDatabase.SMALL;

    private SimulatedHost machine = SimulatedHost.create(1);

    private SimulatedDisk disk() {
        return machine.disk();
    }

    private Database open() {
        return open(OPTIONS);
    }

    private Database open(DatabaseOptions options) {
        machine = machine.restartOn(machine.disk());
        return Database.open(machine.host(), options);
    }

    /// Three terms, each with pages, commits and a fork of its own.
    private void closed() {
        for (int term = 1; term <= 3; term++) {
            try (Database database = open()) {
                Table table = database.primary().table("t");
                fill(database.primary(), table, 100 * (term - 1), 100 * term);
                database.checkpoint();
                try (Fork fork = database.primary().fork("fork-" + term)) {
                    put(fork, table, "k", "v" + term);
                }
                put(database.primary(), table, "term", "" + term);
            }
        }
    }

    private String catalog() {
        return disk().files().stream()
                .filter(file -> file.startsWith("catalog_"))
                .toList()
                .getLast();
    }

    private void cut(String file, int length) throws IOException {
        disk().replace(file, Arrays.copyOf(disk().contents(file), length));
    }

    private void assertWhole(Database database) {
        Table table = database.primary().table("t");
        assertThat(get(database.primary(), table, "term")).isEqualTo("3");
        assertThat(database.forks())
                .extracting(ForkInfo::name)
                .containsExactly("primary", "fork-1", "fork-2", "fork-3");
        for (int term = 1; term <= 3; term++) {
            try (Fork fork = database.fork("fork-" + term)) {
                assertThat(get(fork, table, "k")).isEqualTo("v" + term);
            }
        }
    }

    // ---- the term

    @Test
    void term_anyBitFlipped_isTakenFromOtherFiles() throws IOException {
        closed();
        int length = disk().contents(TERM).length;
        for (int bit = 0; bit < 8 * length; bit++) {
            int flipped = bit;
            assertRecovered(disk -> disk.flipBit(TERM, flipped / 8, flipped % 8));
        }
    }

    @Test
    void term_lostEmptiedOlderOrOfAnotherDatabase_isTakenFromOtherFiles() throws IOException {
        SimulatedHost other = SimulatedHost.create(2);
        Database.open(other.host(), OPTIONS).close();
        Database.open(machine.host(), OPTIONS).close();
        byte[] older = disk().contents(TERM);
        closed();

        assertRecovered(disk -> disk.delete(TERM));
        for (byte[] content : List.of(
                older,
                other.disk().contents(TERM),
                new byte[0],
                "7\n".getBytes(StandardCharsets.US_ASCII),
                "x".repeat(99).getBytes(StandardCharsets.US_ASCII))) {
            assertRecovered(disk -> disk.replace(TERM, content));
        }
    }

    private interface Damage {
        void to(SimulatedDisk disk) throws IOException;
    }

    /// Damages a copy of the disk, reads and checks it, then writes in a new term, which no file may have had before.
    private void assertRecovered(Damage damage) throws IOException {
        SimulatedHost original = machine;
        machine = machine.restartOn(original.disk().crash(1, Loss.KEEP_ALL));
        damage.to(disk());
        List<String> present = disk().files();
        try (Database database = open(OPTIONS.asReadOnly())) {
            assertWhole(database);
            assertThat(database.check().problems()).singleElement().asString().contains(TERM);
        }
        long last;
        try (Database database = open()) {
            assertWhole(database);
            last = database.statistics().term();
            fill(database.primary(), database.primary().table("t"), 0, 10);
            database.checkpoint();
            assertThat(database.check().problems()).isEmpty();
        }
        assertThat(present).noneMatch(file -> file.matches(".*(manifest|data_\\d+)_" + last + "(_\\d+)?"));
        try (Database database = open()) {
            assertThat(database.statistics().term()).isEqualTo(last + 1);
        }
        machine = original;
    }

    // ---- the catalog

    @Test
    void catalog_deleted_isNotTakenForANewDatabase() throws IOException {
        closed();
        disk().delete(catalog());
        assertRefused("a catalog");
    }

    @Test
    void catalog_ofADatabaseWithoutFiles_deleted_isNotTakenForANewDatabase() throws IOException {
        try (Database database = open();
                Fork fork = database.primary().fork("empty")) {
            assertThat(fork.sequence()).isZero();
        }
        disk().delete(catalog());
        assertRefused("a catalog");
    }

    private void assertRefused(String what) {
        List<String> before = disk().files();
        for (DatabaseOptions options : List.of(OPTIONS, OPTIONS.asReadOnly())) {
            assertThatThrownBy(() -> open(options))
                    .isInstanceOf(StoreException.Corrupt.class)
                    .hasMessageContaining(what);
        }
        assertThat(disk().files())
                .filteredOn(file -> !file.equals("LOCK"))
                .containsExactlyElementsOf(
                        before.stream().filter(file -> !file.equals("LOCK")).toList());
    }

    @Test
    void catalog_closedInOrderAndCutShort_isWholeOrRefused() throws IOException {
        closed();
        try (Database database = open()) {
            for (int i = 0; i < 5; i++) {
                database.primary().archive("archive-" + i);
            }
        }
        String catalog = catalog();
        byte[] whole = disk().contents(catalog);
        int refused = 0;
        for (int length = 0; length < whole.length; length += 8) {
            cut(catalog, length);
            try (Database database = open(OPTIONS.asReadOnly())) {
                assertWhole(database);
                assertThat(database.archives()).hasSize(5);
            } catch (StoreException.Corrupt cutShort) {
                refused++;
                assertThat(cutShort.file()).startsWith("catalog_");
            }
            disk().replace(catalog, whole);
        }
        assertThat(refused).isGreaterThan(whole.length / 8 - 20);
    }

    @Test
    void catalog_ofAKilledProcess_withoutAForkThatHasFiles_isRefused() throws IOException {
        Database database = open();
        fill(database.primary(), database.primary().table("t"), 0, 10);
        database.primary().archive("first");
        try (Fork fork = database.primary().fork("lost")) {
            put(fork, fork.table("t"), "k", "v");
        }
        machine = machine.killProcess();
        cut(catalog(), firstRecordLength(disk().contents(catalog())));

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("no fork number 1")
                .hasMessageContaining("catalog_");
        assertThat(disk().files()).anyMatch(file -> file.startsWith("forks/1/"));
    }

    private static int firstRecordLength(byte[] records) {
        int bodyLength = ByteBuffer.wrap(records).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
        return (48 + bodyLength + 7) / 8 * 8;
    }

    // ---- logs

    @Test
    void log_closedInOrderAndCutShort_isWholeOrRefused() throws IOException {
        try (Database database = open()) {
            Table table = database.primary().table("t");
            fill(database.primary(), table, 0, 300);
            database.checkpoint();
            for (int i = 300; i < 310; i++) {
                fill(database.primary(), table, i, i + 1);
            }
        }
        String log = disk().files().stream()
                .filter(file -> file.startsWith("forks/0/wal_"))
                .toList()
                .getLast();
        byte[] whole = disk().contents(log);
        int refused = 0;
        for (int length = 0; length <= whole.length; length += 8) {
            cut(log, length);
            refused += assertWholeOrRefused(log);
            disk().replace(log, whole);
        }
        assertThat(refused).isGreaterThan(30);
        for (int at = whole.length - 8; at > whole.length - 400; at -= 8) {
            disk().zero(log, at, whole.length - at);
            assertWholeOrRefused(log);
            disk().replace(log, whole);
        }
        disk().delete(log);
        assertThat(assertWholeOrRefused("forks/0")).isEqualTo(1);
    }

    private int assertWholeOrRefused(String file) {
        try (Database database = open(OPTIONS.asReadOnly())) {
            assertFilled(database.primary(), database.primary().table("t"), 0, 310);
            return 0;
        } catch (StoreException.Corrupt cutShort) {
            assertThat(cutShort.file()).isEqualTo(file);
            assertThat(cutShort).hasMessageContaining("expected").hasMessageContaining("found");
            return 1;
        }
    }

    /// A writer must not repair what it then could not tell from an interrupted write any more.
    @Test
    void log_closedInOrderAndDamagedAtItsEnd_isLeftAsItIsByAWriter() {
        try (Database database = open()) {
            fill(database.primary(), database.primary().table("t"), 0, 10);
        }
        String log = disk().files().stream()
                .filter(file -> file.startsWith("forks/0/wal_"))
                .toList()
                .getLast();
        int length = disk().contents(log).length;
        disk().zero(log, length - 64, 64);
        disk().flipBit(log, length - 80, 1);
        byte[] damaged = disk().contents(log);

        try (Database database = open()) {
            assertThatThrownBy(() -> database.primary().sequence()).isInstanceOf(StoreException.Corrupt.class);
        }
        assertThat(disk().contents(log)).isEqualTo(damaged);
    }

    @Test
    void log_ofAForkThatWasClosedBecauseNobodyUsedIt_cannotBeCutShortEither() throws IOException {
        DatabaseOptions background = OPTIONS.withBackgroundWork(true);
        try (Database database = open(background)) {
            Table table = database.primary().table("t");
            try (Fork fork = database.primary().fork("idle")) {
                put(fork, table, "k", "v");
            }
            machine.scheduler().advance(100_000);
        }
        String log = disk().files().stream()
                .filter(file -> file.startsWith("forks/1/wal_"))
                .toList()
                .getLast();
        disk().delete(log);
        try (Database database = open()) {
            assertThatThrownBy(() -> database.fork("idle"))
                    .isInstanceOf(StoreException.Corrupt.class)
                    .hasMessageContaining("forks/1");
        }
    }

    // ---- manifests

    @Test
    void manifest_cutShort_isWholeOrRefused() throws IOException {
        try (Database database = open()) {
            Table table = database.primary().table("t");
            for (int round = 0; round < 5; round++) {
                fill(database.primary(), table, 0, 310);
                database.checkpoint();
            }
        }
        String manifest = disk().files().stream()
                .filter(file -> file.startsWith("forks/0/t.0.1/manifest_"))
                .toList()
                .getLast();
        byte[] whole = disk().contents(manifest);
        int refused = 0;
        for (int length = 0; length < whole.length; length += 8) {
            cut(manifest, length);
            refused += assertWholeOrRefused(manifest);
            disk().replace(manifest, whole);
        }
        assertThat(refused).isGreaterThan(whole.length / 8 - 10);
    }
}
