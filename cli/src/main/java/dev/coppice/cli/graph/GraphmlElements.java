package dev.coppice.cli.graph;

import dev.coppice.cli.row.BadRow;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.graph.VertexProperty;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Elements of GraphML. A node's label is its datum `labelV`, an edge's type its datum `labelE`, as TinkerPop writes
/// them; a node's external id is its datum `externalId` or else its `id`. The ids and labels of all nodes are held in
/// memory, because edges name their ends by the id alone; a node stands before its edges.
///
/// A document type, and with it every entity, is refused. Nested graphs, ports and edges of more than two ends are too.
public final class GraphmlElements implements ElementSource {
    static final String NAMESPACE = "http://graphml.graphdrawing.org/xmlns";
    static final String TYPES = "urn:coppice:graph";
    static final String LABEL = "labelV";
    static final String TYPE = "labelE";
    static final String EXTERNAL_ID = "externalId";

    private static final Pattern ENCODING =
            Pattern.compile("^(?:\u00EF\u00BB\u00BF)?<\\?xml[^>]*\\sencoding\\s*=\\s*[\"']([^\"']*)[\"']");
    private static final int HEAD_BYTES = 200;

    private final String name;
    private final InputStream stream;
    private final Map<String, Key> keys = new HashMap<>();
    private final Map<String, VertexName> nodes = new HashMap<>();
    private XMLStreamReader xml;
    private boolean begun;
    private int graphs;
    private boolean ended;

    /// Reads a stream that this object closes.
    public GraphmlElements(String name, InputStream stream) {
        this.name = name;
        this.stream = stream;
    }

