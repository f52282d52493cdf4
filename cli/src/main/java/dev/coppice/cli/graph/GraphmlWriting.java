package dev.coppice.cli.graph;

import dev.coppice.cli.terminal.Escape;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.graph.Edge;
import dev.coppice.graph.Vertex;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Writes elements as GraphML that [GraphmlElements] and other programs read. Types that GraphML does not know are
/// declared as strings, with the type in an attribute of a namespace of their own. Vertices with several values of a
/// property, and text with characters that XML cannot hold, cannot be written.
public final class GraphmlWriting implements ElementWriter {
    private static final Set<String> OWN_TYPES = Set.of("boolean", "int", "long", "float", "double", "string");
    private static final String NODE = "node";
    private static final String EDGE = "edge";

    private final Writer xml;
    private final Map<UsedKeys.Key, String> vertexKeys = new LinkedHashMap<>();
    private final Map<UsedKeys.Key, String> edgeKeys = new LinkedHashMap<>();

    /// Writes to a stream that this object closes.
    public GraphmlWriting(OutputStream stream, UsedKeys used) throws IOException {
        xml = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        xml.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"" + GraphmlElements.NAMESPACE
                + "\" xmlns:c=\"" + GraphmlElements.TYPES + "\">\n");
        key(GraphmlElements.LABEL, NODE, GraphmlElements.LABEL, "string");
        key(GraphmlElements.EXTERNAL_ID, NODE, GraphmlElements.EXTERNAL_ID, "string");
        key(GraphmlElements.TYPE, EDGE, GraphmlElements.TYPE, "string");
        declare(used.vertices(), NODE, "v", vertexKeys);
        declare(used.edges(), EDGE, "e", edgeKeys);
        xml.write("<graph edgedefault=\"directed\">\n");
    }

    private void declare(Iterable<UsedKeys.Key> keys, String domain, String prefix, Map<UsedKeys.Key, String> ids)
            throws IOException {
        for (UsedKeys.Key key : keys) {
            if (isReserved(domain, key.name())) {
                throw new Failure(
                        ExitCode.DATA,
                        "the property '" + key.name() + "' has a name that GraphML uses itself; export as jsonl");
            }
            String id = prefix + ids.size();
            ids.put(key, id);
            key(id, domain, key.name(), key.type());
        }
    }

    private static boolean isReserved(String domain, String property) {
        return domain.equals(NODE)
                ? property.equals(GraphmlElements.LABEL) || property.equals(GraphmlElements.EXTERNAL_ID)
                : property.equals(GraphmlElements.TYPE);
    }

    private void key(String id, String domain, String property, String type) throws IOException {
        boolean own = OWN_TYPES.contains(type);
        xml.write("<key id=\"" + id + "\" for=\"" + domain + "\" attr.name=\"" + escaped(property) + "\" attr.type=\""
                + (own ? type : "string") + "\"" + (own ? "" : " c:type=\"" + type + "\"") + "/>\n");
    }

    @Override
    public void write(Vertex vertex) throws IOException {
        VertexName name = ElementWriter.name(vertex);
        xml.write("<node id=\"" + id(vertex.id()) + "\">");
        data(GraphmlElements.LABEL, name.label());
        data(GraphmlElements.EXTERNAL_ID, name.id());
        values(UsedKeys.single(vertex), vertexKeys);
        xml.write("</node>\n");
    }

    @Override
    public void write(Edge edge, VertexName from, VertexName to) throws IOException {
        xml.write("<edge id=\"e" + Long.toUnsignedString(edge.id()) + "\" source=\"" + id(edge.outVertex())
                + "\" target=\"" + id(edge.inVertex()) + "\">");
        data(GraphmlElements.TYPE, edge.type());
        values(edge.values(), edgeKeys);
        xml.write("</edge>\n");
    }

    @Override
    public void close() throws IOException {
        xml.write("</graph>\n</graphml>\n");
        xml.close();
    }

    private static String id(long vertex) {
        return "n" + Long.toUnsignedString(vertex);
    }

    private void values(Map<String, Object> values, Map<UsedKeys.Key, String> keys) throws IOException {
        for (var entry : values.entrySet()) {
            UsedKeys.Key key = UsedKeys.Key.of(entry.getKey(), entry.getValue());
            data(
                    keys.get(key),
                    key.type().equals(ValueText.JSON)
                            ? JsonValues.text(entry.getValue())
                            : ValueText.format(entry.getValue()));
        }
    }

    private void data(String key, String text) throws IOException {
        xml.write("<data key=\"" + key + "\">" + escaped(text) + "</data>");
    }

    /// Text as content or as the value of an attribute.
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\n', '\r', '\t' -> escaped.append("&#").append(c).append(';');
                default -> {
                    if (c < 0x20 || c == 0xFFFE || c == 0xFFFF || (c >= 0xD800 && c < 0xE000)) {
                        throw new Failure(
                                ExitCode.DATA,
                                "'" + Escape.of(text.getBytes(StandardCharsets.UTF_8))
                                        + "' has a character that XML cannot hold; export as jsonl");
                    }
                    escaped.appendCodePoint(c);
                }
            }
        });
        return escaped.toString();
    }
}
