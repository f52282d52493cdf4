package dev.coppice.gremlin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.store.sim.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.tinkerpop.gremlin.process.traversal.Order;
import org.apache.tinkerpop.gremlin.process.traversal.P;
import org.apache.tinkerpop.gremlin.process.traversal.Traversal;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversal;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversalSource;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.__;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.apache.tinkerpop.gremlin.structure.T;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.VertexProperty.Cardinality;
import org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OrderByIndexTest {
    private static final String LONG = "x".repeat(700);

    private final CoppiceGraph graph = CoppiceGraph.open(TestDirectories.fresh());
    private final GraphTraversalSource g = graph.traversal();

    @AfterEach
    void close() {
        graph.close();
    }

    private static String plan(Traversal<?, ?> traversal) {
        traversal.asAdmin().applyStrategies();
        return traversal.toString();
    }

    private void people(int count) {
        for (int i = 0; i < count; i++) {
            // Ages come in no order, and some people have none.
            Vertex person = graph.addVertex(T.label, "person", "name", "p" + i, "city", "c" + i % 3);
            if (i % 10 != 0) {
                person.property("age", i * 37 % 100);
            }
            person.addEdge("knows", person, "since", i * 31 % 50);
        }
        graph.tx().commit();
    }

    private void index(IndexDefinition definition) {
        graph.graphFork().createIndex(definition, done -> {});
        graph.tx().rollback();
    }

    // ---- what is planned ----

    @Test
    void order_withAnIndex_isPartOfTheStart_withItsLimit() {
        people(100);
        index(IndexDefinition.ofVertices("by age", "person", "age"));

        assertThat(plan(g.V().hasLabel("person").order().by("age").limit(3)))
                .isEqualTo("[CoppiceGraphStep(vertex,[~label.eq(person)],range(0,3),index(by age,by age asc))]");
        assertThat(g.V().hasLabel("person")
                        .order()
                        .by("age")
                        .limit(3)
                        .values("age")
                        .toList())
                .containsExactly(1, 2, 3);
        assertThat(plan(g.V().hasLabel("person").order().by("age", Order.desc)))
                .contains("index(by age,by age desc)")
                .doesNotContain("OrderGlobalStep");
        assertThat(g.V().hasLabel("person")
                        .order()
                        .by("age", Order.desc)
                        .range(1, 3)
                        .values("age")
                        .toList())
                .containsExactly(98, 97);
        assertThat(g.V().hasLabel("person").order().by("age").count().next()).isEqualTo(90);
        assertThat(g.V().hasLabel("person").order().by("age").profile().next().toString())
                .contains("CoppiceGraphStep");
    }

    @Test
    void order_withConditions_isThatOfTheIndexWhichAnswersThem() {
        people(100);
        index(IndexDefinition.ofVertices("by age", "person", "age"));
        index(IndexDefinition.ofVertices("by city", "person", "city", "age"));
        index(IndexDefinition.ofVertices("by name", "person", "name"));
        index(IndexDefinition.ofEdges("by since", "knows", "since"));

        assertThat(plan(people().has("age", P.gt(90)).order().by("age"))).contains("index(by age,by age asc)");
        assertThat(people().has("age", P.between(3, 6))
                        .order()
                        .by("age", Order.desc)
                        .values("age")
                        .toList())
                .containsExactly(5, 4, 3);
        assertThat(plan(people().has("city", "c1").order().by("age"))).contains("index(by city,by age asc)");
        assertThat(people().has("city", "c1")
                        .order()
                        .by("age")
                        .limit(4)
                        .values("age")
                        .toList())
                .isEqualTo(people().has("city", "c1")
                        .values("age")
                        .order()
                        .limit(4)
                        .toList());
        // Sorting the few of a name is less than walking all by age.
        assertThat(plan(people().has("name", "p7").order().by("age")))
                .contains("index(by name)")
                .contains("OrderGlobalStep");
        assertThat(plan(people().order().by(__.values("age")))).contains("index(by age,by age asc)");
        assertThat(plan(g.E().hasLabel("knows").order().by("since", Order.desc).limit(2)))
                .contains("index(by since,by since desc)");
        assertThat(g.E().hasLabel("knows")
                        .order()
                        .by("since", Order.desc)
                        .limit(3)
                        .values("since")
                        .toList())
                .containsExactly(49, 49, 48);
    }

    private GraphTraversal<Vertex, Vertex> people() {
        return g.V().hasLabel("person");
    }

    @Test
    void order_thatNoIndexHas_isLeftToGremlin() {
        people(10);
        index(IndexDefinition.ofVertices("by age", "person", "age"));
        index(IndexDefinition.ofVertices("by both", null, "city", "age"));
        index(IndexDefinition.ofVertices("hashed", "person", "name").hashed());

        List<GraphTraversal<?, ?>> others = List.of(
                g.V().order().by("age"), // there are other labels, perhaps
                people().order().by("name"),
                people().order().by("city"), // the index lacks what has no age
                people().order().by(T.id),
                people().order().by("age").by("name"),
                people().order().by("age", Order.shuffle),
                people().order().by(__.out().count()),
                people().order(),
                g.V(1, 2).order().by("age"),
                people().out().order().by("age"));
        assertThat(others).allSatisfy(traversal -> assertThat(plan(traversal)).contains("OrderGlobalStep"));
        // In a traversal within another one, all that comes in leads to is in one order.
        assertThat(plan(g.inject(1).V().hasLabel("person").order().by("age"))).contains("OrderGlobalStep");
    }

    @Test
    void labels_ofTheOrder_areKept() {
        people(20);
        index(IndexDefinition.ofVertices("by age", "person", "age"));

        assertThat(people().as("a")
                        .order()
                        .by("age")
                        .as("b")
                        .limit(2)
                        .select("a", "b")
                        .by("age")
                        .toList()
                        .toString())
                .isEqualTo("[{a=3, b=3}, {a=7, b=7}]");
    }

    // ---- when the index is not what it was ----

    @Test
    void transactionFromBeforeTheIndex_andTraversalFromBeforeItsEnd_areSorted() {
        people(30);
        List<Object> expected = people().order().by("age").values("age").toList();
        graph.tx().rollback();
        assertThat(g.V().count().next()).isEqualTo(30);
        graph.graphFork().createIndex(IndexDefinition.ofVertices("by age", "person", "age"), done -> {});
        // This thread's transaction still reads the state that has no index.
        assertThat(plan(people().order().by("age"))).contains("index(by age");
        assertThat(people().order().by("age").values("age").toList()).isEqualTo(expected);
        graph.tx().rollback();

        GraphTraversal.Admin<Vertex, Object> prepared =
                people().order().by("age").values("age").asAdmin();
        prepared.applyStrategies();
        GraphTraversal.Admin<Vertex, Object> copy = prepared.clone();
        graph.graphFork().dropIndex("by age");
        assertThat(copy.toList()).isEqualTo(expected);
        assertThat(prepared.toList()).isEqualTo(expected);
    }

    @Test
    void order_inATransaction_hasItsOwnWrites() {
        people(10);
        index(IndexDefinition.ofVertices("by age", "person", "age"));
        g.addV("person").property("age", -1).iterate();
        people().has("age", 85).property("age", 1_000).iterate();
        people().has("age", 74).drop().iterate();

        assertThat(people().order().by("age").values("age").toList())
                .containsExactly(-1, 11, 22, 33, 37, 48, 59, 96, 1_000);
        assertThat(people().order().by("age", Order.desc).limit(1).values("age").toList())
                .containsExactly(1_000);
    }

    // ---- values ----

    @Test
    void elementWithSeveralValues_isTheErrorThatItIsWithoutAnIndex() {
        people(3);
        people().has("name", "p1").property(Cardinality.list, "age", 200).iterate();
        graph.tx().commit();
        Supplier<List<Object>> names =
                () -> people().order().by("age").values("name").toList();
        assertThatThrownBy(names::get).isInstanceOf(IllegalStateException.class).hasMessageContaining("age");
        index(IndexDefinition.ofVertices("by age", "person", "age"));
        assertThatThrownBy(names::get).isInstanceOf(IllegalStateException.class).hasMessageContaining("age");
        // One that the conditions leave out is none.
        assertThat(people().has("name", "p2").order().by("age").values("name").toList())
                .containsExactly("p2");
    }

    @Test
    void numbersOfTwoTypes_areInTheOrderOfWhatTheyAreWorth() {
        BigDecimal tenth = new BigDecimal("0.1");
        // Less than the double 0.1 is, and more than it is written.
        BigDecimal between = new BigDecimal("0.100000000000000003");
        for (Object value : List.of(0.1, between, 0.1, tenth)) {
            graph.addVertex("v", value);
        }
        graph.tx().commit();
        index(IndexDefinition.ofVertices("by v", null, "v"));
        assertThat(g.V().order().by("v").values("v").toList()).isEqualTo(List.of(tenth, between, 0.1, 0.1));
        assertThat(g.V().order().by("v", Order.desc).values("v").toList()).isEqualTo(List.of(0.1, 0.1, between, tenth));
    }

    @Test
    void longTexts_behindOtherValues_areInOrderAlthoughTheIndexCutsThem() {
        String longest = "\uFFFF".repeat(50);
        List<String> texts = new ArrayList<>();
        for (int length : List.of(89, 90, 91, 97, 98, 99, 190, 200)) {
            for (String end : List.of("c", "a", "b", "")) {
                texts.add("\uFFFE".repeat(length) + end);
            }
        }
        for (String text : texts) {
            graph.addVertex("a", longest, "b", longest, "c", longest, "v", text);
        }
        graph.tx().commit();
        index(IndexDefinition.ofVertices("behind two", null, "a", "b", "v"));
        index(IndexDefinition.ofVertices("behind three", null, "a", "b", "c", "v"));
        List<String> sorted = texts.stream().sorted().toList();
        Supplier<GraphTraversal<Vertex, Vertex>> having =
                () -> g.V().has("a", longest).has("b", longest);
        assertThat(plan(having.get().order().by("v"))).contains("index(behind two,by v asc)");
        assertThat(having.get().order().by("v").values("v").toList()).isEqualTo(sorted);
        // Behind three there is too little left of the texts, so that all are sorted.
        assertThat(having.get().has("c", longest).order().by("v").values("v").toList())
                .isEqualTo(sorted);
    }

    /// Pools of values: of one type, and of several that Gremlin and an index order differently.
    private static List<List<Object>> pools() {
        Instant instant = Instant.parse("2026-01-02T03:04:05Z");
        List<Object> numbers = List.of(
                0,
                0.0,
                1,
                1.0f,
                1L,
                -1,
                0.1,
                new BigDecimal("0.1"),
                new BigDecimal("0.100000000000000006"),
                0.2,
                1e300,
                Double.NaN,
                BigInteger.TWO.pow(80),
                BigInteger.TWO.pow(80).add(BigInteger.ONE),
                (byte) 3,
                (short) 300);
        List<Object> texts = List.of("", "a", "b", "\u20AC", "\uD83D\uDE00", LONG + "b", LONG + "a", LONG + "c", LONG);
        List<Object> ordered = new ArrayList<>(numbers);
        ordered.addAll(texts);
        ordered.addAll(List.of(true, false, new UUID(1, 2), new UUID(-1, 2), instant.atOffset(ZoneOffset.UTC)));
        List<Object> all = new ArrayList<>(ordered);
        all.addAll(List.of(instant, LocalDate.EPOCH, Duration.ZERO, new Date(5)));
        return List.of(
                numbers,
                texts,
                ordered,
                all,
                List.of(instant, instant.plusNanos(1), Instant.EPOCH),
                List.of(LocalDate.EPOCH, LocalDate.EPOCH.minusDays(1)),
                List.of(Duration.ZERO, Duration.ofNanos(-1), 5),
                List.of(instant.atOffset(ZoneOffset.ofHours(2)), instant.atOffset(ZoneOffset.UTC), OffsetDateTime.MIN),
                List.of("a", LocalDate.EPOCH));
    }

    @Test
    void randomValues_comeInTheOrderOfTinkerGraph() {
        List<List<Object>> pools = pools();
        Seeds.forEach(OrderByIndexTest.class, 60, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Object> pool = pools.get(random.nextInt(pools.size()));
            TinkerGraph expected = TinkerGraph.open();
            try (CoppiceGraph ours = CoppiceGraph.open(TestDirectories.fresh())) {
                fill(random, pool, expected);
                GraphCopies.copy(expected, ours);
                ours.tx().commit();
                String[] keys = random.nextBoolean() ? new String[] {"v"} : new String[] {"group", "v"};
                String label = random.nextBoolean() ? "a" : null;
                ours.graphFork().createIndex(IndexDefinition.ofVertices("vertices", label, keys), done -> {});
                ours.graphFork().createIndex(IndexDefinition.ofEdges("edges", label, keys), done -> {});
                ours.tx().rollback();
                for (int i = 0; i < 20; i++) {
                    compare(traversal(random, pool), expected, ours);
                }
            }
        });
    }

    private static void fill(SplittableRandom random, List<Object> pool, TinkerGraph graph) {
        int count = random.nextInt(1, 60);
        List<Vertex> vertices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Vertex vertex = graph.addVertex(T.label, random.nextInt(4) == 0 ? "b" : "a", "key", i);
            vertices.add(vertex);
            fill(random, pool, vertex);
            fill(random, pool, vertex.addEdge("a", vertices.get(random.nextInt(vertices.size())), "key", i));
        }
    }

    private static void fill(SplittableRandom random, List<Object> pool, Element element) {
        element.property("group", random.nextInt(3));
        if (random.nextInt(8) > 0) {
            element.property("v", pool.get(random.nextInt(pool.size())));
        }
    }

    private static Function<GraphTraversalSource, GraphTraversal<?, ? extends Element>> traversal(
            SplittableRandom random, List<Object> pool) {
        boolean isOfVertices = random.nextBoolean();
        boolean hasLabel = random.nextInt(3) > 0;
        int group = random.nextInt(5);
        Object bound = random.nextInt(3) == 0 ? pool.get(random.nextInt(pool.size())) : null;
        boolean isUpper = random.nextBoolean();
        Order order = random.nextBoolean() ? Order.asc : Order.desc;
        int limit = random.nextInt(12);
        return source -> {
            GraphTraversal<?, ? extends Element> traversal = isOfVertices ? source.V() : source.E();
            traversal = hasLabel ? traversal.hasLabel("a") : traversal;
            traversal = group < 3 ? traversal.has("group", group) : traversal;
            traversal = group == 3 ? traversal.has("group", P.within(0, 2)) : traversal;
            traversal = bound == null ? traversal : traversal.has("v", isUpper ? P.lt(bound) : P.gte(bound));
            traversal = traversal.order().by("v", order);
            return limit < 8 ? traversal.limit(limit) : traversal;
        };
    }

    /// What is equal in the order may come in any, so only the values are compared, one by one; and which elements
    /// there are, where none was left out by a limit.
    private static void compare(
            Function<GraphTraversalSource, GraphTraversal<?, ? extends Element>> traversal,
            TinkerGraph expected,
            CoppiceGraph ours) {
        String plan = plan(traversal.apply(ours.traversal()));
        List<? extends Element> right = traversal.apply(expected.traversal()).toList();
        List<? extends Element> found = traversal.apply(ours.traversal()).toList();
        List<Object> rightValues = right.stream().map(e -> e.value("v")).toList();
        List<Object> values = found.stream().map(e -> e.value("v")).toList();
        assertThat(values).as(plan).usingElementComparator(Order.asc::compare).isEqualTo(rightValues);
        assertThat(found.stream().map(e -> e.<Integer>value("key"))).as(plan).doesNotHaveDuplicates();
        if (!plan.contains("range(") && !plan.contains("RangeGlobalStep")) {
            assertThat(found.stream().map(e -> e.<Integer>value("key")))
                    .containsExactlyInAnyOrderElementsOf(
                            right.stream().map(e -> e.<Integer>value("key")).toList());
        }
    }
}
