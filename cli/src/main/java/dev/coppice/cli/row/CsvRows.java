package dev.coppice.cli.row;

import com.fasterxml.jackson.core.JsonGenerator;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.coppice.cli.argument.KeyOptions;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Json;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Rows of CSV or TSV. The value of a row is a JSON object with a string member for each column, in the file's order,
/// or one column's text. A file that `export` wrote is recognised by its heading, `key,value` and the like, and read
/// back as the entries it was made from.
public final class CsvRows implements RowSource {
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

    private final String name;
    private final Mapping mapping;
    private final CsvRecords records;
    private List<String> columns;
    private int[] keyColumns;
    private int valueColumn;
    private EntryHeading entryHeading;
    private CsvRecord pushedBack;
    private long line;

    /// Reads a stream that this object closes.
    public CsvRows(String name, InputStream stream, Format format, Mapping mapping) {
        this.name = name;
        this.mapping = mapping;
        this.records = new CsvRecords(name, stream, format.separator());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Row next() throws BadRow, IOException {
        if (columns == null && !readHeading()) {
            return null;
        }
        CsvRecord cells = read();
        if (cells == null) {
            return null;
        }
        line = cells.getStartingLineNumber();
        if (cells.getFieldCount() != columns.size()) {
            throw new BadRow(
                    line,
                    "has " + Numbers.counted(cells.getFieldCount(), "field", "fields") + ", the heading has "
                            + columns.size());
        }
        if (entryHeading != null) {
            return entryHeading.row(cells.getFields(), line);
        }
        return Row.of(key(cells), value(cells), line);
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    private CsvRecord read() throws IOException {
        CsvRecord next = pushedBack;
        pushedBack = null;
        if (next != null) {
            return next;
        }
        return records.next();
    }

    private boolean readHeading() throws IOException {
        CsvRecord first = read();
        if (first == null) {
            return false;
        }
        if (mapping.heading()) {
            columns = records.heading(first);
            line = first.getStartingLineNumber();
        } else {
            columns = IntStream.rangeClosed(1, first.getFieldCount())
                    .mapToObj(Integer::toString)
                    .toList();
            pushedBack = first;
        }
        entryHeading = mapping.isOpen() ? EntryHeading.recognise(columns) : null;
        keyColumns = mapping.key().isEmpty()
                ? new int[] {0}
                : mapping.key().stream().mapToInt(this::column).toArray();
        valueColumn = mapping.value() == null ? -1 : column(mapping.value());
        return true;
    }

    private int column(String columnName) {
        int index = columns.indexOf(columnName);
        if (index < 0) {
            throw new Failure(
                    ExitCode.DATA, name + " has no column '" + columnName + "'; it has " + String.join(", ", columns));
        }
        return index;
    }

    private byte[] key(CsvRecord cells) {
        StringBuilder key = new StringBuilder(cells.getField(keyColumns[0]));
        for (int i = 1; i < keyColumns.length; i++) {
            key.append(Mapping.JOINT).append(cells.getField(keyColumns[i]));
        }
        return key.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] value(CsvRecord cells) {
        if (valueColumn >= 0) {
            return cells.getField(valueColumn).getBytes(StandardCharsets.UTF_8);
        }
        return Json.object(generator -> {
            for (int i = 0; i < columns.size(); i++) {
                writeCell(generator, columns.get(i), cells.getField(i));
            }
        });
    }

    private void writeCell(JsonGenerator generator, String column, String cell) throws IOException {
        generator.writeFieldName(column);
        if (mapping.numbers() && JSON_NUMBER.matcher(cell).matches()) {
            generator.writeNumber(cell); // the digits as they are, so that export gives them back
        } else {
            generator.writeString(cell);
        }
    }

    /// The heading that `export` writes: which columns hold the key, the value and the expiry, and in which notation.
    private record EntryHeading(boolean keyIsHex, boolean valueIsHex, boolean hasExpiry) {
        static EntryHeading recognise(List<String> columns) {
            boolean hasExpiry = columns.size() == 3 && columns.get(2).equals("expiresAt");
            if (columns.size() != 2 && !hasExpiry) {
                return null;
            }
            boolean keyIsHex = columns.get(0).equals("keyHex");
            boolean valueIsHex = columns.get(1).equals("valueHex");
            return (keyIsHex || columns.get(0).equals("key"))
                            && (valueIsHex || columns.get(1).equals("value"))
                    ? new EntryHeading(keyIsHex, valueIsHex, hasExpiry)
                    : null;
        }

        Row row(List<String> cells, long line) throws BadRow {
            try {
                long expiresAt = hasExpiry && !cells.get(2).isEmpty() ? Long.parseLong(cells.get(2)) : 0;
                return new Row(bytes(cells.get(0), keyIsHex), bytes(cells.get(1), valueIsHex), null, expiresAt, line);
            } catch (StoreException.Invalid e) {
                throw new BadRow(line, e.getMessage());
            } catch (NumberFormatException e) {
                throw new BadRow(line, "'" + cells.get(2) + "' is no number of milliseconds");
            }
        }

        private static byte[] bytes(String cell, boolean hex) {
            return hex ? KeyOptions.fromHex(cell) : cell.getBytes(StandardCharsets.UTF_8);
        }
    }
}
