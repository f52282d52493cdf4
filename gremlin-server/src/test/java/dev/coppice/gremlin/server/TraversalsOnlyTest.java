package dev.coppice.gremlin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.configuration2.MapConfiguration;
import org.apache.tinkerpop.gremlin.process.traversal.Bytecode;
import org.apache.tinkerpop.gremlin.process.traversal.P;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.__;
import org.apache.tinkerpop.gremlin.process.traversal.strategy.TraversalStrategyProxy;
import org.apache.tinkerpop.gremlin.process.traversal.strategy.decoration.SubgraphStrategy;
import org.apache.tinkerpop.gremlin.server.auth.AuthenticatedUser;
import org.apache.tinkerpop.gremlin.server.authz.AuthorizationException;
import org.apache.tinkerpop.gremlin.util.function.Lambda;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A lambda is found wherever it is hidden.
final class TraversalsOnlyTest {
    private static final Object LAMBDA = Lambda.function("System.exit(1)");
    private static final TraversalsOnly AUTHORIZER = new TraversalsOnly();

    static List<Object> hidingPlaces() {
        Bytecode nested = new Bytecode();
        nested.addStep("map", LAMBDA);
        Bytecode deeper = new Bytecode();
        deeper.addStep("repeat", nested);
        return List.of(
                LAMBDA,
                nested,
                deeper,
                List.of(1, List.of(LAMBDA)),
                Set.of(LAMBDA),
                Map.of("a", Map.of("b", LAMBDA)),
                Map.of(LAMBDA, "a"),
                List.of(new Object[] {1, LAMBDA}, 2),
                new Bytecode.Binding<>("x", LAMBDA),
                P.eq(LAMBDA),
                P.within(1, LAMBDA),
                P.gt(1).and(P.lt(LAMBDA)),
                new TraversalStrategyProxy<>(SubgraphStrategy.class, new MapConfiguration(Map.of("vertices", nested))),
                SubgraphStrategy.build()
                        .vertices(__.filter(Lambda.predicate("System.exit(1)")))
                        .create());
    }

    @ParameterizedTest
    @MethodSource("hidingPlaces")
    void lambda_isRefused(Object argument) {
        Bytecode inStep = new Bytecode();
        inStep.addStep("inject", 1);
        inStep.addStep("map", argument);
        Bytecode inSource = new Bytecode("withSideEffect", "a", argument);
        for (Bytecode bytecode : List.of(inStep, inSource)) {
            assertThatThrownBy(() -> AUTHORIZER.authorize(AuthenticatedUser.ANONYMOUS_USER, bytecode, Map.of()))
                    .isInstanceOf(AuthorizationException.class)
                    .hasMessageContaining("runs no lambdas");
        }
    }

    @Test
    void traversalWithoutLambdas_passes() throws AuthorizationException {
        Bytecode bytecode = __.V()
                .has("a", P.within(1, null))
                .where(__.out().is(P.gt(1).and(P.lt(3))))
                .asAdmin()
                .getBytecode();
        assertThat(AUTHORIZER.authorize(AuthenticatedUser.ANONYMOUS_USER, bytecode, Map.of()))
                .isSameAs(bytecode);
    }
}
