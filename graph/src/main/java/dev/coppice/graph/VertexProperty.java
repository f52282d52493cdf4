package dev.coppice.graph;

import java.util.Map;

/// One value of a property of a vertex. A key may have several values; each has a number that no other value of the key
/// has in this vertex, and properties of its own.
///
/// @param key the key
/// @param ordinal the value's number among those of its key, from 0; a property with one value has 0
/// @param value the value, of a type that [dev.coppice.graph.value.ValueType] names
/// @param meta the properties of this property; not to be changed
public record VertexProperty(String key, int ordinal, Object value, Map<String, Object> meta) {}
