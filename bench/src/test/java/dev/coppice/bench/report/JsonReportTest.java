package dev.coppice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class JsonReportTest {
    private final String json = JsonReport.of(Reports.sample());

    @Test
    void of_eachFigure_hasSummaryAndRounds() {
        assertThat(json)
                .contains("\"id\": \"read\"")
                .contains("\"first\": {\"summary\": 450000, \"rounds\": [400000, 500000, 450000]}")
                .contains("\"disk\": {\"summary\": 8000.00, \"rounds\": [8000.00]}");
    }

    @Test
    void of_quotesInText_areEscaped() {
        assertThat(json).contains("\"quick \\\"run\\\"\"");
        assertThat(JsonReport.string("a\\b\n\u0001")).isEqualTo("\"a\\\\b\\n\\u0001\"");
    }
}
