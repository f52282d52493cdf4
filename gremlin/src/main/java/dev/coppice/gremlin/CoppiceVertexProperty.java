package dev.coppice.gremlin;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.apache.tinkerpop.gremlin.structure.Property;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;
import org.apache.tinkerpop.gremlin.structure.util.ElementHelper;
import org.apache.tinkerpop.gremlin.structure.util.StringFactory;
import org.apache.tinkerpop.gremlin.util.iterator.IteratorUtils;

/// One value of a property of a vertex, as it was when it was read; its own properties are read when they are asked
/// for.
///
/// @param <V> the value's type
public final class CoppiceVertexProperty<V> implements VertexProperty<V> {
    private final CoppiceVertex vertex;
    private final dev.coppice.graph.VertexProperty read;

    CoppiceVertexProperty(CoppiceVertex vertex, dev.coppice.graph.VertexProperty read) {
        this.vertex = vertex;
        this.read = read;
    }

    /// A text that no other value of any vertex of the graph has: the numbers of the vertex and of the value, and the
    /// key.
    @Override
    public Object id() {
        return vertex.id() + ":" + read.ordinal() + ":" + read.key();
    }

    @Override
    public String key() {
        return read.key();
    }

    @Override
    @SuppressWarnings("unchecked") // the caller says which type it expects, here as in all of TinkerPop
    public V value() {
        return (V) read.value();
    }

    @Override
    public boolean isPresent() {
        return true;
    }

    @Override
    public CoppiceGraph graph() {
        return vertex.graph();
    }

    @Override
    public Vertex element() {
        return vertex;
    }

    @Override
    public Set<String> keys() {
        return meta().keySet();
    }

    @Override
    public <U> Iterator<Property<U>> properties(String... keys) {
        return IteratorUtils.map(
                meta().entrySet().stream()
                        .filter(entry -> ElementHelper.keyExists(entry.getKey(), keys))
                        .iterator(),
                entry -> new CoppiceProperty<>(this, entry.getKey(), entry.getValue()));
    }

    @Override
    public <U> Property<U> property(String key) {
        Object value = key == null ? null : meta().get(key);
        return value == null ? Property.empty() : new CoppiceProperty<>(this, key, value);
    }

    private Map<String, Object> meta() {
        dev.coppice.graph.VertexProperty present = vertex.value(read.key(), read.ordinal());
        return present == null ? Map.of() : present.meta();
    }

    @Override
    public <U> Property<U> property(String key, U value) {
        if (value == null) {
            ElementHelper.validateProperty(key, null);
            removeProperty(key);
            return Property.empty();
        }
        Object stored = ElementChecks.storable(key, value);
        addAll(Map.of(key, stored));
        return new CoppiceProperty<>(this, key, stored);
    }

    /// Adds properties of the property.
    void addAll(Map<String, Object> more) {
        if (!more.isEmpty()) {
            Map<String, Object> meta = new LinkedHashMap<>(meta());
            meta.putAll(more);
            write(meta);
        }
    }

    /// Removes a property of the property, if it is there.
    void removeProperty(String key) {
        Map<String, Object> meta = new LinkedHashMap<>(meta());
        if (meta.remove(key) != null) {
            write(meta);
        }
    }

    private void write(Map<String, Object> meta) {
        if (vertex.value(read.key(), read.ordinal()) == null) {
            throw ElementChecks.removed("VertexProperty", id());
        }
        graph().session()
                .changing()
                .setVertexProperty(
                        vertex.number(),
                        new dev.coppice.graph.VertexProperty(read.key(), read.ordinal(), read.value(), meta));
    }

    @Override
    public void remove() {
        if (vertex.value(read.key(), read.ordinal()) != null) {
            graph().session().changing().removeVertexProperty(vertex.number(), read.key(), read.ordinal());
        }
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
        return StringFactory.propertyString(this);
    }
}
