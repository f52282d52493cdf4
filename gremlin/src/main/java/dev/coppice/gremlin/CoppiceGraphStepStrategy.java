package dev.coppice.gremlin;

import org.apache.tinkerpop.gremlin.process.traversal.Order;
import org.apache.tinkerpop.gremlin.process.traversal.Step;
import org.apache.tinkerpop.gremlin.process.traversal.Traversal;
import org.apache.tinkerpop.gremlin.process.traversal.TraversalStrategy;
import org.apache.tinkerpop.gremlin.process.traversal.lambda.ValueTraversal;
import org.apache.tinkerpop.gremlin.process.traversal.step.filter.HasStep;
import org.apache.tinkerpop.gremlin.process.traversal.step.filter.RangeGlobalStep;
import org.apache.tinkerpop.gremlin.process.traversal.step.map.GraphStep;
import org.apache.tinkerpop.gremlin.process.traversal.step.map.NoOpBarrierStep;
import org.apache.tinkerpop.gremlin.process.traversal.step.map.OrderGlobalStep;
import org.apache.tinkerpop.gremlin.process.traversal.step.util.HasContainer;
import org.apache.tinkerpop.gremlin.process.traversal.strategy.AbstractTraversalStrategy;
import org.apache.tinkerpop.gremlin.process.traversal.util.TraversalHelper;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.javatuples.Pair;

/// Moves the conditions after `V()` and `E()`, an order after them that an index has, and a range or limit after these,
/// into the step that finds the elements.
public final class CoppiceGraphStepStrategy
        extends AbstractTraversalStrategy<TraversalStrategy.ProviderOptimizationStrategy>
        implements TraversalStrategy.ProviderOptimizationStrategy {
    private static final CoppiceGraphStepStrategy INSTANCE = new CoppiceGraphStepStrategy();

    private CoppiceGraphStepStrategy() {}

    /// The strategy.
    public static CoppiceGraphStepStrategy instance() {
        return INSTANCE;
    }

    @Override
    public void apply(Traversal.Admin<?, ?> traversal) {
        if (TraversalHelper.onGraphComputer(traversal)) {
            return;
        }
        for (GraphStep<?, ?> original : TraversalHelper.getStepsOfClass(GraphStep.class, traversal)) {
            replace(original, traversal);
        }
    }

    private static <S, E extends Element> void replace(GraphStep<S, E> original, Traversal.Admin<?, ?> traversal) {
        CoppiceGraphStep<S, E> step = new CoppiceGraphStep<>(original);
        TraversalHelper.replaceStep(original, step, traversal);
        foldConditions(step, traversal);
        foldOrder(step, traversal);
        foldRange(step, traversal);
    }

    private static void foldConditions(CoppiceGraphStep<?, ?> step, Traversal.Admin<?, ?> traversal) {
        Step<?, ?> next = step.getNextStep();
        while (next instanceof HasStep || next instanceof NoOpBarrierStep) {
            if (next instanceof HasStep<?> has) {
                for (HasContainer condition : has.getHasContainers()) {
                    if (!GraphStep.processHasContainerIds(step, condition)) {
                        step.addHasContainer(condition);
                    }
                }
                TraversalHelper.copyLabels(has, has.getPreviousStep(), false);
                traversal.removeStep(has);
            }
            next = next.getNextStep();
        }
    }

    private static void foldOrder(CoppiceGraphStep<?, ?> step, Traversal.Admin<?, ?> traversal) {
        // Elsewhere than at the start, all that comes in leads to is put in one order.
        if (step.isStartStep() && step.getNextStep() instanceof OrderGlobalStep<?, ?> ordering) {
            ElementOrder order = orderOf(ordering);
            if (order != null && step.takeOrder(order)) {
                TraversalHelper.copyLabels(ordering, step, false);
                traversal.removeStep(ordering);
            }
        }
    }

    /// An order by the values of one property, or null where it is another.
    private static ElementOrder orderOf(OrderGlobalStep<?, ?> ordering) {
        if (ordering.getComparators().size() != 1) {
            return null;
        }
        Pair<?, ?> only = ordering.getComparators().getFirst();
        boolean isDescending = only.getValue1() == Order.desc;
        boolean isOfValue =
                only.getValue0() instanceof ValueTraversal<?, ?> value && value.getBypassTraversal() == null;
        return isOfValue && (isDescending || only.getValue1() == Order.asc)
                ? new ElementOrder(((ValueTraversal<?, ?>) only.getValue0()).getPropertyKey(), isDescending)
                : null;
    }

    private static void foldRange(CoppiceGraphStep<?, ?> step, Traversal.Admin<?, ?> traversal) {
        // Elsewhere than at the start, a range counts what all that comes in leads to.
        if (step.isStartStep() && step.getNextStep() instanceof RangeGlobalStep<?> range) {
            step.takeRange(range.getLowRange(), range.getHighRange());
            TraversalHelper.copyLabels(range, step, false);
            traversal.removeStep(range);
        }
    }
}
