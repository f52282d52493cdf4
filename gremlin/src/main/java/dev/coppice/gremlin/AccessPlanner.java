package dev.coppice.gremlin;

import dev.coppice.graph.IndexRange;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tinkerpop.gremlin.process.traversal.Compare;
import org.apache.tinkerpop.gremlin.process.traversal.Contains;
import org.apache.tinkerpop.gremlin.process.traversal.step.util.HasContainer;
import org.apache.tinkerpop.gremlin.structure.T;

/// Chooses how the elements that fulfil conditions are found: by the index that fixes most of them, or else by their
/// labels, or else by looking at all.
final class AccessPlanner {
    /// An index that must be asked more often is not used.
    private static final int RANGES_MAX = 1_000;
    private static final int EQUAL_BEFORE_ORDER_MAX = 2;

    private final ElementKind kind;
    private final List<HasContainer> conditions;
    private final Set<HasContainer> labelConditions = new HashSet<>();
    private final Map<String, KeyCondition> byKey = new HashMap<>();
    private final Set<String> presentKeys = new HashSet<>();
    private Set<String> labels;

    AccessPlanner(ElementKind kind, List<HasContainer> conditions) {
        this.kind = kind;
        this.conditions = List.copyOf(conditions);
        conditions.forEach(this::read);
    }

    private void read(HasContainer condition) {
        String key = condition.getKey();
        if (T.label.getAccessor().equals(key)) {
            readLabels(condition);
        } else if (key != null && !T.id.getAccessor().equals(key)) {
            presentKeys.add(key);
            KeyCondition found = KeyCondition.of(condition);
            // One condition for each key: another one may hold of another of its values.
            if (found != null) {
                byKey.merge(key, found, (one, other) -> one.isRange() && !other.isRange() ? other : one);
            }
        }
    }

    private void readLabels(HasContainer condition) {
        Set<String> named = new LinkedHashSet<>();
        Object value = condition.getPredicate().getValue();
        if (condition.getBiPredicate() == Compare.eq && value instanceof String label) {
            named.add(label);
        } else if (condition.getBiPredicate() == Contains.within
                && value instanceof Collection<?> several
                && several.stream().allMatch(String.class::isInstance)) {
            several.forEach(label -> named.add((String) label));
        } else {
            return;
        }
        labelConditions.add(condition);
        if (labels == null) {
            labels = named;
        } else {
            labels.retainAll(named);
        }
    }

    /// Whether an index could be of use.
    boolean mayUseIndex() {
        return !byKey.isEmpty() || kind == ElementKind.EDGE && labels != null;
    }

    /// The plan, without an index.
    AccessPlan withoutIndex() {
        if (kind == ElementKind.VERTEX && labels != null) {
            return new AccessPlan.Labels(labels, without(labelConditions));
        }
        return new AccessPlan.Scan(conditions);
    }

    /// The plan, with the best of some indexes.
    AccessPlan plan(Collection<IndexDefinition> indexes) {
        Use best = best(indexes, null);
        return best == null ? withoutIndex() : best.toPlan();
    }

    /// The plan to find the elements in an order, with the best of some indexes; null where none has that order, or
    /// another one answers more of the conditions, so that sorting what it finds is less work.
    AccessPlan plan(Collection<IndexDefinition> indexes, ElementOrder order) {
        Use ordered = best(indexes, order);
        Use unordered = best(indexes, null);
        return ordered == null || unordered != null && unordered.rank() > ordered.rank() ? null : ordered.toPlan();
    }

    private Use best(Collection<IndexDefinition> indexes, ElementOrder order) {
        Use best = null;
        for (IndexDefinition index : indexes) {
            Use use = use(index, order);
            if (use != null && (best == null || use.rank() > best.rank())) {
                best = use;
            }
        }
        return best;
    }

