package dev.coppice.gremlin;

import org.apache.tinkerpop.gremlin.structure.Element;
import org.apache.tinkerpop.gremlin.structure.Property;
import org.apache.tinkerpop.gremlin.structure.util.ElementHelper;
import org.apache.tinkerpop.gremlin.structure.util.StringFactory;

/// A property of an edge, or of a property of a vertex, as it was when it was read.
///
/// @param <V> the value's type
public final class CoppiceProperty<V> implements Property<V> {
    private final Element owner;
    private final String key;
    private final Object value;

    /// @param owner a [CoppiceEdge] or a [CoppiceVertexProperty]
    CoppiceProperty(Element owner, String key, Object value) {
        this.owner = owner;
        this.key = key;
        this.value = value;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    @SuppressWarnings("unchecked") // the caller says which type it expects, here as in all of TinkerPop
    public V value() {
        return (V) value;
    }

    @Override
    public boolean isPresent() {
        return true;
    }

    @Override
    public Element element() {
        return owner;
    }

    @Override
    public void remove() {
        switch (owner) {
            case CoppiceEdge edge -> edge.removeProperty(key);
            case CoppiceVertexProperty<?> property -> property.removeProperty(key);
            default -> throw new IllegalStateException("a property of " + owner);
        }
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
        return StringFactory.propertyString(this);
    }
}
