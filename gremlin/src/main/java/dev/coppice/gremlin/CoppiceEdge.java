package dev.coppice.gremlin;

import java.util.Collections;
import java.util.Iterator;
import java.util.Set;
import org.apache.tinkerpop.gremlin.structure.Direction;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.Property;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.util.ElementHelper;
import org.apache.tinkerpop.gremlin.structure.util.StringFactory;
import org.apache.tinkerpop.gremlin.util.iterator.IteratorUtils;

/// An edge: its number, its label and ends, which never change, and what was read of its properties, which is read
/// again when the transaction may see something else. One that came from a vertex has not been read at all until a
/// property is asked for.
public final class CoppiceEdge implements Edge {
    private final CoppiceGraph graph;
    private final Long id;
    private final String label;
    private final long outVertex;
    private final long inVertex;
    private Known known;

    /// What was read at a stamp of a session.
    ///
    /// @param edge null when there was none
    private record Known(long stamp, dev.coppice.graph.Edge edge) {}

    /// An edge whose properties have not been read.
    CoppiceEdge(CoppiceGraph graph, long id, String label, long outVertex, long inVertex) {
        this.graph = graph;
        this.id = id;
        this.label = label;
        this.outVertex = outVertex;
        this.inVertex = inVertex;
    }

    /// An edge that was read.
    CoppiceEdge(CoppiceGraph graph, dev.coppice.graph.Edge read, long stamp) {
        this(graph, read.id(), read.type(), read.outVertex(), read.inVertex());
        known = new Known(stamp, read);
    }

    /// What the edge is now, or null when it is gone.
    private dev.coppice.graph.Edge read() {
        Session session = graph.session();
        Known latest = known;
        if (latest == null || latest.stamp != session.stamp()) {
            latest = new Known(session.stamp(), session.view().edge(id));
            known = latest;
        }
        return latest.edge;
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
        return label;
    }

    @Override
    public Vertex outVertex() {
        return new CoppiceVertex(graph, outVertex);
    }

    @Override
    public Vertex inVertex() {
        return new CoppiceVertex(graph, inVertex);
    }

    @Override
    public Iterator<Vertex> vertices(Direction direction) {
        return switch (direction) {
            case OUT -> IteratorUtils.of(outVertex());
            case IN -> IteratorUtils.of(inVertex());
            case BOTH -> IteratorUtils.of(outVertex(), inVertex());
        };
    }

    @Override
    public Set<String> keys() {
        dev.coppice.graph.Edge present = read();
        return present == null ? Set.of() : present.values().keySet();
    }

    @Override
    public <V> Property<V> property(String key) {
        dev.coppice.graph.Edge present = read();
        Object value = present == null || key == null ? null : present.value(key);
        return value == null ? Property.empty() : new CoppiceProperty<>(this, key, value);
    }

    @Override
    public <V> Iterator<Property<V>> properties(String... keys) {
        if (keys.length == 1) {
            Property<V> only = property(keys[0]);
            return only.isPresent() ? IteratorUtils.of(only) : Collections.emptyIterator();
        }
        dev.coppice.graph.Edge present = read();
        return present == null
                ? Collections.emptyIterator()
                : IteratorUtils.map(
                        present.values().entrySet().stream()
                                .filter(entry -> ElementHelper.keyExists(entry.getKey(), keys))
                                .iterator(),
                        entry -> new CoppiceProperty<>(this, entry.getKey(), entry.getValue()));
    }

    @Override
    public <V> Property<V> property(String key, V value) {
        Session session = graph.session();
        session.adding();
        if (read() == null) {
            throw ElementChecks.removed("Edge", id);
        }
        if (value == null) {
            ElementHelper.validateProperty(key, null);
            removeProperty(key);
            return Property.empty();
        }
        Object stored = ElementChecks.storable(key, value);
        session.changing().setEdgeProperty(id, key, stored);
        return new CoppiceProperty<>(this, key, stored);
    }

    /// Removes a property, if it is there.
    void removeProperty(String key) {
        if (read() != null) {
            graph.session().changing().removeEdgeProperty(id, key);
        }
    }

    @Override
    public void remove() {
        graph.session().changing().removeEdge(id);
    }

    @Override
    public boolean equals(Object other) {
        return ElementHelper.areEqual(this, other);
    }

    @Override
    public int hashCode() {
        return ElementHelper.hashCode(this);
    }

    @Override
    public String toString() {
        return StringFactory.edgeString(this);
    }
}
