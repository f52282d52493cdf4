package dev.coppice.gremlin;

import org.apache.tinkerpop.gremlin.process.traversal.Step;
import org.apache.tinkerpop.gremlin.process.traversal.Traversal;
import org.apache.tinkerpop.gremlin.process.traversal.TraversalStrategy;
import org.apache.tinkerpop.gremlin.process.traversal.step.filter.HasStep;
import org.apache.tinkerpop.gremlin.process.traversal.step.filter.RangeGlobalStep;
import org.apache.tinkerpop.gremlin.process.traversal.step.map.GraphStep;
import org.apache.tinkerpop.gremlin.process.traversal.step.map.NoOpBarrierStep;
import org.apache.tinkerpop.gremlin.process.traversal.step.util.HasContainer;
import org.apache.tinkerpop.gremlin.process.traversal.strategy.AbstractTraversalStrategy;
import org.apache.tinkerpop.gremlin.process.traversal.util.TraversalHelper;
import org.apache.tinkerpop.gremlin.structure.Element;

/// Moves the conditions after `V()` and `E()`, and a range or limit after them, into the step that finds the elements.
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

    private static void foldRange(CoppiceGraphStep<?, ?> step, Traversal.Admin<?, ?> traversal) {
        // Elsewhere than at the start, a range counts what all that comes in leads to.
        if (step.isStartStep() && step.getNextStep() instanceof RangeGlobalStep<?> range) {
            step.takeRange(range.getLowRange(), range.getHighRange());
            TraversalHelper.copyLabels(range, step, false);
            traversal.removeStep(range);
        }
    }
}
