package dev.coppice.gremlin;

import org.apache.tinkerpop.gremlin.structure.Graph;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;
import org.apache.tinkerpop.gremlin.structure.util.StringFactory;

/// What of TinkerPop a graph can do. What is not named here is so by TinkerPop's default: it can. Public only because
/// TinkerPop looks at it by reflection.
public final class CoppiceFeatures implements Graph.Features {
    private final OfGraph graph = new OfGraph();
    private final OfVertices vertex;
    private final OfEdges edge = new OfEdges();

    /// @param cardinality how many values a property of a vertex has when nothing is said about it
    CoppiceFeatures(VertexProperty.Cardinality cardinality) {
        vertex = new OfVertices(cardinality);
    }

    @Override
    public GraphFeatures graph() {
        return graph;
    }

    @Override
    public VertexFeatures vertex() {
        return vertex;
    }

    @Override
    public EdgeFeatures edge() {
        return edge;
    }

    @Override
    public String toString() {
        return StringFactory.featureString(this);
    }

    private static final class OfGraph implements GraphFeatures {
        private final VariableFeatures variables = new OfVariables();

        @Override
        public boolean supportsComputer() {
            return false;
        }

        // Other processes may only read.
        @Override
        public boolean supportsConcurrentAccess() {
            return false;
        }

        @Override
        public boolean supportsThreadedTransactions() {
            return false;
        }

        @Override
        public VariableFeatures variables() {
            return variables;
        }
    }

    /// Ids are numbers that the graph hands out.
    private interface OfElements extends ElementFeatures {
        @Override
        default boolean supportsUserSuppliedIds() {
            return false;
        }

        @Override
        default boolean supportsStringIds() {
            return false;
        }

        @Override
        default boolean supportsUuidIds() {
            return false;
        }

        @Override
        default boolean supportsCustomIds() {
            return false;
        }

        @Override
        default boolean supportsAnyIds() {
            return false;
        }

        @Override
        default boolean supportsNullPropertyValues() {
            return false;
        }
    }

    private static final class OfVertices implements VertexFeatures, OfElements {
        private final VertexPropertyFeatures properties = new OfVertexProperties();
        private final VertexProperty.Cardinality cardinality;

        OfVertices(VertexProperty.Cardinality cardinality) {
            this.cardinality = cardinality;
        }

        @Override
        public VertexProperty.Cardinality getCardinality(String key) {
            return cardinality;
        }

        @Override
        public VertexPropertyFeatures properties() {
            return properties;
        }
    }

    private static final class OfEdges implements EdgeFeatures, OfElements {
        private final EdgePropertyFeatures properties = new OfEdgeProperties();

        @Override
        public EdgePropertyFeatures properties() {
            return properties;
        }
    }

    /// The types that [dev.coppice.graph.value.ValueType] has.
    private interface OfProperties extends PropertyFeatures {
        @Override
        default boolean supportsBooleanArrayValues() {
            return false;
        }

        @Override
        default boolean supportsDoubleArrayValues() {
            return false;
        }

        @Override
        default boolean supportsIntegerArrayValues() {
            return false;
        }

        @Override
        default boolean supportsStringArrayValues() {
            return false;
        }

        @Override
        default boolean supportsLongArrayValues() {
            return false;
        }

        @Override
        default boolean supportsSerializableValues() {
            return false;
        }
    }

    private static final class OfEdgeProperties implements EdgePropertyFeatures, OfProperties {}

    private static final class OfVertexProperties implements VertexPropertyFeatures, OfProperties {
        @Override
        public boolean supportsNullPropertyValues() {
            return false;
        }

        @Override
        public boolean supportsUserSuppliedIds() {
            return false;
        }

        @Override
        public boolean supportsNumericIds() {
            return false;
        }

        @Override
        public boolean supportsUuidIds() {
            return false;
        }

        @Override
        public boolean supportsCustomIds() {
            return false;
        }

        @Override
        public boolean supportsAnyIds() {
            return false;
        }
    }

    /// There are no variables.
    private static final class OfVariables implements VariableFeatures {
        @Override
        public boolean supportsVariables() {
            return false;
        }

        @Override
        public boolean supportsBooleanValues() {
            return false;
        }

        @Override
        public boolean supportsByteValues() {
            return false;
        }

        @Override
        public boolean supportsDoubleValues() {
            return false;
        }

        @Override
        public boolean supportsFloatValues() {
            return false;
        }

        @Override
        public boolean supportsIntegerValues() {
            return false;
        }

        @Override
        public boolean supportsLongValues() {
            return false;
        }

        @Override
        public boolean supportsMapValues() {
            return false;
        }

        @Override
        public boolean supportsMixedListValues() {
            return false;
        }

        @Override
        public boolean supportsBooleanArrayValues() {
            return false;
        }

        @Override
        public boolean supportsByteArrayValues() {
            return false;
        }

        @Override
        public boolean supportsDoubleArrayValues() {
            return false;
        }

        @Override
        public boolean supportsFloatArrayValues() {
            return false;
        }

        @Override
        public boolean supportsIntegerArrayValues() {
            return false;
        }

        @Override
        public boolean supportsStringArrayValues() {
            return false;
        }

        @Override
        public boolean supportsLongArrayValues() {
            return false;
        }

        @Override
        public boolean supportsSerializableValues() {
            return false;
        }

        @Override
        public boolean supportsStringValues() {
            return false;
        }

        @Override
        public boolean supportsUniformListValues() {
            return false;
        }
    }
}
