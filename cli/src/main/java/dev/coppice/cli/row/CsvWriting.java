package dev.coppice.cli.row;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.coppice.cli.terminal.Escape;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Json;
import dev.coppice.cli.terminal.Utf8;
import dev.coppice.store.Cursor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Writes entries as CSV or TSV, either as keys and values that `import` recognises, or as the rows that the values
/// were made from.
public final class CsvWriting {
    private CsvWriting() {}

    /// Writes a column for the key, one for the value, and one for the expiry if asked for.
    ///
    /// @param hex whether keys and values are written in hexadecimal, which any bytes allow
    /// @param expiry whether the time at which an entry expires is written
    public static RowWriter ofEntries(OutputStream stream, Format format, boolean hex, boolean expiry) {
        CsvWriter csv = writer(stream, format);
        List<String> heading = new ArrayList<>(List.of(hex ? "keyHex" : "key", hex ? "valueHex" : "value"));
        if (expiry) {
            heading.add("expiresAt");
        }
        csv.writeRecord(heading);
        return new RowWriter() {
            @Override
            public void write(Cursor entry) {
                List<String> cells = new ArrayList<>(3);
                byte[] key = entry.key();
                cells.add(hex ? HexFormat.of().formatHex(key) : text("key", key, key));
                cells.add(hex ? HexFormat.of().formatHex(entry.value()) : text("value", key, entry.value()));
                if (expiry) {
                    cells.add(entry.expiresAtMillis() == 0 ? "" : Long.toString(entry.expiresAtMillis()));
                }
                csv.writeRecord(cells);
            }

            @Override
            public void close() throws IOException {
                csv.close();
            }
        };
    }

    /// Writes the members of each value, a JSON object, as columns; the first value's members make the heading.
    public static RowWriter ofRows(OutputStream stream, Format format) {
        CsvWriter csv = writer(stream, format);
        return new RowWriter() {
            private List<String> heading;

            @Override
            public void write(Cursor entry) throws IOException {
                List<String> names = new ArrayList<>();
                List<String> cells = new ArrayList<>();
                split(entry, names, cells);
                if (heading == null) {
                    heading = names;
                    csv.writeRecord(heading);
                } else if (!heading.equals(names)) {
                    throw new Failure(
                            ExitCode.DATA,
                            "the value of key '" + Escape.of(entry.key()) + "' has the members " + names
                                    + ", the first value has " + heading + "; export without --rows, or as jsonl");
                }
                csv.writeRecord(cells);
            }

            @Override
            public void close() throws IOException {
                csv.close();
            }
        };
    }

    private static CsvWriter writer(OutputStream stream, Format format) {
        return CsvWriter.builder()
                .fieldSeparator(format.separator())
                .lineDelimiter(LineDelimiter.LF)
                .build(stream, StandardCharsets.UTF_8);
    }

    private static String text(String what, byte[] key, byte[] bytes) {
        String text = Utf8.decodeOrNull(bytes);
        if (text == null) {
            throw new Failure(
                    ExitCode.DATA,
                    "the " + what + " of key '" + Escape.of(key)
                            + "' is not UTF-8 text; export with --hex, or as jsonl");
        }
        return text;
    }

    private static void split(Cursor entry, List<String> names, List<String> cells) throws IOException {
        byte[] value = entry.value();
        try (JsonParser parser = Json.FACTORY.createParser(value)) {
            boolean flat = parser.nextToken() == JsonToken.START_OBJECT;
            while (flat && parser.nextToken() == JsonToken.FIELD_NAME) {
                names.add(parser.currentName());
                flat = parser.nextToken().isScalarValue();
                cells.add(parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText());
            }
            if (flat && parser.nextToken() == null) {
                return;
            }
        } catch (JsonProcessingException e) {
            throw notFlat(entry, e);
        }
        throw notFlat(entry, null);
    }

    private static Failure notFlat(Cursor entry, Exception cause) {
        return new Failure(
                ExitCode.DATA,
                "the value of key '" + Escape.of(entry.key())
                        + "' is no flat JSON object, so it makes no row; export without --rows, or as jsonl",
                cause);
    }
}
