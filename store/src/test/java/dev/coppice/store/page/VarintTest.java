package dev.coppice.store.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class VarintTest {
    @Test
    void read_writtenAtEveryBitLength_isEqual() {
        byte[] bytes = new byte[20];
        MemorySegment segment = MemorySegment.ofArray(bytes);
        for (int bits = 0; bits <= 64; bits++) {
            long highest = bits == 64 ? -1 : (1L << bits) - 1;
            for (long value : new long[] {highest, highest - highest / 2}) {
                int end = Varint.write(bytes, 3, value);
                assertThat(end - 3).isEqualTo(Varint.size(value));
                assertThat(Varint.read(segment, 3)).isEqualTo(value);
                assertThat(Varint.skip(segment, 3)).isEqualTo(end);
                assertThat(Varint.verifiedSize(segment, 3, end)).isEqualTo(end - 3);
                assertThat(Varint.verifiedSize(segment, 3, end - 1)).isZero();
            }
        }
    }

    @Test
    void verifiedSize_malformed_isZero() {
        for (String hex : new String[] {
            "", "80", "8000", "ffffff00", "ffffffffffffffffff02", "ffffffffffffffffff81", "ffffffffffffffffffff01"
        }) {
            byte[] bytes = HexFormat.of().parseHex(hex);
            assertThat(Varint.verifiedSize(MemorySegment.ofArray(bytes), 0, bytes.length))
                    .as(hex)
                    .isZero();
        }
    }

    @Test
    void skip_noEnd_stopsAfterTheLongest() {
        byte[] bytes = Samples.filled(100, '\377');
        assertThat(Varint.skip(MemorySegment.ofArray(bytes), 5)).isEqualTo(15);
        assertThat(Varint.read(MemorySegment.ofArray(bytes), 5)).isEqualTo(-1);
    }
}
