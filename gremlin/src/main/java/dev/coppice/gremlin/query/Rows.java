package dev.coppice.gremlin.query;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.tinkerpop.gremlin.process.traversal.Path;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.Property;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;

/// Answers of Gremlin as rows: of an element its id, label and properties; of a map its entries; of a path its steps;
/// of anything else one column, `value`.
final class Rows {
    private Rows() {}

    static Map<String, Object> of(Object answer) {
        Map<String, Object> row = new LinkedHashMap<>();
        switch (answer) {
            case Vertex vertex -> {
                row.put("id", vertex.id());
                row.put("label", vertex.label());
                vertex.properties().forEachRemaining(property -> addValue(row, property));
            }
            case Edge edge -> {
                row.put("id", edge.id());
                row.put("label", edge.label());
                row.put("from", edge.outVertex().id());
                row.put("to", edge.inVertex().id());
                edge.properties().forEachRemaining(property -> row.put(property.key(), property.value()));
            }
            case Map<?, ?> map -> map.forEach((key, value) -> row.put(String.valueOf(key), value));
            case Path path -> {
                for (int i = 0; i < path.size(); i++) {
                    row.put(Integer.toString(i + 1), path.<Object>get(i));
                }
            }
            case Property<?> property -> {
                row.put("key", property.key());
                row.put("value", property.value());
            }
            default -> row.put("value", answer);
        }
        return row;
    }

    /// A key with several values has them all in one column.
    private static void addValue(Map<String, Object> row, VertexProperty<?> property) {
        row.merge(property.key(), property.value(), (some, more) -> some + ", " + more);
    }
}
