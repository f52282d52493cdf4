package dev.coppice.graph.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.AllocatedBytes;
import dev.coppice.graph.GraphException;
import dev.coppice.store.sim.Seeds;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Bytes that nobody has written.
class ValueReaderTest {
    private static final int SEEDS = 20_000;
    private static final int MUTATIONS_MAX = 3;
    private static final long ALLOCATED_AT_LEAST = 1 << 20;
    private static final long ALLOCATED_PER_BYTE = 500;
    private static final String[] MALFORMED = {
        "", // nothing
        "00", // null alone
        "18", // no such tag
        "ff",
        "03", // cut off
        "05",
        "0580", // a varint cut off
        "058000", // longer than it need be
        "06ffffffffffffffffff02", // more than 64 bits
        "06ffffffffffffffffffff01",
        "04808004", // not 16 bits
        "058080808020", // not 32 bits
        "07000080", // cut off
        "070100c07f", // another NaN
        "08010000000000f87f",
        "0900", // no byte of an integer
        "09020001", // not the shortest form
        "0902ffff",
        "0a8080808020" + "0101", // a scale that is no int
        "0a00", // no unscaled number
        "0b02c3", // cut off
        "0b02c328", // no UTF-8
        "0b02c080", // overlong UTF-8
        "0b03eda080", // half a surrogate pair
        "0bffffffffffffffffff01", // a length beyond everything
        "0b80808080808080808001",
        "0cffffffff07", // a length beyond what is there
        "0dffffffffffffffffff01", // a day beyond all years
        "0e8080bc8ac9d213", // a time after midnight
        "0f008094ebdc03", // too many nanoseconds
        "0fffffffffffffffffff0100", // a point in time beyond all years
        "100000ffffffffffffffffff01", // an offset that is none
        "100000c2f407",
        "10ffffffffffffffffff010000",
        "12008094ebdc03", // too many nanoseconds of a span
        "1200ffffffffffffffffff01",
        "13001122", // cut off
        "14ffffffffffffffffff01", // a count whose product is small
        "14808080808080808040",
        "14010000c0", // cut off
        "140101" + "00c07f", // another NaN
        "150105", // an element that ends behind its list
        "15020580",
        "1501" + "18", // an element of no type
        "1502" + "1501", // a list in a list that ends behind it
        "1606" + "0b01620b0161", // not ascending
        "1604" + "05020502", // twice the same
        "1702" + "0502", // a key without value
        "1706" + "050405020502" + "00", // keys that do not ascend
        "1708" + "0504050205040502", // twice the same key
    };

    @Test
    void read_malformed_isCorrupt() {
        for (String hex : MALFORMED) {
            byte[] bytes = HexFormat.of().parseHex(hex);
            assertThatThrownBy(() -> Encoded.read(bytes))
                    .as(hex)
                    .isInstanceOf(GraphException.Corrupt.class)
                    .hasMessageContaining("offset")
                    .hasMessageContaining("coppice check");
        }
    }

    @Test
    void skip_moreThanIsThere_isCorrupt() {
        for (String hex : new String[] {
            "",
            "03",
            "0580",
            "070000",
            "0802",
            "130011",
            "0b02c3",
            "0bffffffffffffffffff01",
            "0b80808080808080808001",
            "0a0002ff",
            "0f00",
            "100000",
            "14010000c0",
            "14ffffffffffffffffff01",
            "14808080808080808040",
            "150205",
            "18"
        }) {
            byte[] bytes = HexFormat.of().parseHex(hex);
            assertThatThrownBy(() -> ValueReader.skip(MemorySegment.ofArray(bytes), 0))
                    .as(hex)
                    .isInstanceOf(GraphException.Corrupt.class);
        }
    }

    @Test
    void read_deeperThanAllowed_isCorrupt() {
        byte[] bytes = {0x15, 0};
        for (int i = 0; i < ValueFormat.DEPTH_MAX; i++) {
            byte[] outer = new byte[bytes.length + 2];
            outer[0] = 0x15;
            outer[1] = (byte) bytes.length;
            System.arraycopy(bytes, 0, outer, 2, bytes.length);
            bytes = outer;
        }
        byte[] tooDeep = bytes;
        assertThat(Encoded.read(Arrays.copyOfRange(tooDeep, 2, tooDeep.length))).isNotNull();
        assertThatThrownBy(() -> Encoded.read(tooDeep))
                .isInstanceOf(GraphException.Corrupt.class)
                .hasMessageContaining("deep");
    }

    @Test
    void read_mutatedBytes_areCorruptOrTheOnlyFormOfAValue() {
        Seeds.forEach(ValueReaderTest.class, SEEDS, seed -> {
            var values = new RandomValues(seed);
            byte[] bytes = Encoded.record(values.any());
            for (int i = values.random().nextInt(MUTATIONS_MAX + 1); i > 0; i--) {
                bytes = mutated(values.random(), bytes);
            }
            assertSafe(bytes);
        });
    }

    @Test
    void read_randomBytes_areCorruptOrTheOnlyFormOfAValue() {
        Seeds.forEach(ValueReaderTest.class, SEEDS, seed -> {
            var random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) random.nextInt(ValueType.MAP.tag() + 2);
            }
            assertSafe(bytes);
        });
    }

    private static void assertSafe(byte[] bytes) {
        String hex = HexFormat.of().formatHex(bytes);
        MemorySegment segment = MemorySegment.ofArray(bytes);
        long allocated = AllocatedBytes.soFar();
        try {
            Object value = ValueReader.read(segment, 0);
            allocated = AllocatedBytes.soFar() - allocated;
            long end = ValueReader.skip(segment, 0);
            assertThat(Encoded.record(value)).as(hex).isEqualTo(Arrays.copyOf(bytes, Math.toIntExact(end)));
        } catch (GraphException.Corrupt reported) {
            allocated = AllocatedBytes.soFar() - allocated;
            assertThat(reported).hasMessageContaining("offset");
        }
        assertThat(allocated).as(hex).isLessThan(ALLOCATED_AT_LEAST + ALLOCATED_PER_BYTE * bytes.length);
    }

    static byte[] mutated(SplittableRandom random, byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        byte[] copy = bytes.clone();
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 1 -> {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                longer[at] = (byte) random.nextInt();
                return longer;
            }
            case 2 -> {
                if (at < copy.length) {
                    copy[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                }
                return copy;
            }
            default -> {
                if (at < copy.length) {
                    copy[at] = (byte) (random.nextBoolean() ? random.nextInt(24) : random.nextInt());
                }
                return copy;
            }
        }
    }
}
