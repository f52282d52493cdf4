package dev.coppice.graph.schema;

import dev.coppice.graph.GraphException;
import java.util.HashSet;
import java.util.List;

/// An index of one or more properties. It holds each element of its label that has a value for each of its keys, once
/// for each combination of values when a key has several. An index without keys is a list of the edges of a type, which
/// are otherwise found only among all edges.
///
/// @param name the index's name, unique in the graph
/// @param kind what is indexed
/// @param label the label of the vertices, or the type of the edges; null for all
/// @param keys the properties, in the order in which the index sorts by them; none for a list of the edges of a type
/// @param order whether it can find ranges
/// @param unique whether no two elements may have the same values
/// @param isReady whether it holds everything, and can be asked
public record IndexDefinition(
        String name, ElementKind kind, String label, List<String> keys, Order order, boolean unique, boolean isReady) {
    /// The most properties in one index.
    public static final int MAX_KEYS = 8;

    /// How an index keeps its values.
    public enum Order {
        /// By value: finds equal values, and ranges of the last key that is given.
        ORDERED,
        /// By the hash of all values: finds equal values of all keys, with keys of one size whatever the values are.
        HASH
    }

    /// Checks the keys.
    public IndexDefinition {
        keys = List.copyOf(keys);
        if (keys.size() > MAX_KEYS) {
            throw new GraphException.Invalid(
                    "index '" + name + "' has " + keys.size() + " properties; an index has up to " + MAX_KEYS);
        }
        boolean mayBeList = kind == ElementKind.EDGE && label != null && order == Order.ORDERED && !unique;
        if (keys.isEmpty() && !mayBeList) {
            throw new GraphException.Invalid(
                    "index '" + name + "' has no properties; only an ordered index of the edges "
                            + "of one type, and not a unique one, may have none, and is a list of them");
        }
        if (new HashSet<>(keys).size() < keys.size()) {
            throw new GraphException.Invalid("index '" + name + "' names a property twice: " + keys);
        }
    }

    /// An ordered index of the vertices of a label.
    public static IndexDefinition ofVertices(String name, String label, String... keys) {
        return new IndexDefinition(name, ElementKind.VERTEX, label, List.of(keys), Order.ORDERED, false, false);
    }

    /// An ordered index of the edges of a type; without keys, a list of them.
    public static IndexDefinition ofEdges(String name, String type, String... keys) {
        return new IndexDefinition(name, ElementKind.EDGE, type, List.of(keys), Order.ORDERED, false, false);
    }

    /// The same, by hash.
    public IndexDefinition hashed() {
        return new IndexDefinition(name, kind, label, keys, Order.HASH, unique, isReady);
    }

    /// The same, in which no two elements may have the same values.
    public IndexDefinition asUnique() {
        return new IndexDefinition(name, kind, label, keys, order, true, isReady);
    }

    /// The same, complete or not.
    public IndexDefinition ready(boolean isComplete) {
        return new IndexDefinition(name, kind, label, keys, order, unique, isComplete);
    }

    /// Whether elements of a label are in it.
    public boolean covers(ElementKind otherKind, String otherLabel) {
        return kind == otherKind && (label == null || label.equals(otherLabel));
    }
}
