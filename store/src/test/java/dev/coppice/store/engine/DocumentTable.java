package dev.coppice.store.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Tables of `docs/format.md`, by the words of their heading.
final class DocumentTable {
    private static final Path DOCUMENT = Path.of("../docs/format.md");

    private DocumentTable() {}

    /// The rows of the table whose heading begins with these words, each split into its cells.
    static List<List<String>> rows(String... heading) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean isIn = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            List<String> cells = cells(line);
            if (isIn && cells.isEmpty()) {
                break;
            }
            if (isIn && !cells.getFirst().startsWith("--")) {
                rows.add(cells);
            }
            isIn |= cells.size() >= heading.length
                    && cells.subList(0, heading.length).equals(List.of(heading));
        }
        if (rows.isEmpty()) {
            throw new AssertionError("no table " + Arrays.toString(heading) + " in " + DOCUMENT);
        }
        return rows;
    }

    private static List<String> cells(String line) {
        if (!line.startsWith("|")) {
            return List.of();
        }
        return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                .map(String::strip)
                .toList();
    }
}
