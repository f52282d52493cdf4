package dev.coppice.cli.graph;

import java.util.Locale;

/// How vertices and edges stand together in one file.
public enum GraphFormat {
    /// One JSON object on each line.
    jsonl,
    /// GraphML, in XML.
    graphml;

    /// The format that the name of a file suggests, or null.
    public static GraphFormat of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".jsonl") || lower.endsWith(".ndjson")) {
            return jsonl;
        }
        return lower.endsWith(".graphml") || lower.endsWith(".xml") ? graphml : null;
    }
}
