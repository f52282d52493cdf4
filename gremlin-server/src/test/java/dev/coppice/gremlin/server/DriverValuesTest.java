package dev.coppice.gremlin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.sim.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.apache.tinkerpop.gremlin.process.traversal.Path;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversal;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversalSource;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.__;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.T;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;
import org.apache.tinkerpop.gremlin.structure.VertexProperty.Cardinality;
import org.apache.tinkerpop.gremlin.util.iterator.IteratorUtils;
import org.apache.tinkerpop.gremlin.util.ser.Serializers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Values and elements go to a server by TinkerPop's Java driver and come back as they were, in both serializers.
final class DriverValuesTest {
    /// Each type that a property may have and that TinkerPop has a form for.
    private static final List<Object> VALUES = List.of(
            true,
            false,
            Byte.MIN_VALUE,
            Short.MAX_VALUE,
            Integer.MIN_VALUE,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            Float.MIN_VALUE,
            Float.NEGATIVE_INFINITY,
            Double.MAX_VALUE,
            Double.NaN,
            -0.0,
            new BigInteger("-123456789012345678901234567890"),
            new BigDecimal("1.10"),
            "",
            "tab\t, quote \", nul \0, € and \uD83D\uDE00",
            ByteBuffer.wrap(new byte[] {0, -1, 127, -128}),
            ByteBuffer.allocate(0),
            LocalDate.of(-1, 2, 28),
            LocalTime.of(23, 59, 59, 999_999_999),
            Instant.ofEpochSecond(-1, 1),
            OffsetDateTime.parse("2026-01-02T03:04:05.000000006+02:00"),
            new Date(-5),
            Duration.ofSeconds(-3, 4),
            UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"),
            List.of(1, "a", List.of(2L)),
            Set.of(1, "a"),
            Map.of("a", List.of(1.5), "b", Map.of("c", true)));

