package dev.coppice.store.damage;

import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.content;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.get;
import static dev.coppice.store.feature.TestDatabase.key;
import static dev.coppice.store.feature.TestDatabase.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.store.Database;
import dev.coppice.store.DropMode;
import dev.coppice.store.Fork;
import dev.coppice.store.ForkInfo;
import dev.coppice.store.ForkOptions;
import dev.coppice.store.Snapshot;
import dev.coppice.store.Statistics;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.feature.TestDatabase;
import dev.coppice.store.sim.SimulatedDisk;
import dev.coppice.store.sim.SimulatedHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One part of a database is damaged: it opens all the same, the damaged part says so, and the rest is at work.
class DamagedForkTest {
    private static final String FORK = "what-if";
    private static final String KEPT = "kept";
    private static final String ARCHIVE = "before";

    /// A part that a fork cannot do without.
    private enum Part {
        LOG("wal_"),
        MANIFEST("manifest_");

        final String prefix;

        Part(String prefix) {
            this.prefix = prefix;
        }

        Predicate<String> of(long forkId) {
            return file ->
                    file.startsWith("forks/" + forkId + "/") && lastPart(file).startsWith(prefix);
        }
    }

    private SimulatedHost machine;

    /// Primary and two forks with pages and logs of their own each, and an archive of primary, closed.
    private SimulatedDisk closed() {
        machine = SimulatedHost.create(1);
        try (Database database = Database.open(machine.host(), TestDatabase.SMALL)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            fill(primary, table, 0, 500);
            database.checkpoint();
            primary.archive(ARCHIVE);
            try (Fork fork = primary.fork(FORK, ForkOptions.DEFAULT);
                    Fork kept = primary.fork(KEPT, ForkOptions.DEFAULT)) {
                fill(primary, table, 500, 600);
                fill(fork, table, 500, 700);
                fill(kept, table, 500, 800);
                database.checkpoint();
                fill(primary, table, 600, 650);
                fill(fork, table, 700, 750);
                fill(kept, table, 800, 850);
            }
        }
        return machine.disk();
    }

    private Database open() {
        return open(options -> options);
    }

    private Database open(UnaryOperator<dev.coppice.store.DatabaseOptions> refine) {
        machine = machine.restartOn(machine.disk());
        return Database.open(machine.host(), refine.apply(TestDatabase.SMALL));
    }

    private static String lastPart(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /// Flips a bit in the middle of a record of every file of a kind.
    private static List<String> damage(SimulatedDisk disk, Predicate<String> which) {
        List<String> files = disk.files().stream().filter(which).toList();
        assertThat(files).isNotEmpty();
        files.forEach(file -> disk.flipBit(file, 60, 3));
        return files;
    }

    private static StoreException.Corrupt assertUnreadable(Fork fork, Table table, String name, String file) {
        StoreException.Corrupt damage =
                catchThrowableOfType(StoreException.Corrupt.class, () -> fork.get(table, key(1)));
        assertThat(damage).hasMessageContaining("fork '" + name + "' cannot be read");
        assertThat(damage).hasMessageContaining("expected").hasMessageContaining("found");
        assertThat(damage).hasMessageContaining("archive").hasMessageContaining("backup");
        assertThat(damage.file()).isEqualTo(file);
        return damage;
    }

    @ParameterizedTest
    @EnumSource
    void primary_damaged_opensAndServesTheOtherForks(Part part) {
        String damaged = damage(closed(), part.of(0)).getLast();

        try (Database database = open()) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            assertUnreadable(primary, table, "primary", damaged);
            assertThatThrownBy(() -> put(primary, table, "k", "v")).isInstanceOf(StoreException.Corrupt.class);
            assertThatThrownBy(() -> primary.fork("child")).isInstanceOf(StoreException.Corrupt.class);
            assertThat(primary.name()).isEqualTo("primary");
            assertThat(primary.id()).isZero();

            try (Fork kept = database.fork(KEPT)) {
                assertFilled(kept, table, 0, 850);
                put(kept, table, "new", "entry");
                database.checkpoint();
                assertThat(get(kept, table, "new")).isEqualTo("entry");
            }
        }
        try (Database again = open();
                Fork kept = again.fork(KEPT)) {
            assertThat(get(kept, again.primary().table("t"), "new")).isEqualTo("entry");
        }
    }

