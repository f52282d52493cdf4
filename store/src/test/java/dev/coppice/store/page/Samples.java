package dev.coppice.store.page;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// Keys and pages for the tests of this package.
final class Samples {
    static final long FILE_TAG = 0x0123_4567_89AB_CDEFL;
    static final long FILE_PAGE = 5 << 14 | 17;
    static final long LOGICAL_PAGE = 4711;
    static final Comparator<byte[]> KEY_ORDER = Arrays::compareUnsigned;

    private Samples() {}

    /// What a set of keys looks like; each is hard on some part of the format.
    enum KeyShape {
        /// 16 random bytes, as in a benchmark.
        RANDOM,
        /// Counters with a common prefix, as of most real tables.
        SEQUENTIAL,
        /// Few letters, zeros among them, from no byte on: keys that are prefixes of others, and heads that are equal
        /// though the keys are not.
        ZEROS,
        /// One very short key beside many with a long common prefix: every head but one is the same.
        EQUAL_HEADS,
        /// Up to the longest, sharing nearly all.
        LONG_SHARED,
        /// Any length, any bytes, the highest among them.
        WILD;

        byte[] key(SplittableRandom random) {
            return switch (this) {
                case RANDOM -> bytes(random, 16);
                case SEQUENTIAL -> text("user:%010d".formatted(random.nextInt(5000)));
                case ZEROS -> letters(random, random.nextInt(9), "\0\0ab");
                case EQUAL_HEADS ->
                    random.nextInt(50) == 0
                            ? letters(random, random.nextInt(2), "a")
                            : text("user:%d".formatted(random.nextInt(100_000)));
                case LONG_SHARED -> concat(filled(random.nextInt(980, 996), 'x'), bytes(random, random.nextInt(5)));
                case WILD ->
                    random.nextInt(4) == 0
                            ? letters(random, random.nextInt(1001), "\377\377\0")
                            : bytes(random, random.nextInt(40));
            };
        }

        /// Different keys in order.
        byte[][] ascending(SplittableRandom random, int atMost) {
            TreeSet<byte[]> keys = new TreeSet<>(KEY_ORDER);
            for (int i = 0; i < atMost; i++) {
                keys.add(key(random));
            }
            return keys.toArray(byte[][]::new);
        }
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] filled(int length, char with) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /// Copies a page to memory outside the heap, between pages of other bytes, so that a read that strays is noticed.
    static MemorySegment mapped(byte[] page) {
        MemorySegment segment = Arena.ofAuto().allocate(3L * page.length);
        segment.fill((byte) 0xA5);
        MemorySegment.copy(page, 0, segment, PageFormat.BYTE, page.length, page.length);
        return segment;
    }

    static void seal(byte[] page) {
        PageHeader.seal(page, 0, page.length, FILE_TAG, FILE_PAGE, LOGICAL_PAGE);
    }

    /// A well-filled leaf with every kind of entry.
    static byte[] leaf(int pageSize) {
        LeafBuilder builder = new LeafBuilder(pageSize);
        for (int i = 0; ; i++) {
            byte[] key = text("entry-%05d%s".formatted(i, i % 3 == 0 ? "" : "-longer"));
            byte[] value = filled(i * 7 % 200, (char) ('a' + i % 26));
            long expiry = i % 5 == 0 ? 1_700_000_000_000L + i : 0;
            boolean added = i % 11 == 0
                    ? builder.addOverflow(key, 0, key.length, expiry, 1_000_000L * (i + 1), 100 + i)
                    : builder.add(key, 0, key.length, expiry, value, 0, value.length);
            if (!added) {
                break;
            }
        }
        byte[] page = new byte[pageSize];
        builder.build(page, 0);
        seal(page);
        return page;
    }

    /// A well-filled index page.
    static byte[] index(int pageSize) {
        IndexBuilder builder = new IndexBuilder(pageSize);
        builder.addFirst(7);
        for (int i = 0; ; i++) {
            byte[] separator = text("entry-%05d%s".formatted(i, "-longer".substring(i % 7)));
            if (!builder.add(separator, 0, separator.length, 1000L + i)) {
                break;
            }
        }
        byte[] page = new byte[pageSize];
        builder.build(page, 0, 3);
        seal(page);
        return page;
    }

    /// The last page of a large value.
    static byte[] overflow(int pageSize) {
        byte[] page = new byte[pageSize];
        Arrays.fill(page, (byte) 0xEE);
        OverflowPage.build(page, 0, pageSize, 41, OverflowPage.capacity(pageSize) - 1000);
        seal(page);
        return page;
    }

    /// A pack of three pages; what their images are compressed with does not matter.
    static byte[] pack(int pageSize) {
        PackBuilder builder = new PackBuilder(pageSize);
        builder.add(0xFFFF_FFFEL, filled(500, 'b'), 500);
        builder.add(7, filled(700, 'a'), 700);
        builder.add(0x8000_0000L, filled(30, 'c'), 30);
        byte[] page = new byte[pageSize];
        builder.build(page, 5);
        seal(page);
        return page;
    }

    /// A value page with the rest of an overflow page of another one, two of its own, and the beginning of a third.
    static byte[] values(int pageSize) {
        ValuePageBuilder builder = new ValuePageBuilder(pageSize);
        builder.addContinued(filled(300, 'a'), 100, 200);
        builder.add(0xFFFF_FFFEL, 0, filled(700, 'b'), 0, 700);
        builder.add(7, 0xFFFF_FFFEL, filled(30, 'c'), 0, 30);
        builder.add(0x8000_0000L, 2, filled(pageSize - 100, 'd'), 0, pageSize - 100);
        byte[] page = new byte[pageSize];
        builder.build(page, 5);
        PageHeader.seal(page, 0, pageSize, FILE_TAG, FILE_PAGE, PageFormat.NO_PAGE);
        return page;
    }

    /// The second of two pages.
    static byte[] dictionary(int pageSize) {
        byte[] page = new byte[pageSize];
        DictionaryPage.build(page, filled(OverflowPage.capacity(pageSize) + 100, 'd'), 1);
        seal(page);
        return page;
    }

    private static byte[] letters(SplittableRandom random, int length, String alphabet) {
        byte[] key = new byte[length];
        for (int i = 0; i < length; i++) {
            key[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
        }
        return key;
    }
}
