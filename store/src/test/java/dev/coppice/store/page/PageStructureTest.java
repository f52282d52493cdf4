package dev.coppice.store.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.coppice.store.StoreException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageStructureTest {
    private static final int SIZE = 4096;

    @ParameterizedTest
    @ValueSource(ints = {4096, 8192, 16384, 32768, 65536})
    void verify_wellFormedPage_findsNothing(int pageSize) {
        for (byte[] page : List.of(
                Samples.leaf(pageSize),
                Samples.index(pageSize),
                Samples.overflow(pageSize),
                Samples.pack(pageSize),
                Samples.values(pageSize),
                Samples.dictionary(pageSize))) {
            assertThat(PageStructure.verify(MemorySegment.ofArray(page), 0, pageSize))
                    .isNull();
            assertThat(PageStructure.verify(Samples.mapped(page), pageSize, pageSize))
                    .isNull();
        }
    }

    /// A page, what is done to it, and the offset at which the contradiction is found.
    private record Damage(byte[] page, Consumer<ByteBuffer> change, int offset) {}

    static List<Damage> damages() {
        byte[] leaf = Samples.leaf(SIZE);
        int prefix = "entry-000".length();
        int slots = 60;
        int count = LeafPage.count(MemorySegment.ofArray(leaf), 0);
        int first = slots + 6 * count;
        int second = ByteBuffer.wrap(leaf).order(ByteOrder.LITTLE_ENDIAN).getShort(slots + 4 * count + 2);
        byte[] index = Samples.index(SIZE);
        int children = IndexPage.count(MemorySegment.ofArray(index), 0);
        int indexFirst = 56 + 10 * children;
        byte[] overflow = Samples.overflow(SIZE);
        byte[] pack = Samples.pack(SIZE);
        byte[] values = Samples.values(SIZE);
        byte[] dictionary = Samples.dictionary(SIZE);
        assertThat(leaf[32]).isEqualTo((byte) prefix);
        return List.of(
                new Damage(leaf, page -> page.put(4, (byte) 0), 4),
                new Damage(leaf, page -> page.put(4, (byte) 8), 4),
                new Damage(leaf, page -> page.put(5, (byte) 1), 5),
                new Damage(leaf, page -> page.putShort(6, (short) (count + 1)), slots + 4 * count + 4),
                new Damage(leaf, page -> page.putShort(6, (short) -1), 6),
                new Damage(leaf, page -> page.putShort(32, (short) 1001), 32),
                new Damage(leaf, page -> page.putShort(32, (short) (prefix - 2)), 48 + prefix - 2),
                new Damage(leaf, page -> page.putShort(34, (short) 0), 34),
                new Damage(leaf, page -> page.putShort(34, (short) 3), 34),
                new Damage(leaf, page -> page.putInt(36, -1), 36),
                new Damage(leaf, page -> page.putInt(36, SIZE - 47), 36),
                new Damage(leaf, page -> page.putInt(36, 0), 32),
                new Damage(leaf, page -> page.putLong(40, Long.MAX_VALUE), 40),
                new Damage(leaf, page -> page.put(48 + prefix, (byte) 1), 48 + prefix),
                new Damage(leaf, page -> page.putInt(slots + 4, page.getInt(slots + 8)), slots + 8),
                new Damage(leaf, page -> page.putInt(slots, page.getInt(slots) | 1), slots),
                new Damage(leaf, page -> page.putShort(slots + 4 * count, (short) (first + 1)), slots + 4 * count),
                new Damage(leaf, page -> page.put(first, (byte) 7), first),
                new Damage(leaf, page -> page.put(first + 1, (byte) 0x80), first + 1),
                new Damage(leaf, page -> page.putLong(first + 1, 0x7FFF), first + 1),
                new Damage(leaf, page -> page.putLong(first + 2, -1L).putShort(first + 10, (short) 0x1FF), first + 2),
                new Damage(leaf, page -> page.putLong(first + 2, -1L).put(first + 10, (byte) 0x81), first + 2),
                new Damage(leaf, page -> page.putLong(first + 5, -1L), first + 5),
                new Damage(leaf, page -> page.putLong(first + 5, 0L), first + 5),
                new Damage(leaf, page -> page.put(second + 2, (byte) 0xFF).put(second + 3, (byte) 0x7F), second),
                new Damage(leaf, page -> page.putInt(first + 13, -1), first + 13),
                new Damage(leaf, page -> page.put(SIZE - 1, (byte) 1), SIZE - 1),
                new Damage(index, page -> page.put(5, (byte) 0), 5),
                new Damage(index, page -> page.putShort(6, (short) 0), 6),
                new Damage(index, page -> page.putShort(6, (short) 4000), 6),
                new Damage(index, page -> page.putShort(34, (short) 1), 34),
                new Damage(index, page -> page.putLong(40, 1), 40),
                new Damage(index, page -> page.putInt(56, 1), 56),
                new Damage(index, page -> page.putInt(56 + 4 * children, -1), 56 + 4 * children),
                new Damage(index, page -> page.putInt(64, page.getInt(68)), 68),
                new Damage(index, page -> page.put(indexFirst, (byte) 1), indexFirst),
                new Damage(index, page -> page.put(SIZE - 1, (byte) 1), SIZE - 1),
                new Damage(overflow, page -> page.putInt(36, 0), 36),
                new Damage(overflow, page -> page.putShort(6, (short) 1), 6),
                new Damage(overflow, page -> page.putLong(40, -1), 40),
                new Damage(overflow, page -> page.put(SIZE - 1, (byte) 1), SIZE - 1),
                new Damage(pack, page -> page.putShort(6, (short) 0), 6),
                new Damage(pack, page -> page.putShort(6, (short) 600), 6),
                new Damage(pack, page -> page.put(5, (byte) 1), 5),
                new Damage(pack, page -> page.putShort(32, (short) 1), 32),
                new Damage(pack, page -> page.putLong(40, -1), 40),
                new Damage(pack, page -> page.putLong(40, 1L << 20), 40),
                new Damage(pack, page -> page.putInt(48, -1), 48),
                new Damage(pack, page -> page.putInt(52, page.getInt(48)), 52),
                new Damage(pack, page -> page.putShort(60, (short) 48), 48),
                new Damage(pack, page -> page.putShort(62, page.getShort(60)), 52),
                new Damage(pack, page -> page.putShort(64, (short) 4000), 56),
                new Damage(pack, page -> page.put(SIZE - 1, (byte) 1), SIZE - 1),
                new Damage(values, page -> page.putShort(6, (short) 0), 40),
                new Damage(values, page -> page.putShort(6, (short) 600), 6),
                new Damage(values, page -> page.put(5, (byte) 1), 5),
                new Damage(values, page -> page.putShort(32, (short) 199), 72),
                new Damage(values, page -> page.putShort(34, (short) 1), 34),
                new Damage(values, page -> page.putInt(36, SIZE - 49), 36),
                new Damage(values, page -> page.putLong(40, -1), 40),
                new Damage(values, page -> page.putLong(40, 1L << 20), 40),
                new Damage(values, page -> page.putLong(40, 0), 82),
                new Damage(values, page -> page.putInt(48, -1), 48),
                new Damage(values, page -> page.putInt(52, page.getInt(48)), 48),
                new Damage(values, page -> page.putShort(72, (short) 48), 72),
                new Damage(values, page -> page.putShort(78, (short) 0), 78),
                new Damage(values, page -> page.putShort(78, (short) 4_048), 78),
                new Damage(values, page -> page.putShort(78, (short) 701), 74),
                new Damage(values, page -> page.putShort(82, (short) 100), 82),
                new Damage(dictionary, page -> page.putInt(36, 0), 36),
                new Damage(dictionary, page -> page.putShort(6, (short) 0), 6),
                new Damage(dictionary, page -> page.putShort(6, (short) 65), 6),
                new Damage(dictionary, page -> page.putShort(6, (short) 3), 36),
                new Damage(dictionary, page -> page.putShort(34, (short) 1), 34),
                new Damage(dictionary, page -> page.putLong(40, 2), 40),
                new Damage(dictionary, page -> page.put(SIZE - 1, (byte) 1), SIZE - 1));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void verify_damagedPage_namesThePlace(Damage damage) {
        byte[] page = damage.page().clone();
        damage.change().accept(ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN));
        assertThat(page).isNotEqualTo(damage.page());
        PageDefect defect = PageStructure.verify(MemorySegment.ofArray(page), 0, SIZE);
        assertThat(defect).isNotNull();
        assertThat(defect.offset()).as(defect.toString()).isEqualTo(damage.offset());
    }

    @Test
    void verify_randomBytes_answersAndReadersSurvive() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] page = new byte[SIZE];
        for (int round = 0; round < 4_000; round++) {
            random.nextBytes(page);
            page[4] = (byte) random.nextInt(1, 5);
            if (random.nextBoolean()) { // else most end at the length of the content
                ByteBuffer.wrap(page)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putShort(6, (short) random.nextInt(200))
                        .putShort(32, (short) random.nextInt(1002))
                        .putInt(36, random.nextInt(4060));
            }
            checkSurvives(page, "round " + round, random);
        }
    }

    @Test
    void verify_mutatedPageUnderGoodChecksum_answersAndReadersSurvive() {
        List<byte[]> samples = List.of(Samples.leaf(SIZE), Samples.index(SIZE), Samples.overflow(SIZE));
        SplittableRandom random = new SplittableRandom(2);
        int accepted = 0;
        for (int round = 0; round < 10_000; round++) {
            byte[] page = samples.get(random.nextInt(samples.size())).clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                mutate(page, random);
            }
            Samples.seal(page);
            accepted += checkSurvives(page, "round " + round, random) ? 1 : 0;
        }
        assertThat(accepted).as("pages that are still well-formed").isBetween(100, 8_000);
    }

    private static void mutate(byte[] page, SplittableRandom random) {
        int at = random.nextInt(4) == 0 ? random.nextInt(4, 48) : random.nextInt(4, page.length);
        switch (random.nextInt(4)) {
            case 0 -> page[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> page[at] = (byte) random.nextInt();
            case 2 -> page[at] = (byte) 0xFF;
            default -> {
                int length = Math.min(random.nextInt(1, 300), page.length - at);
                System.arraycopy(page, random.nextInt(page.length - length + 1), page, at, length);
            }
        }
    }

    /// Reads everything in the page, and returns whether it is well-formed; then reading may not fail.
    private static boolean checkSurvives(byte[] page, String where, SplittableRandom random) {
        MemorySegment segment = MemorySegment.ofArray(page);
        PageDefect defect = PageStructure.verify(segment, 0, SIZE);
        if (defect != null) {
            assertThat(defect.offset()).as(where).isBetween(0, SIZE);
            assertThat(defect.inFile("data", 0)).isInstanceOf(StoreException.Corrupt.class);
        }
        byte[] wanted = Samples.text("entry-%05d".formatted(random.nextInt(100)));
        int kind = PageHeader.kind(segment, 0);
        try {
            if (kind == PageFormat.KIND_LEAF) {
                readLeaf(segment, wanted);
            } else if (kind == PageFormat.KIND_INDEX) {
                readIndex(segment, wanted);
            }
        } catch (IndexOutOfBoundsException e) {
            if (defect == null) {
                fail(where + ": a well-formed page cannot be read", e);
            }
        }
        return defect == null;
    }

    private static void readLeaf(MemorySegment page, byte[] wanted) {
        byte[] key = new byte[1000];
        LeafPage.find(page, 0, wanted, wanted.length);
        for (int i = 0; i < LeafPage.count(page, 0); i++) {
            LeafPage.copyKey(page, 0, i, key);
            LeafPage.compareKey(page, 0, i, wanted, wanted.length);
            LeafPage.keyLength(page, 0, i);
            LeafPage.valueLength(page, 0, i);
            LeafPage.valueOffset(page, 0, i);
            LeafPage.expiry(page, 0, i);
            if (LeafPage.isOverflow(page, 0, i)) {
                LeafPage.overflowPage(page, 0, i);
            }
        }
    }

    private static void readIndex(MemorySegment page, byte[] wanted) {
        byte[] separator = new byte[1000];
        IndexPage.findChild(page, 0, wanted, wanted.length);
        IndexPage.findChildInFarPage(page, 0, wanted, wanted.length);
        for (int i = 0; i < IndexPage.count(page, 0); i++) {
            IndexPage.child(page, 0, i);
            IndexPage.copySeparator(page, 0, i, separator);
            IndexPage.compareSeparator(page, 0, i, wanted, wanted.length);
        }
    }
}