    @ParameterizedTest
    @EnumSource
    void fork_damaged_aloneAnswersWithItsDamage(Part part) {
        String damaged = damage(closed(), part.of(1)).getLast();

        try (Database database = open()) {
            Table table = database.primary().table("t");
            assertFilled(database.primary(), table, 0, 650);
            assertThatThrownBy(() -> database.fork(FORK))
                    .isInstanceOf(StoreException.Corrupt.class)
                    .hasMessageContaining("fork '" + FORK + "' cannot be read")
                    .hasMessageContaining(damaged);
            assertThat(database.forks()).extracting(ForkInfo::name).containsExactly("primary", FORK, KEPT);
            assertThat(database.forks().get(1).damage()).contains(damaged);
            assertThat(database.forks())
                    .filteredOn(fork -> fork.damage() == null)
                    .hasSize(2);
            assertThat(database.check().problems())
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem).contains(FORK).contains(damaged));
            put(database.primary(), table, "k", "v");
        }
    }

    @ParameterizedTest
    @EnumSource
    void primary_damaged_readOnlyServesTheOtherForks(Part part) {
        String damaged = damage(closed(), part.of(0)).getLast();

        try (Database database = open(options -> options.asReadOnly());
                Fork kept = database.fork(KEPT)) {
            Table table = kept.table("t");
            assertUnreadable(database.primary(), table, "primary", damaged);
            assertFilled(kept, table, 0, 850);
            assertThat(database.forks().getFirst().damage()).contains(damaged);
            database.refresh();
            assertFilled(kept, table, 0, 850);
        }
    }

    @ParameterizedTest
    @EnumSource
    void compact_withADamagedFork_compactsTheOthersAndDeletesNothingOfIt(Part part) {
        SimulatedDisk disk = closed();
        damage(disk, part.of(1));
        List<String> before = disk.files().stream()
                .filter(file -> file.startsWith("forks/1/"))
                .toList();

        try (Database database = open()) {
            Table table = database.primary().table("t");
            for (int round = 0; round < 5; round++) {
                fill(database.primary(), table, 0, 650);
                database.checkpoint();
            }
            assertThatThrownBy(database::compact)
                    .isInstanceOf(StoreException.Corrupt.class)
                    .hasMessageContaining(FORK);
            assertFilled(database.primary(), table, 0, 650);
        }
        assertThat(disk.files()).containsAll(before);
    }

    /// What a damaged manifest maps is not known; so nothing of its table may go, until the damage is mended.
    @Test
    void anyWork_whileAManifestIsDamaged_leavesAllThatItReaches() throws Exception {
        SimulatedDisk disk = closed();
        List<String> damaged = damage(disk, Part.MANIFEST.of(0));

        try (Database database = open()) {
            Table table = database.primary().table("t");
            try (Fork kept = database.fork(KEPT)) {
                for (int round = 0; round < 5; round++) {
                    fill(kept, table, 0, 850);
                    database.checkpoint();
                }
                assertThatThrownBy(database::compact).isInstanceOf(StoreException.Corrupt.class);
            }
            database.drop(KEPT, DropMode.RESTRICT);
            database.deleteArchive(ARCHIVE);
            assertThatThrownBy(database::compact).isInstanceOf(StoreException.Corrupt.class);
        }
        damaged.forEach(file -> disk.flipBit(file, 60, 3));

        try (Database database = open()) {
            Table table = database.primary().table("t");
            assertFilled(database.primary(), table, 0, 650);
            try (Fork fork = database.fork(FORK)) {
                assertFilled(fork, table, 0, 750);
            }
            assertThat(database.check().problems()).isEmpty();
            database.compact();
            assertThat(database.check().problems()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void drop_ofADamagedFork_makesTheDatabaseSound(Part part) {
        SimulatedDisk disk = closed();
        damage(disk, part.of(1));

        try (Database database = open()) {
            database.drop(FORK, DropMode.RESTRICT);
            assertThat(database.forks()).extracting(ForkInfo::name).containsExactly("primary", KEPT);
            assertThat(database.check().problems()).isEmpty();
            database.compact();
        }
        assertThat(disk.files()).noneMatch(file -> file.startsWith("forks/1/"));
    }

    @ParameterizedTest
    @EnumSource
    void archive_ofADamagedPrimary_isTheWayOut(Part part, @TempDir Path directory) {
        SimulatedDisk disk = closed();
        if (part == Part.LOG) {
            damage(disk, part.of(0));
        } else {
            // The archive needs the manifest as it was; what was appended to it later is damaged.
            String manifest = disk.files().stream().filter(part.of(0)).toList().getLast();
            disk.flipBit(manifest, disk.contents(manifest).length - 60, 0);
        }

        try (Database database = open()) {
            Table table = database.primary().table("t");
            try (Snapshot then = database.archive(ARCHIVE);
                    Fork repaired = then.fork("repaired", ForkOptions.DEFAULT)) {
                assertFilled(repaired, table, 0, 500);
                put(repaired, table, "new", "entry");
            }
            assertThatThrownBy(() -> database.backup(directory.resolve("copy")))
                    .isInstanceOf(StoreException.Corrupt.class)
                    .hasMessageContaining("fork 'primary' cannot be read");
            assertThat(directory).isEmptyDirectory();
        }
        try (Database database = open();
                Fork repaired = database.fork("repaired")) {
            assertThat(content(repaired, repaired.table("t"))).hasSize(501);
        }
    }

    @Test
    void statistics_withADamagedFork_measureTheOthersAndCallNothingOfItReclaimable() {
        SimulatedDisk disk = closed();
        long reclaimable;
        try (Database database = open()) {
            reclaimable = database.statistics().reclaimableBytes();
        }
        damage(disk, Part.MANIFEST.of(1));

        try (Database database = open()) {
            Statistics statistics = database.statistics();
            assertThat(statistics.forks())
                    .extracting(Statistics.ForkStatistics::name)
                    .containsExactly("primary", KEPT);
            assertThat(statistics.reclaimableBytes()).isLessThanOrEqualTo(reclaimable);
        }
    }

    @Test
    void refresh_afterAForkWasDamaged_servesTheOthersAndSaysSo() {
        closed();
        try (Database writer = open();
                Database follower = Database.open(machine.host(), TestDatabase.SMALL.asReadOnly());
                Fork fork = follower.fork(FORK)) {
            Table table = writer.primary().table("t");
            damage(machine.disk(), Part.LOG.of(1));
            put(writer.primary(), table, "k", "v");

            assertThatThrownBy(follower::refresh)
                    .isInstanceOf(StoreException.Corrupt.class)
                    .hasMessageContaining(FORK);
            assertThat(get(follower.primary(), follower.primary().table("t"), "k"))
                    .isEqualTo("v");
            assertFilled(fork, fork.table("t"), 0, 750);
        }
    }

    @Test
    void expiredFork_damaged_isDroppedAsAnyOther() {
        SimulatedDisk disk = closed();
        try (Database database = open();
                Fork brief = database.primary()
                        .fork("brief", ForkOptions.DEFAULT.withTimeToLive(java.time.Duration.ofMinutes(1)))) {
            put(brief, brief.table("t"), "k", "v");
        }
        damage(disk, Part.LOG.of(3));

        try (Database database = open(options -> options.withBackgroundWork(true))) {
            machine.scheduler().advance(120_000);
            assertThat(database.forks()).extracting(ForkInfo::name).doesNotContain("brief");
        }
    }

    @Test
    void entries_ofADamagedPage_alone_areUnreadable() {
        SimulatedDisk disk = closed();
        String file = disk.files().stream()
                .filter(path -> path.startsWith("forks/0/") && lastPart(path).startsWith("data_"))
                .findFirst()
                .orElseThrow();
        disk.flipBit(file, 4_096 + 100, 0); // the first page after the header

        Map<Boolean, Long> readable = readPrimary(850);

        assertThat(readable.get(false)).isBetween(1L, 100L);
        assertThat(readable.get(true)).isEqualTo(650 - readable.get(false));
    }

    @Test
    void writes_intoADamagedPage_goOnUntilBuffersAreFullAndAfterTheTableIsDropped() {
        SimulatedDisk disk = closed();
        for (int page = 1; page < 13; page++) {
            disk.flipBit(data(disk), page * 4_096 + 100, 0);
        }

        try (Database database = open()) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            Table other = primary.table("other");
            int[] committed = {0};
            assertThatThrownBy(() -> {
                        for (; committed[0] < 100; committed[0]++) {
                            primary.transact(tx -> tx.put(table, key(0), new byte[10_000]));
                        }
                    })
                    .isInstanceOf(StoreException.Corrupt.class)
                    .hasMessageContaining("data_0_1");
            assertThat(committed[0]).isBetween(20, 40);
            assertThat(primary.get(table, key(0))).hasSize(10_000);

            assertThatThrownBy(database::checkpoint).isInstanceOf(StoreException.Corrupt.class);
            try (Fork kept = database.fork(KEPT)) {
                put(kept, other, "k", "v");
            }
        }
        try (Database database = open()) {
            Fork primary = database.primary();
            assertThat(primary.get(primary.table("t"), key(0))).hasSize(10_000);
            assertThatThrownBy(() -> put(primary, primary.table("other"), "k", "v"))
                    .isInstanceOf(StoreException.Corrupt.class);
            primary.transact(tx -> tx.drop(primary.table("t")));
            database.checkpoint();
            fill(primary, primary.table("t"), 0, 3_000);
            database.checkpoint();
            assertFilled(primary, primary.table("t"), 0, 3_000);
        }
    }

    @Test
    void entries_ofADataFileWithADamagedHeader_areAllReadable() {
        SimulatedDisk disk = closed();
        for (int bit = 0; bit < 8; bit++) {
            disk.flipBit(data(disk), 40 + bit, bit);
        }

        assertThat(readPrimary(650)).containsEntry(true, 650L).doesNotContainKey(false);
        requireProblem("data_0_1");
    }

    @Test
    void entries_ofADataFileThatBeginsWithZeros_areAllReadable() {
        SimulatedDisk disk = closed();
        disk.zero(data(disk), 0, 4_096);

        assertThat(readPrimary(650)).containsEntry(true, 650L).doesNotContainKey(false);
        requireProblem("data_0_1");
    }

    @Test
    void entries_beyondALostDataFile_areReadable() throws Exception {
        SimulatedDisk disk = closed();
        disk.delete(data(disk));

        Map<Boolean, Long> readable = readPrimary(650);

        assertThat(readable.get(true)).isBetween(50L, 649L);
        assertThat(readable.get(false)).isPositive();
        requireProblem("no such file");
    }

    @Test
    void entries_beyondAnEmptiedDataFile_areReadable() throws Exception {
        SimulatedDisk disk = closed();
        disk.replace(data(disk), new byte[0]);

        Map<Boolean, Long> readable = readPrimary(650);

        assertThat(readable.get(true)).isBetween(50L, 649L);
        assertThat(readable.get(false)).isPositive();
        requireProblem("data_0_1");
    }

    private static String data(SimulatedDisk disk) {
        return disk.files().stream()
                .filter(path -> path.startsWith("forks/0/") && lastPart(path).equals("data_0_1"))
                .findFirst()
                .orElseThrow();
    }

    private void requireProblem(String what) {
        try (Database database = open()) {
            assertThat(database.check().problems()).anyMatch(problem -> problem.contains(what));
        }
    }

    /// Opens the database and reads each key of primary; how many could be read, and how many could not. Writes go on.
    private Map<Boolean, Long> readPrimary(int keys) {
        try (Database database = open()) {
            Table table = database.primary().table("t");
            put(database.primary(), table, "zzz", "another");
            assertThat(get(database.primary(), table, "zzz")).isEqualTo("another");
            return java.util.stream.IntStream.range(0, keys)
                    .mapToObj(number -> read(database.primary(), table, number))
                    .filter(found -> found != null)
                    .collect(java.util.stream.Collectors.groupingBy(
                            found -> found, java.util.stream.Collectors.counting()));
        }
    }

    private static Boolean read(Fork fork, Table table, int number) {
        try {
            byte[] value = fork.get(table, key(number));
            if (value == null) {
                return null;
            }
            assertThat(value).isEqualTo(TestDatabase.value(number));
            return true;
        } catch (StoreException.Corrupt damage) {
            assertThat(damage.file()).contains("data_");
            return false;
        }
    }
}