    /// What a `key` element declares.
    private record Key(String property, String type, String domain, Object otherwise) {}

    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    @Override
    public Element next() throws BadRow, IOException {
        if (ended) {
            return null;
        }
        try {
            if (xml == null) {
                xml = factory().createXMLStreamReader(decoded());
            }
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                    throw refused("has a document type or an entity, which could name other files; take it out");
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    Element element = begin();
                    if (element != null) {
                        return element;
                    }
                }
            }
            ended = true;
            if (!begun) {
                throw refused("is no GraphML: it has no element 'graphml'");
            }
            return null;
        } catch (XMLStreamException e) {
            throw malformed(e);
        } catch (RuntimeException e) {
            // The JDK's reader throws others as well for bytes that are no XML.
            if (e instanceof Failure) {
                throw e;
            }
            throw malformed(e);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /// The text of the file, in the encoding that it names. The JDK's own decoder prints what is wrong to standard
    /// error.
    private Reader decoded() throws IOException {
        BufferedInputStream bytes = new BufferedInputStream(stream);
        bytes.mark(HEAD_BYTES);
        byte[] head = bytes.readNBytes(HEAD_BYTES);
        bytes.reset();
        int begin = head.length < 2 ? 0 : (head[0] & 0xFF) << 8 | (head[1] & 0xFF);
        if (begin == 0xFEFF || begin == 0xFFFE) {
            return new InputStreamReader(bytes, StandardCharsets.UTF_16.newDecoder());
        }
        String latin = new String(head, StandardCharsets.ISO_8859_1);
        if (latin.startsWith("\u00EF\u00BB\u00BF")) {
            bytes.skipNBytes(3);
        }
        Matcher encoding = ENCODING.matcher(latin);
        String name = encoding.find() ? encoding.group(1) : "UTF-8";
        try {
            return new InputStreamReader(bytes, Charset.forName(name).newDecoder());
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw refused("has the encoding '" + name + "', which is not known here; convert it to UTF-8");
        }
    }

    private Failure malformed(Exception e) throws IOException {
        ended = true;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CharacterCodingException) {
                return refused("has bytes that are no text in the encoding of the file");
            }
            if (cause instanceof IOException failed) {
                throw failed;
            }
        }
        if (e instanceof XMLStreamException xmlError && xmlError.getNestedException() instanceof IOException failed) {
            if (failed instanceof CharacterCodingException) {
                return refused("has bytes that are no text in the encoding of the file");
            }
            throw failed;
        }
        String message = String.valueOf(e.getMessage());
        int reason = message.indexOf("\nMessage: ");
        String text = reason < 0 ? message : message.substring(reason + "\nMessage: ".length());
        return new Failure(ExitCode.DATA, name + ", line " + line() + ": is no XML: " + text, e);
    }

    private Failure refused(String message) {
        ended = true;
        return new Failure(ExitCode.DATA, name + ", line " + line() + ": " + message);
    }

    private long line() {
        return xml == null || xml.getLocation() == null
                ? 1
                : Math.max(1, xml.getLocation().getLineNumber());
    }

    private Element begin() throws XMLStreamException, BadRow {
        String element = xml.getLocalName();
        if (!begun && !element.equals("graphml")) {
            throw refused("is no GraphML: its outermost element is '" + element + "'");
        }
        begun = true;
        return switch (element) {
            case "key" -> {
                key();
                yield null;
            }
            case "graph" -> {
                if (++graphs > 1) {
                    throw refused("has a second graph, or one within another; write each to a file of its own");
                }
                yield null;
            }
            case "node" -> node();
            case "edge" -> edge();
            case "hyperedge" -> {
                long line = line();
                skip();
                throw new BadRow(line, "is a hyperedge; an edge has two ends");
            }
            default -> null;
        };
    }

    private void key() throws XMLStreamException {
        String id = xml.getAttributeValue(null, "id");
        String property = Objects.requireNonNullElse(xml.getAttributeValue(null, "attr.name"), id);
        String type = xml.getAttributeValue(TYPES, "type");
        if (type == null) {
            type = Objects.requireNonNullElse(xml.getAttributeValue(null, "attr.type"), "string");
        }
        String domain = Objects.requireNonNullElse(xml.getAttributeValue(null, "for"), "all");
        if (id == null || !ValueText.isType(type)) {
            throw refused(
                    id == null
                            ? "has a key without an id"
                            : "has a key of the type '" + type + "'; the types are "
                                    + String.join(", ", ValueText.words()));
        }
        Object otherwise = null;
        for (int event = xml.next(); event != XMLStreamConstants.END_ELEMENT; event = xml.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                boolean isDefault = xml.getLocalName().equals("default");
                String text = isDefault ? text() : null;
                if (isDefault) {
                    try {
                        otherwise = ValueText.parse(type, text);
                    } catch (ValueText.Unreadable e) {
                        throw refused("has a default of the key '" + id + "': " + e.getMessage());
                    }
                } else {
                    skip();
                }
            }
        }
        keys.put(id, new Key(property, type, domain, otherwise));
    }

    private Element node() throws XMLStreamException, BadRow {
        long line = line();
        String id = xml.getAttributeValue(null, "id");
        Map<String, Object> values = data("node", line);
        if (id == null) {
            throw new BadRow(line, "is a node without an id");
        }
        String label = Objects.toString(values.remove(LABEL), DEFAULT_LABEL);
        String externalId = Objects.toString(values.remove(EXTERNAL_ID), id);
        VertexName vertex = new VertexName(label.intern(), externalId);
        if (nodes.putIfAbsent(id, vertex) != null) {
            throw new BadRow(line, "is a second node with the id '" + id + "'");
        }
        List<VertexProperty> properties = new ArrayList<>();
        values.forEach((key, value) -> properties.add(new VertexProperty(key, 0, value, Map.of())));
        return new Element.OfVertex(vertex, properties, line);
    }

    private Element edge() throws XMLStreamException, BadRow {
        long line = line();
        String source = xml.getAttributeValue(null, "source");
        String target = xml.getAttributeValue(null, "target");
        Map<String, Object> values = data("edge", line);
        for (String end : new String[] {source, target}) {
            if (end == null || !nodes.containsKey(end)) {
                throw new BadRow(
                        line,
                        end == null
                                ? "is an edge without source or target"
                                : "is an edge of the node '" + end + "', which does not stand before it");
            }
        }
        String type = Objects.toString(values.remove(TYPE), DEFAULT_TYPE);
        return new Element.OfEdge(type, nodes.get(source), nodes.get(target), values, line);
    }

    /// The data of the element that the reader stands at, up to its end; those that it does not have by default too.
    private Map<String, Object> data(String domain, long line) throws XMLStreamException, BadRow {
        Map<String, Object> values = new LinkedHashMap<>();
        String wrong = null;
        while (xml.next() != XMLStreamConstants.END_ELEMENT) {
            if (xml.getEventType() == XMLStreamConstants.DTD
                    || xml.getEventType() == XMLStreamConstants.ENTITY_REFERENCE) {
                throw refused("has an entity, which could name other files; take it out");
            }
            if (xml.getEventType() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            if (xml.getLocalName().equals("graph")) {
                throw refused("has a graph within a " + domain + "; write each to a file of its own");
            }
            if (xml.getLocalName().equals("data")) {
                String problem = datum(values);
                wrong = wrong == null ? problem : wrong;
            } else {
                skip();
            }
        }
        if (wrong != null) {
            throw new BadRow(line, wrong);
        }
        for (Key key : keys.values()) {
            if (key.otherwise != null && (key.domain.equals("all") || key.domain.equals(domain))) {
                values.putIfAbsent(key.property, key.otherwise);
            }
        }
        return values;
    }

    /// @return what is wrong, or null
    private String datum(Map<String, Object> values) throws XMLStreamException {
        String id = xml.getAttributeValue(null, "key");
        String text = text();
        Key key = keys.get(id);
        if (key == null) {
            return "has a datum of the key '" + id + "', which is not declared";
        }
        try {
            Object value = ValueText.parse(key.type, key.type.equals("string") ? text : text.strip());
            return values.putIfAbsent(key.property, value) == null
                    ? null
                    : "has two values of '" + key.property + "'; take JSON lines for several";
        } catch (ValueText.Unreadable e) {
            return "property '" + key.property + "': " + e.getMessage();
        }
    }

    private String text() throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        while (xml.next() != XMLStreamConstants.END_ELEMENT) {
            switch (xml.getEventType()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(xml.getText());
                case XMLStreamConstants.START_ELEMENT ->
                    throw refused("has an element '" + xml.getLocalName() + "' within a value");
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw refused("has an entity, which could name other files; take it out");
                default -> {}
            }
        }
        return text.toString();
    }

    /// Passes over the element that the reader stands at.
    private void skip() throws XMLStreamException {
        int depth = 1;
        while (depth > 0) {
            int event = xml.next();
            depth += event == XMLStreamConstants.START_ELEMENT ? 1 : event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
        }
    }
}
