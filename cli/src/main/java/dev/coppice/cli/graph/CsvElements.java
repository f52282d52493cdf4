package dev.coppice.cli.graph;

import de.siegmar.fastcsv.reader.CsvRecord;
import dev.coppice.cli.row.BadRow;
import dev.coppice.cli.row.CsvRecords;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.graph.VertexProperty;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Elements of CSV or TSV: vertices in one file, edges in another one. The heading names the properties, each with the
/// type of its values behind a colon, `age:int`; without one they are strings. An empty cell is no value.
public final class CsvElements implements ElementSource {
    static final String LABEL = "_label";
    static final String ID = "_id";
    static final String TYPE = "_type";
    static final String FROM_LABEL = "_from_label";
    static final String FROM = "_from";
    static final String TO_LABEL = "_to_label";
    static final String TO = "_to";

    private final String name;
    private final CsvRecords records;
    private final Columns columns;
    private final boolean edges;
    private List<String> heading;
    private List<Property> properties;
    private int first;
    private int second;

    /// What the columns of a file mean.
    ///
    /// @param label the label of all vertices, or the type of all edges; null when a column says it
    /// @param id the column with the ids of vertices, or null for `_id`
    /// @param from the column with the ids that edges lead away from, or null for `_from`
    /// @param to the column with the ids that edges lead to, or null for `_to`
    /// @param fromLabel the label of those vertices; null when a column says it, or none has to
    /// @param toLabel the label of those vertices; null when a column says it, or none has to
    public record Columns(String label, String id, String from, String to, String fromLabel, String toLabel) {}

    /// A column that holds a property.
    private record Property(int column, String key, String type) {}

    private CsvElements(String name, InputStream stream, Columns columns, boolean edges) {
        this.name = name;
        this.columns = columns;
        this.edges = edges;
        this.records = new CsvRecords(name, stream, name.endsWith(".tsv") || name.endsWith(".tab") ? '\t' : ',');
    }

    /// Vertices. Closes the stream.
    public static CsvElements vertices(String name, InputStream stream, Columns columns) {
        return new CsvElements(name, stream, columns, false);
    }

    /// Edges. Closes the stream.
    public static CsvElements edges(String name, InputStream stream, Columns columns) {
        return new CsvElements(name, stream, columns, true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    @Override
    public Element next() throws BadRow, IOException {
        if (heading == null && !readHeading()) {
            return null;
        }
        CsvRecord cells = records.next();
        if (cells == null) {
            return null;
        }
        long line = cells.getStartingLineNumber();
        if (cells.getFieldCount() != heading.size()) {
            throw new BadRow(
                    line,
                    "has " + Numbers.counted(cells.getFieldCount(), "field", "fields") + ", the heading has "
                            + heading.size());
        }
        return edges ? edge(cells, line) : vertex(cells, line);
    }

    private boolean readHeading() throws IOException {
        CsvRecord record = records.next();
        if (record == null) {
            return false;
        }
        List<String> names = records.heading(record);
        first = required(names, edges ? given(columns.from(), FROM) : given(columns.id(), ID));
        second = edges ? required(names, given(columns.to(), TO)) : first;
        List<String> structure = edges ? List.of(FROM_LABEL, TO_LABEL, TYPE) : List.of(LABEL);
        List<Property> found = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (i != first && i != second && !structure.contains(names.get(i))) {
                found.add(property(names.get(i), i));
            }
        }
        properties = found;
        heading = names;
        return true;
    }

    private static String given(String column, String otherwise) {
        return Objects.requireNonNullElse(column, otherwise);
    }

    /// A column by its name, to which a type may be added in the file.
    private int required(List<String> names, String column) {
        int index = names.indexOf(column);
        for (int i = 0; index < 0 && i < names.size(); i++) {
            index = property(names.get(i), i).key.equals(column) ? i : -1;
        }
        if (index < 0) {
            throw new Failure(
                    ExitCode.DATA,
                    name + " has no column '" + column + "'; it has " + String.join(", ", names)
                            + "; say which it is with " + (edges ? "--from and --to" : "--id"));
        }
        return index;
    }

    private static Property property(String column, int index) {
        int colon = column.lastIndexOf(':');
        return colon > 0 && ValueText.isType(column.substring(colon + 1))
                ? new Property(index, column.substring(0, colon), column.substring(colon + 1))
                : new Property(index, column, "string");
    }

    private Element vertex(CsvRecord cells, long line) throws BadRow {
        String id = cells.getField(first);
        if (id.isEmpty()) {
            throw new BadRow(line, "has no id");
        }
        String label = Objects.requireNonNullElse(columns.label(), optional(cells, LABEL, DEFAULT_LABEL));
        List<VertexProperty> values = new ArrayList<>();
        values(cells, line).forEach((key, value) -> values.add(new VertexProperty(key, 0, value, Map.of())));
        return new Element.OfVertex(new VertexName(label, id), values, line);
    }

    private Element edge(CsvRecord cells, long line) throws BadRow {
        String from = cells.getField(first);
        String to = cells.getField(second);
        if (from.isEmpty() || to.isEmpty()) {
            throw new BadRow(line, "does not say where the edge begins and ends");
        }
        String fromLabel = columns.fromLabel() == null ? optional(cells, FROM_LABEL, null) : columns.fromLabel();
        String toLabel = columns.toLabel() == null ? optional(cells, TO_LABEL, null) : columns.toLabel();
        String type = Objects.requireNonNullElse(columns.label(), optional(cells, TYPE, DEFAULT_TYPE));
        return new Element.OfEdge(
                type, new VertexName(fromLabel, from), new VertexName(toLabel, to), values(cells, line), line);
    }

    private String optional(CsvRecord cells, String column, String otherwise) {
        int index = heading.indexOf(column);
        return index < 0 || cells.getField(index).isEmpty() ? otherwise : cells.getField(index);
    }

    private Map<String, Object> values(CsvRecord cells, long line) throws BadRow {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Property property : properties) {
            String cell = cells.getField(property.column);
            if (cell.isEmpty()) {
                continue;
            }
            try {
                if (values.putIfAbsent(property.key, ValueText.parse(property.type, cell)) != null) {
                    throw new BadRow(line, "has two values of '" + property.key + "', in columns of two types");
                }
            } catch (ValueText.Unreadable e) {
                throw new BadRow(line, "column '" + heading.get(property.column) + "': " + e.getMessage());
            }
        }
        return values;
    }
}
