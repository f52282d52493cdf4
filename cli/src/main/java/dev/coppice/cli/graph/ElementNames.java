package dev.coppice.cli.graph;

import dev.coppice.cli.row.BadRow;
import dev.coppice.graph.GraphLimits;
import java.nio.charset.StandardCharsets;

/// What names of a file a graph can hold.
final class ElementNames {
    private ElementNames() {}

    /// Checks a label, a type or the name of a property.
    static void checkName(String what, String name, long line) throws BadRow {
        check(what, name, GraphLimits.MAX_NAME_BYTES, line);
    }

    /// Checks an external id.
    static void checkId(String id, long line) throws BadRow {
        check("id", id, GraphLimits.MAX_EXTERNAL_ID_BYTES, line);
    }

    private static void check(String what, String name, int maxBytes, long line) throws BadRow {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > maxBytes) {
            throw new BadRow(
                    line,
                    bytes == 0
                            ? "has an empty " + what
                            : "has a " + what + " of " + bytes + " bytes; at most " + maxBytes + " are allowed");
        }
    }
}
