package dev.coppice.gremlin;

import org.apache.tinkerpop.gremlin.process.traversal.Traversal;
import org.apache.tinkerpop.gremlin.process.traversal.TraversalStrategy;
import org.apache.tinkerpop.gremlin.process.traversal.step.map.CountGlobalStep;
import org.apache.tinkerpop.gremlin.process.traversal.step.map.VertexStep;
import org.apache.tinkerpop.gremlin.process.traversal.strategy.AbstractTraversalStrategy;
import org.apache.tinkerpop.gremlin.process.traversal.util.TraversalHelper;

/// Counts the edges or neighbors of vertices without looking at each, where they are counted and not used otherwise.
public final class CoppiceDegreeStrategy
        extends AbstractTraversalStrategy<TraversalStrategy.ProviderOptimizationStrategy>
        implements TraversalStrategy.ProviderOptimizationStrategy {
    private static final CoppiceDegreeStrategy INSTANCE = new CoppiceDegreeStrategy();

    private CoppiceDegreeStrategy() {}

    /// The strategy.
    public static CoppiceDegreeStrategy instance() {
        return INSTANCE;
    }

    @Override
    public void apply(Traversal.Admin<?, ?> traversal) {
        if (TraversalHelper.onGraphComputer(traversal)) {
            return;
        }
        for (VertexStep<?> edges : TraversalHelper.getStepsOfClass(VertexStep.class, traversal)) {
            if (edges.getNextStep() instanceof CountGlobalStep
                    && edges.getLabels().isEmpty()) {
                CoppiceDegreeStep degree =
                        new CoppiceDegreeStep(traversal, edges.getDirection(), edges.getEdgeLabels());
                Steps.replaceTwo(edges, degree, traversal);
            }
        }
    }
}
