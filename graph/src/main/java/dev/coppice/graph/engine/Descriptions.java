package dev.coppice.graph.engine;

import dev.coppice.graph.GraphFork.Name;
import java.util.List;

/// What indexes and constraints ask of vertices and of edges.
final class Descriptions {
    static final TouchedElements.Description<VertexContent> VERTEX = new TouchedElements.Description<>() {
        @Override
        public String label(VertexContent content, Names names) {
            return names.name(Name.LABEL, content.label());
        }

        @Override
        public List<Object> values(VertexContent content, int key) {
            return content.valuesOf(key).stream()
                    .map(VertexContent.Value::value)
                    .toList();
        }
    };

    static final TouchedElements.Description<EdgeContent> EDGE = new TouchedElements.Description<>() {
        @Override
        public String label(EdgeContent content, Names names) {
            return names.name(Name.TYPE, content.type());
        }

        @Override
        public List<Object> values(EdgeContent content, int key) {
            Object value = content.values().get(key);
            return value == null ? List.of() : List.of(value);
        }
    };

    private Descriptions() {}
}
