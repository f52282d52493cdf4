package dev.coppice.graph.id;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.coppice.graph.GraphException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The bytes of the object that holds an allocator's marks: see the package page. What is not exactly that is an error,
/// because an allocator that guesses hands out ids a second time.
final class IdMarksJson {
    /// Far more than the two numbers take, however they are laid out.
    static final int SIZE_MAX = 4096;

    private static final String VID = "next_vid_batch";
    private static final String EID = "next_eid_batch";
    private static final String EXPECTED =
            "one JSON object with exactly the members " + VID + " and " + EID + ", whole numbers from 0 to 2^64 - 1";
    private static final int DIGITS_MAX = 20;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // names may be anything, and need not be kept
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private IdMarksJson() {}

    static byte[] encode(IdMarks marks) {
        String text = "{\n  \"" + VID + "\": " + Long.toUnsignedString(marks.vid()) + ",\n  \"" + EID + "\": "
                + Long.toUnsignedString(marks.eid()) + "\n}";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Reads the marks back.
    ///
    /// @param where the object and its store, for messages
    /// @throws GraphException.Corrupt when the bytes are anything else than [#encode] writes, white space aside
    static IdMarks decode(byte[] bytes, String where) {
        if (bytes.length > SIZE_MAX) {
            throw corrupt(where, bytes.length + " bytes", null);
        }
        // All that is expected is ASCII, and only that is sure to be read in one way.
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] < 0) {
                throw corrupt(where, "the byte 0x" + Integer.toHexString(bytes[i] & 0xFF) + " at " + i, null);
            }
        }
        try (JsonParser parser = FACTORY.createParser(new String(bytes, StandardCharsets.US_ASCII))) {
            return decode(parser, where);
        } catch (JsonProcessingException e) {
            throw corrupt(where, "no such JSON: " + e.getOriginalMessage() + place(e.getLocation()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // from memory
        }
    }

    private static IdMarks decode(JsonParser parser, String where) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw corrupt(where, describe(parser), null);
        }
        String vid = null;
        String eid = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            switch (name) {
                case VID -> vid = number(parser, where, name, vid);
                case EID -> eid = number(parser, where, name, eid);
                default -> throw corrupt(where, "the member " + quoted(name), null);
            }
        }
        if (vid == null || eid == null) {
            throw corrupt(where, "no member " + (vid == null ? VID : EID), null);
        }
        if (parser.nextToken() != null) {
            throw corrupt(where, describe(parser) + " behind the object", null);
        }
        return new IdMarks(parse(vid, VID, where), parse(eid, EID, where));
    }

    /// The digits of the number that is a member's value.
    private static String number(JsonParser parser, String where, String name, String before) throws IOException {
        if (before != null) {
            throw corrupt(where, "two members " + name, null);
        }
        if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT) {
            throw corrupt(where, describe(parser) + " as " + name, null);
        }
        return parser.getText();
    }

    private static long parse(String digits, String name, String where) {
        if (digits.length() <= DIGITS_MAX && digits.charAt(0) != '-') {
            try {
                return Long.parseUnsignedLong(digits);
            } catch (NumberFormatException e) {
                throw corrupt(where, "the number " + digits + " as " + name, e);
            }
        }
        throw corrupt(where, "the number " + shortened(digits) + " as " + name, null);
    }

    private static String describe(JsonParser parser) throws IOException {
        return parser.currentToken() == null ? "nothing" : quoted(parser.getText());
    }

    private static String quoted(String text) {
        return "'" + shortened(text) + "'";
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static GraphException.Corrupt corrupt(String where, String found, Throwable cause) {
        return new GraphException.Corrupt(
                where + ": expected " + EXPECTED + ", found " + found
                        + "; no id is handed out until it is whole: put back a copy of which no id was handed out since,"
                        + " or write both numbers above every id in use",
                cause);
    }
}
