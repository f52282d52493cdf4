package dev.coppice.gremlin.server;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.apache.commons.configuration2.ConfigurationConverter;
import org.apache.tinkerpop.gremlin.process.traversal.Bytecode;
import org.apache.tinkerpop.gremlin.process.traversal.P;
import org.apache.tinkerpop.gremlin.process.traversal.Traversal;
import org.apache.tinkerpop.gremlin.process.traversal.TraversalStrategy;
import org.apache.tinkerpop.gremlin.process.traversal.strategy.TraversalStrategyProxy;
import org.apache.tinkerpop.gremlin.process.traversal.util.ConnectiveP;
import org.apache.tinkerpop.gremlin.server.auth.AuthenticatedUser;
import org.apache.tinkerpop.gremlin.server.authz.AuthorizationException;
import org.apache.tinkerpop.gremlin.server.authz.Authorizer;
import org.apache.tinkerpop.gremlin.util.Tokens;
import org.apache.tinkerpop.gremlin.util.function.Lambda;
import org.apache.tinkerpop.gremlin.util.message.RequestMessage;

/// Refuses every request that brings code: scripts of any language but Gremlin's own, which has nothing but traversals,
/// and traversals with lambdas. Gremlin Server would run Groovy for whoever asks, even where its configuration names no
/// such engine, because it cannot do without Groovy's jars.
///
/// It does not say who may ask what; any client may read and write all graphs.
public final class TraversalsOnly implements Authorizer {
    private static final String LANGUAGE = "gremlin-lang";
    /// What the server takes a text for when the request does not say.
    private static final String LANGUAGE_UNSAID = "gremlin-groovy";

    /// Made by the server.
    public TraversalsOnly() {}

    @Override
    public void setup(Map<String, Object> config) {
        // There is nothing to choose.
    }

    @Override
    public Bytecode authorize(AuthenticatedUser user, Bytecode bytecode, Map<String, String> aliases)
            throws AuthorizationException {
        if (hasLambda(bytecode)) {
            throw new AuthorizationException("this server runs no lambdas; write the traversal without them");
        }
        return bytecode;
    }

    @Override
    public void authorize(AuthenticatedUser user, RequestMessage request) throws AuthorizationException {
        Object language = request.getArgs().getOrDefault(Tokens.ARGS_LANGUAGE, LANGUAGE_UNSAID);
        if (!LANGUAGE.equals(language)) {
            throw new AuthorizationException("this server runs no " + language
                    + "; send traversals, or a text with the language '" + LANGUAGE + "'");
        }
    }

    /// Whether there is a lambda in an argument, or in what it is made of.
    private static boolean hasLambda(Object argument) {
        return switch (argument) {
            case null -> false;
            case Lambda _ -> true;
            case Bytecode bytecode ->
                hasLambda(bytecode.getSourceInstructions()) || hasLambda(bytecode.getStepInstructions());
            case Traversal<?, ?> traversal -> hasLambda(traversal.asAdmin().getBytecode());
            case Bytecode.Instruction instruction -> hasLambda(instruction.getArguments());
            case Bytecode.Binding<?> binding -> hasLambda(binding.value());
            case ConnectiveP<?> several -> hasLambda(several.getPredicates());
            case P<?> predicate -> hasLambda(predicate.getValue());
            case TraversalStrategyProxy<?> proxy -> hasLambda(ConfigurationConverter.getMap(proxy.getConfiguration()));
            case TraversalStrategy<?> strategy -> hasLambda(ConfigurationConverter.getMap(strategy.getConfiguration()));
            case Map<?, ?> map -> hasLambda(map.keySet()) || hasLambda(map.values());
            case Collection<?> elements -> elements.stream().anyMatch(TraversalsOnly::hasLambda);
            case Object[] elements -> Arrays.stream(elements).anyMatch(TraversalsOnly::hasLambda);
            default -> false;
        };
    }
}
