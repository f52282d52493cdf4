package dev.coppice.gremlin;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphTransaction;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.tinkerpop.gremlin.structure.Direction;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.apache.tinkerpop.gremlin.structure.Graph;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;
import org.apache.tinkerpop.gremlin.structure.util.ElementHelper;
import org.apache.tinkerpop.gremlin.structure.util.StringFactory;
import org.apache.tinkerpop.gremlin.util.iterator.IteratorUtils;

/// A vertex: its number, and what was read of it, which is read again when the transaction may see something else. One
/// that came from its neighbor has not been read at all until its label or a property is asked for.
public final class CoppiceVertex implements Vertex {
    private final CoppiceGraph graph;
    private final Long id;
    private String label;
    private Known known;

    /// What was read at a stamp of a session.
    ///
    /// @param vertex null when there was none
    private record Known(long stamp, dev.coppice.graph.Vertex vertex) {}

    /// A vertex of which only the number is known.
    CoppiceVertex(CoppiceGraph graph, long id) {
        this(graph, id, (String) null);
    }

    /// A vertex of which the label is known too, or null.
    CoppiceVertex(CoppiceGraph graph, long id, String label) {
        this.graph = graph;
        this.id = id;
        this.label = label;
    }

    /// A vertex that was read.
    CoppiceVertex(CoppiceGraph graph, dev.coppice.graph.Vertex read, long stamp) {
        this(graph, read.id());
        known = new Known(stamp, read);
    }

    /// What the vertex is now, or null when it is gone.
    private dev.coppice.graph.Vertex read() {
        Session session = graph.session();
        Known latest = known;
        if (latest == null || latest.stamp != session.stamp()) {
            latest = new Known(session.stamp(), session.view().vertex(id));
            known = latest;
        }
        return latest.vertex;
    }

    long number() {
        return id;
    }

    @Override
    public CoppiceGraph graph() {
        return graph;
    }

    @Override
    public Object id() {
        return id;
    }

    @Override
    public String label() {
        if (label == null) {
            dev.coppice.graph.Vertex present = read();
            if (present == null) {
                throw removed();
            }
            label = present.label();
        }
        return label;
    }

    // ---- properties ----

    @Override
    public Set<String> keys() {
        dev.coppice.graph.Vertex present = read();
        return present == null ? Set.of() : present.values().keySet();
    }

    @Override
    public <V> VertexProperty<V> property(String key) {
        List<dev.coppice.graph.VertexProperty> values = valuesOf(key);
        return switch (values.size()) {
            case 0 -> VertexProperty.empty();
            case 1 -> new CoppiceVertexProperty<>(this, values.getFirst());
            default -> throw Vertex.Exceptions.multiplePropertiesExistForProvidedKey(key);
        };
    }

    @Override
    public <V> Iterator<VertexProperty<V>> properties(String... keys) {
        dev.coppice.graph.Vertex present = read();
        if (present == null) {
            return Collections.emptyIterator();
        }
        if (keys.length == 1) {
            return IteratorUtils.map(valuesOf(keys[0]).iterator(), value -> new CoppiceVertexProperty<>(this, value));
        }
        return IteratorUtils.map(
                present.properties().stream()
                        .filter(value -> ElementHelper.keyExists(value.key(), keys))
                        .iterator(),
                value -> new CoppiceVertexProperty<>(this, value));
    }

    @Override
    public <V> Iterator<V> values(String... keys) {
        if (keys.length != 1) {
            return Vertex.super.values(keys);
        }
        List<dev.coppice.graph.VertexProperty> values = valuesOf(keys[0]);
        return values.isEmpty()
                ? Collections.emptyIterator()
                : IteratorUtils.map(values.iterator(), CoppiceVertex::valueOf);
    }

    @SuppressWarnings("unchecked") // the caller says which type it expects, here as in all of TinkerPop
    private static <V> V valueOf(dev.coppice.graph.VertexProperty property) {
        return (V) property.value();
    }

    private List<dev.coppice.graph.VertexProperty> valuesOf(String key) {
        dev.coppice.graph.Vertex present = read();
        return present == null || key == null ? List.of() : present.properties(key);
    }

    /// One value as it is now, or null when it is gone.
    dev.coppice.graph.VertexProperty value(String key, int ordinal) {
        return valuesOf(key).stream()
                .filter(value -> value.ordinal() == ordinal)
                .findFirst()
                .orElse(null);
    }

