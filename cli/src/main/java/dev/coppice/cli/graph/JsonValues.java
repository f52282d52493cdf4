package dev.coppice.cli.graph;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.coppice.cli.terminal.Json;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.VertexProperty;
import dev.coppice.graph.value.ValueType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Values of properties in JSON. What JSON has is written as it is: text, true and false, whole numbers of 64 bits,
/// numbers with a point or an exponent (64 bits), arrays for lists, objects for maps whose keys are text. All else is
/// an object that names its type: `{"@type":"date","value":"2026-01-31"}`, with the words and the text of [ValueText],
/// and
/// `{"@type":"set","value":[…]}`, `{"@type":"map","value":[[key,value],…]}`.
final class JsonValues {
    private static final String TYPE = "@type";
    private static final String VALUE = "value";
    private static final String META = "meta";
    private static final String SET = "set";
    private static final String MAP = "map";

    private JsonValues() {}

    // ---- writing

    /// A value as JSON text.
    static String text(Object value) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = Json.FACTORY.createGenerator(bytes)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// Writes a value, or null.
    static void write(JsonGenerator generator, Object value) throws IOException {
        if (value == null) {
            generator.writeNull();
            return;
        }
        switch (ValueType.of(value)) {
            case STRING -> generator.writeString((String) value);
            case BOOLEAN -> generator.writeBoolean((Boolean) value);
            case LONG -> generator.writeNumber((Long) value);
            case DOUBLE -> writeDouble(generator, (Double) value);
            case LIST -> writeArray(generator, (List<?>) value);
            case SET -> {
                generator.writeStartObject();
                generator.writeStringField(TYPE, SET);
                generator.writeFieldName(VALUE);
                writeArray(generator, (Set<?>) value);
                generator.writeEndObject();
            }
            case MAP -> writeMap(generator, (Map<?, ?>) value);
            default -> writeTyped(generator, value);
        }
    }

    private static void writeDouble(JsonGenerator generator, double value) throws IOException {
        if (Double.isFinite(value)) {
            generator.writeNumber(value);
        } else {
            writeTyped(generator, value);
        }
    }

    private static void writeTyped(JsonGenerator generator, Object value) throws IOException {
        generator.writeStartObject();
        generator.writeStringField(TYPE, ValueText.word(value));
        generator.writeStringField(VALUE, ValueText.format(value));
        generator.writeEndObject();
    }

    private static void writeArray(JsonGenerator generator, Iterable<?> values) throws IOException {
        generator.writeStartArray();
        for (Object each : values) {
            write(generator, each);
        }
        generator.writeEndArray();
    }

