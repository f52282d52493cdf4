package dev.coppice.bench.report;

import java.util.List;

/// Writes a report as a Markdown page.
public final class MarkdownReport {
    private MarkdownReport() {}

    /// The page.
    ///
    /// @param chartNames the file names of the charts of the sections, in order; linked before each section's table
    public static String of(Report report, List<String> chartNames) {
        StringBuilder page = new StringBuilder("# " + title(report) + "\n\n");
        report.conditions()
                .forEach(condition -> page.append("- ").append(condition).append('\n'));
        page.append("""

                Rates: more is better. Times, factors, bytes: less is better. A column "vs" an engine says how many \
                times as good as that engine %s is: above 1 when better, whichever way the figure counts. Figures are \
                medians of the rounds; factors are the least of them, because whatever disturbs those adds.
                """.formatted(report.subject().title()));
        for (int i = 0; i < report.sections().size(); i++) {
            appendSection(page, report, report.sections().get(i), chartNames.get(i));
        }
        page.append("\n## How each engine is configured\n\n");
        for (Contender contender : report.contenders()) {
            page.append("- **%s %s.** %s\n".formatted(contender.title(), contender.version(), contender.settings()));
        }
        return page.toString();
    }

    private static String title(Report report) {
        List<String> titles = report.peers().stream().map(Contender::title).toList();
        return titles.isEmpty() ? report.subject().title() : report.subject().title() + " beside " + enumerate(titles);
    }

    private static String enumerate(List<String> titles) {
        int last = titles.size() - 1;
        return last == 0 ? titles.getFirst() : String.join(", ", titles.subList(0, last)) + " and " + titles.get(last);
    }

    private static void appendSection(StringBuilder page, Report report, Section section, String chartName) {
        page.append("\n## ").append(section.title()).append("\n\n");
        page.append("![Ratios](").append(chartName).append(")\n\n");
        page.append(Table.comparing(report, section, Figure.Role.HEADLINE).toMarkdown());
        appendTable(page, "Details", Table.comparing(report, section, Figure.Role.DETAIL));
        appendTable(
                page,
                report.subject().title() + " alone",
                Table.of(report.subject().id(), report.subject().title(), section, report.alone()));
        appendTable(page, "The disk itself", Table.of(Report.DISK, "Disk", section, report.disk()));
    }

    private static void appendTable(StringBuilder page, String title, Table table) {
        if (!table.rows().isEmpty()) {
            page.append("\n### ").append(title).append("\n\n").append(table.toMarkdown());
        }
    }
}
