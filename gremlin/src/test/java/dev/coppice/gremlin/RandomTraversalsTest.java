package dev.coppice.gremlin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.GraphFork;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.store.sim.Seeds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.apache.tinkerpop.gremlin.process.traversal.P;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversal;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversalSource;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.__;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.T;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;
import org.apache.tinkerpop.gremlin.tinkergraph.process.traversal.strategy.optimization.TinkerGraphStepStrategy;
import org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerGraph;
import org.junit.jupiter.api.Test;

/// Random traversals over random graphs give what they give on TinkerGraph, whatever indexes there are.
final class RandomTraversalsTest {
    private static final List<String> LABELS = List.of("person", "place", "thing");
    private static final List<String> TYPES = List.of("knows", "has", "near");
    private static final List<String> KEYS = List.of("name", "age", "score");
    private static final int TRAVERSALS = 60;

    @Test
    void traversals_onRandomGraphs_giveWhatTinkerGraphGives() {
        Seeds.forEach(RandomTraversalsTest.class, 12, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            TinkerGraph expected = graph(random);
            try (CoppiceGraph graph = CoppiceGraph.open(TestDirectories.fresh())) {
                GraphCopies.copy(expected, graph);
                graph.tx().commit();
                compare(random, expected, graph, TRAVERSALS);
                // What this thread reads until it ends its transaction has no index.
                graph.tx().rollback();
                index(random, graph.graphFork());
                compare(random, expected, graph, TRAVERSALS);
                change(random, expected, graph);
                // What is not committed yet counts too.
                compare(random, expected, graph, TRAVERSALS);
                graph.tx().commit();
                compare(random, expected, graph, TRAVERSALS);
            }
        });
    }

    private static TinkerGraph graph(SplittableRandom random) {
        TinkerGraph graph = TinkerGraph.open();
        List<Vertex> vertices = new ArrayList<>();
        int count = random.nextInt(5, 60);
        for (int i = 0; i < count; i++) {
            Vertex vertex = graph.addVertex(T.label, LABELS.get(random.nextInt(3)), "key", i);
            for (String key : KEYS) {
                // Some have none, some have several.
                for (int values = random.nextInt(4) / 3 + random.nextInt(2); values > 0; values--) {
                    vertex.property(VertexProperty.Cardinality.list, key, value(random));
                }
            }
            vertices.add(vertex);
        }
        for (int i = 0; i < 3 * count; i++) {
            Vertex from = vertices.get(random.nextInt(count));
            Vertex to = vertices.get(random.nextInt(count));
            Edge edge = from.addEdge(TYPES.get(random.nextInt(3)), to, "key", i);
            for (String key : KEYS) {
                if (random.nextBoolean()) {
                    edge.property(key, value(random));
                }
            }
        }
        return graph;
    }

    private static Object value(SplittableRandom random) {
        int number = random.nextInt(-3, 12);
        return switch (random.nextInt(9)) {
            case 0 -> "n" + number;
            case 1 -> (double) number / 2;
            case 2 -> (float) number / 10;
            case 3 -> new BigDecimal(number).movePointLeft(1);
            case 4 -> 0.1 * number;
            case 5 -> number % 2 == 0;
            case 6 -> number == 0 ? Double.NaN : (1L << 24 + number) + 1;
            case 7 -> (long) number;
            default -> number;
        };
    }

    private static void index(SplittableRandom random, GraphFork fork) {
        for (int i = 0; i < 5; i++) {
            String label = random.nextBoolean() ? null : LABELS.get(random.nextInt(3));
            String[] keys = keys(random);
            IndexDefinition ofVertices = IndexDefinition.ofVertices("vertices " + i, label, keys);
            fork.createIndex(random.nextInt(3) == 0 ? ofVertices.hashed() : ofVertices, done -> {});
            String type = random.nextBoolean() ? null : TYPES.get(random.nextInt(3));
            fork.createIndex(IndexDefinition.ofEdges("edges " + i, type, keys), done -> {});
            if (random.nextInt(3) == 0) {
                fork.createIndex(IndexDefinition.ofEdges("list " + i, TYPES.get(random.nextInt(3))), done -> {});
            }
        }
    }

    private static String[] keys(SplittableRandom random) {
        List<String> keys = new ArrayList<>(KEYS);
        int count = random.nextInt(1, 3);
        while (keys.size() > count) {
            keys.remove(random.nextInt(keys.size()));
        }
        return keys.toArray(String[]::new);
    }

    private static void change(SplittableRandom random, TinkerGraph expected, CoppiceGraph graph) {
        int key = random.nextInt(30);
        Object value = value(random);
        String changed = KEYS.get(random.nextInt(3));
        for (GraphTraversalSource g : List.of(expected.traversal(), graph.traversal())) {
            g.V().has("key", P.lt(key))
                    .property(VertexProperty.Cardinality.single, changed, value)
                    .iterate();
            g.V().has("key", P.between(key, key + 5)).drop().iterate();
            g.E().has("key", P.lt(key)).property(changed, value).iterate();
            g.E().has("key", P.between(key, key + 5)).drop().iterate();
            g.addV("person").property("key", 1_000).property(changed, value).iterate();
        }
    }

    @SuppressWarnings("unchecked") // the array of classes that TinkerPop wants
    private static void compare(SplittableRandom random, TinkerGraph expected, CoppiceGraph graph, int count) {
        // Its own strategy takes P.between apart, so that two values of a property may fulfil it together.
        GraphTraversalSource reference = expected.traversal().withoutStrategies(TinkerGraphStepStrategy.class);
        for (int i = 0; i < count; i++) {
            Function<GraphTraversalSource, GraphTraversal<?, ?>> traversal = traversal(random);
            String plan = plan(traversal.apply(graph.traversal()));
            assertThat(traversal.apply(graph.traversal()).toList().stream()
                            .map(String::valueOf)
                            .toList())
                    .as("%s", plan)
                    .containsExactlyInAnyOrderElementsOf(traversal.apply(reference).toList().stream()
                            .map(String::valueOf)
                            .toList());
        }
    }

    private static String plan(GraphTraversal<?, ?> traversal) {
        traversal.asAdmin().applyStrategies();
        return traversal.toString();
    }

    private static Function<GraphTraversalSource, GraphTraversal<?, ?>> traversal(SplittableRandom random) {
        boolean isOfVertices = random.nextInt(3) > 0;
        List<String> names = isOfVertices ? LABELS : TYPES;
        String label = random.nextBoolean() ? null : names.get(random.nextInt(3));
        int conditions = random.nextInt(4);
        List<String> keys = new ArrayList<>();
        List<P<?>> predicates = new ArrayList<>();
        for (int i = 0; i < conditions; i++) {
            keys.add(KEYS.get(random.nextInt(3)));
            predicates.add(predicate(random));
        }
        int end = random.nextInt(5);
        int limit = random.nextInt(10);
        return g -> {
            GraphTraversal<?, ?> traversal = isOfVertices ? g.V() : g.E();
            if (label != null) {
                traversal = traversal.hasLabel(label);
            }
            for (int i = 0; i < keys.size(); i++) {
                traversal = traversal.has(keys.get(i), predicates.get(i).clone());
            }
            return switch (end) {
                case 0 -> traversal.count();
                // Which ones is not said, only how many.
                case 1 -> traversal.range(limit / 2, limit).count();
                case 2 ->
                    isOfVertices
                            ? traversal.out().values("key")
                            : traversal.inV().values("key");
                case 3 ->
                    isOfVertices
                            ? traversal
                                    .project("key", "degree")
                                    .by("key")
                                    .by(__.both("knows", "has").count())
                            : traversal.bothV().outE().count();
                default -> traversal.values("key");
            };
        };
    }

    private static P<?> predicate(SplittableRandom random) {
        Object one = value(random);
        Object other = value(random);
        return switch (random.nextInt(11)) {
            case 0, 1, 2 -> P.eq(one);
            case 3 -> P.neq(one);
            case 4 -> P.gt(one);
            case 5 -> P.gte(one);
            case 6 -> P.lt(one);
            case 7 -> P.lte(one);
            case 8 -> P.within(Arrays.asList(one, other));
            case 9 -> P.between(one, other);
            default -> P.inside(one, other);
        };
    }
}
