package dev.coppice.store.feature;

import static dev.coppice.store.feature.TestDatabase.assertFilled;
import static dev.coppice.store.feature.TestDatabase.bytes;
import static dev.coppice.store.feature.TestDatabase.fill;
import static dev.coppice.store.feature.TestDatabase.key;
import static dev.coppice.store.feature.TestDatabase.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.PageCompression;
import dev.coppice.store.Snapshot;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.page.PackPage;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.sim.DeflateCompression;
import dev.coppice.store.sim.SimulatedDisk;
import dev.coppice.store.sim.SimulatedHost;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Databases whose pages are compressed.
class CompressionTest {
    private static final int PAGE = 4_096;
    private static final int COUNT = 6_000;
    private static final DatabaseOptions PLAIN =
            TestDatabase.SMALL.withPagesPerFile(64).withWriteBufferBytes(1 << 20);
    private static final DatabaseOptions COMPRESSED = PLAIN.withCompression(new DeflateCompression());

    private static byte[] text(int length, long seed) {
        Random random = new Random(seed);
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) "etaoin shrdlu".charAt(random.nextInt(13));
        }
        return text;
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    private static long dataBytes(Database database) {
        return database.statistics().dataFileBytes();
    }

    /// The offsets of the pages of a kind in a file.
    private static List<Integer> pagesOf(byte[] file, int kind) {
        MemorySegment segment = MemorySegment.ofArray(file);
        return java.util.stream.IntStream.range(0, file.length / PAGE)
                .map(page -> page * PAGE)
                .filter(at -> PageHeader.kind(segment, at) == kind)
                .boxed()
                .toList();
    }

    private static List<String> dataFiles(SimulatedDisk disk) {
        return disk.files().stream().filter(file -> file.contains("/data_")).toList();
    }

    private static int countOf(SimulatedDisk disk, int kind) {
        return dataFiles(disk).stream()
                .mapToInt(file -> pagesOf(disk.contents(file), kind).size())
                .sum();
    }

    @Test
    void entries_compressed_takeLessRoomAndReadTheSame() {
        long plain;
        try (TestDatabase test = TestDatabase.create(PLAIN)) {
            fill(test.primary(), test.table("t"), 0, COUNT);
            test.database().checkpoint();
            plain = dataBytes(test.database());
            assertThat(countOf(test.machine().disk(), PageFormat.KIND_PACK)).isZero();
        }
        try (TestDatabase test = TestDatabase.create(COMPRESSED)) {
            fill(test.primary(), test.table("t"), 0, COUNT);
            test.database().checkpoint();
            assertThat(dataBytes(test.database())).isLessThan(plain / 2);
            assertThat(countOf(test.machine().disk(), PageFormat.KIND_DICTIONARY))
                    .isPositive();
            assertFilled(test.primary(), test.table("t"), 0, COUNT);
            test.kill();
            assertFilled(test.primary(), test.table("t"), 0, COUNT);
        }
    }

    @Test
    void values_ofAllSizes_comeBackWholeAndInPieces() throws IOException {
        try (TestDatabase test = TestDatabase.create(COMPRESSED)) {
            Table table = test.table("t");
            int[] lengths = {0, 1, 1_900, 4_048, 4_049, 70_000, 300_000, 1_000_000};
            try (var transaction = test.primary().begin()) {
                for (int length : lengths) {
                    byte[] text = text(length, length);
                    transaction.put(table, bytes("text-" + length), new ByteArrayInputStream(text), length, 0);
                    byte[] noise = noise(length);
                    transaction.put(table, bytes("noise-" + length), new ByteArrayInputStream(noise), length, 0);
                    assertThat(transaction.get(table, bytes("text-" + length))).isEqualTo(text);
                }
                transaction.commit();
            }
            for (int round = 0; round < 2; round++) {
                for (int length : lengths) {
                    assertThat(test.primary().get(table, bytes("text-" + length)))
                            .isEqualTo(text(length, length));
                    try (var in = test.primary().openValue(table, bytes("noise-" + length))) {
                        assertThat(in.skip(length / 2)).isEqualTo(length / 2);
                        byte[] noise = noise(length);
                        assertThat(in.readAllBytes())
                                .isEqualTo(java.util.Arrays.copyOfRange(noise, length / 2, length));
                    }
                }
                test.database().checkpoint();
                test.reopen();
                table = test.table("t");
            }
        }
    }

    @Test
    void segment_ofACompressedPage_staysWhileItIsHeld() {
        try (TestDatabase test = TestDatabase.create(COMPRESSED.withPageCacheBytes(1 << 16))) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, COUNT);
            test.database().checkpoint();
            MemorySegment held = test.primary().getSegment(table, key(COUNT / 2));
            assertThat(held.isReadOnly()).isTrue();
            fill(test.primary(), table, COUNT, 2 * COUNT);
            test.database().checkpoint();
            assertFilled(test.primary(), table, 0, 2 * COUNT);
            assertThat(held.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(value(COUNT / 2));
            assertThat(test.database().statistics().pageCache().bytes()).isBetween(1L, 1L << 16);
        }
    }

    @Test
    void statistics_cache_countsHitsAndMisses() {
        try (TestDatabase test = TestDatabase.create(COMPRESSED)) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, COUNT);
            test.database().checkpoint();
            var before = test.database().statistics().pageCache();
            test.primary().get(table, key(17));
            var first = test.database().statistics().pageCache();
            assertThat(first.misses()).isEqualTo(before.misses() + 1);
            assertThat(first.hits()).isEqualTo(before.hits());
            assertThat(first.bytes()).isPositive();
            test.primary().get(table, key(17));
            var second = test.database().statistics().pageCache();
            assertThat(second.misses()).isEqualTo(first.misses());
            assertThat(second.hits()).isEqualTo(first.hits() + 1);
        }
    }

    @Test
    void forksArchivesAndBackup_ofACompressedDatabase_readWhatTheyInherit(@TempDir Path directory) {
        try (TestDatabase test = TestDatabase.create(COMPRESSED)) {
            Table table = test.table("t");
            fill(test.primary(), table, 0, COUNT);
            test.database().checkpoint();
            test.primary().archive("before");
            try (Fork fork = test.primary().fork("f");
                    Snapshot snapshot = test.primary().snapshot()) {
                fork.transact(transaction -> transaction.truncate(table, key(COUNT / 2)));
                test.primary().transact(transaction -> transaction.truncate(table, key(10)));
                test.database().checkpoint();
                test.database().compact();
                assertFilled(fork, table, 0, COUNT / 2);
                assertFilled(snapshot, table, 0, COUNT);
                assertFilled(test.primary(), table, 0, 10);
                try (var diff = fork.diff(test.primary())) {
                    assertThat(diff.count().total()).isEqualTo(COUNT / 2 - 10);
                }
            }
            test.kill();
            try (Snapshot archive = test.database().archive("before")) {
                assertFilled(archive, test.table("t"), 0, COUNT);
            }
            assertFilled(test.database().fork("f"), test.table("t"), 0, COUNT / 2);
            test.database().backup(directory);
        }
        try (Database copy =
                Database.open(directory, DatabaseOptions.DEFAULT.withCompression(new DeflateCompression()))) {
            assertThat(copy.check().problems()).isEmpty();
            assertFilled(copy.primary(), copy.primary().table("t"), 0, 10);
            assertFilled(copy.fork("f"), copy.primary().table("t"), 0, COUNT / 2);
        }
    }

    @Test
    void compact_packsOfWhichLittleIsUsed_givesTheRestBack() {
        try (TestDatabase test = TestDatabase.create(COMPRESSED)) {
            Table table = test.table("t");
            try (BulkLoader load = test.primary().load(table)) {
                for (int i = 0; i < COUNT; i++) {
                    load.put(key(i), text(400, i));
                }
                load.commit();
            }
            long whole = dataBytes(test.database());
            // Of each pack of several leaves one stays in use.
            for (int round = 0; round < 4; round++) {
                for (int i = round * 10; i < COUNT; i += 40) {
                    int from = i;
                    test.primary().transact(transaction -> {
                        for (int k = from; k < Math.min(COUNT, from + 9); k++) {
                            transaction.put(table, key(k), text(400, k));
                        }
                    });
                }
                test.database().checkpoint();
            }
            test.database().compact();
            assertThat(dataBytes(test.database())).isLessThan(whole * 5 / 2);
            long written = test.machine().disk().statistics().bytesWritten();
            test.database().compact();
            assertThat(test.machine().disk().statistics().bytesWritten() - written)
                    .isLessThan(10_000);
            for (int i = 0; i < COUNT; i += 7) {
                assertThat(test.primary().get(table, key(i))).isEqualTo(text(400, i));
            }
        }
    }

    // ---- damage

    @Test
    void bitFlips_inPacksAndDictionaries_areFoundBeforeAnythingIsDecompressed() {
        SimulatedHost machine = SimulatedHost.create(5);
        try (Database database = Database.open(machine.host(), COMPRESSED)) {
            fill(database.primary(), database.primary().table("t"), 0, COUNT);
            database.checkpoint();
        }
        Random random = new Random(3);
        int flipped = 0;
        for (String file : dataFiles(machine.disk())) {
            byte[] content = machine.disk().contents(file);
            for (int kind : new int[] {PageFormat.KIND_PACK, PageFormat.KIND_DICTIONARY}) {
                for (int page : pagesOf(content, kind)) {
                    for (int i = 0; i < 4; i++) {
                        int at = page + random.nextInt(PAGE);
                        machine.disk().flipBit(file, at, at % 8);
                        requireFound(machine, file, page);
                        machine.disk().flipBit(file, at, at % 8);
                        flipped++;
                    }
                }
            }
        }
        assertThat(flipped).isGreaterThan(60);
    }

    private static void requireFound(SimulatedHost machine, String file, int page) {
        try (Database database = Database.open(machine.restartOn(machine.disk()).host(), COMPRESSED.asReadOnly())) {
            assertThat(database.check().problems())
                    .as("a bit of the page at %s of %s", page, file)
                    .isNotEmpty();
        }
    }

    @Test
    void packs_ofOtherBytesUnderAGoodChecksum_areCorruptAndNothingElse() throws IOException {
        SimulatedHost machine = SimulatedHost.create(6);
        try (Database database = Database.open(machine.host(), COMPRESSED)) {
            fill(database.primary(), database.primary().table("t"), 0, COUNT);
            database.checkpoint();
        }
        Random random = new Random(4);
        for (String file : dataFiles(machine.disk())) {
            byte[] content = machine.disk().contents(file);
            byte[] changed = content.clone();
            for (int at : pagesOf(content, PageFormat.KIND_PACK)) {
                garble(changed, at, random);
            }
            machine.disk().replace(file, changed);
        }
        try (Database database = Database.open(machine.restartOn(machine.disk()).host(), COMPRESSED.asReadOnly())) {
            Table table = database.primary().table("t");
            int corrupt = 0;
            for (int i = 0; i < COUNT; i++) {
                try {
                    database.primary().get(table, key(i));
                } catch (StoreException.Corrupt expected) {
                    corrupt++;
                }
            }
            assertThat(corrupt).isGreaterThan(COUNT / 2);
            assertThat(database.check().problems()).isNotEmpty();
        }
    }

    /// Changes the compressed bytes of every page of a pack and seals it again, as only malice would.
    private static void garble(byte[] file, int at, Random random) {
        MemorySegment segment = MemorySegment.ofArray(file);
        for (int i = 0; i < PackPage.count(segment, at); i++) {
            int offset = (int) PackPage.offset(segment, at, i);
            int length = PackPage.length(segment, at, i);
            for (int flips = 0; flips < 3; flips++) {
                file[offset + random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
            }
        }
        PageHeader.seal(
                file,
                at,
                PAGE,
                PageHeader.fileTag(segment, at),
                PageHeader.filePage(segment, at),
                PageHeader.logicalPage(segment, at));
    }

    // ---- options

    @Test
    void open_withoutTheRecordedCompression_namesTheModule() {
        SimulatedHost machine = SimulatedHost.create(1);
        Database.open(machine.host(), COMPRESSED).close();
        assertThatThrownBy(
                        () -> Database.open(machine.restartOn(machine.disk()).host(), COMPRESSED.withCompression(null)))
                .isInstanceOf(StoreException.Invalid.class)
                .hasMessageContaining("compressed with deflate")
                .hasMessageContaining("coppice-deflate");
        Database.open(machine.restartOn(machine.disk()).host(), COMPRESSED).close();
    }

    @Test
    void open_withAnotherCompression_saysWhatIsRecorded() {
        SimulatedHost compressed = SimulatedHost.create(1);
        Database.open(compressed.host(), COMPRESSED).close();
        PageCompression other = new DeflateCompression() {
            @Override
            public String name() {
                return "other";
            }
        };
        assertThatThrownBy(() -> Database.open(
                        compressed.restartOn(compressed.disk()).host(), COMPRESSED.withCompression(other)))
                .isInstanceOf(StoreException.Invalid.class)
                .hasMessageContaining("created with compression deflate");

        SimulatedHost plain = SimulatedHost.create(2);
        Database.open(plain.host(), COMPRESSED.withCompression(null)).close();
        assertThatThrownBy(() -> Database.open(plain.restartOn(plain.disk()).host(), COMPRESSED))
                .isInstanceOf(StoreException.Invalid.class)
                .hasMessageContaining("created without compression");
    }

    @Test
    void options_ofBadNameOrSize_areRefused() {
        PageCompression badName = new DeflateCompression() {
            @Override
            public String name() {
                return "Bad Name";
            }
        };
        assertThatThrownBy(() -> DatabaseOptions.DEFAULT.withCompression(badName))
                .isInstanceOf(StoreException.Invalid.class);
        assertThatThrownBy(() -> DatabaseOptions.DEFAULT.withPageCacheBytes(1))
                .isInstanceOf(StoreException.Invalid.class);
    }
}