    private static void writeMap(JsonGenerator generator, Map<?, ?> map) throws IOException {
        boolean plain = map.keySet().stream().allMatch(key -> key instanceof String text && !text.equals(TYPE));
        generator.writeStartObject();
        if (plain) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName((String) entry.getKey());
                write(generator, entry.getValue());
            }
        } else {
            generator.writeStringField(TYPE, MAP);
            generator.writeArrayFieldStart(VALUE);
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeStartArray();
                write(generator, entry.getKey());
                write(generator, entry.getValue());
                generator.writeEndArray();
            }
            generator.writeEndArray();
        }
        generator.writeEndObject();
    }

    // ---- reading

    /// The one value that bytes of JSON hold.
    ///
    /// @throws com.fasterxml.jackson.core.JsonProcessingException when they hold anything else
    static Object parse(byte[] json) throws IOException {
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            parser.nextToken();
            Object value = readValue(parser);
            if (parser.nextToken() != null) {
                throw bad(parser, "something follows the value");
            }
            return value;
        }
    }

    /// The value whose first token the parser has just read, which may not be null. Leaves it at the last one.
    ///
    /// @throws com.fasterxml.jackson.core.JsonProcessingException when it is no value
    static Object readValue(JsonParser parser) throws IOException {
        Object value = read(parser);
        if (value == null) {
            throw bad(parser, "null is no value; leave the property out");
        }
        return value;
    }

    /// The values of a property of a vertex: several where the first token opens `{"@type":"values",…}`, else one.
    static List<VertexProperty> readValues(JsonParser parser, String key) throws IOException {
        Object value = readAny(parser);
        if (value == null) {
            throw bad(parser, "null is no value; leave the property out");
        }
        if (!(value instanceof Several(List<?> values))) {
            return List.of(new VertexProperty(key, 0, value, Map.of()));
        }
        List<VertexProperty> properties = new ArrayList<>();
        for (Object each : values) {
            properties.add(property(parser, key, properties.size(), each));
        }
        if (properties.isEmpty()) {
            throw bad(parser, "values are at least one");
        }
        return properties;
    }

    private static VertexProperty property(JsonParser parser, String key, int ordinal, Object each) throws IOException {
        if (!(each instanceof Map<?, ?> members)
                || members.get(VALUE) == null
                || !((members.containsKey(META) ? members.get(META) : Map.of()) instanceof Map<?, ?> meta)
                || !Set.of(VALUE, META).containsAll(members.keySet())) {
            throw bad(parser, "values are written as {\"value\":…} or {\"value\":…,\"meta\":{…}}");
        }
        Map<String, Object> named = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : meta.entrySet()) {
            if (!(entry.getKey() instanceof String name) || entry.getValue() == null) {
                throw bad(parser, "\"meta\" holds values by name");
            }
            named.put(name, entry.getValue());
        }
        return new VertexProperty(key, ordinal, members.get(VALUE), named);
    }

    /// Several values of one property, which are no value themselves.
    private record Several(List<Object> values) {}

    private static Object read(JsonParser parser) throws IOException {
        Object value = readAny(parser);
        if (value instanceof Several) {
            throw bad(parser, "\"values\" are those of a property, and not a value");
        }
        return value;
    }

    private static Object readAny(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw bad(parser, "a value is missing");
        }
        return switch (token) {
            case VALUE_STRING -> checked(parser, ValueText.JSON, parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> whole(parser.getText());
            case VALUE_NUMBER_FLOAT -> real(parser);
            case START_ARRAY -> list(parser);
            case START_OBJECT -> object(parser);
            default -> throw bad(parser, "a value was expected, not " + parser.getText());
        };
    }

    private static Object whole(String digits) {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException beyondLong) {
            return new BigInteger(digits);
        }
    }

    private static Object real(JsonParser parser) throws IOException {
        double value = Double.parseDouble(parser.getText());
        if (Double.isInfinite(value)) {
            throw bad(parser, "the number is beyond the range of a double");
        }
        return value;
    }

    private static List<Object> list(JsonParser parser) throws IOException {
        List<Object> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(read(parser));
        }
        return values;
    }

    private static Object object(JsonParser parser) throws IOException {
        Map<Object, Object> map = new LinkedHashMap<>();
        boolean first = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            parser.nextToken();
            if (first && member.equals(TYPE)) {
                return typed(parser);
            }
            first = false;
            if (map.containsKey(member)) {
                throw bad(parser, "the member '" + member + "' is there twice");
            }
            map.put(checked(parser, ValueText.JSON, member), read(parser));
        }
        return map;
    }

    /// What follows `{"@type":`.
    private static Object typed(JsonParser parser) throws IOException {
        String word = parser.getText();
        if (parser.nextToken() != JsonToken.FIELD_NAME || !parser.currentName().equals(VALUE)) {
            throw bad(parser, "behind \"@type\" stands \"value\"");
        }
        parser.nextToken();
        Object value = switch (word) {
            case SET -> set(parser);
            case MAP -> map(parser);
            case JsonElements.VALUES -> several(parser);
            default -> scalar(parser, word);
        };
        if (parser.nextToken() != JsonToken.END_OBJECT) {
            throw bad(parser, "behind \"value\" nothing follows");
        }
        return value;
    }

    private static Object scalar(JsonParser parser, String word) throws IOException {
        if (!ValueText.isType(word) || word.equals(ValueText.JSON)) {
            throw bad(
                    parser,
                    "'" + word + "' is no type; the types are " + String.join(", ", ValueText.words()) + ", set, map");
        }
        if (!parser.currentToken().isScalarValue() || parser.currentToken() == JsonToken.VALUE_NULL) {
            throw bad(parser, "a value of type " + word + " is written as text");
        }
        return checked(parser, word, parser.getText());
    }

    private static Several several(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw bad(parser, "values are written as an array");
        }
        return new Several(list(parser));
    }

    private static Set<Object> set(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw bad(parser, "a set is written as an array");
        }
        List<Object> values = list(parser);
        Set<Object> set = new LinkedHashSet<>(values);
        if (set.size() < values.size()) {
            throw bad(parser, "a value is in the set twice");
        }
        return set;
    }

    private static Map<Object, Object> map(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw bad(parser, "a map is written as an array of pairs");
        }
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Object each : list(parser)) {
            if (!(each instanceof List<?> pair) || pair.size() != 2) {
                throw bad(parser, "a map is written as an array of pairs");
            }
            if (map.containsKey(pair.getFirst())) {
                throw bad(parser, "a key is in the map twice");
            }
            map.put(pair.getFirst(), pair.getLast());
        }
        return map;
    }

    private static Object checked(JsonParser parser, String word, String text) throws IOException {
        try {
            return word.equals(ValueText.JSON) ? ValueText.wellFormed(text) : ValueText.parse(word, text);
        } catch (ValueText.Unreadable | GraphException.Invalid e) {
            throw bad(parser, e.getMessage());
        }
    }

    private static JsonParseException bad(JsonParser parser, String message) {
        return new JsonParseException(parser, message, parser.currentTokenLocation());
    }
}
