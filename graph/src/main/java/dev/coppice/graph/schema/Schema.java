package dev.coppice.graph.schema;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/// What a graph knows about its elements. Immutable.
///
/// @param labels the labels that vertices have had, or that were declared
/// @param types the types that edges have had, or that were declared
/// @param keys the keys that properties have had, or that were declared
/// @param indexes the indexes, by name
/// @param constraints the constraints
/// @param isStrict whether only labels, types and keys that are declared may be used
public record Schema(
        SortedSet<String> labels,
        SortedSet<String> types,
        SortedSet<String> keys,
        Map<String, IndexDefinition> indexes,
        List<Constraint> constraints,
        boolean isStrict) {}
