package dev.coppice.graph.engine;

import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.graph.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A schema as it is stored. Immutable.
///
/// @param isStrict whether only names that are known may be used
/// @param indexes the indexes, by name
/// @param constraints the constraints
record SchemaState(boolean isStrict, SortedMap<String, PropertyIndex> indexes, List<Constraint> constraints) {
    static final SchemaState EMPTY = new SchemaState(false, new TreeMap<>(), List.of());

    SchemaState {
        constraints = List.copyOf(constraints);
    }

    PropertyIndex index(String name) {
        return indexes.get(name);
    }

    /// A number that no index has.
    int freeNumber() {
        Set<Integer> taken =
                indexes.values().stream().map(PropertyIndex::number).collect(Collectors.toSet());
        int number = 0;
        while (taken.contains(number)) {
            number++;
        }
        return number;
    }

    /// The indexes that elements of a label are in.
    List<PropertyIndex> indexesOf(ElementKind kind, String label) {
        return indexes.values().stream()
                .filter(index -> index.definition().covers(kind, label))
                .toList();
    }

    /// The constraints that elements of a label are under.
    List<Constraint> constraintsOf(ElementKind kind, String label) {
        return constraints.stream()
                .filter(constraint ->
                        constraint.kind() == kind && constraint.label().equals(label))
                .toList();
    }

    /// Whether there is nothing to be seen to when elements are written.
    boolean isEmpty() {
        return indexes.isEmpty() && constraints.isEmpty();
    }

    SchemaState strict(boolean strict) {
        return new SchemaState(strict, indexes, constraints);
    }

    /// The same, with an index that is new, or in place of the one of its name.
    SchemaState with(PropertyIndex index) {
        SortedMap<String, PropertyIndex> more = new TreeMap<>(indexes);
        more.put(index.definition().name(), index);
        return new SchemaState(isStrict, more, constraints);
    }

    SchemaState without(String index) {
        SortedMap<String, PropertyIndex> fewer = new TreeMap<>(indexes);
        fewer.remove(index);
        return new SchemaState(isStrict, fewer, constraints);
    }

    SchemaState with(Constraint constraint) {
        List<Constraint> more = new ArrayList<>(constraints);
        more.add(constraint);
        return new SchemaState(isStrict, indexes, more);
    }

    SchemaState without(Constraint constraint) {
        return new SchemaState(
                isStrict,
                indexes,
                constraints.stream().filter(other -> !other.equals(constraint)).toList());
    }

    /// The indexes as users know them, by name.
    Map<String, IndexDefinition> definitions() {
        Map<String, IndexDefinition> definitions = new LinkedHashMap<>();
        indexes.forEach((name, index) -> definitions.put(name, index.definition()));
        return definitions;
    }

    Schema toSchema(Names names) {
        return new Schema(
                names.all(Name.LABEL), names.all(Name.TYPE), names.all(Name.KEY), definitions(), constraints, isStrict);
    }
}
