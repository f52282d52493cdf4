package dev.coppice.cli.graph;

import dev.coppice.cli.row.BadRow;
import dev.coppice.graph.GraphLimits;
import dev.coppice.graph.VertexProperty;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What names of a file a graph can hold, and what is wrong with others.
final class ElementNames {
    private ElementNames() {}

    /// Checks all names before anything is written, so that an element is taken wholly or not at all.
    static void check(Element element) throws BadRow {
        switch (element) {
            case Element.OfVertex(VertexName name, List<VertexProperty> properties, long line) -> {
                checkName("label", name.label(), line);
                checkId(name.id(), line);
                for (VertexProperty property : properties) {
                    checkName("name of a property", property.key(), line);
                    for (String key : property.meta().keySet()) {
                        checkName("name of a property", key, line);
                    }
                }
            }
            case Element.OfEdge edge -> {
                checkName("type", edge.type(), edge.line());
                for (String key : edge.properties().keySet()) {
                    checkName("name of a property", key, edge.line());
                }
            }
            case Element.VertexToRemove _, Element.EdgesToRemove _ -> {}
        }
    }

    /// Checks a label, a type or the name of a property.
    private static void checkName(String what, String name, long line) throws BadRow {
        check(what, name, GraphLimits.MAX_NAME_BYTES, line);
    }

    /// Checks an external id.
    private static void checkId(String id, long line) throws BadRow {
        check("id", id, GraphLimits.MAX_EXTERNAL_ID_BYTES, line);
    }

    /// The end of an edge is not there.
    static BadRow absent(VertexName name, long line) {
        return new BadRow(line, "there is no " + name + "; import the vertices before their edges");
    }

    /// The end of an edge could be two vertices.
    static BadRow ambiguous(VertexName one, VertexName other, long line) {
        return new BadRow(line, "there is a " + one + " and a " + other + "; say which label the end of the edge has");
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
