package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.coppice.graph.GraphException;
import dev.coppice.store.sim.Seeds;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdLineageFormatTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final HexFormat HEX = HexFormat.of();
    private static final String WHERE = "fork 9";
    private static final IdLineage LINE = IdLineage.of(0)
            .child(7, new IdMarks(1_000, 400))
            .child(Long.MAX_VALUE, new IdMarks(1_000, 401))
            .child(8, IdMarks.UNBOUNDED);
    private static final String GOLDEN = "0104" // version, count
            + "000000" // primary
            + "07e8079003" // fork 7: 1,000 and 400 further
            + "ffffffffffffffff7f0001" // fork 2^63 - 1: 0 and 1 further
            + "0897f8ffffffffffffff01eefcffffffffffffff01"; // fork 8: the rest of 64 bits

    private static IdLineage decode(String hex) {
        return IdLineage.decode(HEX.parseHex(hex), WHERE);
    }

    @Test
    void encode_isTheDocumentedBytes() {
        assertThat(HEX.formatHex(IdLineage.of(0).encode())).isEqualTo("0101000000");
        assertThat(HEX.formatHex(LINE.encode())).isEqualTo(GOLDEN);
    }

    @Test
    void decode_ofTheDocumentedBytes_isTheLine() {
        assertThat(decode("0101000000")).isEqualTo(IdLineage.of(0));
        assertThat(decode(GOLDEN)).isEqualTo(LINE).hasSameHashCodeAs(LINE);
        assertThat(decode("0101050000")).isEqualTo(IdLineage.of(5)).isNotEqualTo(IdLineage.of(0));
    }

    @Test
    void encode_ofAThousandForks_isSmallAndReadBack() {
        IdLineage line = IdLineage.of(0);
        for (int forkId = 1; forkId <= 1_000; forkId++) {
            line = line.child(forkId, new IdMarks(forkId * 100L, forkId * 300L));
        }
        byte[] bytes = line.encode();

        assertThat(bytes).hasSizeLessThan(6_000);
        assertThat(IdLineage.decode(bytes, WHERE)).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource({
        "'', format version 1",
        "00, format version 1",
        "020100000000, format version 1",
        "01, the number of owners",
        "0100, 1 to 0 owners",
        "0100000000, 1 to 1 owners",
        "0102000000, 1 to 1 owners",
        "01ffffffffffffffffff01000000, 1 to 1 owners",
        "010100, 1 to 0 owners",
        "010180808080, the number of a fork",
        "01018080000000, the number of a fork",
        "0101ffffffffffffffffff010000, the number of a fork",
        "0101ffffffffffffffffffff0100, more than 64 bits",
        "0101000100, 0 as a first vertex id of primary",
        "0101000001, 0 as a first edge id of primary",
        "010100000000, the end",
        "0102000000078000 00, more bytes than it needs",
        "010300000007ffffffffffffffffff0100080100, goes beyond them"
    })
    void decode_ofAnythingElse_isCorruptAndSaysWhere(String hex, String what) {
        assertThatThrownBy(() -> decode(hex.replace(" ", "")))
                .isInstanceOf(GraphException.Corrupt.class)
                .hasMessageStartingWith(WHERE + ", byte ")
                .hasMessageContaining(what)
                .hasMessageContaining("expected");
    }

    @Test
    void decode_ofAnyBytes_isWhatTheySayOrCorrupt_withLittleMemory() {
        byte[] golden = LINE.encode();
        Seeds.forEach(getClass(), 20_000, seed -> {
            byte[] input = mutated(new SplittableRandom(seed), golden);
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            IdLineage line = null;
            try {
                line = IdLineage.decode(input, WHERE);
            } catch (GraphException.Corrupt reported) {
                assertThat(reported).hasMessageContaining("expected");
            }
            allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
            assertThat(allocated).isLessThan(4 << 20);
            if (line != null) {
                assertThat(line.encode()).isEqualTo(input);
            }
        });
    }

    private static byte[] mutated(SplittableRandom random, byte[] golden) {
        byte[] input;
        if (random.nextInt(4) == 0) {
            input = new byte[random.nextInt(64)];
            random.nextBytes(input);
            if (input.length > 1) {
                input[0] = 1;
                input[1] = (byte) random.nextInt(10);
            }
        } else {
            input = golden.clone();
        }
        for (int edits = random.nextInt(4); edits > 0 && input.length > 0; edits--) {
            int at = random.nextInt(input.length);
            switch (random.nextInt(4)) {
                case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> input[at] = (byte) random.nextInt(256);
                case 2 -> input = Arrays.copyOf(input, at);
                default -> input = Arrays.copyOf(input, input.length + 1 + random.nextInt(3));
            }
        }
        return input;
    }
}
