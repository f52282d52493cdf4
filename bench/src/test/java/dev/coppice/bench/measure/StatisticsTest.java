package dev.coppice.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StatisticsTest {
    @Test
    void median_oddNumberOfValues_isTheMiddleOne() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
    }

    @Test
    void median_evenNumberOfValues_isTheMeanOfTheMiddleTwo() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 5.0, 6.0))).isEqualTo(5.5);
    }

    @Test
    void median_noValues_isNotANumber() {
        assertThat(Statistics.median(List.of())).isNaN();
    }
}
