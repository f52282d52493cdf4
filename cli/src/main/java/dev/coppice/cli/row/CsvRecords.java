package dev.coppice.cli.row;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The records of a file of CSV or TSV in UTF-8, as they stand there, and what is wrong with it. Confined to one
/// thread.
public final class CsvRecords implements AutoCloseable {
    private static final int MAX_FIELD_CHARACTERS = 1 << 30;

    private final String name;
    private final LineCountingStream bytes;
    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private long line;

    /// Reads a stream that this object closes.
    ///
    /// @param name the file, for messages
    public CsvRecords(String name, InputStream stream, char separator) {
        this.name = name;
        // A decoder of its own: the JDK's readers replace malformed bytes silently unless told not to.
        this.bytes = new LineCountingStream(stream);
        var text = new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder());
        this.reader = CsvReader.builder()
                .fieldSeparator(separator)
                .skipEmptyLines(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .detectBomHeader(false)
                .maxBufferSize(MAX_FIELD_CHARACTERS)
                .build(
                        CsvRecordHandler.of(
                                c -> c.maxRecordSize(MAX_FIELD_CHARACTERS).maxFieldSize(MAX_FIELD_CHARACTERS)),
                        text);
        this.records = reader.iterator();
    }

    /// The next record, or null at the end.
    ///
    /// @throws Failure when the file is no CSV or no UTF-8, saying where
    public CsvRecord next() throws IOException {
        try {
            CsvRecord next = records.hasNext() ? records.next() : null;
            line = next == null ? line : next.getStartingLineNumber();
            return next;
        } catch (CsvParseException e) {
            throw new Failure(ExitCode.DATA, name + ", after line " + line + ": " + rootMessage(e), e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw new Failure(
                        ExitCode.DATA,
                        name + ", line " + bytes.malformedLine()
                                + ": is not UTF-8; convert the file first, for example with iconv -t UTF-8 -f and its"
                                + " encoding",
                        e);
            }
            throw e.getCause();
        }
    }

    /// The names of the columns, as the first record has them.
    ///
    /// @throws Failure when two are the same
    public List<String> heading(CsvRecord first) {
        List<String> names = new ArrayList<>(first.getFields());
        if (names.getFirst().startsWith("\uFEFF")) {
            names.set(0, names.getFirst().substring(1));
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new Failure(ExitCode.DATA, name + ", line 1: two columns have the same name: " + names);
        }
        return List.copyOf(names);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private static String rootMessage(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }
}
