package dev.coppice.cli.inspect;

import java.nio.file.Path;
import java.util.List;

/// What a file of a database is for, by its name.
public enum FileKind {
    /// What is fixed for ever: version, identity, page size.
    FORMAT("format", List.of()),
    /// The lock of the writer.
    LOCK("lock", List.of()),
    /// The number of the last writer.
    TERM("term", List.of()),
    /// Which forks and archives there are.
    CATALOG("catalog", List.of("", "SNAPSHOT", "CHANGE", "END")),
    /// The commits of a fork.
    LOG("write-ahead log", List.of("SEGMENT", "COMMIT", "END")),
    /// Where the pages of a table partition are.
    MANIFEST("manifest", List.of("", "SNAPSHOT", "CHANGE", "FILES", "END")),
    /// Pages.
    DATA("data", List.of()),
    /// None of these, such as what an interrupted step left behind.
    OTHER("other", List.of());

    private final String title;
    private final List<String> recordKinds;

    FileKind(String title, List<String> recordKinds) {
        this.title = title;
        this.recordKinds = recordKinds;
    }

    /// The name for a person.
    public String title() {
        return title;
    }

    /// Whether the file is a row of records.
    boolean hasRecords() {
        return !recordKinds.isEmpty();
    }

    /// The name of a kind of record.
    String recordKind(int kind) {
        String name = kind < recordKinds.size() ? recordKinds.get(kind) : "";
        return name.isEmpty() ? "kind " + kind : name;
    }

    /// The kind of a file.
    public static FileKind of(Path file) {
        String name = file.getFileName().toString();
        return switch (name) {
            case "FORMAT" -> FORMAT;
            case "LOCK" -> LOCK;
            case "CURRENT_TERM" -> TERM;
            default -> ofPrefix(name);
        };
    }

    private static FileKind ofPrefix(String name) {
        if (name.endsWith(".tmp")) {
            return OTHER;
        }
        if (name.startsWith("catalog_")) {
            return CATALOG;
        }
        if (name.startsWith("wal_")) {
            return LOG;
        }
        if (name.startsWith("manifest_")) {
            return MANIFEST;
        }
        return name.startsWith("data_") ? DATA : OTHER;
    }
}
