package dev.coppice.cli.terminal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/// JSON as this program writes and reads it: UTF-8, one object to a line. Bytes that are UTF-8 text become a string
/// member; other bytes become hexadecimal digits in a member whose name ends in `Hex`, such as `keyHex`.
public final class Json {
    /// Makes parsers and generators. A string may be as long as memory allows, because it holds a whole value.
    public static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION) // all is UTF-8; a guess at UTF-32 would hide what is wrong
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(10_000)
                    .build())
            .build();

    private Json() {}

    /// One object, without a line end.
    public static byte[] object(ObjectWriter writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            generator.writeStartObject();
            writer.write(generator);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory
        }
        return bytes.toByteArray();
    }

    /// Writes bytes as a member: text under the name, anything else in hexadecimal under the name with `Hex`.
    public static void bytes(JsonGenerator generator, String name, byte[] bytes) throws IOException {
        String text = Utf8.decodeOrNull(bytes);
        if (text == null) {
            generator.writeStringField(name + "Hex", HexFormat.of().formatHex(bytes));
        } else {
            generator.writeStringField(name, text);
        }
    }

    /// Writes the members of an object.
    @FunctionalInterface
    public interface ObjectWriter {
        /// Writes the members.
        void write(JsonGenerator generator) throws IOException;
    }
}
