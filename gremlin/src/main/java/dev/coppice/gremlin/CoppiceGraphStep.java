package dev.coppice.gremlin;

import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.tinkerpop.gremlin.process.traversal.step.HasContainerHolder;
import org.apache.tinkerpop.gremlin.process.traversal.step.map.GraphStep;
import org.apache.tinkerpop.gremlin.process.traversal.step.util.HasContainer;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.apache.tinkerpop.gremlin.structure.util.StringFactory;

/// The start of a traversal, with the conditions, the order and the range that followed it. Shows how the elements are
/// found: by an index, by labels, or by looking at all.
///
/// @param <S> what comes in, where it is not the start
/// @param <E> the elements
public final class CoppiceGraphStep<S, E extends Element> extends GraphStep<S, E> implements HasContainerHolder<S, E> {
    /// As a range's upper end: none.
    private static final long ALL = -1;

    private List<HasContainer> conditions = new ArrayList<>();
    private ElementOrder order;
    private long low;
    private long high = ALL;
    private AccessPlan plan;

    CoppiceGraphStep(GraphStep<S, E> original) {
        super(original.getTraversal(), original.getReturnClass(), original.isStartStep(), original.getIds());
        original.getLabels().forEach(this::addLabel);
        setIteratorSupplier(this::elements);
    }

    /// Gives the elements in an order, if there is an index for it.
    ///
    /// @return whether there is
    boolean takeOrder(ElementOrder wanted) {
        AccessPlan ordered = hasNoIds() ? planner().plan(indexes(), wanted) : null;
        if (ordered == null) {
            return false;
        }
        order = wanted;
        plan = ordered;
        return true;
    }

    /// Takes only the elements from one place up to another one, counted from 0.
    ///
    /// @param upTo the place after the last one; negative for all
    void takeRange(long from, long upTo) {
        low = from;
        high = upTo;
    }

    @Override
    public List<HasContainer> getHasContainers() {
        return Collections.unmodifiableList(conditions);
    }

    @Override
    public void addHasContainer(HasContainer condition) {
        conditions.add(condition);
        plan = null;
    }

    /// Whether the elements can be counted without looking at each.
    boolean isCountable() {
        // Without an order: what lacks the property is not in one.
        return hasNoIds() && order == null && plan().checks().isEmpty();
    }

    /// The number of the elements.
    long count() {
        long count = found().count();
        long end = high < 0 ? count : Math.min(high, count);
        return Math.max(0, end - low);
    }

    private Iterator<E> elements() {
        Iterator<? extends Element> found = hasNoIds() ? found().iterate() : Elements.checked(byIds(), conditions);
        @SuppressWarnings("unchecked") // the kind follows from the class of what is returned
        Iterator<E> elements = (Iterator<E>) (low == 0 && high < 0 ? found : new RangeIterator<>(found, low, high));
        return elements;
    }

    private Elements found() {
        return new Elements(graph(), kind(), plan(), order, () -> planner().withoutIndex());
    }

    private Iterator<? extends Element> byIds() {
        if (getIds() == null) {
            return Collections.emptyIterator();
        }
        return kind() == ElementKind.VERTEX ? graph().vertices(getIds()) : graph().edges(getIds());
    }

    // The ids are null, too, where one of none is asked for.
    private boolean hasNoIds() {
        return getIds() != null && getIds().length == 0;
    }

    private ElementKind kind() {
        return returnsVertex() ? ElementKind.VERTEX : ElementKind.EDGE;
    }

    private CoppiceGraph graph() {
        return (CoppiceGraph) getTraversal().getGraph().orElseThrow();
    }

    private AccessPlan plan() {
        if (plan == null) {
            // The index may have been dropped since the traversal was prepared; then what is found is sorted.
            plan = order == null ? null : planner().plan(indexes(), order);
        }
        if (plan == null) {
            plan = planner().mayUseIndex()
                    ? planner().plan(indexes())
                    : planner().withoutIndex();
        }
        return plan;
    }

    private AccessPlanner planner() {
        return new AccessPlanner(kind(), conditions);
    }

    private Collection<IndexDefinition> indexes() {
        return graph().graphFork().indexes().values();
    }

    @Override
    public CoppiceGraphStep<S, E> clone() {
        @SuppressWarnings("unchecked") // a clone is of the class of what was cloned
        CoppiceGraphStep<S, E> clone = (CoppiceGraphStep<S, E>) super.clone();
        clone.conditions = new ArrayList<>();
        conditions.forEach(condition -> clone.conditions.add(condition.clone()));
        clone.plan = null;
        clone.setIteratorSupplier(clone::elements);
        return clone;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), conditions, order, low, high);
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other);
    }

    @Override
    public String toString() {
        List<Object> parts = new ArrayList<>();
        parts.add(returnsVertex() ? "vertex" : "edge");
        if (!hasNoIds()) {
            parts.add(Arrays.toString(getIds()));
        }
        if (!conditions.isEmpty()) {
            parts.add(conditions);
        }
        if (low > 0 || high >= 0) {
            parts.add("range(" + low + "," + high + ")");
        }
        parts.add(hasNoIds() ? plan().description() : "ids");
        return StringFactory.stepString(this, parts.toArray());
    }
}
