package dev.coppice.gremlin;

import java.util.Set;
import org.apache.tinkerpop.gremlin.process.traversal.Traversal;
import org.apache.tinkerpop.gremlin.process.traversal.TraversalStrategy;
import org.apache.tinkerpop.gremlin.process.traversal.step.map.CountGlobalStep;
import org.apache.tinkerpop.gremlin.process.traversal.step.util.EmptyStep;
import org.apache.tinkerpop.gremlin.process.traversal.strategy.AbstractTraversalStrategy;

/// Counts all elements, those of labels, or those that an index finds, without looking at each, where a traversal
/// begins by counting them.
public final class CoppiceCountStrategy
        extends AbstractTraversalStrategy<TraversalStrategy.ProviderOptimizationStrategy>
        implements TraversalStrategy.ProviderOptimizationStrategy {
    private static final CoppiceCountStrategy INSTANCE = new CoppiceCountStrategy();

    private CoppiceCountStrategy() {}

    /// The strategy.
    public static CoppiceCountStrategy instance() {
        return INSTANCE;
    }

    @Override
    public Set<Class<? extends TraversalStrategy.ProviderOptimizationStrategy>> applyPrior() {
        return Set.of(CoppiceGraphStepStrategy.class);
    }

    @Override
    public void apply(Traversal.Admin<?, ?> traversal) {
        boolean isRoot = traversal.getParent() instanceof EmptyStep;
        if (isRoot
                && traversal.getStartStep() instanceof CoppiceGraphStep<?, ?> start
                && start.getNextStep() instanceof CountGlobalStep
                && start.getLabels().isEmpty()
                && start.isCountable()) {
            Steps.replaceTwo(start, new CoppiceCountStep<>(start), traversal);
        }
    }
}
