package dev.coppice.store.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.coppice.store.page.ReferencePages.Entry;
import dev.coppice.store.page.Samples.KeyShape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LeafPageTest {
    @ParameterizedTest
    @EnumSource
    void find_builtFromRandomEntries_answersLikeTheModel(KeyShape shape) {
        for (int pageSize = PageFormat.MIN_PAGE_SIZE; pageSize <= PageFormat.MAX_PAGE_SIZE; pageSize *= 2) {
            for (long seed = 0; seed < 6; seed++) {
                checkAgainstModel(shape, pageSize, seed);
            }
        }
    }

    private static void checkAgainstModel(KeyShape shape, int pageSize, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<byte[], Entry> model = new TreeMap<>(Samples.KEY_ORDER);
        List<Entry> entries = new ArrayList<>();
        LeafBuilder builder = new LeafBuilder(pageSize);
        int maxValueLength = random.nextInt(1, 300);
        for (byte[] key : shape.ascending(random, random.nextInt(1, pageSize / 16))) {
            Entry entry = randomEntry(random, key, maxValueLength);
            entries.add(entry);
            boolean fits = fits(builder, entry);
            if (!fits || pageSize - builder.size() < 60) { // encoding all again for each entry would take too long
                assertThat(fits)
                        .as("seed %d, %s, page of %d, entry %d", seed, shape, pageSize, entries.size() - 1)
                        .isEqualTo(48 + ReferencePages.leafContent(entries).length <= pageSize);
            }
            assertThat(add(builder, random, entry)).isEqualTo(fits);
            if (fits) {
                model.put(key, entry);
            } else {
                entries.removeLast();
                if (random.nextInt(4) == 0) {
                    break;
                }
            }
        }
        byte[] page = new byte[pageSize];
        Arrays.fill(page, (byte) 0x77);
        builder.build(page, 0);
        Samples.seal(page);
        String where = "seed %d, %s, page of %d".formatted(seed, shape, pageSize);
        byte[] content = ReferencePages.leafContent(entries);
        assertThat(builder.size()).as(where).isEqualTo(48 + content.length);
        assertThat(Arrays.copyOfRange(page, 48, 48 + content.length)).as(where).isEqualTo(content);
        MemorySegment segment = Samples.mapped(page);
        assertThat(PageStructure.verify(segment, pageSize, pageSize)).as(where).isNull();
        checkEntries(segment, pageSize, model, where);
        checkSearches(segment, pageSize, model, shape, random, where);
    }

    private static void checkEntries(MemorySegment page, long base, TreeMap<byte[], Entry> model, String where) {
        assertThat(LeafPage.count(page, base)).as(where).isEqualTo(model.size());
        int index = 0;
        long minExpiry = Long.MAX_VALUE;
        for (Entry expected : model.values()) {
            if (!isAt(page, base, index, expected)) {
                fail("%s: entry %d is not %s", where, index, expected);
            }
            minExpiry = expected.expiry() == 0 ? minExpiry : Math.min(minExpiry, expected.expiry());
            index++;
        }
        assertThat(LeafPage.minExpiry(page, base)).as(where).isEqualTo(minExpiry);
    }

    private static boolean isAt(MemorySegment page, long base, int index, Entry expected) {
        byte[] key = new byte[expected.key().length]; // no byte more may be written
        boolean sameButValue = LeafPage.copyKey(page, base, index, key) == key.length
                && Arrays.equals(key, expected.key())
                && LeafPage.keyLength(page, base, index) == key.length
                && LeafPage.expiry(page, base, index) == expected.expiry()
                && LeafPage.valueLength(page, base, index) == expected.valueLength()
                && LeafPage.isOverflow(page, base, index) == expected.isOverflow();
        if (!sameButValue) {
            return false;
        }
        if (expected.isOverflow()) {
            return LeafPage.overflowPage(page, base, index) == expected.firstPage();
        }
        long at = LeafPage.valueOffset(page, base, index);
        return page.asSlice(at, expected.valueLength()).mismatch(MemorySegment.ofArray(expected.value())) < 0;
    }

    private static void checkSearches(
            MemorySegment page,
            long base,
            TreeMap<byte[], Entry> model,
            KeyShape shape,
            SplittableRandom random,
            String where) {
        byte[][] keys = model.keySet().toArray(byte[][]::new);
        check(page, base, keys, new byte[0], random, where);
        check(page, base, keys, Samples.filled(PageFormat.MAX_KEY_LENGTH, '\377'), random, where);
        for (byte[] key : keys) {
            check(page, base, keys, key, random, where);
            check(page, base, keys, Arrays.copyOf(key, Math.min(key.length + 1, 1000)), random, where);
            check(page, base, keys, Arrays.copyOf(key, random.nextInt(key.length + 1)), random, where);
            byte[] changed = key.clone();
            if (key.length > 0) {
                changed[random.nextInt(key.length)] += (byte) random.nextInt(1, 256);
            }
            check(page, base, keys, changed, random, where);
            check(page, base, keys, shape.key(random), random, where);
        }
    }

    private static void check(
            MemorySegment page, long base, byte[][] keys, byte[] key, SplittableRandom random, String where) {
        int expected = Arrays.binarySearch(keys, key, Samples.KEY_ORDER);
        byte[] roomy = Samples.concat(key, Samples.bytes(random, random.nextInt(20)));
        int other = random.nextInt(keys.length);
        int order = LeafPage.compareKey(page, base, other, key, key.length);
        boolean asExpected = LeafPage.find(page, base, key, key.length) == expected
                && LeafPage.find(page, base, roomy, key.length) == expected
                && LeafPage.lowerBound(page, base, key, key.length) == Math.max(expected, -(expected + 1))
                && Integer.signum(order) == Integer.signum(Arrays.compareUnsigned(keys[other], key));
        if (!asExpected) {
            fail(
                    "%s: key %s is not found at %d, or compares wrongly with key %d",
                    where, Arrays.toString(key), expected, other);
        }
    }

    @Test
    void find_keysThatDifferInTrailingZerosOnly_tellsThemApart() {
        byte[][] keys = {
            Samples.text(""),
            Samples.text("\0"),
            Samples.text("\0\0\0\0\0"),
            Samples.text("ab"),
            Samples.text("ab\0"),
            Samples.text("ab\0\0"),
            Samples.text("ab\0\0\0"),
            Samples.text("ab\0\0c"),
            Samples.text("ab\0a")
        };
        LeafBuilder builder = new LeafBuilder(4096);
        byte[] value = new byte[0];
        for (byte[] key : keys) {
            builder.add(key, 0, key.length, 0, value, 0, 0);
        }
        byte[] page = new byte[4096];
        builder.build(page, 0);
        MemorySegment segment = Samples.mapped(page);
        for (int i = 0; i < keys.length; i++) {
            assertThat(LeafPage.find(segment, 4096, keys[i], keys[i].length)).isEqualTo(i);
        }
        assertThat(LeafPage.find(segment, 4096, new byte[4], 4)).isEqualTo(-3);
        assertThat(LeafPage.find(segment, 4096, Samples.text("ab\0\0\0\0"), 6)).isEqualTo(-8);
    }

    @Test
    void find_bytesAheadAddUpToTheRareSum_findsTheSame() {
        LeafBuilder builder = new LeafBuilder(4096);
        builder.add(Samples.text("a"), 0, 1, 0, new byte[500], 0, 500);
        builder.add(Samples.text("b"), 0, 1, 0, new byte[1], 0, 1);
        byte[] page = new byte[4096];
        builder.build(page, 0);
        MemorySegment segment = Samples.mapped(page);
        long others = segment.get(PageFormat.LONG, 4096 + 64) + segment.get(PageFormat.LONG, 4096 + 128);
        segment.set(PageFormat.LONG, 4096 + 192, Slots.RARE_SUM - others);
        assertThat(PageStructure.verify(segment, 4096, 4096)).isNull();
        assertThat(LeafPage.find(segment, 4096, Samples.text("a"), 1)).isZero();
        assertThat(LeafPage.find(segment, 4096, Samples.text("b"), 1)).isEqualTo(1);
        assertThat(LeafPage.find(segment, 4096, Samples.text("ab"), 2)).isEqualTo(-2);
    }

    @Test
    void find_slotsAddUpToTheRareSum_findsTheSame() {
        long heads = Slots.RARE_SUM - leafOf54(1L << 62 | 64).get(PageFormat.LONG, 4096 + 320);
        MemorySegment segment = leafOf54(heads);
        assertThat(segment.get(PageFormat.LONG, 4096 + 256)).isEqualTo(heads);
        assertThat(heads + segment.get(PageFormat.LONG, 4096 + 320)).isEqualTo(Slots.RARE_SUM);
        assertThat(PageStructure.verify(segment, 4096, 4096)).isNull();
        byte[] key = new byte[4];
        for (int i = 0; i < 54; i++) {
            assertThat(LeafPage.find(segment, 4096, key, LeafPage.copyKey(segment, 4096, i, key)))
                    .isEqualTo(i);
        }
        assertThat(LeafPage.find(segment, 4096, new byte[3], 3)).isEqualTo(-1);
    }

    /// A leaf whose slots begin in line 0 and end in line 5. Line 4 begins with the heads of the last two.
    private static MemorySegment leafOf54(long lastHeads) {
        LeafBuilder builder = new LeafBuilder(4096);
        for (int i = 0; i < 54; i++) {
            int head = i < 52 ? i : (int) (i == 52 ? lastHeads : lastHeads >>> 32);
            builder.add(ByteBuffer.allocate(4).putInt(0, head).array(), 0, 4, 0, new byte[0], 0, 0);
        }
        byte[] page = new byte[4096];
        builder.build(page, 0);
        return Samples.mapped(page);
    }

    private static Entry randomEntry(SplittableRandom random, byte[] key, int maxValueLength) {
        long expiry = random.nextInt(4) == 0 ? random.nextLong(1, Long.MAX_VALUE) : 0;
        if (random.nextInt(8) == 0) {
            return Entry.overflow(
                    key, expiry, 1 + (random.nextLong() >>> random.nextInt(33, 63)), random.nextLong(0xFFFF_FFFFL));
        }
        int length = random.nextInt(100) == 0 ? random.nextInt(5000) : random.nextInt(maxValueLength);
        return Entry.inline(key, expiry, Samples.bytes(random, length));
    }

    private static boolean fits(LeafBuilder builder, Entry entry) {
        byte[] key = entry.key();
        return entry.isOverflow()
                ? builder.fitsOverflow(key, 0, key.length, entry.expiry(), entry.valueLength())
                : builder.fits(key, 0, key.length, entry.expiry(), entry.valueLength());
    }

    private static boolean add(LeafBuilder builder, SplittableRandom random, Entry entry) {
        byte[] around = Samples.concat(new byte[3], entry.key());
        int length = entry.key().length;
        if (entry.isOverflow()) {
            return builder.addOverflow(around, 3, length, entry.expiry(), entry.valueLength(), entry.firstPage());
        }
        byte[] value = Samples.concat(new byte[2], entry.value());
        int valueLength = entry.value().length;
        return random.nextBoolean()
                ? builder.add(around, 3, length, entry.expiry(), value, 2, valueLength)
                : builder.add(around, 3, length, entry.expiry(), MemorySegment.ofArray(value), 2, valueLength);
    }
}
