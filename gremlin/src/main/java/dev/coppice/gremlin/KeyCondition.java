package dev.coppice.gremlin;

import java.util.Collection;
import java.util.List;
import org.apache.tinkerpop.gremlin.process.traversal.Compare;
import org.apache.tinkerpop.gremlin.process.traversal.Contains;
import org.apache.tinkerpop.gremlin.process.traversal.P;
import org.apache.tinkerpop.gremlin.process.traversal.step.util.HasContainer;
import org.apache.tinkerpop.gremlin.process.traversal.util.AndP;

/// What a condition of a traversal says about the value of one property, as far as an index can be asked for it.
///
/// @param source the condition
/// @param values the values of which it must be one; null for a range
/// @param lower the lower bound of a range, or null
/// @param upper the upper bound of a range, or null
/// @param isExact whether the condition says nothing else, so that what the index finds need not be checked
record KeyCondition(
        HasContainer source, List<Object> values, IndexProbes.Bound lower, IndexProbes.Bound upper, boolean isExact) {
    /// More values than this are looked for by walking over all elements.
    private static final int VALUES_MAX = 1_000;

    /// What an index can be asked for, or null for nothing.
    static KeyCondition of(HasContainer source) {
        P<?> predicate = source.getPredicate();
        if (predicate.getBiPredicate() == Compare.eq) {
            return equalTo(source, List.of(new Value(predicate.getValue())));
        }
        if (predicate.getBiPredicate() == Contains.within && predicate.getValue() instanceof Collection<?> values) {
            return equalTo(source, values.stream().map(Value::new).toList());
        }
        Range range = new Range();
        range.add(predicate);
        return range.isUseful() ? new KeyCondition(source, null, range.lower, range.upper, range.isExact()) : null;
    }

    /// A value that may be null.
    private record Value(Object value) {}

    private static KeyCondition equalTo(HasContainer source, List<Value> values) {
        boolean isSearchable = !values.isEmpty()
                && values.size() <= VALUES_MAX
                && values.stream().allMatch(value -> IndexProbes.isSearchable(value.value));
        return isSearchable
                ? new KeyCondition(
                        source,
                        values.stream().map(Value::value).toList(),
                        null,
                        null,
                        values.stream().allMatch(value -> IndexProbes.isExact(value.value)))
                : null;
    }

    boolean isRange() {
        return values == null;
    }

    /// Gathers the bounds of a predicate, or of several that must hold of one value.
    private static final class Range {
        IndexProbes.Bound lower;
        IndexProbes.Bound upper;
        private boolean hasMore;

        void add(P<?> predicate) {
            if (predicate instanceof AndP<?> and) {
                and.getPredicates().forEach(this::add);
                return;
            }
            Object value = predicate.getValue();
            boolean isUsable = predicate.getBiPredicate() instanceof Compare
                    && IndexProbes.isSearchable(value)
                    && IndexProbes.isShort(value)
                    && !(value instanceof Boolean);
            if (isUsable && addBound((Compare) predicate.getBiPredicate(), value)) {
                return;
            }
            hasMore = true;
        }

        private boolean addBound(Compare compare, Object value) {
            boolean isLower = compare == Compare.gt || compare == Compare.gte;
            boolean isUpper = compare == Compare.lt || compare == Compare.lte;
            // A second bound on one side is left to be checked.
            if (isLower && lower == null) {
                lower = IndexProbes.lower(value, compare == Compare.gte);
                return lower != null;
            }
            if (isUpper && upper == null) {
                upper = IndexProbes.upper(value, compare == Compare.lte);
                return upper != null;
            }
            return false;
        }

        boolean isUseful() {
            if (lower == null && upper == null) {
                return false;
            }
            // The bounds of a range are of one kind; where they are not, nothing is in it, which need not be found
            // quickly.
            return lower == null || upper == null || IndexProbes.areComparable(lower.value(), upper.value());
        }

        boolean isExact() {
            return !hasMore && (lower == null || lower.isExact()) && (upper == null || upper.isExact());
        }
    }
}
