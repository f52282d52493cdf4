package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.value.ValueType;
import java.util.List;

/// Checks the constraints of elements of one kind.
///
/// @param <C> the content of an element
record ConstraintCheck<C>(ElementKind kind, Names names, TouchedElements.Description<C> description) {
    /// Checks all constraints of an element.
    ///
    /// @throws GraphException.Constraint when one does not hold
    void checkAll(SchemaState schema, long id, C content) {
        if (!schema.constraints().isEmpty()) {
            String label = description.label(content, names);
            for (Constraint constraint : schema.constraintsOf(kind, label)) {
                check(constraint, id, label, content);
            }
        }
    }

    /// Checks one constraint of one element of the label that it is about.
    ///
    /// @throws GraphException.Constraint when it does not hold
    void check(Constraint constraint, long id, String label, C content) {
        int key = names.number(Name.KEY, constraint.key());
        List<Object> values = description.values(content, key);
        switch (constraint) {
            case Constraint.Required required -> {
                if (values.isEmpty()) {
                    throw new GraphException.Constraint(
                            text(id) + " of '" + label + "' lacks the property '" + required.key() + "'");
                }
            }
            case Constraint.Typed typed -> {
                for (Object value : values) {
                    if (ValueType.of(value) != typed.type()) {
                        throw new GraphException.Constraint("the property '" + typed.key() + "' of " + text(id)
                                + " of '" + label + "' is a " + ValueType.of(value) + ", and must be a "
                                + typed.type());
                    }
                }
            }
        }
    }

    /// What an element is called in messages.
    String text(long id) {
        return (kind == ElementKind.VERTEX ? "vertex " : "edge ") + Long.toUnsignedString(id);
    }

    /// Refuses that an element has the values of another one in a unique index.
    GraphException.Constraint notUnique(PropertyIndex index, long id, long owner) {
        return new GraphException.Constraint(
                "the values of " + index.definition().keys() + " in " + text(id)
                        + " are those of " + text(owner) + " already, and the index '"
                        + index.definition().name() + "' is unique");
    }
}
