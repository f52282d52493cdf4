package dev.coppice.graph;

import java.util.List;
import java.util.Map;

/// A vertex as it was when it was read. Immutable and thread-safe; values are decoded when they are asked for. Stays
/// valid after the view that it was read from is closed.
public interface Vertex {
    /// The number, unique in the history that the view shows, for ever.
    long id();

    /// The label.
    String label();

    /// The name that the outside world gave it, unique among vertices of its label; null when it has none.
    String externalId();

    /// The value of a property, the one with the smallest ordinal when there are several, or null when there is none.
    Object value(String key);

    /// All values of all properties, by key in the order in which the keys came to be known, then by ordinal.
    List<VertexProperty> properties();

    /// All values of one property, by ordinal; empty when there is none.
    List<VertexProperty> properties(String key);

    /// The properties that have values, each with the value of the smallest ordinal.
    Map<String, Object> values();
}
