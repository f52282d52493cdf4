package dev.coppice.cli.graph;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.coppice.cli.row.BadRow;
import dev.coppice.cli.row.JsonErrors;
import dev.coppice.cli.row.LineReader;
import dev.coppice.cli.terminal.Json;
import dev.coppice.graph.VertexProperty;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Elements of JSON lines:
///
/// ```
/// {"vertex":"ada","label":"person","properties":{"name":"Ada","age":36}}
/// {"edge":"knows","from":"ada","to":{"label":"person","id":"bob"},"properties":{"since":1833}}
/// ```
///
/// `"remove":true` in the place of `properties` removes a vertex with its edges, or all edges of the type from the one
/// vertex to the other. `properties` may be left out, `label` too. Values are those of [JsonValues]; several values of
/// one property, or ones with properties of their own, are
/// `{"@type":"values","value":[{"value":"Ada","meta":{"until":1835}},…]}`.
public final class JsonElements implements ElementSource {
    static final String VALUES = "values";

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final String name;
    private final LineReader lines;

    /// Reads a stream that this object closes.
    public JsonElements(String name, InputStream stream) {
        this.name = name;
        this.lines = new LineReader(stream);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Element next() throws BadRow, IOException {
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            byte[] json = lines.lineNumber() == 1 ? withoutByteOrderMark(line) : line;
            if (!isBlank(json)) {
                return read(json);
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private static byte[] withoutByteOrderMark(byte[] line) {
        int mismatch = Arrays.mismatch(BYTE_ORDER_MARK, line);
        return mismatch < 0 || mismatch >= BYTE_ORDER_MARK.length
                ? Arrays.copyOfRange(line, BYTE_ORDER_MARK.length, line.length)
                : line;
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    private Element read(byte[] json) throws BadRow, IOException {
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("is no JSON object");
            }
            Members members = members(parser);
            if (parser.nextToken() != null) {
                throw bad("goes on behind the JSON object");
            }
            return element(members);
        } catch (JsonProcessingException e) {
            throw bad("is no JSON that is understood here" + JsonErrors.describe(e));
        }
    }

    /// What stands in an object.
    private static final class Members {
        private String vertex;
        private String edge;
        private String label;
        private VertexName from;
        private VertexName to;
        private List<VertexProperty> properties = List.of();
        private boolean isToRemove;
    }

    private Members members(JsonParser parser) throws BadRow, IOException {
        Members members = new Members();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            parser.nextToken();
            switch (member) {
                case "vertex" -> members.vertex = word(member, parser);
                case "edge" -> members.edge = word(member, parser);
                case "label" -> members.label = word(member, parser);
                case "from" -> members.from = end(member, parser);
                case "to" -> members.to = end(member, parser);
                case "properties" -> members.properties = properties(parser);
                case "remove" -> members.isToRemove = truth(parser);
                default ->
                    throw bad("has the member '" + member
                            + "'; an element has vertex, label and properties, or edge, from, to and properties");
            }
        }
        return members;
    }

    private boolean truth(JsonParser parser) throws BadRow {
        if (parser.currentToken() != JsonToken.VALUE_TRUE) {
            throw bad("has a member 'remove' that is not true");
        }
        return true;
    }

    private Element element(Members members) throws BadRow {
        if (members.isToRemove && !members.properties.isEmpty()) {
            throw bad("is to be removed and has properties; leave them out");
        }
        if ((members.vertex == null) == (members.edge == null)) {
            throw bad("is neither a vertex nor an edge: it needs one of the members 'vertex' and 'edge'");
        }
        if (members.vertex != null) {
            if (members.from != null || members.to != null) {
                throw bad("is a vertex with ends; an edge has the member 'edge'");
            }
            String label = members.label == null ? DEFAULT_LABEL : members.label;
            VertexName vertex = new VertexName(label, members.vertex);
            return members.isToRemove
                    ? new Element.VertexToRemove(vertex, lines.lineNumber())
                    : new Element.OfVertex(vertex, members.properties, lines.lineNumber());
        }
        if (members.from == null || members.to == null || members.label != null) {
            throw bad("is an edge, which has the members 'from' and 'to', and no label");
        }
        if (members.isToRemove) {
            return new Element.EdgesToRemove(members.edge, members.from, members.to, lines.lineNumber());
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        for (VertexProperty property : members.properties) {
            if (!property.meta().isEmpty() || properties.putIfAbsent(property.key(), property.value()) != null) {
                throw bad("is an edge with several values of '" + property.key() + "', or values with properties");
            }
        }
        return new Element.OfEdge(members.edge, members.from, members.to, properties, lines.lineNumber());
    }

    /// Text; a number stands for its digits, because ids often are numbers.
    private String word(String member, JsonParser parser) throws BadRow, IOException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
            throw bad("has a member '" + member + "' that is no text");
        }
        String text = parser.getText();
        try {
            return ValueText.wellFormed(text);
        } catch (ValueText.Unreadable e) {
            throw bad(e.getMessage());
        }
    }

    private VertexName end(String member, JsonParser parser) throws BadRow, IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return new VertexName(null, word(member, parser));
        }
        String label = null;
        String id = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String inner = parser.currentName();
            parser.nextToken();
            switch (inner) {
                case "label" -> label = word(inner, parser);
                case "id" -> id = word(inner, parser);
                default -> throw bad("has a member '" + inner + "' in '" + member + "', where label and id belong");
            }
        }
        if (id == null) {
            throw bad("has no 'id' in '" + member + "'");
        }
        return new VertexName(label, id);
    }

    private List<VertexProperty> properties(JsonParser parser) throws BadRow, IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw bad("has properties that are no JSON object");
        }
        List<VertexProperty> properties = new ArrayList<>();
        Map<String, Boolean> seen = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            if (seen.put(key, true) != null) {
                throw bad("has the property '" + key + "' twice");
            }
            parser.nextToken();
            property(parser, key, properties);
        }
        return properties;
    }

    private void property(JsonParser parser, String key, List<VertexProperty> properties) throws BadRow, IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return; // as most programs write what is absent
        }
        List<VertexProperty> several = JsonValues.readValues(parser, key);
        properties.addAll(several);
    }

    private BadRow bad(String message) {
        return new BadRow(lines.lineNumber(), message);
    }
}
