package dev.coppice.gremlin;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.value.ValueType;
import java.nio.ByteBuffer;
import org.apache.tinkerpop.gremlin.structure.Property;
import org.apache.tinkerpop.gremlin.structure.util.ElementHelper;

/// What TinkerPop wants to be refused, with its errors.
final class ElementChecks {
    private ElementChecks() {}

    /// Checks a key, and the type of a value that is not null.
    ///
    /// @return what is stored of the value: itself, or the bytes that are left in a buffer, which is how bytes come
    ///     from drivers
    static Object storable(String key, Object value) {
        ElementHelper.validateProperty(key, value);
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        try {
            ValueType.of(value);
            return value;
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
