package dev.coppice.gremlin;

import dev.coppice.graph.EdgeCursor;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.IndexRange;
import dev.coppice.graph.VertexCursor;
import dev.coppice.graph.schema.ElementKind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.tinkerpop.gremlin.process.traversal.step.util.HasContainer;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.apache.tinkerpop.gremlin.structure.util.CloseableIterator;

/// Finds elements as a plan says, in what the thread's transaction reads.
final class Elements {
    private final CoppiceGraph graph;
    private final Session session;
    private final GraphView view;
    private final ElementKind kind;
    private final AccessPlan plan;
    private final ElementOrder order;
    /// The checks of the plan, asked of cursors; null when they must be asked of elements.
    private final CursorConditions conditions;

    /// @param order the order in which the elements are wanted, or null
    /// @param withoutIndex the plan for a transaction that began before the index of the other one was complete, or
    ///     after it was dropped
    Elements(
            CoppiceGraph graph,
            ElementKind kind,
            AccessPlan plan,
            ElementOrder order,
            Supplier<AccessPlan> withoutIndex) {
        this.graph = graph;
        this.kind = kind;
        this.order = order;
        session = graph.session();
        view = session.view();
        this.plan = plan instanceof AccessPlan.Index index && !isThere(index) ? withoutIndex.get() : plan;
        conditions = CursorConditions.of(this.plan.checks());
    }

    private boolean isThere(AccessPlan.Index index) {
        try {
            CloseableIterator.closeIterator(found(index, index.ranges().getFirst()));
            return true;
        } catch (GraphException.NotFound e) {
            return false;
        }
    }

    /// Those of some elements that fulfil conditions.
    static Iterator<? extends Element> checked(Iterator<? extends Element> elements, List<HasContainer> conditions) {
        return conditions.isEmpty()
                ? elements
                : new FilterIterator<>(elements, element -> HasContainer.testAll(element, conditions));
    }

    /// The elements.
    Iterator<? extends Element> iterate() {
        Iterator<? extends Element> found = switch (plan) {
            case AccessPlan.Scan ignored ->
                kind == ElementKind.VERTEX ? vertices(view.vertices(), null) : edges(view.edges());
            case AccessPlan.Labels labels -> labelled(labels);
            case AccessPlan.Index index -> indexed(index);
        };
        Iterator<? extends Element> checked = conditions == null ? checked(found, plan.checks()) : found;
        if (order == null) {
            return checked;
        }
        boolean isInOrder = plan instanceof AccessPlan.Index index && index.order() != null && isInOrder(index);
        return isInOrder ? new OrderedIterator(checked, order) : order.sorted(checked);
    }

    /// Whether an index has its values in the order of Gremlin. It is the same but for values of several kinds that
    /// have no order of their own in Gremlin, and come last there.
    private boolean isInOrder(AccessPlan.Index index) {
        IndexRange range = index.ranges().getFirst();
        if (range.isBounded()) {
            return true;
        }
        Element first = first(index, range);
        if (first == null) {
            return true;
        }
        Object least = order.onlyValue(first);
        Object greatest = order.onlyValue(first(index, range.isDescending() ? range.ascending() : range.descending()));
        return IndexProbes.areOfOneOrder(least, greatest)
                || IndexProbes.UNORDERED.stream().allMatch(value -> first(index, range.above(value, true)) == null);
    }

    private Element first(AccessPlan.Index index, IndexRange range) {
        Iterator<? extends Element> found = found(index, range);
        Element first = found.hasNext() ? found.next() : null;
        CloseableIterator.closeIterator(found);
        return first;
    }

    private Iterator<Element> labelled(AccessPlan.Labels labels) {
        List<Supplier<Iterator<? extends Element>>> parts = new ArrayList<>();
        for (String label : labels.labels()) {
            parts.add(() -> vertices(view.vertices(label), label));
        }
        return new ConcatenatedIterator<>(parts);
    }

    private Iterator<Element> indexed(AccessPlan.Index index) {
        List<Supplier<Iterator<? extends Element>>> parts = new ArrayList<>();
        for (IndexRange range : index.ranges()) {
            parts.add(() -> kind == ElementKind.VERTEX
                    ? vertices(view.findVertices(index.name(), range), index.label())
                    : edges(view.findEdges(index.name(), range)));
        }
        Iterator<Element> found = new ConcatenatedIterator<>(parts);
        if (!index.mayRepeat()) {
            return found;
        }
        LongSet seen = new LongSet();
        return new FilterIterator<>(found, element -> seen.add((Long) element.id()));
    }

    /// What an index finds, whether it fulfils the conditions or not.
    private Iterator<? extends Element> found(AccessPlan.Index index, IndexRange range) {
        return kind == ElementKind.VERTEX
                ? ElementIterators.unreadVertices(graph, session, view.findVertices(index.name(), range), index.label())
                : ElementIterators.edges(graph, session, view.findEdges(index.name(), range));
    }

    /// Those vertices of a cursor that fulfil the conditions, where these can be asked of it.
    ///
    /// @param label the label of all of them, or null
    private Iterator<? extends Element> vertices(VertexCursor cursor, String label) {
        if (plan instanceof AccessPlan.Scan && plan.checks().isEmpty()) {
            return ElementIterators.vertices(graph, session, cursor);
        }
        return conditions == null || plan.checks().isEmpty()
                ? ElementIterators.unreadVertices(graph, session, cursor, label)
                : ElementIterators.vertices(graph, session, cursor, label, plan.checks(), conditions);
    }

    private Iterator<? extends Element> edges(EdgeCursor cursor) {
        return conditions == null
                ? ElementIterators.edges(graph, session, cursor)
                : ElementIterators.edges(graph, session, cursor, plan.checks(), conditions);
    }

    /// The number of the elements.
    long count() {
        if (!plan.checks().isEmpty()) {
            long count = 0;
            for (Iterator<? extends Element> elements = iterate(); elements.hasNext(); elements.next()) {
                count++;
            }
            return count;
        }
        return switch (plan) {
            case AccessPlan.Scan ignored -> kind == ElementKind.VERTEX ? view.vertexCount() : view.edgeCount();
            case AccessPlan.Labels labels ->
                labels.labels().stream().mapToLong(view::vertexCount).sum();
            case AccessPlan.Index index -> count(index);
        };
    }

    private long count(AccessPlan.Index index) {
        LongSet seen = index.mayRepeat() ? new LongSet() : null;
        long count = 0;
        for (IndexRange range : index.ranges()) {
            if (kind == ElementKind.VERTEX) {
                try (VertexCursor cursor = view.findVertices(index.name(), range)) {
                    while (cursor.next()) {
                        count += seen == null || seen.add(cursor.id()) ? 1 : 0;
                    }
                }
            } else {
                try (EdgeCursor cursor = view.findEdges(index.name(), range)) {
                    while (cursor.next()) {
                        count += seen == null || seen.add(cursor.id()) ? 1 : 0;
                    }
                }
            }
        }
        return count;
    }
}
