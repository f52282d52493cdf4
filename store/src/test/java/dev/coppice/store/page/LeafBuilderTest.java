package dev.coppice.store.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.page.Samples.KeyShape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeafBuilderTest {
    private static final byte[] NO_VALUE = {};

    @Test
    void build_noEntries_isWellFormed() {
        LeafBuilder builder = new LeafBuilder(4096);
        assertThat(builder.isEmpty()).isTrue();
        assertThat(builder.size()).isEqualTo(PageFormat.HEADER_SIZE);
        byte[] page = new byte[4096];
        builder.build(page, 0);
        MemorySegment segment = MemorySegment.ofArray(page);
        assertThat(PageStructure.verify(segment, 0, 4096)).isNull();
        assertThat(LeafPage.find(segment, 0, Samples.text("a"), 1)).isEqualTo(-1);
    }

    @Test
    void build_expiryAtTheEndOfTime_isAnExpiry() {
        LeafBuilder builder = new LeafBuilder(4096);
        builder.add(Samples.text("a"), 0, 1, Long.MAX_VALUE, NO_VALUE, 0, 0);
        MemorySegment page = build(builder);
        assertThat(LeafPage.expiry(page, 0, 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(PageHeader.flags(page, 0)).isEqualTo(PageFormat.PAGE_HAS_EXPIRY);
    }

    @Test
    void build_inTheMiddleOfAnArray_touchesNoOtherByte() {
        LeafBuilder builder = new LeafBuilder(4096);
        builder.add(Samples.text("key"), 0, 3, 0, Samples.text("value"), 0, 5);
        byte[] target = Samples.filled(3 * 4096, 'z');
        builder.build(target, 4096);
        PageHeader.seal(target, 4096, 4096, 1, 2, 3);
        assertThat(Arrays.copyOf(target, 4096)).containsOnly('z');
        assertThat(Arrays.copyOfRange(target, 2 * 4096, 3 * 4096)).containsOnly('z');
        assertThat(PageStructure.verify(MemorySegment.ofArray(target), 4096, 4096))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void add_largestInlineValue_fitsAsFitsInlineSays(boolean hasExpiry) {
        long expiry = hasExpiry ? 1 : 0;
        for (int pageSize = PageFormat.MIN_PAGE_SIZE; pageSize <= PageFormat.MAX_PAGE_SIZE; pageSize *= 2) {
            for (int keyLength : new int[] {0, 1, 4, 5, 16, 127, 128, 999, 1000}) {
                byte[] key = new byte[keyLength];
                int largest = pageSize;
                while (!PageFormat.fitsInline(pageSize, keyLength, hasExpiry, largest)) {
                    largest--;
                }
                LeafBuilder builder = new LeafBuilder(pageSize);
                assertThat(builder.fits(key, 0, keyLength, expiry, largest + 1L))
                        .isFalse();
                assertThat(builder.fits(key, 0, keyLength, expiry, Long.MAX_VALUE))
                        .isFalse();
                assertThat(builder.add(key, 0, keyLength, expiry, new byte[largest], 0, largest))
                        .isTrue();
                assertThat(builder.size()).isEqualTo(pageSize);
                builder.build(new byte[pageSize], 0);
            }
        }
    }

    @Test
    void add_keyNotAfterTheLast_isRefused() {
        LeafBuilder builder = new LeafBuilder(4096);
        builder.add(Samples.text("b\0"), 0, 2, 0, NO_VALUE, 0, 0);
        for (String key : new String[] {"b\0", "b", "a\377", ""}) {
            assertThatThrownBy(() -> builder.add(Samples.text(key), 0, key.length(), 0, NO_VALUE, 0, 0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(builder.count()).isEqualTo(1);
        assertThat(builder.add(Samples.text("b\377"), 0, 2, 0, NO_VALUE, 0, 0)).isTrue();
    }

    @Test
    void add_argumentOutOfRange_isRefused() {
        LeafBuilder builder = new LeafBuilder(4096);
        byte[] key = new byte[1001];
        assertThatThrownBy(() -> builder.add(key, 0, 1001, 0, NO_VALUE, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.add(key, 0, 1, -1, NO_VALUE, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.addOverflow(key, 0, 1, 0, 5000, PageFormat.NO_PAGE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.addOverflow(key, 0, 1, 0, 5000, 0xFFFF_FFFFL))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.addOverflow(key, 0, 1, 0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LeafBuilder(5000)).isInstanceOf(IllegalArgumentException.class);
        assertThat(builder.isEmpty()).isTrue();
    }

    @Test
    void reset_afterAFullPage_leavesNoTrace() {
        LeafBuilder used = new LeafBuilder(4096);
        for (int i = 0; i < 30; i++) {
            used.add(Samples.text("long-prefix-" + (char) ('a' + i)), 0, 13, 5 + i, Samples.filled(90, 'v'), 0, 90);
        }
        used.build(new byte[4096], 0);
        used.reset();
        LeafBuilder fresh = new LeafBuilder(4096);
        byte[][] pages = new byte[2][4096];
        int i = 0;
        for (LeafBuilder builder : new LeafBuilder[] {used, fresh}) {
            builder.add(Samples.text("a"), 0, 1, 0, Samples.text("value"), 0, 5);
            builder.add(Samples.text("b"), 0, 1, 0, Samples.text("value"), 0, 5);
            builder.build(pages[i++], 0);
        }
        assertThat(pages[0]).isEqualTo(pages[1]);
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 65536})
    void addEntry_everyEntryOfAPage_buildsTheSamePage(int pageSize) {
        byte[] page = Samples.leaf(pageSize);
        MemorySegment segment = Samples.mapped(page);
        LeafBuilder builder = new LeafBuilder(pageSize);
        for (int i = 0; i < LeafPage.count(segment, pageSize); i++) {
            assertThat(builder.addEntry(segment, pageSize, i)).isTrue();
        }
        byte[] copy = new byte[pageSize];
        builder.build(copy, 0);
        Samples.seal(copy);
        assertThat(copy).isEqualTo(page);
    }

    @Test
    void addEntry_pageIsFull_changesNothing() {
        MemorySegment other = Samples.mapped(Samples.leaf(4096));
        LeafBuilder builder = new LeafBuilder(4096);
        builder.add(Samples.text("a"), 0, 1, 0, new byte[4020], 0, 4020);
        int size = builder.size();
        assertThat(builder.addEntry(other, 4096, 1)).isFalse();
        assertThat(builder.size()).isEqualTo(size);
        assertThat(builder.count()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void moveTail_anywhere_leavesTwoPagesThatHoldAllEntries(KeyShape shape) {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 40; round++) {
            LeafBuilder whole = new LeafBuilder(4096);
            LeafBuilder left = new LeafBuilder(4096);
            LeafBuilder right = new LeafBuilder(4096);
            for (byte[] key : shape.ascending(random, random.nextInt(2, 200))) {
                long expiry = random.nextInt(2);
                byte[] value = new byte[random.nextInt(60)];
                if (whole.add(key, 0, key.length, expiry, value, 0, value.length)) {
                    left.add(key, 0, key.length, expiry, value, 0, value.length);
                }
            }
            byte[] lastKey = new byte[1000];
            int lastLength = whole.copyKey(whole.count() - 1, lastKey);
            int from = round % 2 == 0 && whole.count() > 1 ? whole.middle() : random.nextInt(whole.count() + 1);
            left.moveTail(from, right);
            assertThat(left.count()).isEqualTo(from);
            assertThat(right.count()).isEqualTo(whole.count() - from);
            MemorySegment[] halves = {build(left), build(right)};
            MemorySegment all = build(whole);
            assertThat(LeafPage.find(all, 0, lastKey, lastLength)).isEqualTo(whole.count() - 1);
            byte[] expected = new byte[1000];
            byte[] found = new byte[1000];
            for (int i = 0; i < whole.count(); i++) {
                MemorySegment half = halves[i < from ? 0 : 1];
                int index = i < from ? i : i - from;
                int length = LeafPage.copyKey(all, 0, i, expected);
                assertThat(LeafPage.copyKey(half, 0, index, found)).isEqualTo(length);
                assertThat(Arrays.equals(expected, 0, length, found, 0, length)).isTrue();
                assertThat(LeafPage.valueLength(half, 0, index)).isEqualTo(LeafPage.valueLength(all, 0, i));
                assertThat(LeafPage.expiry(half, 0, index)).isEqualTo(LeafPage.expiry(all, 0, i));
            }
        }
    }

    @Test
    void middle_entriesOfUnequalSize_halvesTheBytes() {
        LeafBuilder builder = new LeafBuilder(4096);
        builder.add(Samples.text("a"), 0, 1, 0, new byte[2500], 0, 2500);
        for (char c = 'b'; c < 'l'; c++) {
            builder.add(Samples.text("" + c), 0, 1, 0, new byte[100], 0, 100);
        }
        assertThat(builder.middle()).isEqualTo(1);
        LeafBuilder even = new LeafBuilder(4096);
        for (char c = 'b'; c < 'l'; c++) {
            even.add(Samples.text("" + c), 0, 1, 0, new byte[100], 0, 100);
        }
        assertThat(even.middle()).isEqualTo(5);
    }

    private static MemorySegment build(LeafBuilder builder) {
        byte[] page = new byte[4096];
        builder.build(page, 0);
        MemorySegment segment = MemorySegment.ofArray(page);
        assertThat(PageStructure.verify(segment, 0, 4096)).isNull();
        return segment;
    }
}
