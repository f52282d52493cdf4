package dev.coppice.store.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Fork;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.page.ValuePage;
import dev.coppice.store.sim.DeflateCompression;
import dev.coppice.store.sim.Seeds;
import dev.coppice.store.sim.SimulatedDisk;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Values that are too long for a leaf and too short for pages of their own: they lie side by side in value pages, some
/// of them in two.
class ValuePageTest {
    private static final int PAGE = 4_096;
    private static final DatabaseOptions EAGER = TestDatabase.SMALL.withCompactionFactor(0.9);

    private static byte[] key(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static byte[] value(int seed, int length) {
        byte[] value = new byte[length];
        new SplittableRandom(seed).nextBytes(value);
        return value;
    }

    private static void fill(Fork fork, int count, int length, int seed) {
        fork.transact(transaction -> {
            for (int i = 0; i < count; i++) {
                transaction.put(fork.table("t"), key(i), value(seed + i, length));
            }
        });
    }

    private static void require(Fork fork, TreeMap<Integer, byte[]> expected) {
        expected.forEach((number, value) -> assertThat(fork.get(fork.table("t"), key(number)))
                .as("key %s", number)
                .isEqualTo(value));
        assertThat(fork.count(fork.table("t"))).isEqualTo(expected.size());
    }

    // ---- every length, place and life

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void values_ofAllLengths_surviveOverwritingForkingAndCompacting(boolean compressed) {
        DatabaseOptions options = compressed ? EAGER.withCompression(new DeflateCompression()) : EAGER;
        Seeds.forEach(ValuePageTest.class, 12, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            TreeMap<Integer, byte[]> expected = new TreeMap<>();
            TreeMap<Integer, byte[]> expectedInFork = null;
            try (TestDatabase test = TestDatabase.create(options)) {
                for (int round = 0; round < 12; round++) {
                    Fork fork = test.primary();
                    fork.transact(transaction -> change(transaction, fork.table("t"), random, expected));
                    if (round == 6) {
                        fork.fork("fork").close();
                        expectedInFork = new TreeMap<>(expected);
                    } else if (random.nextInt(3) == 0) {
                        test.reopen(options);
                    }
                    test.database().checkpoint();
                    test.database().compact();
                    require(test.primary(), expected);
                    test.requireSound();
                }
                try (Fork fork = test.database().fork("fork")) {
                    require(fork, expectedInFork);
                }
            }
        });
    }

    private static void change(
            Transaction transaction, Table table, SplittableRandom random, TreeMap<Integer, byte[]> expected) {
        for (int i = 0; i < 40; i++) {
            int number = random.nextInt(120);
            if (random.nextInt(5) == 0) {
                transaction.delete(table, key(number));
                expected.remove(number);
            } else {
                int pages = random.nextInt(4) == 0 ? random.nextInt(3) : 0;
                byte[] value = value(random.nextInt(), pages * (PAGE - 48) + random.nextInt(PAGE - 48));
                transaction.put(table, key(number), value);
                expected.put(number, value);
            }
        }
    }

