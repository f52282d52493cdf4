package dev.coppice.cli.graph;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.coppice.graph.Edge;
import dev.coppice.graph.Vertex;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Writes vertices, or edges, as CSV that [CsvElements] reads: the columns of the structure, then one for each property
/// and type. Vertices with several values of a property cannot be written.
public final class CsvElementWriting implements ElementWriter {
    private final CsvWriter csv;
    private final Collection<UsedKeys.Key> keys;

    private CsvElementWriting(OutputStream stream, List<String> structure, Collection<UsedKeys.Key> keys) {
        this.csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(stream, StandardCharsets.UTF_8);
        this.keys = keys;
        List<String> heading = new ArrayList<>(structure);
        keys.forEach(key -> heading.add(key.name() + ":" + key.type()));
        csv.writeRecord(heading);
    }

    /// Writes vertices to a stream that this object closes.
    public static CsvElementWriting ofVertices(OutputStream stream, UsedKeys used) {
        return new CsvElementWriting(stream, List.of(CsvElements.LABEL, CsvElements.ID), used.vertices());
    }

    /// Writes edges to a stream that this object closes.
    public static CsvElementWriting ofEdges(OutputStream stream, UsedKeys used) {
        return new CsvElementWriting(
                stream,
                List.of(
                        CsvElements.FROM_LABEL,
                        CsvElements.FROM,
                        CsvElements.TYPE,
                        CsvElements.TO_LABEL,
                        CsvElements.TO),
                used.edges());
    }

    @Override
    public void write(Vertex vertex) {
        VertexName name = ElementWriter.name(vertex);
        write(List.of(name.label(), name.id()), UsedKeys.single(vertex));
    }

    @Override
    public void write(Edge edge, VertexName from, VertexName to) {
        write(List.of(from.label(), from.id(), edge.type(), to.label(), to.id()), edge.values());
    }

    private void write(List<String> structure, Map<String, Object> values) {
        List<String> cells = new ArrayList<>(structure);
        for (UsedKeys.Key key : keys) {
            Object value = values.get(key.name());
            boolean isHere = value != null && UsedKeys.Key.of(key.name(), value).equals(key);
            cells.add(isHere ? text(key, value) : "");
        }
        csv.writeRecord(cells);
    }

    private static String text(UsedKeys.Key key, Object value) {
        return key.type().equals(ValueText.JSON) ? JsonValues.text(value) : ValueText.format(value);
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
