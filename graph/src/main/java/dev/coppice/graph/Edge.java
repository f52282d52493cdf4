package dev.coppice.graph;

import java.util.Map;

/// An edge as it was when it was read. Immutable and thread-safe; values are decoded when they are asked for. Stays
/// valid after the view that it was read from is closed.
public interface Edge {
    /// The number, unique in the history that the view shows, for ever.
    long id();

    /// The type.
    String type();

    /// The number of the vertex that it leads away from.
    long outVertex();

    /// The number of the vertex that it leads to.
    long inVertex();

    /// The value of a property, or null when there is none.
    Object value(String key);

    /// All properties, by key in the order in which the keys came to be known.
    Map<String, Object> values();
}
