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

/// Finds elements as a plan says, in what the thread's transaction reads.
final class Elements {
    private final CoppiceGraph graph;
    private final Session session;
    private final GraphView view;
    private final ElementKind kind;
    private final AccessPlan plan;

    /// @param withoutIndex the plan for a transaction that began before the index of the other one was complete, or
    ///     after it was dropped
    Elements(CoppiceGraph graph, ElementKind kind, AccessPlan plan, Supplier<AccessPlan> withoutIndex) {
        this.graph = graph;
        this.kind = kind;
        session = graph.session();
        view = session.view();
        this.plan = plan instanceof AccessPlan.Index index && !isThere(index) ? withoutIndex.get() : plan;
    }

    private boolean isThere(AccessPlan.Index index) {
        IndexRange range = index.ranges().getFirst();
        try {
            if (kind == ElementKind.VERTEX) {
                view.findVertices(index.name(), range).close();
            } else {
                view.findEdges(index.name(), range).close();
            }
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
            case AccessPlan.Scan ignored -> kind == ElementKind.VERTEX ? graph.vertices() : graph.edges();
            case AccessPlan.Labels labels -> labelled(labels);
            case AccessPlan.Index index -> indexed(index);
        };
        return checked(found, plan.checks());
    }

    private Iterator<Element> labelled(AccessPlan.Labels labels) {
        List<Supplier<Iterator<? extends Element>>> parts = new ArrayList<>();
        for (String label : labels.labels()) {
            parts.add(() -> ElementIterators.unreadVertices(graph, session, view.vertices(label), label));
        }
        return new ConcatenatedIterator<>(parts);
    }

    private Iterator<Element> indexed(AccessPlan.Index index) {
        List<Supplier<Iterator<? extends Element>>> parts = new ArrayList<>();
        for (IndexRange range : index.ranges()) {
            parts.add(() -> kind == ElementKind.VERTEX
                    ? ElementIterators.unreadVertices(
                            graph, session, view.findVertices(index.name(), range), index.label())
                    : ElementIterators.edges(graph, session, view.findEdges(index.name(), range)));
        }
        Iterator<Element> found = new ConcatenatedIterator<>(parts);
        if (!index.mayRepeat()) {
            return found;
        }
        LongSet seen = new LongSet();
        return new FilterIterator<>(found, element -> seen.add((Long) element.id()));
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
