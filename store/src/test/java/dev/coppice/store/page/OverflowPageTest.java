package dev.coppice.store.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class OverflowPageTest {
    @Test
    void pageCount_aroundWholePages_roundsUp() {
        assertThat(OverflowPage.pageCount(4096, 0)).isZero();
        assertThat(OverflowPage.pageCount(4096, 1)).isEqualTo(1);
        assertThat(OverflowPage.pageCount(4096, 4048)).isEqualTo(1);
        assertThat(OverflowPage.pageCount(4096, 4049)).isEqualTo(2);
        assertThat(OverflowPage.pageCount(65536, 1L << 30)).isEqualTo(16397);
        assertThat(OverflowPage.pageCount(4096, Long.MAX_VALUE)).isEqualTo(2_278_500_997_246_734L);
    }

    @Test
    void build_piece_isReadBackAndTheRestIsZero() {
        byte[] page = Samples.overflow(8192);
        MemorySegment segment = MemorySegment.ofArray(page);
        int length = 8192 - 48 - 1000;
        assertThat(PageHeader.kind(segment, 0)).isEqualTo(PageFormat.KIND_OVERFLOW);
        assertThat(OverflowPage.length(segment, 0)).isEqualTo(length);
        assertThat(OverflowPage.index(segment, 0)).isEqualTo(41);
        assertThat(segment.asSlice(OverflowPage.offset(0), length).toArray(PageFormat.BYTE))
                .containsOnly((byte) 0xEE);
        assertThat(segment.asSlice(48 + length).toArray(PageFormat.BYTE)).containsOnly(0);
    }

    @Test
    void build_pieceThatNoPageHolds_isRefused() {
        assertThatThrownBy(() -> OverflowPage.build(new byte[4096], 0, 4096, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OverflowPage.build(new byte[4096], 0, 4096, 0, 4049))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
