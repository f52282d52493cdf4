package dev.coppice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MarkdownReportTest {
    private final String page = MarkdownReport.of(Reports.sample(), List.of("chart.svg"));

    @Test
    void of_headlines_haveFiguresAndRatios() {
        assertThat(page)
                .contains("|  | Ours | First | Second | vs First | vs Second | vs best |\n")
                .contains("|---|---:|---:|---:|---:|---:|---:|\n")
                .contains("| Random read | 1.00 M/s | 450 k/s | 2.00 M/s | 2.22 | 0.500 | 0.500 |")
                .contains("| Reopen <after> kill | 5.00 ms | 500 ms | - | 100 | - | 100 |");
    }

    @Test
    void of_details_areInATableOfTheirOwn() {
        assertThat(page.substring(page.indexOf("### Details"))).contains("| Entries lost | 0 | 12 | - | - | - | - |");
    }

    @Test
    void of_subjectAndDisk_haveTheirOwnTables() {
        assertThat(page.substring(page.indexOf("### Ours alone"))).contains("| Read at depth 100 | 950 k/s |");
        assertThat(page.substring(page.indexOf("### The disk"))).contains("| Overwrite + fdatasync | 8.00 k/s |");
    }

    @Test
    void of_anyReport_namesConditionsChartAndSettings() {
        assertThat(page)
                .startsWith("# Ours beside First and Second\n")
                .contains("- 2 processors\n", "## 5,000,000 entries, 16-byte keys, 100-byte values\n")
                .contains("![Ratios](chart.svg)", "- **First 2.0.** Tuned.\n");
    }
}
