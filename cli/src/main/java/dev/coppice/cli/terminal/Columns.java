package dev.coppice.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/// A table for people: columns as wide as their widest cell, numbers to the right.
public final class Columns {
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] right;

    /// A table with a heading.
    ///
    /// @param headings the names of the columns; one that begins with `>` is aligned to the right
    public Columns(String... headings) {
        right = new boolean[headings.length];
        String[] first = new String[headings.length];
        for (int i = 0; i < headings.length; i++) {
            right[i] = headings[i].startsWith(">");
            first[i] = right[i] ? headings[i].substring(1) : headings[i];
        }
        rows.add(first);
    }

    /// Adds a row with one cell for each column.
    public void row(String... cells) {
        if (cells.length != right.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + right.length + " columns");
        }
        rows.add(cells.clone());
    }

    /// Prints the heading and the rows.
    public void print(Output out) {
        int[] width = new int[right.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                width[i] = Math.max(width[i], row[i].length());
            }
        }
        for (int i = 0; i < rows.size(); i++) {
            String line = format(rows.get(i), width);
            out.line(i == 0 ? out.ansi().bold(line) : line);
        }
    }

    private String format(String[] row, int[] width) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            String padding = " ".repeat(width[i] - row[i].length());
            line.append(i == 0 ? "" : GAP).append(right[i] ? padding + row[i] : row[i] + padding);
        }
        return line.toString().stripTrailing();
    }
}