    @Override
    public <V> VertexProperty<V> property(
            VertexProperty.Cardinality cardinality, String key, V value, Object... keyValues) {
        graph.session().adding();
        requirePresent();
        ElementHelper.legalPropertyKeyValueArray(keyValues);
        VertexProperty.Cardinality wanted =
                cardinality == null ? graph.features().vertex().getCardinality(key) : cardinality;
        if (value == null) {
            ElementHelper.validateProperty(key, null);
            if (wanted == VertexProperty.Cardinality.single) {
                graph.session().changing().removeVertexProperty(id, key);
            }
            return VertexProperty.empty();
        }
        Object stored = ElementChecks.storable(key, value);
        if (ElementHelper.getIdValue(keyValues).isPresent()) {
            throw VertexProperty.Exceptions.userSuppliedIdsNotSupported();
        }
        Map<String, Object> meta = metaOf(keyValues);
        return switch (wanted) {
            case single -> only(key, stored, meta);
            case list -> another(key, stored, meta);
            case set -> {
                CoppiceVertexProperty<V> same = equal(key, stored);
                if (same == null) {
                    yield another(key, stored, meta);
                }
                same.addAll(meta);
                yield same;
            }
        };
    }

    private static Map<String, Object> metaOf(Object... keyValues) {
        Map<String, Object> meta = new LinkedHashMap<>();
        for (int i = 0; i < keyValues.length; i += 2) {
            if (keyValues[i] instanceof String key && keyValues[i + 1] != null) {
                meta.put(key, ElementChecks.storable(key, keyValues[i + 1]));
            }
        }
        return meta;
    }

    private <V> CoppiceVertexProperty<V> only(String key, Object value, Map<String, Object> meta) {
        GraphTransaction transaction = graph.session().changing();
        if (meta.isEmpty()) {
            transaction.setVertexProperty(id, key, value);
            return new CoppiceVertexProperty<>(this, new dev.coppice.graph.VertexProperty(key, 0, value, meta));
        }
        transaction.removeVertexProperty(id, key);
        return another(key, value, meta);
    }

    private <V> CoppiceVertexProperty<V> another(String key, Object value, Map<String, Object> meta) {
        int ordinal = graph.session().changing().addVertexProperty(id, key, value, meta);
        return new CoppiceVertexProperty<>(this, new dev.coppice.graph.VertexProperty(key, ordinal, value, meta));
    }

    private <V> CoppiceVertexProperty<V> equal(String key, Object value) {
        for (dev.coppice.graph.VertexProperty present : valuesOf(key)) {
            if (Objects.deepEquals(present.value(), value)) {
                return new CoppiceVertexProperty<>(this, present);
            }
        }
        return null;
    }

    // ---- edges ----

    @Override
    public Edge addEdge(String edgeLabel, Vertex inVertex, Object... keyValues) {
        if (inVertex == null) {
            throw Graph.Exceptions.argumentCanNotBeNull("vertex");
        }
        CoppiceVertex to = graph.own(inVertex);
        try {
            return NewElements.addEdge(this, edgeLabel, to, keyValues);
        } catch (GraphException.NotFound e) {
            throw read() == null ? removed() : to.removed();
        }
    }

    @Override
    public Iterator<Edge> edges(Direction direction, String... edgeLabels) {
        Session session = graph.session();
        return ElementIterators.edgesOf(this, session, Neighborhood.of(session.view(), id, direction, edgeLabels));
    }

    @Override
    public Iterator<Vertex> vertices(Direction direction, String... edgeLabels) {
        Session session = graph.session();
        return ElementIterators.neighborsOf(graph, session, Neighborhood.of(session.view(), id, direction, edgeLabels));
    }

    /// How many edges there are, without looking at each.
    long degree(Direction direction, String... edgeLabels) {
        return Neighborhood.degree(graph.session().view(), id, direction, edgeLabels);
    }

    // ---- removal ----

    @Override
    public void remove() {
        graph.session().changing().removeVertex(id);
    }

    private void requirePresent() {
        if (read() == null) {
            throw removed();
        }
    }

    private IllegalStateException removed() {
        return ElementChecks.removed("Vertex", id);
    }

    @Override
    public boolean equals(Object other) {
        return ElementHelper.areEqual(this, other);
    }

    @Override
    public int hashCode() {
        return ElementHelper.hashCode((Element) this);
    }

    @Override
    public String toString() {
        return StringFactory.vertexString(this);
    }
}
