package dev.coppice.cli.row;

import java.util.List;

/// Which parts of a row make its key and its value.
///
/// @param key the columns or JSON members that make the key, joined with `:`; empty for the first one
/// @param value the column or JSON member that makes the value; null for the whole row as JSON
/// @param numbers whether cells that are JSON numbers become numbers and not strings
/// @param heading whether the first line of CSV and TSV names the columns; if not, they are called 1, 2, 3, …
public record Mapping(List<String> key, String value, boolean numbers, boolean heading) {
    static final String JOINT = ":";

    /// Copies the list.
    public Mapping {
        key = List.copyOf(key);
    }

    /// Whether the user left the choice to what the file looks like: then a file that `export` wrote is recognised.
    boolean isOpen() {
        return key.isEmpty() && value == null;
    }
}
