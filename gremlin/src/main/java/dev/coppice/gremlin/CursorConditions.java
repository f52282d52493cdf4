package dev.coppice.gremlin;

import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.VertexCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.tinkerpop.gremlin.process.traversal.step.util.HasContainer;
import org.apache.tinkerpop.gremlin.structure.T;

/// Conditions of a traversal, asked of what a cursor stands at: no element is made of what does not fulfil them.
final class CursorConditions {
    private final List<Predicate<Object>> ofLabels = new ArrayList<>();
    private final List<OfValue> ofValues = new ArrayList<>();

    /// A condition that one of the values of a property must fulfil.
    private record OfValue(String key, Predicate<Object> isWanted) {}

    private CursorConditions() {}

    /// The same conditions, or null when one of them is about neither labels nor properties.
    static CursorConditions of(List<HasContainer> containers) {
        CursorConditions conditions = new CursorConditions();
        for (HasContainer container : containers) {
            String key = container.getKey();
            if (container.getClass() != HasContainer.class
                    || key == null
                    || T.id.getAccessor().equals(key)) {
                return null;
            }
            Predicate<Object> isWanted = QuickPredicate.of(container.getPredicate());
            if (T.label.getAccessor().equals(key)) {
                conditions.ofLabels.add(isWanted);
            } else {
                conditions.ofValues.add(new OfValue(key, isWanted));
            }
        }
        return conditions;
    }

    /// Whether the vertex that a cursor stands at fulfils all.
    boolean test(VertexCursor cursor) {
        for (Predicate<Object> isWanted : ofLabels) {
            if (!isWanted.test(cursor.vertex().label())) {
                return false;
            }
        }
        for (OfValue condition : ofValues) {
            if (!cursor.hasValue(condition.key, condition.isWanted)) {
                return false;
            }
        }
        return true;
    }

    /// Whether the edge that a cursor stands at fulfils all.
    boolean test(EdgeCursor cursor) {
        for (Predicate<Object> isWanted : ofLabels) {
            if (!isWanted.test(cursor.edge().type())) {
                return false;
            }
        }
        for (OfValue condition : ofValues) {
            Object value = cursor.value(condition.key);
            if (value == null || !condition.isWanted.test(value)) {
                return false;
            }
        }
        return true;
    }
}