    private static void with(Serializers serializer, BiConsumer<GraphTraversalSource, GraphTraversalSource> work) {
        try (Driver driver = SharedServer.get().connect(serializer)) {
            work.accept(driver.source("g"), driver.source("g_what_if"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GRAPHBINARY_V1", "GRAPHSON_V3"})
    void values_ofAllTypes_comeBackAsTheyWere(Serializers serializer) {
        with(serializer, (g, whatIf) -> {
            GraphTraversal<Vertex, Vertex> adding = g.addV("values");
            for (int i = 0; i < VALUES.size(); i++) {
                adding = adding.property("v" + i, VALUES.get(i));
            }
            Vertex vertex = adding.next();
            Edge edge = g.V(vertex).as("v").addE("self").to("v").next();
            GraphTraversal<Edge, Edge> changing = g.E(edge);
            for (int i = 0; i < VALUES.size(); i++) {
                changing = changing.property("v" + i, VALUES.get(i));
            }
            changing.iterate();

            Map<Object, Object> expected = new HashMap<>();
            for (int i = 0; i < VALUES.size(); i++) {
                expected.put("v" + i, VALUES.get(i));
            }
            Map<Object, Object> ofVertex =
                    g.V(vertex).valueMap().by(__.unfold()).next();
            assertThat(ofVertex).isEqualTo(expected);
            expected.forEach(
                    (key, value) -> assertThat(ofVertex.get(key).getClass().isInstance(value) || isCollection(value))
                            .as("%s has the type of %s", key, value)
                            .isTrue());
            assertThat(g.E(edge).valueMap().next()).isEqualTo(expected);
        });
    }

    private static boolean isCollection(Object value) {
        return value instanceof Iterable<?> || value instanceof Map<?, ?>;
    }

    @ParameterizedTest
    @EnumSource(names = {"GRAPHBINARY_V1", "GRAPHSON_V3"})
    void randomValues_comeBackAsTheyWere(Serializers serializer) {
        with(
                serializer,
                (g, whatIf) -> Seeds.forEach(DriverValuesTest.class, 20, seed -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    GraphTraversal<Vertex, Vertex> adding = g.addV("random");
                    List<Object> expected = new ArrayList<>();
                    for (int i = 0; i < 30; i++) {
                        Object value = randomValue(random, 3);
                        expected.add(value);
                        adding = adding.property(Cardinality.list, "v", value, "meta", i);
                    }
                    Object id = adding.id().next();
                    // In one list: equal ones that come one by one come together.
                    assertThat(g.V(id)
                                    .properties("v")
                                    .order()
                                    .by("meta")
                                    .value()
                                    .fold()
                                    .next())
                            .isEqualTo(expected);
                }));
    }

    private static Object randomValue(SplittableRandom random, int depth) {
        int kind = random.nextInt(depth == 0 ? 8 : 11);
        return switch (kind) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong();
            case 2 -> Double.longBitsToDouble(random.nextLong() & 0x7FEFFFFFFFFFFFFFL);
            case 3 -> new BigDecimal(BigInteger.valueOf(random.nextLong()), random.nextInt(-40, 40));
            case 4 -> randomText(random);
            case 5 -> Instant.ofEpochSecond(random.nextLong(-1L << 35, 1L << 35), random.nextInt(1_000_000_000));
            case 6 -> new UUID(random.nextLong(), random.nextLong());
            case 7 -> LocalDate.ofEpochDay(random.nextLong(-3_000_000, 3_000_000));
            case 8 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(randomValue(random, depth - 1));
                }
                yield list;
            }
            case 9 -> {
                Set<Object> set = new HashSet<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    set.add(randomValue(random, depth - 1));
                }
                yield set;
            }
            default -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(randomText(random), randomValue(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static String randomText(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int point = random.nextInt(Character.MAX_CODE_POINT + 1);
            text.appendCodePoint(Character.getType(point) == Character.SURROGATE ? 'x' : point);
        }
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource(names = {"GRAPHBINARY_V1", "GRAPHSON_V3"})
    void elements_comeWithAllTheirProperties(Serializers serializer) {
        with(serializer, (g, whatIf) -> {
            Object london = g.addV("place").property("title", "London").id().next();
            Vertex ada = g.addV("traveller")
                    .property(Cardinality.list, "city", "London", "from", 1815)
                    .property(Cardinality.list, "city", "Bath", "from", 1820, "until", 1825)
                    .next();
            Edge edge = g.V(ada)
                    .addE("born in")
                    .to(__.V(london))
                    .property("year", 1815)
                    .next();

            List<VertexProperty<Object>> cities =
                    IteratorUtils.list(g.V(ada).next().properties("city"));
            assertThat(cities).extracting(VertexProperty::value).containsExactly("London", "Bath");
            assertThat(cities)
                    .extracting(city -> IteratorUtils.list(city.properties()).size())
                    .containsExactly(1, 2);
            assertThat(cities.get(1).<Integer>value("until")).isEqualTo(1825);
            assertThat(edge.id()).isInstanceOf(Long.class);
            assertThat(edge.label()).isEqualTo("born in");
            assertThat(edge.outVertex()).isEqualTo(ada);
            assertThat(edge.inVertex().id()).isEqualTo(london);
            assertThat(g.E(edge.id()).next().<Integer>value("year")).isEqualTo(1815);

            Path path = g.V(ada).outE().inV().path().next();
            assertThat(path.objects())
                    .extracting(Object::toString)
                    .containsExactly(ada.toString(), edge.toString(), "v[" + london + "]");
            Map<Object, Object> map = g.V(london).elementMap().next();
            assertThat(map).isEqualTo(Map.of(T.id, london, T.label, "place", "title", "London"));
            // What the driver made stands for what it was made of.
            assertThat(g.V(g.V(ada).next()).out().id().toList()).containsExactly(london);
            // The other fork has none of it.
            assertThat(whatIf.V(ada.id()).hasLabel("traveller").toList()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"GRAPHBINARY_V1", "GRAPHSON_V3"})
    void vectorsAndBytes_comeAsListsAndBuffers(Serializers serializer) {
        with(serializer, (g, whatIf) -> {
            List<Float> vector = List.of(1.5f, Float.MIN_VALUE, -0.0f);
            ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2, 3});
            Vertex sample = g.V().hasLabel("sample").next();
            assertThat(sample.<Object>value("vector")).isEqualTo(vector);
            assertThat(sample.<Object>value("bytes")).isEqualTo(bytes);
            assertThat(g.V(sample).values("several").next()).isEqualTo(List.of(bytes, vector));
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"GRAPHBINARY_V1", "GRAPHSON_V3"})
    void valuesOfOtherTypes_areRefusedByName(Serializers serializer) {
        with(serializer, (g, whatIf) -> {
            long before = g.V().count().next();
            assertThatThrownBy(() -> g.addV()
                            .property("v", ZonedDateTime.parse("2026-01-02T03:04:05Z"))
                            .iterate())
                    .hasMessageContaining("ZonedDateTime is not supported");
            assertThatThrownBy(() -> g.addV()
                            .property("v", Collections.singletonList('c'))
                            .iterate())
                    .hasMessageContaining("Character cannot be stored");
            assertThatThrownBy(() -> g.addV().property(T.id, 7L).iterate())
                    .hasMessageContaining("user supplied identifiers");
            assertThat(g.V().count().next()).isEqualTo(before);
        });
    }
}
