package dev.coppice.gremlin.query;

import dev.coppice.gremlin.CoppiceGraph;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.script.Bindings;
import javax.script.ScriptException;
import org.apache.tinkerpop.gremlin.jsr223.GremlinLangScriptEngine;
import org.apache.tinkerpop.gremlin.process.traversal.Traversal;

/// A question in Gremlin, such as `g.V().hasLabel('person').count()`. It is read by the grammar of Gremlin's own
/// language: a traversal and nothing else, so no text of a question runs any other code.
public final class GremlinQuery {
    private static final String SOURCE = "g";

    private GremlinQuery() {}

    /// Asks. Rows are read as they are iterated, in the transaction that the calling thread has open, or begins.
    ///
    /// @return the answers, each as a row: columns by name, in order
    /// @throws IllegalArgumentException when the text is no question that the language has
    public static Iterator<Map<String, Object>> ask(CoppiceGraph graph, String question) {
        Object answer = evaluate(graph, question);
        Iterator<?> answers = answer instanceof Traversal<?, ?> traversal
                ? traversal
                : List.of(answer).iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return answers.hasNext();
            }

            @Override
            public Map<String, Object> next() {
                return Rows.of(answers.next());
            }
        };
    }

    private static Object evaluate(CoppiceGraph graph, String question) {
        GremlinLangScriptEngine engine = new GremlinLangScriptEngine();
        Bindings bindings = engine.createBindings();
        bindings.put(SOURCE, graph.traversal());
        try {
            return engine.eval(question, bindings);
        } catch (ScriptException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException(cause.getMessage(), e);
        }
    }
}
