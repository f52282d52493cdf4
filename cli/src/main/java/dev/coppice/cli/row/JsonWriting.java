package dev.coppice.cli.row;

import dev.coppice.cli.terminal.Escape;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Json;
import dev.coppice.store.Cursor;
import java.io.IOException;
import java.io.OutputStream;

/// Writes entries as JSON lines, either as objects with the members `key` and `value` (`keyHex`, `valueHex` for bytes
/// that are no text, `expiresAt` for an entry that expires), or each value as a line.
public final class JsonWriting {
    private JsonWriting() {}

    /// Writes keys, values and expiries. Any entry can be written, and `import` reads it back as it was.
    public static RowWriter ofEntries(OutputStream stream) {
        return new Lines(stream) {
            @Override
            byte[] line(Cursor entry) {
                return entryLine(entry);
            }
        };
    }

    /// Writes each value as a line of its own.
    public static RowWriter ofRows(OutputStream stream) {
        return new Lines(stream) {
            @Override
            byte[] line(Cursor entry) {
                byte[] value = entry.value();
                for (byte b : value) {
                    if (b == '\n') {
                        throw new Failure(
                                ExitCode.DATA,
                                "the value of key '" + Escape.of(entry.key())
                                        + "' has more than one line; export without --rows");
                    }
                }
                return value;
            }
        };
    }

    /// One entry as a JSON object, without a line end.
    public static byte[] entryLine(Cursor entry) {
        return Json.object(generator -> {
            Json.bytes(generator, "key", entry.key());
            Json.bytes(generator, "value", entry.value());
            if (entry.expiresAtMillis() != 0) {
                generator.writeNumberField("expiresAt", entry.expiresAtMillis());
            }
        });
    }

    private abstract static class Lines implements RowWriter {
        private final OutputStream stream;

        Lines(OutputStream stream) {
            this.stream = stream;
        }

        abstract byte[] line(Cursor entry);

        @Override
        public void write(Cursor entry) throws IOException {
            stream.write(line(entry));
            stream.write('\n');
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
