package dev.coppice.cli.graph;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.coppice.cli.terminal.Json;
import dev.coppice.graph.Edge;
import dev.coppice.graph.Vertex;
import dev.coppice.graph.VertexProperty;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/// Writes elements as JSON lines, in the form that [JsonElements] reads. Holds everything that a graph can hold.
public final class JsonElementWriting implements ElementWriter {
    private final OutputStream stream;

    /// Writes to a stream that this object closes.
    public JsonElementWriting(OutputStream stream) {
        this.stream = stream;
    }

    @Override
    public void write(Vertex vertex) throws IOException {
        line(generator -> {
            VertexName name = ElementWriter.name(vertex);
            generator.writeStringField("vertex", name.id());
            generator.writeStringField("label", name.label());
            writeProperties(generator, vertex);
        });
    }

    @Override
    public void write(Edge edge, VertexName from, VertexName to) throws IOException {
        line(generator -> {
            generator.writeStringField("edge", edge.type());
            writeEnd(generator, "from", from);
            writeEnd(generator, "to", to);
            writeProperties(generator, edge);
        });
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private void line(Json.ObjectWriter writer) throws IOException {
        stream.write(Json.object(writer));
        stream.write('\n');
    }

    private static void writeEnd(JsonGenerator generator, String name, VertexName end) throws IOException {
        generator.writeObjectFieldStart(name);
        generator.writeStringField("label", end.label());
        generator.writeStringField("id", end.id());
        generator.writeEndObject();
    }

    /// Writes the member `properties` of a vertex, if it has any.
    public static void writeProperties(JsonGenerator generator, Vertex vertex) throws IOException {
        Map<String, Object> values = vertex.values();
        if (values.isEmpty()) {
            return;
        }
        generator.writeObjectFieldStart("properties");
        for (String key : values.keySet()) {
            generator.writeFieldName(key);
            List<VertexProperty> all = vertex.properties(key);
            if (all.size() == 1 && all.getFirst().meta().isEmpty()) {
                JsonValues.write(generator, all.getFirst().value());
            } else {
                writeSeveral(generator, all);
            }
        }
        generator.writeEndObject();
    }

    private static void writeSeveral(JsonGenerator generator, List<VertexProperty> values) throws IOException {
        generator.writeStartObject();
        generator.writeStringField("@type", JsonElements.VALUES);
        generator.writeArrayFieldStart("value");
        for (VertexProperty each : values) {
            generator.writeStartObject();
            generator.writeFieldName("value");
            JsonValues.write(generator, each.value());
            if (!each.meta().isEmpty()) {
                writeObject(generator, "meta", each.meta());
            }
            generator.writeEndObject();
        }
        generator.writeEndArray();
        generator.writeEndObject();
    }

    /// Writes the member `properties` of an edge, if it has any.
    public static void writeProperties(JsonGenerator generator, Edge edge) throws IOException {
        if (!edge.values().isEmpty()) {
            writeObject(generator, "properties", edge.values());
        }
    }

    private static void writeObject(JsonGenerator generator, String name, Map<String, Object> values)
            throws IOException {
        generator.writeObjectFieldStart(name);
        for (var entry : values.entrySet()) {
            generator.writeFieldName(entry.getKey());
            JsonValues.write(generator, entry.getValue());
        }
        generator.writeEndObject();
    }
}
