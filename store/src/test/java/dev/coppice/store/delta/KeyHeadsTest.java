package dev.coppice.store.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyHeadsTest {
    @Test
    void head_anyPartOfAnArray_isThatOfThePartAlone() {
        Random random = new Random(1);
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        for (int from = 0; from <= bytes.length; from++) {
            for (int to = from; to <= bytes.length; to++) { // near the end of the array, and far from it
                byte[] padded = Arrays.copyOf(Arrays.copyOfRange(bytes, from, to), Math.max(to - from, Long.BYTES));
                assertThat(KeyHeads.head(bytes, from, to)).isEqualTo(KeyHeads.head(padded, 0, Long.BYTES));
            }
        }
    }

    @Test
    void head_keysInOrder_neverDescends() {
        Random random = new Random(2);
        byte[][] keys = new byte[2_000][];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = new byte[random.nextInt(12)];
            for (int j = 0; j < keys[i].length; j++) {
                keys[i][j] = (byte) (random.nextInt(5) * 63); // 0, 63, 126, and with the sign bit 189, 252
            }
        }
        Arrays.sort(keys, Arrays::compareUnsigned);
        for (int i = 1; i < keys.length; i++) {
            assertThat(KeyHeads.head(keys[i - 1], 0, keys[i - 1].length))
                    .isLessThanOrEqualTo(KeyHeads.head(keys[i], 0, keys[i].length));
        }
    }

    @Test
    void bounds_everyRangeOfEveryLength_areThoseOfALinearSearch() {
        Random random = new Random(3);
        for (int length = 0; length <= DeltaNode.CAPACITY; length++) {
            long[] heads = new long[length];
            for (int i = 0; i < length; i++) {
                heads[i] = random.nextInt(10) == 0 ? Long.MAX_VALUE : random.nextInt(20) - 10;
            }
            Arrays.sort(heads);
            int from = length == 0 ? 0 : random.nextInt(2);
            for (long head : new long[] {Long.MIN_VALUE, -11, -3, 0, 1, 9, 10, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
                int lower = from;
                while (lower < length && heads[lower] < head) {
                    lower++;
                }
                int upper = lower;
                while (upper < length && heads[upper] == head) {
                    upper++;
                }
                assertThat(KeyHeads.lowerBound(heads, from, length, head)).isEqualTo(lower);
                assertThat(KeyHeads.upperBound(heads, from, length, head)).isEqualTo(upper);
            }
        }
    }

    @Test
    void compareWithPrefix_keysAroundAPrefix_saysWhereTheyStand() {
        byte[] prefix = Chunks.key("mn");

        assertThat(comparedWith(prefix, "")).isNegative();
        assertThat(comparedWith(prefix, "m")).isNegative();
        assertThat(comparedWith(prefix, "mm~")).isNegative();
        assertThat(comparedWith(prefix, "mn")).isZero();
        assertThat(comparedWith(prefix, "mn\0")).isZero();
        assertThat(comparedWith(prefix, "mo")).isPositive();
        assertThat(comparedWith(prefix, "n")).isPositive();
    }

    private static int comparedWith(byte[] prefix, String key) {
        byte[] shifted = Chunks.key("##" + key + "##");
        return KeyHeads.compareWithPrefix(shifted, 2, key.length(), prefix);
    }
}
