package dev.coppice.store.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackBuilderTest {
    @ParameterizedTest
    @ValueSource(ints = {4096, 65536})
    void build_untilFull_holdsEveryImage(int pageSize) {
        SplittableRandom random = new SplittableRandom(pageSize);
        for (int round = 0; round < 20; round++) {
            PackBuilder builder = new PackBuilder(pageSize);
            TreeMap<Long, byte[]> images = new TreeMap<>();
            int maxLength = random.nextInt(1, pageSize / 2);
            while (true) {
                byte[] image = Samples.bytes(random, random.nextInt(1, maxLength + 1));
                if (image.length > builder.room()) {
                    break;
                }
                long logicalPage = random.nextLong(PageFormat.MAX_LOGICAL_PAGE + 1);
                assertThat(builder.contains(logicalPage)).isEqualTo(images.containsKey(logicalPage));
                if (images.putIfAbsent(logicalPage, image) == null) {
                    builder.add(logicalPage, image, image.length);
                }
            }
            byte[] page = new byte[pageSize];
            builder.build(page, 0);
            assertHolds(page, images);
        }
    }

    private static void assertHolds(byte[] page, TreeMap<Long, byte[]> images) {
        MemorySegment segment = MemorySegment.ofArray(page);
        assertThat(PageStructure.verify(segment, 0, page.length)).isNull();
        assertThat(PackPage.count(segment, 0)).isEqualTo(images.size());
        images.forEach((logicalPage, image) -> {
            int index = PackPage.find(segment, 0, logicalPage);
            assertThat(segment.asSlice(PackPage.offset(segment, 0, index), PackPage.length(segment, 0, index))
                            .toArray(PageFormat.BYTE))
                    .isEqualTo(image);
        });
    }

    @Test
    void add_moreThanThereIsRoomFor_isRefused() {
        PackBuilder builder = new PackBuilder(4096);
        byte[] image = new byte[4096];
        assertThatThrownBy(() -> builder.add(1, image, builder.room() + 1))
                .isInstanceOf(IllegalArgumentException.class);
        builder.add(1, image, builder.room());
        assertThat(builder.room()).isNegative();
    }

    @Test
    void fromImage_ofTheSamePage_isThePageButForItsIdentity() {
        for (byte[] page : List.of(Samples.leaf(4096), Samples.overflow(4096))) {
            byte[] taken = page.clone();
            int length = PackBuilder.toImage(taken);
            byte[] made = new byte[4096];
            Arrays.fill(made, PackBuilder.IMAGE_OFFSET + length, 4096, (byte) 0xAA);
            System.arraycopy(taken, PackBuilder.IMAGE_OFFSET, made, PackBuilder.IMAGE_OFFSET, length);
            assertThat(PackBuilder.fromImage(made, length, 4711)).isNull();
            assertThat(PageHeader.logicalPage(MemorySegment.ofArray(made), 0)).isEqualTo(4711);
            PageHeader.seal(made, 0, 4096, Samples.FILE_TAG, Samples.FILE_PAGE, Samples.LOGICAL_PAGE);
            assertThat(made).isEqualTo(page);
        }
    }

    @Test
    void fromImage_anyBytes_answers() {
        SplittableRandom random = new SplittableRandom(7);
        byte[] leaf = Samples.leaf(4096);
        int whole = PackBuilder.toImage(leaf);
        for (int i = 0; i < 20_000; i++) {
            byte[] page = leaf.clone();
            for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
                page[random.nextInt(PackBuilder.IMAGE_OFFSET, 4096)] ^= (byte) (1 << random.nextInt(8));
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(4096 - PackBuilder.IMAGE_OFFSET) : whole;
            if (PackBuilder.fromImage(page, length, 1) == null) {
                assertThat(PageStructure.verify(MemorySegment.ofArray(page), 0, 4096))
                        .isNull();
            }
        }
        byte[] index = Samples.index(4096);
        assertThat(PackBuilder.fromImage(index, PackBuilder.toImage(index), 1).offset())
                .isEqualTo(PageFormat.KIND);
    }

    @Test
    void verify_pack_isGoodForItsPagesOnly() {
        byte[] page = Samples.pack(4096);
        for (long held : new long[] {7, 0x8000_0000L, 0xFFFF_FFFEL, PageFormat.NO_PAGE}) {
            assertThat(PageHeader.verify(ByteBuffer.wrap(page), Samples.FILE_TAG, Samples.FILE_PAGE, held))
                    .isNull();
        }
        PageDefect defect = PageHeader.verify(ByteBuffer.wrap(page), Samples.FILE_TAG, Samples.FILE_PAGE, 8);
        assertThat(defect.expected()).contains("logical page 8");
    }
}
