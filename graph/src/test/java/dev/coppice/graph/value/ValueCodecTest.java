package dev.coppice.graph.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.coppice.graph.GraphException;
import dev.coppice.store.sim.Seeds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValueCodecTest {
    private static final int SEEDS = 2_000;
    private static final int POOL = 8;

    @Test
    void read_whatWasWritten_isEqualAndSkippedAtItsEnd() {
        Seeds.forEach(ValueCodecTest.class, SEEDS, seed -> {
            var values = new RandomValues(seed);
            Object value = values.any();
            byte[] bytes = Encoded.record(value);
            try (Arena arena = Arena.ofConfined()) {
                int before = values.random().nextInt(9);
                MemorySegment segment = Encoded.offHeap(arena, before, Arrays.copyOf(bytes, bytes.length + 3));
                Object read = ValueReader.read(segment, before);
                assertThat(ValueEquality.equal(read, value))
                        .as("%s, read as %s", value, read)
                        .isTrue();
                assertThat(ValueReader.skip(segment, before)).isEqualTo(before + bytes.length);
                assertThat(ValueReader.type(segment, before)).isEqualTo(ValueType.of(value));
                assertThat(Encoded.record(read)).isEqualTo(bytes);
            }
        });
    }

    @Test
    void write_twoValues_bytesAreEqualIfAndOnlyIfTheValuesAre() {
        Seeds.forEach(ValueCodecTest.class, SEEDS / 2, seed -> {
            var values = new RandomValues(seed);
            List<Object> pool = new ArrayList<>();
            for (int i = 0; i < POOL; i++) {
                Object value = values.any();
                pool.add(value);
                pool.add(values.copyOf(value));
            }
            for (Object left : pool) {
                for (Object right : pool) {
                    assertThat(Arrays.equals(Encoded.record(left), Encoded.record(right)))
                            .as("%s and %s", left, right)
                            .isEqualTo(ValueEquality.equal(left, right));
                }
            }
        });
    }

    @Test
    void write_alikeOfDifferentTypes_areToldApart() {
        List<Object> values = List.of(
                1,
                1L,
                (short) 1,
                (byte) 1,
                1.0f,
                1.0,
                BigDecimal.ONE,
                BigDecimal.ONE.toBigInteger(),
                "1",
                true,
                "true",
                List.of(1),
                Set.of(1),
                new byte[] {1},
                new byte[] {2},
                new float[] {1},
                List.of(1.0f),
                new BigDecimal("1.0"),
                0.0,
                -0.0,
                "null",
                "",
                List.of(),
                Set.of(),
                Map.of(),
                new byte[0],
                new float[0]);
        assertThat(values.stream().map(Encoded::recordHex)).doesNotHaveDuplicates();
    }

    @Test
    void write_anyNaN_isOne() {
        assertThat(Encoded.record(Double.longBitsToDouble(0xFFF8_0000_0000_0123L)))
                .isEqualTo(Encoded.record(Double.NaN));
        assertThat(Encoded.record(Float.intBitsToFloat(0x7F80_0001))).isEqualTo(Encoded.record(Float.NaN));
        assertThat(Encoded.record(new float[] {Float.intBitsToFloat(-1)}))
                .isEqualTo(Encoded.record(new float[] {Float.NaN}));
    }

    @Test
    void write_invalidElement_leavesTheTargetAsItWas() {
        var target = new ByteWriter(16);
        ValueWriter.write(target, "before");
        byte[] before = target.toByteArray();
        for (Object value :
                new Object[] {'c', List.of(1, 'c'), Map.of('c', 1), Map.of(1, 'c'), Set.of('c'), List.of("\ud800"), null
                }) {
            assertThatThrownBy(() -> ValueWriter.write(target, value)).isInstanceOf(GraphException.Invalid.class);
            assertThat(target.toByteArray()).isEqualTo(before);
        }
    }

    @Test
    void write_halfASurrogatePair_namesItsIndex() {
        for (String text :
                new String[] {"ab\ud800", "ab\ud800c", "ab\udc00\ud800", "ab\udc00", "ab\ud800\ud800\udc00"}) {
            assertThatThrownBy(() -> Encoded.record(text))
                    .isInstanceOf(GraphException.Invalid.class)
                    .hasMessageContaining("at index 2");
        }
    }

    @Test
    void write_collectionsAsDeepAsAllowed_areReadAndOneMoreIsInvalid() {
        Object deepest = nested(ValueFormat.DEPTH_MAX);
        assertThat(Encoded.read(Encoded.record(deepest))).isEqualTo(deepest);
        assertThatThrownBy(() -> Encoded.record(List.of(deepest)))
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("32");
    }

    @Test
    void write_collectionThatHoldsItself_isInvalid() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThatThrownBy(() -> Encoded.record(list)).isInstanceOf(GraphException.Invalid.class);
    }

    private static Object nested(int depth) {
        Object value = 1;
        for (int i = 0; i < depth; i++) {
            value = switch (i % 3) {
                case 0 -> List.of(value);
                case 1 -> Set.of(value);
                default -> Map.of(0, value);
            };
        }
        return value;
    }

    @Test
    void write_equalArraysInASetOrAsKeys_isInvalid() {
        Set<Object> set = new HashSet<>(List.of(new byte[] {1}, new byte[] {1}));
        assertThatThrownBy(() -> Encoded.record(set))
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("byte[]");
        Map<Object, Object> map = new HashMap<>();
        map.put(new float[] {1}, 1);
        map.put(new float[] {1}, 2);
        assertThatThrownBy(() -> Encoded.record(map))
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("float[]");
    }

    @Test
    void write_nullsInCollections_areRead() {
        Map<Object, Object> map = new HashMap<>();
        map.put(null, 1);
        map.put(2, null);
        assertThat(Encoded.read(Encoded.record(map))).isEqualTo(map);
        List<Object> list = Arrays.asList(null, null);
        assertThat(Encoded.read(Encoded.record(list))).isEqualTo(list);
        Set<Object> set = Collections.singleton(null);
        assertThat(Encoded.read(Encoded.record(set))).isEqualTo(set);
    }

    @Test
    void read_setsAndMaps_findWhatIsInThemByContentAndNothingElse() {
        Seeds.forEach(ValueCodecTest.class, SEEDS, seed -> {
            var values = new RandomValues(seed);
            Map<Object, Object> map = new HashMap<>();
            for (int i = 0; i < POOL; i++) {
                Object key = values.any();
                if (map.keySet().stream().noneMatch(other -> ValueEquality.equal(other, key))) {
                    map.put(key, i);
                }
            }
            Map<?, ?> read = (Map<?, ?>) Encoded.read(Encoded.record(map));
            Set<?> readKeys = (Set<?>) Encoded.read(Encoded.record(map.keySet()));
            assertThat(read).hasSameSizeAs(map);
            map.forEach((key, value) -> {
                assertThat(read.get(values.copyOf(key))).isEqualTo(value);
                assertThat(readKeys.contains(values.copyOf(key))).isTrue();
            });
            Object any = values.any();
            boolean there = map.keySet().stream().anyMatch(key -> ValueEquality.equal(key, any));
            assertThat(read.containsKey(any)).isEqualTo(there);
            assertThat(readKeys.contains(any)).isEqualTo(there);
        });
        assertThat(((Map<?, ?>) Encoded.read(Encoded.record(Map.of(1, 1)))).get('c'))
                .isNull();
    }

    @Test
    void read_keysOfOneHashCode_isQuick() {
        Map<Object, Object> map = new IdentityHashMap<>();
        for (int i = 0; i < 1 << 15; i++) {
            List<Object> key = new ArrayList<>();
            for (int bit = 0; bit < 15; bit++) {
                key.add((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            map.put(key, i);
        }
        assertThat(map.keySet().stream().map(Object::hashCode).distinct()).hasSize(1);
        byte[] bytes = Encoded.record(map);
        // It takes less than a second, and with hash codes more than a minute.
        Map<?, ?> read = assertTimeout(Duration.ofSeconds(20), () -> (Map<?, ?>) Encoded.read(bytes));
        assertThat(read.get(Collections.nCopies(15, "BB"))).isEqualTo((1 << 15) - 1);
    }

    @Test
    void read_collections_cannotBeChanged() {
        List<?> list = (List<?>) Encoded.read(Encoded.record(List.of(1)));
        Set<?> set = (Set<?>) Encoded.read(Encoded.record(Set.of(1)));
        Map<?, ?> map = (Map<?, ?>) Encoded.read(Encoded.record(Map.of(1, 1)));
        assertThatThrownBy(list::removeFirst).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(set::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void write_longStrings_areRead() {
        for (String unit : new String[] {"x", "\u00e4", "\u20ac", "\ud83d\ude00"}) {
            String text = unit.repeat(100_000);
            assertThat(Encoded.read(Encoded.record(text))).isEqualTo(text);
        }
        assertThat(Encoded.read(Encoded.record("\ufffd"))).isEqualTo("\ufffd");
    }
}
