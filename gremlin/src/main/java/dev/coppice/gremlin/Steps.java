package dev.coppice.gremlin;

import org.apache.tinkerpop.gremlin.process.traversal.Step;
import org.apache.tinkerpop.gremlin.process.traversal.Traversal;
import org.apache.tinkerpop.gremlin.process.traversal.util.TraversalHelper;

/// Rewrites traversals.
final class Steps {
    private Steps() {}

    /// Puts a step in the place of another one and the one after it, with the labels of the latter.
    static void replaceTwo(Step<?, ?> first, Step<?, ?> replacement, Traversal.Admin<?, ?> traversal) {
        Step<?, ?> second = first.getNextStep();
        TraversalHelper.copyLabels(second, replacement, false);
        int index = TraversalHelper.stepIndex(first, traversal);
        traversal.removeStep(second);
        traversal.removeStep(first);
        traversal.addStep(index, replacement);
    }
}
