package dev.coppice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ResultsTest {
    private final Results results = Reports.sample().sections().getFirst().results();

    @Test
    void summary_rate_isTheMedianOfTheRounds() {
        assertThat(results.summary("ours", Reports.RATE)).isEqualTo(1_000e3);
    }

    @Test
    void summary_factor_isTheLeastOfTheRounds() {
        assertThat(results.summary("ours", Reports.WRITES)).isEqualTo(2);
    }

    @Test
    void summary_notMeasured_isNotANumber() {
        assertThat(results.summary("second", Reports.TIME)).isNaN();
    }

    @Test
    void ratio_rate_isAboveOneWhenMore() {
        assertThat(results.ratio("ours", "second", Reports.RATE)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void ratio_time_isAboveOneWhenLess() {
        assertThat(results.ratio("ours", "first", Reports.TIME)).isCloseTo(100, within(1e-9));
    }

    @Test
    void ratio_count_hasNone() {
        assertThat(results.ratio("ours", "first", Reports.LOST)).isNaN();
    }

    @Test
    void ratio_zeroOnOneSide_hasNone() {
        results.add("second", "reopen", 0);
        assertThat(results.ratio("ours", "second", Reports.TIME)).isNaN();
    }

    @Test
    void ratioToBest_severalPeers_isTheLeastRatio() {
        assertThat(results.ratioToBest("ours", List.of("first", "second"), Reports.RATE))
                .isCloseTo(0.5, within(1e-9));
    }

    @Test
    void ratioToBest_onePeerMeasured_passesOverTheOther() {
        assertThat(results.ratioToBest("ours", List.of("first", "second"), Reports.TIME))
                .isCloseTo(100, within(1e-9));
    }
}
