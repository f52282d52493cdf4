package dev.coppice.store.page;

import static dev.coppice.store.page.Samples.FILE_PAGE;
import static dev.coppice.store.page.Samples.FILE_TAG;
import static dev.coppice.store.page.Samples.LOGICAL_PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PageHeaderTest {
    @Test
    void verify_anyBitFlipped_isDetected() {
        byte[] page = Samples.leaf(4096);
        ByteBuffer buffer = ByteBuffer.wrap(page);
        assertThat(PageHeader.verify(buffer, FILE_TAG, FILE_PAGE, LOGICAL_PAGE)).isNull();
        int undetected = 0;
        for (int bit = 0; bit < Byte.SIZE * page.length; bit++) {
            page[bit >> 3] ^= (byte) (1 << (bit & 7));
            if (PageHeader.verify(buffer, FILE_TAG, FILE_PAGE, LOGICAL_PAGE) == null) {
                undetected++;
            }
            page[bit >> 3] ^= (byte) (1 << (bit & 7));
        }
        assertThat(undetected).isZero();
    }

    @Test
    void verify_zeros_isDetected() {
        assertThat(PageHeader.verify(ByteBuffer.allocate(4096), 0, 0, 0)).isNotNull();
    }

    @Test
    void verify_pageOfAnotherPlace_saysWhichFieldDiffers() {
        ByteBuffer page = ByteBuffer.wrap(Samples.index(8192));
        assertThat(PageHeader.verify(page, FILE_TAG + 1, FILE_PAGE, LOGICAL_PAGE)
                        .offset())
                .isEqualTo(PageFormat.FILE_TAG);
        assertThat(PageHeader.verify(page, FILE_TAG, FILE_PAGE + 1, LOGICAL_PAGE)
                        .offset())
                .isEqualTo(PageFormat.FILE_PAGE);
        assertThat(PageHeader.verify(page, FILE_TAG, FILE_PAGE, LOGICAL_PAGE + 1)
                        .offset())
                .isEqualTo(PageFormat.LOGICAL_PAGE);
        assertThat(PageHeader.verify(page, FILE_TAG, FILE_PAGE, PageFormat.NO_PAGE))
                .isNull();
    }

    @Test
    void verify_pageAmongOthersInADirectBuffer_looksAtNoOtherByte() {
        byte[] page = Samples.overflow(4096);
        ByteBuffer buffer = ByteBuffer.allocateDirect(3 * 4096).position(4096).put(page);
        buffer.position(4096).limit(2 * 4096);
        assertThat(PageHeader.verify(buffer, FILE_TAG, FILE_PAGE, LOGICAL_PAGE)).isNull();
        assertThat(buffer.position()).isEqualTo(4096);
        assertThat(buffer.remaining()).isEqualTo(4096);
    }

    @Test
    void verify_notAPageSize_isDetected() {
        byte[] page = Samples.leaf(4096);
        for (int length : new int[] {0, 1, 47, 48, 4095}) {
            assertThat(PageHeader.verify(ByteBuffer.wrap(page, 0, length), FILE_TAG, FILE_PAGE, LOGICAL_PAGE))
                    .isNotNull();
        }
        assertThat(PageHeader.verify(ByteBuffer.allocate(128 << 10), 0, 0, 0)).isNotNull();
    }

    @Test
    void inFile_defect_namesFileAndOffset() {
        PageDefect defect =
                PageHeader.verify(ByteBuffer.wrap(Samples.leaf(4096)), FILE_TAG, FILE_PAGE, LOGICAL_PAGE + 1);
        assertThat(defect.inFile("data_5_1", 17 * 4096).file()).isEqualTo("data_5_1");
        assertThat(defect.inFile("data_5_1", 17 * 4096).offset()).isEqualTo(17 * 4096 + 24);
        assertThat(defect.inFile("data_5_1", 17 * 4096)).hasMessageContaining("logical page 1268");
    }

    @Test
    void accessors_sealedPage_returnWhatWasWritten() {
        MemorySegment page = MemorySegment.ofArray(Samples.index(4096));
        assertThat(PageHeader.kind(page, 0)).isEqualTo(PageFormat.KIND_INDEX);
        assertThat(PageHeader.level(page, 0)).isEqualTo(3);
        assertThat(PageHeader.fileTag(page, 0)).isEqualTo(FILE_TAG);
        assertThat(PageHeader.filePage(page, 0)).isEqualTo(FILE_PAGE);
        assertThat(PageHeader.logicalPage(page, 0)).isEqualTo(LOGICAL_PAGE);
        assertThat(PageHeader.flags(page, 0)).isZero();
        assertThat(PageHeader.flags(MemorySegment.ofArray(Samples.leaf(4096)), 0))
                .isEqualTo(PageFormat.PAGE_HAS_EXPIRY);
    }
}