    /// How an index could be used, or null when it cannot.
    ///
    /// @param order the order in which it must find the elements, or null
    private Use use(IndexDefinition index, ElementOrder order) {
        boolean coversLabels = index.label() == null || labels != null && labels.equals(Set.of(index.label()));
        // An index holds only what has all its properties, as whatever fulfils a condition of each does.
        boolean holdsAll = index.keys().stream()
                .allMatch(key -> presentKeys.contains(key) || order != null && key.equals(order.key()));
        if (index.kind() != kind || !index.isReady() || !coversLabels || !holdsAll) {
            return null;
        }
        List<KeyCondition> equal = new ArrayList<>();
        for (String key : index.keys()) {
            KeyCondition condition = byKey.get(key);
            boolean isInOrder = order != null && key.equals(order.key());
            if (condition == null || condition.isRange() || isInOrder) {
                break;
            }
            equal.add(condition);
        }
        boolean isWhole = equal.size() == index.keys().size();
        if (!isWhole && index.order() == IndexDefinition.Order.HASH) {
            return null;
        }
        if (!isWhole && !equal.stream().allMatch(AccessPlanner::isShort)) {
            return null;
        }
        KeyCondition following = isWhole ? null : byKey.get(index.keys().get(equal.size()));
        KeyCondition next = following != null && following.isRange() ? following : null;
        List<IndexRange> ranges = ranges(equal, next);
        if (ranges == null) {
            return null;
        }
        boolean answersSomething =
                !equal.isEmpty() || next != null || index.keys().isEmpty();
        boolean isOfUse = order == null ? answersSomething : isOrdered(index, order, ranges);
        return isOfUse ? new Use(index, equal, next, ranges, order) : null;
    }

    /// Whether an index has one range in which the elements are in an order.
    private static boolean isOrdered(IndexDefinition index, ElementOrder order, List<IndexRange> ranges) {
        if (ranges.size() != 1) {
            return false;
        }
        int equal = ranges.getFirst().equal().size();
        // Behind more values of other properties, too little might be left of long ones: an index cuts its keys.
        return equal <= EQUAL_BEFORE_ORDER_MAX
                && equal < index.keys().size()
                && index.keys().get(equal).equals(order.key());
    }

    private static boolean isShort(KeyCondition condition) {
        return condition.values().stream().allMatch(IndexProbes::isShort);
    }

    /// All combinations of the values that must be asked for.
    private static List<IndexRange> ranges(List<KeyCondition> equal, KeyCondition next) {
        List<List<Object>> combinations = List.of(List.of());
        for (KeyCondition condition : equal) {
            List<List<Object>> longer = new ArrayList<>();
            for (Object value : condition.values()) {
                List<Object> probes = IndexProbes.equalTo(value);
                if (probes == null || longer.size() + probes.size() * combinations.size() > RANGES_MAX) {
                    return null;
                }
                for (List<Object> combination : combinations) {
                    for (Object probe : probes) {
                        List<Object> one = new ArrayList<>(combination);
                        one.add(probe);
                        longer.add(one);
                    }
                }
            }
            combinations = longer;
        }
        return combinations.stream()
                .map(values -> bounded(IndexRange.equalTo(values.toArray()), next))
                .toList();
    }

    private static IndexRange bounded(IndexRange range, KeyCondition next) {
        if (next == null) {
            return range;
        }
        IndexRange bounded = range;
        if (next.lower() != null) {
            bounded = bounded.above(next.lower().value(), next.lower().isInclusive());
        }
        if (next.upper() != null) {
            bounded = bounded.below(next.upper().value(), next.upper().isInclusive());
        } else if (next.lower().value() instanceof Number) {
            // What is no number is above all numbers for the index, and nowhere for Gremlin.
            bounded = bounded.below(Double.POSITIVE_INFINITY, true);
        }
        return bounded;
    }

    private List<HasContainer> without(Set<HasContainer> answered) {
        return conditions.stream()
                .filter(condition -> answered.stream().noneMatch(other -> other == condition))
                .toList();
    }

    /// A way to use an index.
    private final class Use {
        final IndexDefinition index;
        final List<KeyCondition> equal;
        final KeyCondition next;
        final List<IndexRange> ranges;
        final ElementOrder order;

        Use(
                IndexDefinition index,
                List<KeyCondition> equal,
                KeyCondition next,
                List<IndexRange> ranges,
                ElementOrder order) {
            this.index = index;
            this.equal = equal;
            this.next = next;
            this.order = order;
            this.ranges = order != null && order.isDescending()
                    ? ranges.stream().map(IndexRange::descending).toList()
                    : ranges;
        }

        /// More equal keys are better, then a range, then an index of the label alone, then a unique one.
        int rank() {
            int keys = 2 * equal.size() + (next == null ? 0 : 1);
            return 4 * keys + (index.label() == null ? 0 : 2) + (index.unique() ? 1 : 0);
        }

        AccessPlan toPlan() {
            Set<HasContainer> answered = new HashSet<>();
            for (KeyCondition condition : equal) {
                if (condition.isExact()) {
                    answered.add(condition.source());
                }
            }
            if (next != null && next.isExact()) {
                answered.add(next.source());
            }
            if (index.label() != null) {
                answered.addAll(labelConditions);
            }
            boolean mayRepeat = ranges.size() > 1 || equal.size() < index.keys().size();
            return new AccessPlan.Index(index.name(), ranges, mayRepeat, index.label(), order, without(answered));
        }
    }
}
