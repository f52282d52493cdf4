package dev.coppice.gremlin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.sim.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.tinkerpop.gremlin.process.traversal.P;
import org.apache.tinkerpop.gremlin.process.traversal.TextP;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversalSource;
import org.apache.tinkerpop.gremlin.structure.T;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CursorConditionsTest {
    private static final int PAIRS = 3_000;

    private final CoppiceGraph graph = CoppiceGraph.open(TestDirectories.fresh());
    private final GraphTraversalSource g = graph.traversal();

    @AfterEach
    void close() {
        graph.close();
    }

    @Test
    void quickPredicate_ofAnyTwoValues_answersAsGremlinDoes() {
        Seeds.forEach(CursorConditionsTest.class, 20, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < PAIRS; i++) {
                P<Object> predicate = predicate(random);
                Object value = value(random);
                assertThat(answer(() -> QuickPredicate.of(predicate).test(value)))
                        .as("%s of %s (%s)", predicate, value, value.getClass())
                        .isEqualTo(answer(() -> predicate.test(value)));
            }
        });
    }

    /// What is answered, or which error is thrown.
    private static Object answer(java.util.function.BooleanSupplier test) {
        try {
            return test.getAsBoolean();
        } catch (RuntimeException e) {
            return e.getClass();
        }
    }

    private static P<Object> predicate(SplittableRandom random) {
        Object one = value(random);
        Object other = value(random);
        P<Object> predicate = switch (random.nextInt(10)) {
            case 0 -> P.eq(one);
            case 1 -> P.neq(one);
            case 2 -> P.gt(one);
            case 3 -> P.gte(one);
            case 4 -> P.lt(one);
            case 5 -> P.lte(one);
            case 6 -> P.within(Arrays.asList(one, other));
            case 7 -> P.between(one, other);
            case 8 -> P.outside(one, other);
            default -> P.inside(one, other);
        };
        return random.nextInt(4) == 0 ? predicate.negate() : predicate;
    }

    private static Object value(SplittableRandom random) {
        int number = random.nextInt(-2, 3);
        return switch (random.nextInt(14)) {
            case 0 -> (byte) number;
            case 1 -> (short) number;
            case 2 -> (long) number;
            case 3 -> number < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
            case 4 -> (float) number;
            case 5 -> number == 0 ? Double.NaN : number / 2.0;
            case 6 -> BigInteger.valueOf(number);
            case 7 -> new BigDecimal(number).setScale(1);
            case 8 -> "" + number;
            case 9 -> number > 0;
            case 10 -> List.of(number);
            default -> number;
        };
    }

    @Test
    void conditions_ofValuesAndLabels_findWhatHasOneOfEach() {
        Vertex several = graph.addVertex(T.label, "person", "age", 1);
        several.property(VertexProperty.Cardinality.list, "name", "Ada");
        several.property(VertexProperty.Cardinality.list, "name", "Augusta");
        several.addEdge("knows", graph.addVertex(T.label, "place", "name", "Ada"), "since", 1_833);
        graph.tx().commit();

        assertThat(g.V().has("name", "Augusta").toList()).containsExactly(several);
        // Different values may fulfil different conditions, but one value both bounds.
        assertThat(g.V().has("name", P.gt("Ada")).has("name", P.lt("Augusta")).toList())
                .containsExactly(several);
        assertThat(g.V().has("name", P.gt("Ada").and(P.lt("Augusta"))).toList()).isEmpty();
        assertThat(g.V().hasLabel(P.neq("place")).has("name", "Ada").toList()).containsExactly(several);
        assertThat(g.V().has(T.label, TextP.startingWith("pl")).count().next()).isEqualTo(1);
        assertThat(g.V().has("name", "Ada").hasId(P.neq(several.id())).label().toList())
                .containsExactly("place");
        assertThat(g.V().hasNot("age").values("name").toList()).containsExactly("Ada");
        assertThat(g.E().hasLabel("knows").has("since", P.lt(1_900)).count().next())
                .isEqualTo(1);
        assertThat(g.E().hasLabel("knows").has("since", "1833").count().next()).isZero();
        assertThat(g.E().has("until").count().next()).isZero();
    }

    @Test
    void conditions_ofWhatTheTraversalItselfChanges_areOfWhatItIsWhenItsTurnComes() {
        List<Vertex> vertices = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            vertices.add(graph.addVertex(T.label, "x", "number", i));
        }
        graph.tx().commit();
        List<Object> found = new ArrayList<>();
        var matching = g.V().hasLabel("x").has("number", P.lt(1_000));
        while (matching.hasNext()) {
            Vertex vertex = matching.next();
            int number = vertex.value("number");
            found.add(number);
            if (number % 100 == 50) {
                // Not the next one, which may have been found already.
                vertices.get(number + 5).property("number", 2_000);
                vertices.get(number + 6).remove();
                graph.addVertex(T.label, "x", "number", 0);
            }
        }
        assertThat(found).hasSize(490).doesNotContain(55, 56, 155, 156, 2_000);
        assertThat(g.V().hasLabel("x").has("number", P.gte(2_000)).count().next())
                .isEqualTo(5);
        assertThat(g.V().hasLabel("x").has("number", 0).count().next()).isEqualTo(6);
    }
}
