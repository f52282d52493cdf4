package dev.coppice.graph.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import dev.coppice.store.sim.Seeds;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OrderedVarintTest {
    private static final int SEEDS = 20_000;

    @Test
    void write_numbers_isGolden() {
        Map.of(
                        0L,
                        "00",
                        127L,
                        "7f",
                        128L,
                        "8080",
                        16_383L,
                        "bfff",
                        16_384L,
                        "c04000",
                        1L << 20,
                        "d00000",
                        (1L << 56) - 1,
                        "feffffffffffffff",
                        1L << 56,
                        "ff0100000000000000",
                        Long.MIN_VALUE,
                        "ff8000000000000000",
                        -1L,
                        "ffffffffffffffffff")
                .forEach((number, hex) ->
                        assertThat(HexFormat.of().formatHex(written(number))).isEqualTo(hex));
    }

    @Test
    void length_everyBitLength_isOneByteForSevenBits() {
        for (int bits = 0; bits <= 64; bits++) {
            long highest = bits == 64 ? -1 : (1L << bits) - 1;
            int expected = bits > 56 ? 9 : Math.max(1, (bits + 6) / 7);
            assertThat(OrderedVarint.length(highest)).isEqualTo(expected);
            assertThat(OrderedVarint.length(highest - highest / 2)).isEqualTo(expected);
            assertThat(OrderedVarint.lengthByFirst(written(highest)[0])).isEqualTo(expected);
        }
    }

    @Test
    void read_written_isEqualAndInOrder() {
        Seeds.forEach(OrderedVarintTest.class, SEEDS, seed -> {
            var random = new SplittableRandom(seed);
            long left = random.nextLong() >>> random.nextInt(64);
            long right =
                    random.nextInt(3) == 0 ? left + random.nextInt(-1, 2) : random.nextLong() >>> random.nextInt(64);
            byte[] bytes = written(left);
            byte[] behind = new byte[bytes.length + 5];
            System.arraycopy(bytes, 0, behind, 2, bytes.length);
            assertThat(OrderedVarint.read(behind, 2, 2 + bytes.length)).isEqualTo(left);
            assertThat(OrderedVarint.read(MemorySegment.ofArray(behind), 2, 2 + bytes.length))
                    .isEqualTo(left);
            assertThat(Integer.signum(Arrays.compareUnsigned(bytes, written(right))))
                    .isEqualTo(Long.compareUnsigned(left, right));
        });
    }

    @Test
    void read_malformed_isCorrupt() {
        for (String hex : new String[] {
            "",
            "80",
            "8000",
            "807f",
            "c03fff",
            "c000",
            "fe",
            "fe00000000000000",
            "ff00ffffffffffffff",
            "ff",
            "ffffffffffffffff"
        }) {
            byte[] bytes = HexFormat.of().parseHex(hex);
            assertThatThrownBy(() -> OrderedVarint.read(bytes, 0, bytes.length))
                    .as(hex)
                    .isInstanceOf(GraphException.Corrupt.class);
            assertThatThrownBy(() -> OrderedVarint.read(MemorySegment.ofArray(bytes), 0, bytes.length))
                    .as(hex)
                    .isInstanceOf(GraphException.Corrupt.class);
        }
    }

    @Test
    void read_anyBytes_areCorruptOrTheOnlyFormOfANumber() {
        Seeds.forEach(OrderedVarintTest.class, SEEDS, seed -> {
            var random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            if (bytes.length > 1 && random.nextBoolean()) {
                bytes[0] = (byte) (0xFF00 >> random.nextInt(9));
                bytes[1] = 0;
            }
            try {
                long number = OrderedVarint.read(bytes, 0, bytes.length);
                assertThat(written(number)).isEqualTo(Arrays.copyOf(bytes, OrderedVarint.length(number)));
            } catch (GraphException.Corrupt reported) {
                assertThat(reported).hasMessageContaining("offset 0");
            }
        });
    }

    private static byte[] written(long number) {
        byte[] bytes = new byte[OrderedVarint.LENGTH_MAX];
        int length = OrderedVarint.write(bytes, 0, number);
        return Arrays.copyOf(bytes, length);
    }
}
