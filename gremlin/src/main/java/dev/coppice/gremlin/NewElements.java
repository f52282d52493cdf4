package dev.coppice.gremlin;

import dev.coppice.graph.GraphTransaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.util.ElementHelper;

/// Adds vertices and edges.
final class NewElements {
    private NewElements() {}

    static CoppiceVertex addVertex(CoppiceGraph graph, Object... keyValues) {
        ElementHelper.legalPropertyKeyValueArray(keyValues);
        if (ElementHelper.getIdValue(keyValues).isPresent()) {
            throw Vertex.Exceptions.userSuppliedIdsNotSupported();
        }
        String label = ElementHelper.getLabelValue(keyValues).orElse(Vertex.DEFAULT_LABEL);
        ElementHelper.validateLabel(label);
        Map<String, Object> first = new LinkedHashMap<>();
        // A key that comes again has several values.
        List<Map.Entry<String, Object>> more = new ArrayList<>();
        for (int i = 0; i < keyValues.length; i += 2) {
            if (keyValues[i] instanceof String key && keyValues[i + 1] != null) {
                Object value = ElementChecks.storable(key, keyValues[i + 1]);
                if (first.putIfAbsent(key, value) != null) {
                    more.add(Map.entry(key, value));
                }
            }
        }
        GraphTransaction transaction = graph.session().adding();
        long id = transaction.addVertex(label, first);
        more.forEach(entry -> transaction.addVertexProperty(id, entry.getKey(), entry.getValue(), Map.of()));
        return new CoppiceVertex(graph, id, label);
    }

    static CoppiceEdge addEdge(CoppiceVertex from, String label, CoppiceVertex to, Object... keyValues) {
        ElementHelper.validateLabel(label);
        ElementHelper.legalPropertyKeyValueArray(keyValues);
        if (ElementHelper.getIdValue(keyValues).isPresent()) {
            throw Edge.Exceptions.userSuppliedIdsNotSupported();
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        for (int i = 0; i < keyValues.length; i += 2) {
            if (keyValues[i] instanceof String key && keyValues[i + 1] != null) {
                properties.put(key, ElementChecks.storable(key, keyValues[i + 1]));
            }
        }
        CoppiceGraph graph = from.graph();
        long id = graph.session().adding().addEdge(from.number(), label, to.number(), properties);
        return new CoppiceEdge(graph, id, label, from.number(), to.number());
    }
}
