package dev.coppice.gremlin;

import java.util.Objects;
import org.apache.tinkerpop.gremlin.process.traversal.Step;
import org.apache.tinkerpop.gremlin.process.traversal.Traverser;
import org.apache.tinkerpop.gremlin.process.traversal.step.util.AbstractStep;
import org.apache.tinkerpop.gremlin.process.traversal.util.FastNoSuchElementException;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.apache.tinkerpop.gremlin.structure.util.StringFactory;

/// The number of the elements that a graph step would find, without an object for each.
///
/// @param <S> what comes in: nothing, it is a start
public final class CoppiceCountStep<S> extends AbstractStep<S, Long> {
    private CoppiceGraphStep<S, ? extends Element> counted;
    private boolean isDone;

    CoppiceCountStep(CoppiceGraphStep<S, ? extends Element> counted) {
        super(counted.getTraversal());
        this.counted = counted;
    }

    @Override
    protected Traverser.Admin<Long> processNextStart() {
        if (isDone) {
            throw FastNoSuchElementException.instance();
        }
        isDone = true;
        counted.setTraversal(getTraversal());
        @SuppressWarnings("unchecked") // a start has nothing coming in, so its type is any
        Step<Long, ?> start = (Step<Long, ?>) this;
        return getTraversal().getTraverserGenerator().generate(counted.count(), start, 1L);
    }

    @Override
    public void reset() {
        super.reset();
        isDone = false;
    }

    @Override
    public CoppiceCountStep<S> clone() {
        @SuppressWarnings("unchecked") // a clone is of the class of what was cloned
        CoppiceCountStep<S> clone = (CoppiceCountStep<S>) super.clone();
        // Each runs in a traversal of its own, perhaps in a thread of its own.
        clone.counted = counted.clone();
        return clone;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), counted);
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other);
    }

    @Override
    public String toString() {
        return StringFactory.stepString(this, counted);
    }
}
