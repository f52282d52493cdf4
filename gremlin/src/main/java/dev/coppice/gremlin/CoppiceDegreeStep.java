package dev.coppice.gremlin;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.apache.tinkerpop.gremlin.process.traversal.Operator;
import org.apache.tinkerpop.gremlin.process.traversal.Traversal;
import org.apache.tinkerpop.gremlin.process.traversal.Traverser;
import org.apache.tinkerpop.gremlin.process.traversal.step.util.ReducingBarrierStep;
import org.apache.tinkerpop.gremlin.process.traversal.traverser.TraverserRequirement;
import org.apache.tinkerpop.gremlin.structure.Direction;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.util.StringFactory;
import org.apache.tinkerpop.gremlin.util.function.ConstantSupplier;
import org.apache.tinkerpop.gremlin.util.iterator.IteratorUtils;

/// The number of the edges of all vertices that come in, or of their neighbors, which is the same, without an object
/// for each.
public final class CoppiceDegreeStep extends ReducingBarrierStep<Vertex, Long> {
    private final Direction direction;
    private final String[] edgeLabels;

    CoppiceDegreeStep(Traversal.Admin<?, ?> traversal, Direction direction, String... edgeLabels) {
        super(traversal);
        this.direction = direction;
        this.edgeLabels = edgeLabels.clone();
        setSeedSupplier(new ConstantSupplier<>(0L));
        @SuppressWarnings({"unchecked", "rawtypes"}) // the operator is declared for any object
        BinaryOperator<Long> sum = (BinaryOperator) Operator.sumLong;
        setReducingBiOperator(sum);
    }

    @Override
    public Long projectTraverser(Traverser.Admin<Vertex> traverser) {
        Vertex vertex = traverser.get();
        long degree = vertex instanceof CoppiceVertex coppice
                ? coppice.degree(direction, edgeLabels)
                : IteratorUtils.count(vertex.edges(direction, edgeLabels));
        return Math.multiplyExact(degree, traverser.bulk());
    }

    @Override
    public Set<TraverserRequirement> getRequirements() {
        return EnumSet.of(TraverserRequirement.BULK, TraverserRequirement.OBJECT);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), direction, Arrays.hashCode(edgeLabels));
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other);
    }

    @Override
    public String toString() {
        return StringFactory.stepString(this, direction, Arrays.asList(edgeLabels));
    }
}
