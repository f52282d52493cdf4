package dev.coppice.cli.graph;

import dev.coppice.cli.terminal.Escape;
import dev.coppice.graph.Edge;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexProperty;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Vertices and edges on one line, for people.
public final class ElementText {
    private static final int SHORT_CHARACTERS = 60;
    private static final String ARROW = " → ";

    private ElementText() {}

    /// How a vertex is called: `person 'ada'`, or `person 12` when it has no name in the outside world.
    public static String name(Vertex vertex) {
        String name =
                vertex.externalId() == null ? Long.toUnsignedString(vertex.id()) : "'" + vertex.externalId() + "'";
        return escaped(vertex.label() + " " + name);
    }

    /// How the vertex at an end of an edge is called.
    public static String name(GraphView view, long vertex) {
        Vertex end = view.vertex(vertex);
        return end == null ? "vertex " + Long.toUnsignedString(vertex) : name(end);
    }

    /// An edge with its ends: `person 'ada' -knows-> person 'bob'`.
    public static String name(GraphView view, Edge edge) {
        return name(view, edge.outVertex()) + " -" + escaped(edge.type()) + "-> " + name(view, edge.inVertex());
    }

    /// All properties of a vertex: by key its value, or the list of its values.
    public static Map<String, Object> properties(Vertex vertex) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String key : vertex.values().keySet()) {
            List<VertexProperty> values = vertex.properties(key);
            boolean single = values.size() == 1 && values.getFirst().meta().isEmpty();
            properties.put(key, single ? values.getFirst().value() : described(values));
        }
        return properties;
    }

    private static List<Object> described(List<VertexProperty> values) {
        List<Object> all = new ArrayList<>();
        for (VertexProperty each : values) {
            all.add(each.meta().isEmpty() ? each.value() : Map.of("value", each.value(), "meta", each.meta()));
        }
        return all;
    }

    /// Properties: `{age: 36, name: "Ada"}`, or nothing when there are none.
    public static String of(Map<String, Object> properties, boolean full) {
        if (properties.isEmpty()) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        properties.forEach((key, value) -> parts.add(escaped(key) + ": " + value(value, full)));
        return " {" + String.join(", ", parts) + "}";
    }

    /// What differs between properties: `{age: 36 → 37, +city: "Rome", -title: "Dr"}`.
    public static String changes(Map<String, Object> before, Map<String, Object> after, boolean full) {
        List<String> parts = new ArrayList<>();
        before.forEach((key, value) -> {
            if (!after.containsKey(key)) {
                parts.add("-" + escaped(key) + ": " + value(value, full));
            } else if (!Objects.deepEquals(value, after.get(key))) {
                parts.add(escaped(key) + ": " + change(value, after.get(key), full));
            }
        });
        after.forEach((key, value) -> {
            if (!before.containsKey(key)) {
                parts.add("+" + escaped(key) + ": " + value(value, full));
            }
        });
        return " {" + String.join(", ", parts) + "}";
    }

    private static String change(Object before, Object after, boolean full) {
        String from = value(before, full);
        String to = value(after, full);
        // Of two values that look the same the types differ, or what was cut.
        return from.equals(to) ? JsonValues.text(before) + ARROW + JsonValues.text(after) : from + ARROW + to;
    }

    private static String value(Object value, boolean full) {
        boolean isPlain = !(value instanceof String) && !ValueText.word(value).equals(ValueText.JSON);
        String text = isPlain ? ValueText.format(value) : JsonValues.text(value);
        return full || text.codePointCount(0, text.length()) <= SHORT_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SHORT_CHARACTERS)) + "…";
    }

    private static String escaped(String text) {
        return Escape.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
