package dev.coppice.store.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.coppice.store.page.Samples.KeyShape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IndexPageTest {
    @ParameterizedTest
    @EnumSource
    void findChild_builtFromRandomSeparators_answersLikeTheModel(KeyShape shape) {
        for (int pageSize = PageFormat.MIN_PAGE_SIZE; pageSize <= PageFormat.MAX_PAGE_SIZE; pageSize *= 2) {
            for (long seed = 0; seed < 3; seed++) {
                checkAgainstModel(shape, pageSize, seed);
            }
        }
    }

    private static void checkAgainstModel(KeyShape shape, int pageSize, long seed) {
        String where = "seed %d, %s, page of %d".formatted(seed, shape, pageSize);
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> separators = new ArrayList<>();
        List<Long> children = new ArrayList<>();
        IndexBuilder builder = new IndexBuilder(pageSize);
        for (byte[] separator : shape.ascending(random, random.nextInt(1, pageSize / 12))) {
            long child = random.nextLong(0xFFFF_FFFFL);
            separators.add(separator);
            children.add(child);
            boolean fits = builder.fits(separator, 0, separator.length);
            if (!fits || pageSize - builder.size() < 60) {
                int size = 48 + ReferencePages.indexContent(separators, children).length;
                assertThat(fits).as(where).isEqualTo(size <= pageSize);
            }
            assertThat(builder.add(separator, 0, separator.length, child))
                    .as(where)
                    .isEqualTo(fits);
            if (!fits) {
                separators.removeLast();
                children.removeLast();
                if (random.nextInt(4) == 0) {
                    break;
                }
            }
        }
        byte[] page = Samples.filled(pageSize, 'z');
        builder.build(page, 0, 1);
        Samples.seal(page);
        byte[] content = ReferencePages.indexContent(separators, children);
        assertThat(builder.size()).as(where).isEqualTo(48 + content.length);
        assertThat(Arrays.copyOfRange(page, 48, 48 + content.length)).as(where).isEqualTo(content);
        MemorySegment segment = Samples.mapped(page);
        assertThat(PageStructure.verify(segment, pageSize, pageSize)).as(where).isNull();
        byte[][] model = separators.toArray(byte[][]::new);
        model[0] = new byte[0];
        checkSeparators(segment, pageSize, model, children, where);
        checkSearches(segment, pageSize, model, shape, random, where);
    }

    private static void checkSeparators(
            MemorySegment page, long base, byte[][] separators, List<Long> children, String where) {
        assertThat(IndexPage.count(page, base)).as(where).isEqualTo(separators.length);
        assertThat(IndexPage.level(page, base)).as(where).isEqualTo(1);
        for (int i = 0; i < separators.length; i++) {
            byte[] separator = new byte[separators[i].length];
            boolean same = IndexPage.copySeparator(page, base, i, separator) == separator.length
                    && Arrays.equals(separator, separators[i])
                    && IndexPage.child(page, base, i) == children.get(i);
            if (!same) {
                fail("%s: child %d is not as added", where, i);
            }
        }
    }

    private static void checkSearches(
            MemorySegment page, long base, byte[][] separators, KeyShape shape, SplittableRandom random, String where) {
        check(page, base, separators, new byte[0], where);
        check(page, base, separators, Samples.filled(1000, '\377'), where);
        for (byte[] separator : separators) {
            check(page, base, separators, separator, where);
            check(page, base, separators, Arrays.copyOf(separator, Math.min(separator.length + 1, 1000)), where);
            check(page, base, separators, Arrays.copyOf(separator, random.nextInt(separator.length + 1)), where);
            byte[] changed = separator.clone();
            if (separator.length > 0) {
                changed[random.nextInt(separator.length)] += (byte) random.nextInt(1, 256);
            }
            check(page, base, separators, changed, where);
            check(page, base, separators, shape.key(random), where);
        }
    }

    private static void check(MemorySegment page, long base, byte[][] separators, byte[] key, String where) {
        int found = Arrays.binarySearch(separators, 1, separators.length, key, Samples.KEY_ORDER);
        int expected = found >= 0 ? found : -(found + 1) - 1;
        if (IndexPage.findChild(page, base, key, key.length) != expected) {
            fail("%s: key %s does not lead to child %d", where, Arrays.toString(key), expected);
        }
        if (IndexPage.findChildInFarPage(page, base, key, key.length) != expected) {
            fail("%s: key %s does not lead to child %d of a far page", where, Arrays.toString(key), expected);
        }
    }

    @Test
    void findChild_oneChild_isItForAnyKey() {
        IndexBuilder builder = new IndexBuilder(4096);
        builder.addFirst(5);
        MemorySegment page = build(builder);
        assertThat(IndexPage.findChild(page, 0, new byte[0], 0)).isZero();
        assertThat(IndexPage.findChild(page, 0, Samples.filled(1000, '\377'), 1000))
                .isZero();
    }

    @Test
    void findChildInFarPage_headsAddUpToTheRareSum_findsTheSame() {
        byte[][] separators = new byte[6][];
        IndexBuilder builder = new IndexBuilder(4096);
        for (int i = 0; i < separators.length; i++) {
            int head = i < 4 ? i : (int) (i == 4 ? Slots.RARE_SUM : Slots.RARE_SUM >>> 32);
            separators[i] = i == 0
                    ? new byte[0]
                    : ByteBuffer.allocate(4).putInt(0, head).array();
            builder.add(separators[i], 0, separators[i].length, i);
        }
        MemorySegment page = build(builder);
        assertThat(page.get(PageFormat.LONG, 64)).isEqualTo(Slots.RARE_SUM);
        for (int i = 0; i < separators.length; i++) {
            check(page, 0, separators, separators[i], "rare");
            check(page, 0, separators, Arrays.copyOf(separators[i], 5), "rare");
        }
    }

    @Test
    void findChild_keysThatDifferInTrailingZerosOnly_tellsThemApart() {
        String[] separators = {"", "ab", "ab\0", "ab\0\0", "ab\0\0c"};
        IndexBuilder builder = new IndexBuilder(4096);
        for (int i = 0; i < separators.length; i++) {
            builder.add(Samples.text(separators[i]), 0, separators[i].length(), i);
        }
        MemorySegment page = build(builder);
        for (int i = 0; i < separators.length; i++) {
            assertThat(IndexPage.findChild(page, 0, Samples.text(separators[i]), separators[i].length()))
                    .isEqualTo(i);
        }
        assertThat(IndexPage.findChild(page, 0, Samples.text("ab\0\0\0"), 5)).isEqualTo(3);
        assertThat(IndexPage.findChild(page, 0, Samples.text("aa"), 2)).isZero();
    }

    @Test
    void add_longestSeparators_fourChildrenFitTheSmallestPage() {
        IndexBuilder builder = new IndexBuilder(PageFormat.MIN_PAGE_SIZE);
        for (char c = 'a'; c <= 'd'; c++) {
            assertThat(builder.add(Samples.filled(1000, c), 0, 1000, c)).isTrue();
        }
        build(builder);
    }

    @Test
    void build_noChildren_isRefused() {
        assertThatThrownBy(() -> new IndexBuilder(4096).build(new byte[4096], 0, 1))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void addFirst_notFirst_isRefused() {
        IndexBuilder builder = new IndexBuilder(4096);
        builder.addFirst(1);
        assertThatThrownBy(() -> builder.addFirst(2)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void moveTail_anywhere_leavesTwoPagesThatHoldAllChildren(KeyShape shape) {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 15; round++) {
            IndexBuilder left = new IndexBuilder(4096);
            List<byte[]> separators = new ArrayList<>();
            for (byte[] separator : shape.ascending(random, random.nextInt(2, 300))) {
                if (left.add(separator, 0, separator.length, separators.size())) {
                    separators.add(separator);
                }
            }
            if (left.count() < 2) {
                continue;
            }
            int from = round % 2 == 0 ? left.middle() : random.nextInt(1, left.count());
            byte[] promoted = new byte[1000];
            int length = left.copySeparator(from, promoted);
            assertThat(Arrays.copyOf(promoted, length)).isEqualTo(separators.get(from));
            IndexBuilder right = new IndexBuilder(4096);
            left.moveTail(from, right);
            MemorySegment[] halves = {build(left), build(right)};
            for (int i = 1; i < separators.size(); i++) {
                MemorySegment half = halves[i < from ? 0 : 1];
                int index = i < from ? i : i - from;
                assertThat(IndexPage.child(half, 0, index)).isEqualTo(i);
                byte[] separator = separators.get(i);
                assertThat(IndexPage.findChild(half, 0, separator, separator.length))
                        .isEqualTo(index);
            }
        }
    }

    private static MemorySegment build(IndexBuilder builder) {
        byte[] page = new byte[4096];
        builder.build(page, 0, 1);
        MemorySegment segment = MemorySegment.ofArray(page);
        assertThat(PageStructure.verify(segment, 0, 4096)).isNull();
        return segment;
    }
}
