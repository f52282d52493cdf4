package dev.coppice.graph.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
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
                assertThat(end - 3).isEqualTo(Varint.length(value));
                assertThat(Varint.read(segment, 3, end)).isEqualTo(value);
                assertThatThrownBy(() -> Varint.read(segment, 3, end - 1)).isInstanceOf(GraphException.Corrupt.class);
            }
        }
    }

    @Test
    void read_malformed_isCorrupt() {
        for (String hex : new String[] {
            "", "80", "8000", "ffffff00", "ffffffffffffffffff02", "ffffffffffffffffff81", "ffffffffffffffffff8101"
        }) {
            byte[] bytes = HexFormat.of().parseHex(hex);
            assertThatThrownBy(() -> Varint.read(MemorySegment.ofArray(bytes), 0, bytes.length))
                    .as(hex)
                    .isInstanceOf(GraphException.Corrupt.class);
        }
    }

    @Test
    void zigzag_bothWays_isTheSame() {
        for (long value : new long[] {0, -1, 1, -2, 2, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(Varint.fromZigzag(Varint.toZigzag(value))).isEqualTo(value);
        }
        assertThat(Varint.toZigzag(-1)).isEqualTo(1);
        assertThat(Varint.toZigzag(1)).isEqualTo(2);
        assertThat(Varint.toZigzag(Long.MIN_VALUE)).isEqualTo(-1);
    }
}
