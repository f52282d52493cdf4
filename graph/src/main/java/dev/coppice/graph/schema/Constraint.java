package dev.coppice.graph.schema;

import dev.coppice.graph.value.ValueType;

/// What must hold of elements, checked when a transaction commits. That values are unique is what an index says
/// ([IndexDefinition#unique()]).
public sealed interface Constraint {
    /// What it is about.
    ElementKind kind();

    /// The label of the vertices, or the type of the edges.
    String label();

    /// The property.
    String key();

    /// The property must be there.
    record Required(ElementKind kind, String label, String key) implements Constraint {}

    /// Where the property is there, its values must be of a type.
    record Typed(ElementKind kind, String label, String key, ValueType type) implements Constraint {}
}
