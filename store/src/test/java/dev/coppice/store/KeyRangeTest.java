package dev.coppice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRangeTest {
    private static final byte[][] KEYS = {{}, {0}, {1}, {1, 0}, {1, (byte) 0xFF}, {2}, {(byte) 0xFF}};

    /// Every range with bounds among the keys, empty ones too.
    private static List<KeyRange> ranges() {
        List<byte[]> bounds = new ArrayList<>(List.of(KEYS));
        bounds.add(null);
        List<KeyRange> ranges = new ArrayList<>();
        for (byte[] lower : bounds) {
            for (byte[] upper : bounds) {
                for (int inclusive = 0; inclusive < 4; inclusive++) {
                    ranges.add(new KeyRange(lower, (inclusive & 1) != 0, upper, (inclusive & 2) != 0));
                }
            }
        }
        return ranges;
    }

    @Test
    void intersection_ofAnyTwo_hasTheKeysOfBoth() {
        for (KeyRange one : ranges()) {
            for (KeyRange other : ranges()) {
                KeyRange both = one.intersection(other);
                for (byte[] key : KEYS) {
                    assertThat(both.contains(key)).isEqualTo(one.contains(key) && other.contains(key));
                }
            }
        }
    }

    @Test
    void equals_holdsForTheSameBoundsOnly() {
        List<KeyRange> ranges = ranges();
        List<KeyRange> copies = ranges();
        for (int i = 0; i < ranges.size(); i++) {
            assertThat(ranges.get(i)).isEqualTo(copies.get(i)).hasSameHashCodeAs(copies.get(i));
            for (int j = 0; j < i; j++) {
                assertThat(ranges.get(i).equals(copies.get(j))).isFalse();
            }
        }
        assertThat(KeyRange.all()).isNotEqualTo("all");
    }
}
