package dev.coppice.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void bytes_anySize_hasTheLargestUnitBelowIt() {
        assertThat(Numbers.bytes(0)).isEqualTo("0 B");
        assertThat(Numbers.bytes(1023)).isEqualTo("1023 B");
        assertThat(Numbers.bytes(1024)).isEqualTo("1.0 KiB");
        assertThat(Numbers.bytes((1 << 20) - 1)).isEqualTo("1024.0 KiB");
        assertThat(Numbers.bytes(1 << 20)).isEqualTo("1.0 MiB");
        assertThat(Numbers.bytes(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
    }

    @Test
    void nanos_anyDuration_hasAboutThreeDigits() {
        assertThat(Numbers.nanos(850_999)).isEqualTo("850 µs");
        assertThat(Numbers.nanos(12_340_000)).isEqualTo("12.3 ms");
        assertThat(Numbers.nanos(4_560_000_000L)).isEqualTo("4.56 s");
    }

    @Test
    void counted_oneAndMany_usesTheRightWord() {
        assertThat(Numbers.counted(1, "entry", "entries")).isEqualTo("1 entry");
        assertThat(Numbers.counted(1_234_567, "entry", "entries")).isEqualTo("1,234,567 entries");
    }

    @Test
    void rough_duration_hasItsLargestUnit() {
        assertThat(Numbers.rough(Duration.ofSeconds(90))).isEqualTo("90 s");
        assertThat(Numbers.rough(Duration.ofMinutes(90))).isEqualTo("90 min");
        assertThat(Numbers.rough(Duration.ofHours(30))).isEqualTo("30 h");
        assertThat(Numbers.rough(Duration.ofDays(30))).isEqualTo("30 d");
    }
}
