package dev.coppice.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HistogramTest {
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.5, 0.9, 0.99, 0.999, 1})
    void percentile_durationsOfAllMagnitudes_isWithinTwoPercent(double share) {
        SplittableRandom random = new SplittableRandom(11);
        Histogram histogram = new Histogram();
        long[] durations = new long[10_000];
        for (int i = 0; i < durations.length; i++) {
            durations[i] = random.nextLong() >>> (1 + random.nextInt(60));
            histogram.record(durations[i]);
        }
        Arrays.sort(durations);
        long exact = durations[(int) Math.ceil(share * durations.length) - 1];
        assertThat(histogram.percentile(share)).isCloseTo((double) exact, withinPercentage(2));
    }

    @Test
    void percentile_smallNumbers_areExact() {
        Histogram histogram = new Histogram();
        for (int duration = 1; duration <= 50; duration++) {
            histogram.record(duration);
        }
        assertThat(histogram.percentile(0.5)).isEqualTo(25);
        assertThat(histogram.percentile(1)).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 63, 64, 65, 127, 128, 1L << 40, Long.MAX_VALUE})
    void record_anyNumber_isCounted(long duration) {
        Histogram histogram = new Histogram();
        histogram.record(duration);
        assertThat(histogram.total()).isEqualTo(1);
        assertThat(histogram.percentile(0.5)).isCloseTo((double) Math.max(0, duration), withinPercentage(2));
    }

    @Test
    void add_otherHistogram_countsBoth() {
        Histogram first = new Histogram();
        Histogram second = new Histogram();
        first.record(10);
        second.record(20);
        second.record(30);
        first.add(second);
        assertThat(first.total()).isEqualTo(3);
        assertThat(first.percentile(0.5)).isEqualTo(20);
    }

    @Test
    void percentile_nothingRecorded_isNotANumber() {
        assertThat(new Histogram().percentile(0.5)).isNaN();
    }
}
