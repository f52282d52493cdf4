package dev.coppice.store.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.page.Samples.KeyShape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeysTest {
    @ParameterizedTest
    @EnumSource
    void shortest_randomKeys_isTheShortestThatSeparates(KeyShape shape) {
        SplittableRandom random = new SplittableRandom(5);
        byte[][] keys = shape.ascending(random, 300);
        for (int i = 1; i < keys.length; i++) {
            byte[] separator = Separators.shortest(keys[i - 1], keys[i]);
            assertThat(Arrays.compareUnsigned(keys[i - 1], separator)).isNegative();
            assertThat(Arrays.compareUnsigned(separator, keys[i])).isNotPositive();
            // Of all keys of one byte less, the greatest that is not above the right key is its beginning.
            byte[] shorter = Arrays.copyOf(keys[i], separator.length - 1);
            assertThat(Arrays.compareUnsigned(keys[i - 1], shorter)).isNotNegative();
        }
    }

    @Test
    void shortest_notAscending_isRefused() {
        for (String[] keys : new String[][] {{"a", "a"}, {"b", "a"}, {"ab", "a"}, {"\377", "\1"}, {"", ""}}) {
            assertThatThrownBy(() -> Separators.shortest(Samples.text(keys[0]), Samples.text(keys[1])))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void compare_unsignedBytesAndLengths_orders() {
        byte[][] ascending = {
            Samples.text(""),
            Samples.text("\0"),
            Samples.text("\0\0"),
            Samples.text("\177"),
            Samples.text("\200"),
            Samples.text("\377"),
            Samples.text("\377\0")
        };
        for (int i = 0; i < ascending.length; i++) {
            for (int j = 0; j < ascending.length; j++) {
                byte[] a = Samples.concat(new byte[2], ascending[i]);
                byte[] b = ascending[j];
                int order = Keys.compare(a, 2, a.length - 2, b, 0, b.length);
                assertThat(Integer.signum(order)).isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @Test
    void compareAfterHead_everyLengthAndPlaceOfADifference_comparesAsBytes() {
        SplittableRandom random = new SplittableRandom(9);
        for (int length = 0; length <= 40; length++) {
            for (int different = 0; different < length; different++) {
                byte[] key = Samples.bytes(random, 4 + length);
                byte[] other = key.clone();
                random.nextBytes(other); // what precedes and what follows the difference must not matter
                System.arraycopy(key, 4, other, 4, different);
                byte[] ofPage = Samples.concat(Samples.bytes(random, 48), other);
                int order = Keys.compareAfterHead(MemorySegment.ofArray(ofPage), 52, key, 4, length);
                int expected = Arrays.compareUnsigned(other, 4, 4 + length, key, 4, 4 + length);
                assertThat(Integer.signum(order)).isEqualTo(Integer.signum(expected));
            }
            byte[] key = Samples.bytes(random, 4 + length);
            byte[] same = Samples.concat(Samples.bytes(random, 52), Arrays.copyOfRange(key, 4, 4 + length));
            assertThat(Keys.compareAfterHead(MemorySegment.ofArray(same), 52, key, 4, length))
                    .isZero();
        }
    }

    @Test
    void head_keyShorterThanFourBytes_isPaddedWithZeros() {
        byte[] key = Samples.text("xabcdef");
        assertThat(Keys.head(key, 1, 7)).isEqualTo(0x61626364);
        assertThat(Keys.head(key, 1, 5)).isEqualTo(0x61626364);
        assertThat(Keys.head(key, 1, 4)).isEqualTo(0x61626300);
        assertThat(Keys.head(key, 1, 2)).isEqualTo(0x61000000);
        assertThat(Keys.head(key, 1, 1)).isZero();
        assertThat(Keys.head(new byte[0], 0, 0)).isZero();
    }
}
