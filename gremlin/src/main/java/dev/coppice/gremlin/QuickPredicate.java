package dev.coppice.gremlin;

import java.util.List;
import java.util.function.Predicate;
import org.apache.tinkerpop.gremlin.process.traversal.Compare;
import org.apache.tinkerpop.gremlin.process.traversal.P;
import org.apache.tinkerpop.gremlin.process.traversal.util.AndP;

/// Predicates of Gremlin that answer as TinkerPop's do, but compare two integers, or two texts, at once: TinkerPop
/// finds out anew for each value what kinds of values it compares.
final class QuickPredicate {
    private QuickPredicate() {}

    /// The same predicate.
    static Predicate<Object> of(P<?> predicate) {
        if (predicate.getClass() == AndP.class) {
            List<Predicate<Object>> all = ((AndP<?>) predicate)
                    .getPredicates().stream().map(QuickPredicate::of).toList();
            return value -> holdAll(all, value);
        }
        if (predicate.getClass() == P.class && predicate.getBiPredicate() instanceof Compare compare) {
            Object bound = predicate.getValue();
            if (isInteger(bound)) {
                return integers(compare, ((Number) bound).longValue(), slowly(predicate));
            }
            if (bound instanceof String && (compare == Compare.eq || compare == Compare.neq)) {
                return texts(compare == Compare.eq, bound, slowly(predicate));
            }
        }
        return slowly(predicate);
    }

    @SuppressWarnings("unchecked") // a predicate tests values of any type, whatever its own says
    private static Predicate<Object> slowly(P<?> predicate) {
        return (Predicate<Object>) predicate;
    }

    private static boolean holdAll(List<Predicate<Object>> predicates, Object value) {
        for (Predicate<Object> predicate : predicates) {
            if (!predicate.test(value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInteger(Object value) {
        return value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte;
    }

    private static Predicate<Object> integers(Compare compare, long bound, Predicate<Object> slowly) {
        return value -> isInteger(value)
                ? holds(compare, Long.compare(((Number) value).longValue(), bound))
                : slowly.test(value);
    }

    private static Predicate<Object> texts(boolean wantsEqual, Object bound, Predicate<Object> slowly) {
        return value -> value instanceof String ? value.equals(bound) == wantsEqual : slowly.test(value);
    }

    private static boolean holds(Compare compare, int order) {
        return switch (compare) {
            case eq -> order == 0;
            case neq -> order != 0;
            case gt -> order > 0;
            case gte -> order >= 0;
            case lt -> order < 0;
            case lte -> order <= 0;
        };
    }
}
