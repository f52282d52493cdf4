package dev.coppice.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EntryTest {
    private static final Entry ENTRY = new Entry(new byte[] {1, 2}, new byte[] {(byte) 0xFF}, 7);

    @Test
    void equals_comparesTheBytes() {
        Entry same = new Entry(new byte[] {1, 2}, new byte[] {(byte) 0xFF}, 7);
        assertThat(ENTRY).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(ENTRY)
                .isNotEqualTo(new Entry(new byte[] {1}, new byte[] {(byte) 0xFF}, 7))
                .isNotEqualTo(new Entry(new byte[] {1, 2}, new byte[] {}, 7))
                .isNotEqualTo(new Entry(new byte[] {1, 2}, new byte[] {(byte) 0xFF}, 8))
                .isNotEqualTo("0102=ff");
    }

    @Test
    void toString_showsTheBytes() {
        assertThat(ENTRY).hasToString("0102=ff");
    }
}
