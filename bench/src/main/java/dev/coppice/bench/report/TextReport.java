package dev.coppice.bench.report;

/// Writes a report for a terminal.
public final class TextReport {
    private TextReport() {}

    /// The text, a few tables for each section.
    public static String of(Report report) {
        StringBuilder text = new StringBuilder();
        for (Section section : report.sections()) {
            text.append('\n').append(section.title()).append('\n');
            append(text, Table.comparing(report, section, Figure.Role.HEADLINE));
            append(text, Table.comparing(report, section, Figure.Role.DETAIL));
            append(text, Table.of(report.subject().id(), report.subject().title(), section, report.alone()));
            append(text, Table.of(Report.DISK, "Disk", section, report.disk()));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Table table) {
        if (!table.rows().isEmpty()) {
            text.append('\n').append(table.toText());
        }
    }
}
