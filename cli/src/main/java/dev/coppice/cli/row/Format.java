package dev.coppice.cli.row;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// How entries are written in files.
public enum Format {
    /// Comma-separated, RFC 4180, with a heading.
    csv,
    /// Separated by tabs, otherwise like CSV.
    tsv,
    /// One JSON object on each line.
    jsonl,
    /// A directory with a file for each entry: its relative path is the key, its bytes are the value.
    files;

    /// The format that a path suggests, or null: a directory holds files, otherwise the extension tells.
    public static Format of(Path path) {
        if (Files.isDirectory(path)) {
            return files;
        }
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return csv;
        }
        if (name.endsWith(".tsv") || name.endsWith(".tab")) {
            return tsv;
        }
        return name.endsWith(".jsonl") || name.endsWith(".ndjson") ? jsonl : null;
    }

    /// What separates the columns of a table in text.
    char separator() {
        return this == tsv ? '\t' : ',';
    }
}