    @Test
    void getSegment_ofValueInOnePage_isWhereItLies() {
        try (TestDatabase test = TestDatabase.create()) {
            fill(test.primary(), 40, 1_100, 0);
            test.database().checkpoint();
            int inPlace = 0;
            for (int i = 0; i < 40; i++) {
                MemorySegment segment = test.primary().getSegment(test.table("t"), key(i));
                MemorySegment again = test.primary().getSegment(test.table("t"), key(i));
                assertThat(segment.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(value(i, 1_100));
                assertThat(segment.isReadOnly()).isTrue();
                inPlace += segment.asOverlappingSlice(again).isPresent() ? 1 : 0;
            }
            assertThat(inPlace).as("a page holds three, and a part of a fourth").isBetween(24, 36);
        }
    }

    // ---- what it is for

    @Test
    void checkpoint_ofFewChanges_doesNotWriteTheOtherValuesAgain() {
        try (TestDatabase test = TestDatabase.create(TestDatabase.SMALL.withWriteBufferBytes(8 << 20))) {
            fill(test.primary(), 2_000, 1_100, 0);
            test.database().checkpoint();
            long before = valuePages(test).size();
            Fork fork = test.primary();
            fork.transact(transaction -> {
                for (int i = 0; i < 2_000; i += 20) {
                    transaction.put(fork.table("t"), key(i), value(-i, 1_100));
                }
            });
            test.database().checkpoint();
            // A hundred values of 1,100 bytes fill 27 pages and a half.
            assertThat(valuePages(test).size() - before).isBetween(27L, 30L);
        }
    }

    @Test
    void values_sideBySide_takeLittleMoreThanTheirBytes() {
        try (TestDatabase test = TestDatabase.create(TestDatabase.SMALL.withWriteBufferBytes(8 << 20))) {
            fill(test.primary(), 1_100, 1_400, 0);
            test.database().checkpoint();
            assertThat((double) valuePages(test).size() * PAGE / (1_100 * 1_400))
                    .isLessThan(1.06);
        }
    }

    @Test
    void compaction_ofFilesWithDeadValues_givesTheirSpaceBack() {
        try (TestDatabase test = TestDatabase.create(EAGER.withWriteBufferBytes(8 << 20))) {
            fill(test.primary(), 1_200, 1_100, 0);
            for (int round = 0; round < 6; round++) {
                Fork fork = test.primary();
                int from = round;
                fork.transact(transaction -> {
                    for (int i = from; i < 1_200; i += 3) {
                        transaction.put(fork.table("t"), key(i), value(i, 1_100));
                    }
                });
                test.database().checkpoint();
                test.database().compact();
            }
            long live = 1_200L * 1_100;
            assertThat((double) test.database().statistics().dataFileBytes() / live)
                    .isLessThan(1.4);
        }
    }

    // ---- damage

    @Test
    void damagedContinuation_isFoundByReadersAndByCheck_andHidesNothingElse() throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            fill(test.primary(), 60, 1_100, 0);
            test.database().checkpoint();
            SimulatedDisk disk = test.machine().disk();
            Place damaged = valuePages(test).stream()
                    .filter(place -> ValuePage.continuedLength(place.segment(), place.offset()) > 0)
                    .findFirst()
                    .orElseThrow();
            int at = damaged.offset() + PAGE - 1;
            disk.flipBit(damaged.file(), at, 3);
            List<Integer> unreadable = new ArrayList<>();
            try (Database database =
                    Database.open(test.machine().restartOn(disk).host(), TestDatabase.SMALL.asReadOnly())) {
                Fork fork = database.primary();
                for (int i = 0; i < 60; i++) {
                    byte[] value = value(i, 1_100);
                    int number = i;
                    try {
                        assertThat(fork.get(fork.table("t"), key(number))).isEqualTo(value);
                    } catch (StoreException.Corrupt expected) {
                        assertThat(expected.getMessage()).contains(damaged.file(), String.valueOf(damaged.offset()));
                        unreadable.add(number);
                    }
                }
                assertThat(database.check().problems()).anyMatch(problem -> problem.contains(damaged.file()));
            }
            int own = ValuePage.count(damaged.segment(), damaged.offset());
            assertThat(unreadable).hasSize(own + 1);
            disk.flipBit(damaged.file(), at, 3);
        }
    }

    @Test
    void forgedValuePages_underGoodChecksums_areCorruptAndNothingElse() throws IOException {
        try (TestDatabase test = TestDatabase.create()) {
            fill(test.primary(), 60, 1_100, 0);
            test.database().checkpoint();
            SimulatedDisk disk = test.machine().disk();
            SplittableRandom random = new SplittableRandom(5);
            for (int trial = 0; trial < 60; trial++) {
                List<Place> places = valuePages(test);
                Place place = places.get(random.nextInt(places.size()));
                byte[] original = disk.contents(place.file());
                byte[] forged = original.clone();
                forge(forged, place.offset(), random);
                disk.replace(place.file(), forged);
                readEverything(disk, test);
                disk.replace(place.file(), original);
            }
        }
    }

    private static void forge(byte[] file, int at, SplittableRandom random) {
        MemorySegment segment = MemorySegment.ofArray(file);
        int[] fields = {32, 40, 41, 6, 48 + random.nextInt(36)};
        file[at + fields[random.nextInt(fields.length)]] ^= (byte) (1 << random.nextInt(8));
        PageHeader.seal(
                file,
                at,
                PAGE,
                PageHeader.fileTag(segment, at),
                PageHeader.filePage(segment, at),
                PageHeader.logicalPage(segment, at));
    }

    private static void readEverything(SimulatedDisk disk, TestDatabase test) {
        try (Database database =
                Database.open(test.machine().restartOn(disk).host(), TestDatabase.SMALL.asReadOnly())) {
            Fork fork = database.primary();
            for (int i = 0; i < 60; i++) {
                int number = i;
                try {
                    assertThat(fork.get(fork.table("t"), key(number))).hasSize(1_100);
                } catch (StoreException.Corrupt expected) {
                    assertThat(expected.getMessage()).contains("data_");
                }
            }
            assertThat(database.check().problems()).isNotNull();
        }
    }

    // ---- pages on the disk

    /// Where a value page is: a file and the bytes of it.
    @SuppressWarnings("ArrayRecordComponent")
    private record Place(String file, byte[] content, int offset) {
        MemorySegment segment() {
            return MemorySegment.ofArray(content);
        }
    }

    private static List<Place> valuePages(TestDatabase test) {
        List<Place> places = new ArrayList<>();
        for (String file : test.machine().disk().files()) {
            if (file.contains("/data_")) {
                byte[] content = test.machine().disk().contents(file);
                for (int at = PAGE; at + PAGE <= content.length; at += PAGE) {
                    if (PageHeader.kind(MemorySegment.ofArray(content), at) == PageFormat.KIND_VALUE) {
                        places.add(new Place(file, content, at));
                    }
                }
            }
        }
        return places;
    }
}
