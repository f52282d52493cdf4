package dev.coppice.gremlin;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.value.ValueType;
import org.apache.tinkerpop.gremlin.structure.Property;
import org.apache.tinkerpop.gremlin.structure.util.ElementHelper;

/// What TinkerPop wants to be refused, with its errors.
final class ElementChecks {
    private ElementChecks() {}

    /// Checks a key, and the type of a value that is not null.
    static void requireProperty(String key, Object value) {
        ElementHelper.validateProperty(key, value);
        try {
            ValueType.of(value);
        } catch (GraphException.Invalid e) {
            throw Property.Exceptions.dataTypeOfPropertyValueNotSupported(value, e);
        }
    }

    /// The error of a change to what is gone.
    ///
    /// @param kind of element
    static IllegalStateException removed(String kind, Object id) {
        return new IllegalStateException(kind + " with id " + id + " was removed");
    }
}
