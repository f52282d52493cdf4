package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.id.UniId.Property;
import dev.coppice.store.sim.Seeds;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UniIdTest {
    private static final int SEEDS = 500;
    private static final UniId ADA = UniId.ofVertex(
            "person", "ada", List.of(new Property("name", "Ada"), new Property("age", 36, Map.of("since", true))));

    @Test
    void ofVertex_everyPart_isTheHashOfThePagesBytes() throws NoSuchAlgorithmException {
        String content = "01" + "0b06706572736f6e" + "0b03616461" + "02"
                + "0b036167650548" + "17080b0573696e636502"
                + "0b046e616d65" + "0b03416461" + "1700";
        assertThat(ADA.toByteArray()).isEqualTo(sha3(content));
        assertThat(ADA).hasToString("bimv6dosngf3rniseqipqa3sbmifkik7sqko44h7hq2bvhj5v46ea");
        assertThat(UniId.ofVertex("", null, List.of()))
                .hasToString("b6aejncya5flhnbbwoaxd4mris3ut7r57zga6uviwhxm3k3xldguq");
    }

    @Test
    void ofEdge_everyPart_isTheHashOfThePagesBytes() throws NoSuchAlgorithmException {
        String ada = HexFormat.of().formatHex(ADA.toByteArray());
        UniId edge = UniId.ofEdge("knows", ADA, ADA, List.of(), 300);
        assertThat(edge.toByteArray()).isEqualTo(sha3("02" + "0b056b6e6f7773" + ada + ada + "00" + "ac02"));
        assertThat(edge).hasToString("bycbtg7iegxkkf5dzdh6fexctahetrai5fts7svxv24nt3v3m4y2a");
    }

    private static byte[] sha3(String hex) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA3-256").digest(HexFormat.of().parseHex(hex));
    }

    @Test
    void ofVertex_whatDiffers_isToldApart() {
        List<UniId> ids = new ArrayList<>();
        for (Object value : new Object[] {
            1,
            1L,
            "1",
            1.0,
            1.0f,
            BigDecimal.ONE,
            true,
            "true",
            new byte[] {1},
            new byte[] {2},
            List.of(1),
            Map.of("a", 1, "b", 2),
            Map.of("a", 2, "b", 1),
            new float[] {1},
            new float[] {2},
            "null",
            "",
            List.of()
        }) {
            ids.add(vertex(new Property("key", value)));
            ids.add(UniId.ofVertex("label", value, List.of()));
            ids.add(vertex(new Property("key", 0, Map.of("meta", value))));
        }
        ids.add(UniId.ofVertex("label", null, List.of()));
        ids.add(UniId.ofVertex("labe", "l", List.of()));
        ids.add(UniId.ofVertex("other", null, List.of()));
        ids.add(vertex(new Property("a", "bc")));
        ids.add(vertex(new Property("ab", "c")));
        ids.add(vertex(new Property("a", 1), new Property("b", 1)));
        ids.add(vertex(new Property("ab", 1)));
        ids.add(vertex(new Property("a", 1), new Property("b", 2)));
        ids.add(vertex(new Property("a", 2), new Property("b", 1)));
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void ofVertex_equalValuesOfOneKey_areAMultiset() {
        Property one = new Property("name", "Ada");
        Property other = new Property("name", "Lovelace");
        assertThat(vertex(one, one)).isNotEqualTo(vertex(one)).isNotEqualTo(vertex(one, one, one));
        assertThat(vertex(one, other, one)).isEqualTo(vertex(one, one, other)).isNotEqualTo(vertex(one, other, other));
    }

    @Test
    void ofVertex_anyOrderOfPropertiesAndMaps_isTheSame() {
        Seeds.forEach(UniIdTest.class, SEEDS, seed -> {
            var random = new SplittableRandom(seed);
            List<Property> properties = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Map<Object, Object> value = new HashMap<>();
                Map<String, Object> meta = new HashMap<>();
                for (int j = 0; j < 5; j++) {
                    value.put(random.nextInt(100), random.nextInt(100));
                    meta.put("meta" + random.nextInt(100), random.nextInt(100));
                }
                properties.add(new Property("key" + random.nextInt(4), value, meta));
            }
            UniId id = UniId.ofVertex("label", 1, properties);
            List<Property> shuffled = new ArrayList<>();
            properties.forEach(property -> shuffled.add(new Property(
                    property.key(),
                    shuffled((Map<?, ?>) property.value(), random),
                    shuffled(property.meta(), random))));
            Collections.shuffle(shuffled, new Random(random.nextLong()));
            assertThat(UniId.ofVertex("label", 1, shuffled)).isEqualTo(id).hasSameHashCodeAs(id);
            shuffled.removeLast();
            assertThat(UniId.ofVertex("label", 1, shuffled)).isNotEqualTo(id);
        });
    }

    private static <K, V> Map<K, V> shuffled(Map<K, V> map, SplittableRandom random) {
        List<Map.Entry<K, V>> entries = new ArrayList<>(map.entrySet());
        Collections.shuffle(entries, new Random(random.nextLong()));
        Map<K, V> copy = new LinkedHashMap<>();
        entries.forEach(entry -> copy.put(entry.getKey(), entry.getValue()));
        return copy;
    }

    @Test
    void ofEdge_whatDiffers_isToldApart() {
        UniId bob = UniId.ofVertex("person", "bob", List.of());
        Property since = new Property("since", 1843);
        assertThat(List.of(
                        UniId.ofEdge("knows", ADA, bob, List.of(), 0),
                        UniId.ofEdge("knows", bob, ADA, List.of(), 0),
                        UniId.ofEdge("knows", ADA, ADA, List.of(), 0),
                        UniId.ofEdge("likes", ADA, bob, List.of(), 0),
                        UniId.ofEdge("knows", ADA, bob, List.of(since), 0),
                        UniId.ofEdge("knows", ADA, bob, List.of(), 1),
                        ADA,
                        bob))
                .doesNotHaveDuplicates();
    }

    @Test
    void of_invalid_isRefused() {
        List<Property> none = List.of();
        assertInvalid(() -> UniId.ofVertex(null, null, none));
        assertInvalid(() -> UniId.ofVertex("label", 'c', none));
        assertInvalid(() -> vertex(new Property(null, 1)));
        assertInvalid(() -> vertex(new Property("key", null)));
        assertInvalid(() -> vertex(new Property("key", 1, Map.of("meta", 'c'))));
        assertInvalid(() -> UniId.ofEdge(null, ADA, ADA, none, 0));
        assertInvalid(() -> UniId.ofEdge("knows", ADA, ADA, none, -1));
        assertInvalid(() -> UniId.of(new byte[31]));
        assertInvalid(() -> UniId.of(new byte[33]));
    }

    @Test
    void parse_textOfAnyHash_isTheSame() {
        Seeds.forEach(UniIdTest.class, SEEDS, seed -> {
            byte[] hash = new byte[UniId.LENGTH];
            new SplittableRandom(seed).nextBytes(hash);
            UniId id = UniId.of(hash);
            String text = id.toString();
            assertThat(text).hasSize(UniId.TEXT_LENGTH).matches("b[a-z2-7]{51}[aq]");
            assertThat(UniId.parse(text)).isEqualTo(id);
            assertThat(UniId.parse(text).toByteArray()).isEqualTo(hash);
        });
    }

    @Test
    void parse_anythingElse_isRefused() {
        String text = ADA.toString();
        for (String other : new String[] {
            "",
            "b",
            text.substring(1),
            "B" + text.substring(1).toUpperCase(Locale.ROOT),
            "f" + HexFormat.of().formatHex(ADA.toByteArray()),
            "z" + text.substring(1),
            text + "a",
            text + "=",
            text.substring(0, 52),
            text.substring(0, 52) + "b",
            text.substring(0, 10) + "A" + text.substring(11),
            text.substring(0, 10) + "1" + text.substring(11),
            text.substring(0, 10) + " " + text.substring(11),
            " " + text,
            "b".repeat(1_000_000)
        }) {
            assertInvalid(() -> UniId.parse(other));
        }
    }

    private static void assertInvalid(Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOf(GraphException.Invalid.class)
                .satisfies(error -> assertThat(error.getMessage().length()).isBetween(10, 1_500));
    }

    @Test
    void compareTo_hashes_isAsUnsignedBytes() {
        byte[] high = new byte[UniId.LENGTH];
        high[0] = (byte) 0x80;
        byte[] low = new byte[UniId.LENGTH];
        low[0] = 0x7F;
        Arrays.fill(low, 1, low.length, (byte) -1);
        assertThat(UniId.of(low)).isLessThan(UniId.of(high)).isEqualByComparingTo(UniId.of(low));
        assertThat(UniId.of(low)).isNotEqualTo(UniId.of(high)).isNotEqualTo(null);
    }

    @Test
    void toByteArray_changed_leavesTheIdAsItIs() {
        String text = ADA.toString();
        ADA.toByteArray()[0]++;
        byte[] given = ADA.toByteArray();
        UniId id = UniId.of(given);
        given[0]++;
        assertThat(ADA).hasToString(text);
        assertThat(id).isEqualTo(ADA);
    }

    private static UniId vertex(Property... properties) {
        return UniId.ofVertex("label", null, List.of(properties));
    }
}
