package dev.coppice.cli.row;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.coppice.cli.argument.KeyOptions;
import dev.coppice.cli.terminal.Json;
import dev.coppice.store.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows of JSON lines. The value of a row is the line exactly as it stands in the file, or one member of it. A file
/// that `export` wrote is recognised by the members of its first line, and read back as the entries it was made from.
public final class JsonRows implements RowSource {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final String name;
    private final Mapping mapping;
    private final LineReader lines;
    // The names of the members looked for: those of the key, then the one of the value. Null until the first line.
    private List<String> memberNames;
    private JsonMembers members;
    private boolean entries;

    /// Reads a stream that this object closes.
    public JsonRows(String name, InputStream stream, Mapping mapping) {
        this.name = name;
        this.mapping = mapping;
        this.lines = new LineReader(stream);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Row next() throws BadRow, IOException {
        byte[] line = nextLine();
        while (line != null && isBlank(line)) {
            line = nextLine();
        }
        if (line == null) {
            return null;
        }
        try (JsonParser parser = Json.FACTORY.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("is no JSON object");
            }
            if (memberNames == null) {
                chooseMembers(line);
            }
            Row row = entries ? entry(parser) : row(parser, line);
            if (parser.nextToken() != null) {
                throw bad("goes on behind the JSON object");
            }
            return row;
        } catch (JsonProcessingException e) {
            throw bad("is no JSON" + JsonErrors.describe(e));
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /// The next line, the first one without a byte order mark, which is no part of its value.
    private byte[] nextLine() throws IOException {
        byte[] line = lines.next();
        boolean marked = line != null
                && lines.lineNumber() == 1
                && Arrays.mismatch(BYTE_ORDER_MARK, line) >= BYTE_ORDER_MARK.length;
        return marked ? Arrays.copyOfRange(line, BYTE_ORDER_MARK.length, line.length) : line;
    }

    private BadRow bad(String message) {
        return new BadRow(lines.lineNumber(), message);
    }

    // The first line decides what the lines are and, unless the user said so, which member is the key.
    private void chooseMembers(byte[] line) throws BadRow, IOException {
        List<String> present = outermostMembers(line);
        List<String> names = new ArrayList<>(mapping.key());
        if (names.isEmpty()) {
            if (present.isEmpty()) {
                throw bad("has no member that could be the key");
            }
            names.add(JsonMembers.outermost(present.getFirst()));
        }
        if (mapping.value() != null) {
            names.add(mapping.value());
        }
        entries = mapping.isOpen() && isEntry(present);
        members = new JsonMembers(names);
        memberNames = names;
    }

    private static List<String> outermostMembers(byte[] line) throws IOException {
        List<String> present = new ArrayList<>();
        try (JsonParser parser = Json.FACTORY.createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                present.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return present;
    }

    private static boolean isEntry(List<String> present) {
        return (present.contains("key") || present.contains("keyHex"))
                && (present.contains("value") || present.contains("valueHex"))
                && List.of("key", "keyHex", "value", "valueHex", "expiresAt").containsAll(present);
    }

    private Row row(JsonParser parser, byte[] line) throws BadRow, IOException {
        byte[][] found = members.take(parser, line);
        for (int i = 0; i < found.length; i++) {
            if (found[i] == null) {
                throw bad("has no member '" + memberNames.get(i) + "'");
            }
        }
        int keyParts = Math.max(1, mapping.key().size());
        byte[] value = mapping.value() == null ? line : found[found.length - 1];
        return Row.of(join(found, keyParts), value, lines.lineNumber());
    }

    private static byte[] join(byte[][] parts, int count) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                joined.writeBytes(Mapping.JOINT.getBytes(StandardCharsets.UTF_8));
            }
            joined.writeBytes(parts[i]);
        }
        return joined.toByteArray();
    }

    private Row entry(JsonParser parser) throws BadRow, IOException {
        byte[] key = null;
        byte[] value = null;
        long expiresAt = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            parser.nextToken();
            switch (member) {
                case "key" -> key = text(parser);
                case "keyHex" -> key = hex(parser);
                case "value" -> value = text(parser);
                case "valueHex" -> value = hex(parser);
                case "expiresAt" -> expiresAt = parser.getValueAsLong(-1);
                default ->
                    throw bad("has the member '" + member + "', but the first line is an exported entry with"
                            + " a key and a value; say with --key what the key is");
            }
        }
        if (key == null || value == null || expiresAt < 0) {
            throw bad("has no key, no value or no valid expiresAt; say with --key what the key is");
        }
        return new Row(key, value, null, expiresAt, lines.lineNumber());
    }

    private byte[] text(JsonParser parser) throws BadRow, IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw bad("has a key or value that is no string; say with --key what the key is");
        }
        return parser.getText().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] hex(JsonParser parser) throws BadRow, IOException {
        try {
            return KeyOptions.fromHex(parser.getText());
        } catch (StoreException.Invalid e) {
            throw bad(e.getMessage());
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
    }
}
