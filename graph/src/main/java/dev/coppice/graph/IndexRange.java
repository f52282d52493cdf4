package dev.coppice.graph;

import java.util.List;

/// What an index is asked for: elements with given values of its first keys and, if there is a bound, values of the key
/// after those within a range. Numbers are compared by what they are worth, whatever their types.
///
/// @param equal the values of the first keys, as many as are given
/// @param lower the smallest value of the next key; null for no bound
/// @param isLowerInclusive whether the lower bound itself is meant
/// @param upper the greatest value of the next key; null for no bound
/// @param isUpperInclusive whether the upper bound itself is meant
/// @param isDescending whether what is found comes in the reverse order, from the greatest values to the smallest
public record IndexRange(
        List<Object> equal,
        Object lower,
        boolean isLowerInclusive,
        Object upper,
        boolean isUpperInclusive,
        boolean isDescending) {
    /// Checks nothing, keeps the values.
    public IndexRange {
        equal = List.copyOf(equal);
    }

    /// Elements with these values of the first keys.
    public static IndexRange equalTo(Object... values) {
        return new IndexRange(List.of(values), null, true, null, true, false);
    }

    /// Everything that the index holds.
    public static IndexRange all() {
        return equalTo();
    }

    /// The same, with values of the next key above a bound.
    public IndexRange above(Object bound, boolean isInclusive) {
        return new IndexRange(equal, bound, isInclusive, upper, isUpperInclusive, isDescending);
    }

    /// The same, with values of the next key below a bound.
    public IndexRange below(Object bound, boolean isInclusive) {
        return new IndexRange(equal, lower, isLowerInclusive, bound, isInclusive, isDescending);
    }

    /// The same, in the reverse order: from the greatest values to the smallest.
    public IndexRange descending() {
        return new IndexRange(equal, lower, isLowerInclusive, upper, isUpperInclusive, true);
    }

    /// The same, from the smallest values to the greatest.
    public IndexRange ascending() {
        return new IndexRange(equal, lower, isLowerInclusive, upper, isUpperInclusive, false);
    }

    /// Whether a range of the next key is asked for.
    public boolean isBounded() {
        return lower != null || upper != null;
    }
}
