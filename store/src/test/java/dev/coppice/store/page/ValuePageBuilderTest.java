package dev.coppice.store.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuePageBuilderTest {
    @ParameterizedTest
    @ValueSource(ints = {4096, 65536})
    void build_untilFull_holdsEveryOverflowPage(int pageSize) {
        SplittableRandom random = new SplittableRandom(pageSize);
        ValuePageBuilder builder = new ValuePageBuilder(pageSize);
        for (int round = 0; round < 200; round++) {
            builder.reset();
            int maxLength = random.nextInt(1, pageSize * 3 / 4);
            byte[] continued = Samples.bytes(random, random.nextInt(pageSize / 2));
            if (continued.length > 0) {
                builder.addContinued(continued, 0, continued.length);
            }
            Map<Long, byte[]> added = new LinkedHashMap<>();
            int here = 0;
            int length = 0;
            while (builder.room() > 0 && here == length) {
                long logicalPage = random.nextLong(PageFormat.MAX_LOGICAL_PAGE + 1);
                assertThat(builder.contains(logicalPage)).isEqualTo(added.containsKey(logicalPage));
                byte[] bytes = Samples.bytes(random, random.nextInt(1, maxLength + 1));
                if (added.putIfAbsent(logicalPage, bytes) == null) {
                    length = bytes.length;
                    here = builder.add(logicalPage, logicalPage / 2, bytes, 0, length);
                }
            }
            byte[] page = new byte[pageSize];
            builder.build(page, here < length ? 17 : 0);
            assertHolds(page, continued, added);
        }
    }

    private static void assertHolds(byte[] page, byte[] continued, Map<Long, byte[]> added) {
        MemorySegment segment = MemorySegment.ofArray(page);
        assertThat(PageStructure.verify(segment, 0, page.length)).isNull();
        assertThat(ValuePage.count(segment, 0)).isEqualTo(added.size());
        assertThat(bytes(segment, ValuePage.continuedOffset(segment, 0), ValuePage.continuedLength(segment, 0)))
                .isEqualTo(continued);
        List<Long> logicalPages = new ArrayList<>(added.keySet());
        for (int i = 0; i < logicalPages.size(); i++) {
            long logicalPage = logicalPages.get(i);
            assertThat(ValuePage.find(segment, 0, logicalPage)).isEqualTo(i);
            assertThat(ValuePage.index(segment, 0, i)).isEqualTo(logicalPage / 2);
            byte[] expected = added.get(logicalPage);
            int here = ValuePage.lengthHere(segment, 0, i);
            assertThat(ValuePage.length(segment, 0, i)).isEqualTo(expected.length);
            assertThat(bytes(segment, ValuePage.offset(segment, 0, i), here)).isEqualTo(Arrays.copyOf(expected, here));
            assertThat(here == expected.length || i == logicalPages.size() - 1 && ValuePage.more(segment, 0) == 17)
                    .isTrue();
        }
    }

    private static byte[] bytes(MemorySegment segment, long offset, long length) {
        return segment.asSlice(offset, length).toArray(PageFormat.BYTE);
    }

    @Test
    void add_toFullPage_isRefused() {
        ValuePageBuilder builder = new ValuePageBuilder(4096);
        int room = builder.room();
        assertThat(builder.add(1, 0, new byte[4096], 0, room + 1)).isEqualTo(room);
        assertThat(builder.room()).isLessThan(1);
        assertThatThrownBy(() -> builder.add(2, 0, new byte[1], 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.addContinued(new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void verify_valuePage_isGoodForItsPagesOnly() {
        byte[] page = Samples.values(4096);
        for (long held : new long[] {7, 0x8000_0000L, 0xFFFF_FFFEL, PageFormat.NO_PAGE}) {
            assertThat(PageHeader.verify(ByteBuffer.wrap(page), Samples.FILE_TAG, Samples.FILE_PAGE, held))
                    .isNull();
        }
        PageDefect defect = PageHeader.verify(ByteBuffer.wrap(page), Samples.FILE_TAG, Samples.FILE_PAGE, 8);
        assertThat(defect.expected()).contains("logical page 8");
    }

    @Test
    void verify_malformedValuePageWithGoodChecksum_isADefectForEveryReader() {
        byte[] page = Samples.values(4096);
        PageFormat.SHORT_IN_ARRAY.set(page, ValuePage.lengthOffset(3, 0), (short) 701);
        PageHeader.seal(page, 0, 4096, Samples.FILE_TAG, Samples.FILE_PAGE, PageFormat.NO_PAGE);
        for (long asked : new long[] {7, PageFormat.NO_PAGE}) {
            assertThat(PageHeader.verify(ByteBuffer.wrap(page), Samples.FILE_TAG, Samples.FILE_PAGE, asked))
                    .isNotNull();
        }
    }

    @Test
    void verify_anyChangeOfTheDirectory_isNoticedOrHarmless() {
        SplittableRandom random = new SplittableRandom(7);
        int directoryEnd = PageFormat.HEADER_SIZE + ValuePage.directorySize(3);
        int[] fields = IntStream.concat(
                        IntStream.of(PageFormat.ENTRY_COUNT, PageFormat.PREFIX_LENGTH, PageFormat.CONTENT_LENGTH),
                        IntStream.concat(
                                IntStream.of(PageFormat.VALUE_MORE),
                                IntStream.range(PageFormat.HEADER_SIZE, directoryEnd)))
                .toArray();
        for (int i = 0; i < 20_000; i++) {
            byte[] page = Samples.values(4096);
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                page[fields[random.nextInt(fields.length)]] ^= (byte) (1 << random.nextInt(8));
            }
            MemorySegment segment = Samples.mapped(page).asSlice(4096, 4096);
            if (PageStructure.verify(segment, 0, 4096) == null) {
                for (int at = 0; at < ValuePage.count(segment, 0); at++) {
                    bytes(segment, ValuePage.offset(segment, 0, at), ValuePage.lengthHere(segment, 0, at));
                    assertThat(ValuePage.find(segment, 0, ValuePage.logicalPage(segment, 0, at)))
                            .isEqualTo(at);
                }
                bytes(segment, ValuePage.continuedOffset(segment, 0), ValuePage.continuedLength(segment, 0));
            }
        }
    }
}
