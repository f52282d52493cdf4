package dev.coppice.bench.report;

import java.util.ArrayList;
import java.util.List;

/// A table whose first column is text and whose other columns are numbers.
///
/// @param header the titles of the columns
/// @param rows the cells, each row as long as the header
record Table(List<String> header, List<List<String>> rows) {
    Table {
        for (List<String> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException("a row of " + row.size() + " cells below " + header.size());
            }
        }
    }

    /// All figures of one role that were measured for any contender: one column for each contender, and one for each
    /// ratio of the subject to a peer.
    static Table comparing(Report report, Section section, Figure.Role role) {
        List<String> header = new ArrayList<>(List.of(""));
        report.contenders().forEach(contender -> header.add(contender.title()));
        report.peers().forEach(peer -> header.add("vs " + peer.title()));
        boolean several = report.peers().size() > 1;
        if (several) {
            header.add("vs best");
        }
        List<List<String>> rows = new ArrayList<>();
        for (Figure figure : report.compared()) {
            if (figure.role() == role && measured(report.contenders(), section, figure)) {
                rows.add(comparisonRow(report, section.results(), figure, several));
            }
        }
        return new Table(header, rows);
    }

    /// All figures that were measured of one engine, with a column for its values.
    static Table of(String engine, String title, Section section, List<Figure> figures) {
        List<List<String>> rows = figures.stream()
                .filter(figure -> !section.results().rounds(engine, figure).isEmpty())
                .map(figure -> List.of(
                        figure.title(), Numbers.withUnit(section.results().summary(engine, figure), figure.unit())))
                .toList();
        return new Table(List.of("", title), rows);
    }

    private static boolean measured(List<Contender> contenders, Section section, Figure figure) {
        return contenders.stream()
                .anyMatch(contender ->
                        !section.results().rounds(contender.id(), figure).isEmpty());
    }

    private static List<String> comparisonRow(Report report, Results results, Figure figure, boolean withBest) {
        String subject = report.subject().id();
        List<String> row = new ArrayList<>(List.of(figure.title()));
        for (Contender contender : report.contenders()) {
            row.add(Numbers.withUnit(results.summary(contender.id(), figure), figure.unit()));
        }
        for (Contender peer : report.peers()) {
            row.add(Numbers.ratio(results.ratio(subject, peer.id(), figure)));
        }
        if (withBest) {
            row.add(Numbers.ratio(results.ratioToBest(subject, report.peerIds(), figure)));
        }
        return row;
    }

    /// The table in Markdown.
    String toMarkdown() {
        StringBuilder text = new StringBuilder();
        line(text, header);
        text.append("|---|").append("---:|".repeat(header.size() - 1)).append('\n');
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /// The table for a terminal, in columns of equal width.
    String toText() {
        int[] widths = new int[header.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = header.get(column).length();
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        aligned(text, header, widths);
        rows.forEach(row -> aligned(text, row, widths));
        return text.toString();
    }

    private static void aligned(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - cells.get(column).length());
            line.append(column == 0 ? cells.get(column) + padding : "  " + padding + cells.get(column));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
