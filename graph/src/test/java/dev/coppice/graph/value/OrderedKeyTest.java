package dev.coppice.graph.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import dev.coppice.store.sim.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class OrderedKeyTest {
    private static final int SEEDS = 300;
    private static final int POOL = 12;
    private static final int UNLIMITED = 100_000;

    @Test
    void write_anyTwoValues_areInTheirOrderAndNoneBeginsWithAnother() {
        Seeds.forEach(OrderedKeyTest.class, SEEDS, seed -> {
            var values = new RandomValues(seed);
            assertOrder(pool(values, values::ordered));
        });
    }

    @Test
    void write_anyTwoNumbers_areInTheirOrderWhateverTheirTypes() {
        Seeds.forEach(OrderedKeyTest.class, 3 * SEEDS, seed -> {
            var values = new RandomValues(seed);
            assertOrder(pool(values, values::number));
        });
    }

    private static List<Object> pool(RandomValues values, Supplier<Object> next) {
        List<Object> pool = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            Object value = next.get();
            pool.add(value);
            if (value instanceof String text) {
                pool.add(text + values.string(1));
            } else if (value instanceof byte[] bytes) {
                pool.add(Arrays.copyOf(bytes, bytes.length + 1));
            } else if (value instanceof BigDecimal decimal) {
                pool.add(new BigDecimal(decimal.unscaledValue().add(BigInteger.ONE), decimal.scale()));
            }
        }
        return pool;
    }

    private static void assertOrder(List<?> pool) {
        List<byte[]> keys =
                pool.stream().map(value -> Encoded.key(value, UNLIMITED)).toList();
        for (int i = 0; i < keys.size(); i++) {
            byte[] left = keys.get(i);
            assertThat(OrderedKeys.end(left, 0, left.length)).isEqualTo(left.length);
            assertThat(OrderedKeys.isCut(left, 0, left.length)).isFalse();
            for (int j = 0; j < keys.size(); j++) {
                byte[] right = keys.get(j);
                int order = OrderedOracle.compare(pool.get(i), pool.get(j));
                assertThat(Integer.signum(Arrays.compareUnsigned(left, right)))
                        .as("%s (%s) and %s (%s)", pool.get(i), hex(left), pool.get(j), hex(right))
                        .isEqualTo(order);
                boolean begins = right.length >= left.length && Arrays.equals(left, Arrays.copyOf(right, left.length));
                assertThat(begins).isEqualTo(order == 0);
            }
        }
    }

    @Test
    void write_severalValues_areOrderedAsTuples() {
        Seeds.forEach(OrderedKeyTest.class, SEEDS, seed -> {
            var values = new RandomValues(seed);
            List<Object> few = List.of(values.ordered(), values.ordered(), values.string(1), values.number());
            List<List<Object>> tuples = new ArrayList<>();
            for (int i = 0; i < POOL; i++) {
                List<Object> tuple = new ArrayList<>();
                for (int j = values.random().nextInt(4); j > 0; j--) {
                    tuple.add(few.get(values.random().nextInt(few.size())));
                }
                tuples.add(tuple);
            }
            for (List<Object> left : tuples) {
                for (List<Object> right : tuples) {
                    assertThat(Integer.signum(Arrays.compareUnsigned(
                                    Encoded.tuple(left, UNLIMITED), Encoded.tuple(right, UNLIMITED))))
                            .as("%s and %s", left, right)
                            .isEqualTo(OrderedOracle.compareTuples(left, right));
                }
            }
        });
    }

    @Test
    void write_valuesThatAreCut_areNeverOutOfOrder() {
        Seeds.forEach(OrderedKeyTest.class, SEEDS, seed -> {
            var values = new RandomValues(seed);
            int lengthMax = OrderedKeyWriter.LENGTH_MAX_MIN + values.random().nextInt(4);
            List<Object> pool = longValues(values, lengthMax);
            for (Object left : pool) {
                byte[] leftKey = assertFits(left, lengthMax);
                for (Object right : pool) {
                    byte[] rightKey = Encoded.key(right, lengthMax);
                    int order = OrderedOracle.compare(left, right);
                    int keyOrder = Integer.signum(Arrays.compareUnsigned(leftKey, rightKey));
                    boolean cut = OrderedKeys.isCut(leftKey, 0, leftKey.length)
                            && OrderedKeys.isCut(rightKey, 0, rightKey.length);
                    assertThat(keyOrder == order || cut && keyOrder == 0)
                            .as("%s (%s) and %s (%s)", left, hex(leftKey), right, hex(rightKey))
                            .isTrue();
                }
            }
        });
    }

    /// Values around the limit that begin alike.
    private static List<Object> longValues(RandomValues values, int lengthMax) {
        SplittableRandom random = values.random();
        String text = "x".repeat(random.nextInt(lengthMax - 8, lengthMax));
        byte[] bytes = new byte[random.nextInt(lengthMax - 8, lengthMax)];
        Arrays.fill(bytes, (byte) 1);
        String digits = "7".repeat(random.nextInt(15, 60));
        List<Object> pool = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            pool.add(text + values.string(random.nextInt(4)));
            byte[] longer = Arrays.copyOf(bytes, bytes.length + random.nextInt(4));
            if (longer.length > bytes.length) {
                longer[bytes.length] = (byte) random.nextInt(-1, 3);
            }
            pool.add(longer);
            int places = random.nextInt(6);
            String decimal = (random.nextBoolean() ? "" : "-") + "0." + digits + random.nextInt(1000);
            pool.add(new BigDecimal(decimal.substring(0, decimal.length() - Math.min(places, 3))));
            pool.add(new BigDecimal(decimal + "E+" + (random.nextBoolean() ? 0 : 1000)));
            pool.add(new BigDecimal(decimal.replace(".", "")).toBigInteger());
        }
        return pool;
    }

    private static byte[] assertFits(Object value, int lengthMax) {
        var target = new ByteWriter(16);
        target.writeByte(1);
        boolean cut = OrderedKeyWriter.write(target, value, lengthMax);
        byte[] key = Arrays.copyOfRange(target.array(), 1, target.length());
        assertThat(key.length).isLessThanOrEqualTo(lengthMax);
        assertThat(OrderedKeys.isCut(key, 0, key.length)).isEqualTo(cut);
        assertThat(OrderedKeys.end(key, 0, key.length)).isEqualTo(key.length);
        byte[] whole = Encoded.key(value, UNLIMITED);
        if (cut) {
            assertThat(whole.length).isGreaterThanOrEqualTo(lengthMax);
        } else {
            assertThat(key).isEqualTo(whole);
        }
        return key;
    }

    @Test
    void write_behindOthersWithoutALimit_isNotCut() {
        for (Object value : new Object[] {
            "text",
            new byte[] {1},
            new BigDecimal("0.1"),
            BigInteger.TWO.pow(64).add(BigInteger.ONE)
        }) {
            var target = new ByteWriter(16);
            target.write(new byte[100]);
            assertThat(OrderedKeyWriter.write(target, value, Integer.MAX_VALUE)).isFalse();
            assertThat(Arrays.copyOfRange(target.array(), 100, target.length()))
                    .isEqualTo(Encoded.key(value, UNLIMITED));
        }
        var target = new ByteWriter(16);
        target.write(new byte[100]);
        assertThat(OrderedKeyWriter.writePrefix(target, "text", Integer.MAX_VALUE))
                .isFalse();
        assertThat(target.length()).isEqualTo(105);
    }

    @Test
    void writePrefix_ofStrings_isWhatThoseKeysBeginWith() {
        Seeds.forEach(OrderedKeyTest.class, 5 * SEEDS, seed -> {
            var values = new RandomValues(seed);
            String text = values.string(values.random().nextInt(30));
            int end = values.random().nextInt(text.length() + 1);
            String prefix =
                    text.substring(0, end) + values.string(values.random().nextInt(2));
            var target = new ByteWriter(16);
            boolean cut = OrderedKeyWriter.writePrefix(target, prefix, 40);
            byte[] key = Encoded.key(text, 40);
            boolean begins = Arrays.equals(Arrays.copyOf(key, target.length()), target.toByteArray());
            if (cut) {
                assertThat(begins || !text.startsWith(prefix)).isTrue();
            } else {
                assertThat(begins).isEqualTo(text.startsWith(prefix));
            }
        });
    }

    @Test
    void write_numbersThatAreEqual_areEqual() {
        for (String number : new String[] {"0", "1", "-5", "300", "65536"}) {
            BigDecimal decimal = new BigDecimal(number);
            byte[] key = Encoded.key(decimal, UNLIMITED);
            assertThat(List.<Object>of(
                            decimal.intValue(),
                            decimal.longValue(),
                            decimal.floatValue(),
                            decimal.doubleValue(),
                            decimal.toBigInteger(),
                            decimal.setScale(3)))
                    .allSatisfy(
                            equal -> assertThat(Encoded.key(equal, UNLIMITED)).isEqualTo(key));
        }
        assertThat(Encoded.keyHex(0.1))
                .isNotEqualTo(Encoded.keyHex(0.1f))
                .isNotEqualTo(Encoded.keyHex(new BigDecimal("0.1")));
        assertThat(Encoded.keyHex(0.1)).isEqualTo(Encoded.keyHex(new BigDecimal(0.1)));
    }

    @Test
    void write_numbersAtTheEdgesOfTheDoubles_areInTheirOrder() {
        List<Object> pool = new ArrayList<>();
        for (double edge : new double[] {
            Double.MIN_VALUE,
            2 * Double.MIN_VALUE,
            Double.MIN_NORMAL,
            0x1p-1,
            1,
            0x1p63,
            0x1p64,
            1e308,
            0x1p1023,
            Double.MAX_VALUE
        }) {
            BigDecimal exact = new BigDecimal(edge);
            pool.add(edge);
            pool.add(-edge);
            pool.add(exact);
            pool.add(exact.negate());
            pool.add(exact.toBigInteger());
            pool.add(exact.multiply(new BigDecimal("1.00000000000000000000001")));
            pool.add(exact.multiply(new BigDecimal("0.99999999999999999999999")));
        }
        pool.add(BigInteger.TWO.pow(1024));
        pool.add(BigInteger.TWO.pow(1024).subtract(BigInteger.ONE));
        pool.add(new BigDecimal("1E+309"));
        pool.add(new BigDecimal("1E-324"));
        pool.add(Double.POSITIVE_INFINITY);
        pool.add(0);
        assertOrder(pool);
    }

    @Test
    void write_smallIntegers_areShort() {
        assertThat(Encoded.key(255, UNLIMITED)).hasSize(2);
        assertThat(Encoded.key(32_767, UNLIMITED)).hasSize(3);
        assertThat(Encoded.key(Long.MAX_VALUE, UNLIMITED)).hasSize(10);
        assertThat(Encoded.key(1.1, UNLIMITED)).hasSize(9);
        assertThat(Encoded.key(new BigDecimal("19.99"), UNLIMITED)).hasSize(14);
    }

    @Test
    void write_numbersWithHugeExponents_isQuick() {
        BigDecimal[] numbers = {
            new BigDecimal("1E+2147483647"),
            new BigDecimal("1E-2147483647"),
            new BigDecimal(BigInteger.TEN.pow(9), -Integer.MAX_VALUE - 1)
        };
        for (BigDecimal number : numbers) {
            assertThat(Encoded.key(number, UNLIMITED)).hasSize(7);
            assertThat(Encoded.key(number.negate(), UNLIMITED)).hasSize(7);
        }
    }

    @Test
    void write_unordered_isInvalidAndLeavesTheTargetAsItWas() {
        var target = new ByteWriter(16);
        target.writeByte(1);
        for (Object value : new Object[] {List.of(1), Set.of(1), Map.of(1, 1), new float[1], 'c', null}) {
            assertThatThrownBy(() -> OrderedKeyWriter.write(target, value, 100))
                    .isInstanceOf(GraphException.Invalid.class);
            assertThat(target.length()).isEqualTo(1);
        }
        assertThatThrownBy(() -> OrderedKeyWriter.write(target, 1, 31)).isInstanceOf(GraphException.Invalid.class);
        assertThatThrownBy(() -> OrderedKeyWriter.writePrefix(target, "", 31))
                .isInstanceOf(GraphException.Invalid.class);
        assertThatThrownBy(() -> OrderedKeys.firstByteMin(ValueType.LIST)).isInstanceOf(GraphException.Invalid.class);
        assertThatThrownBy(() -> OrderedKeys.firstByteMax(ValueType.LIST)).isInstanceOf(GraphException.Invalid.class);
    }

    @Test
    void firstBytes_ofAnyValue_areInTheRangeOfItsTypeAlone() {
        Seeds.forEach(OrderedKeyTest.class, 5 * SEEDS, seed -> {
            Object value = new RandomValues(seed).ordered();
            boolean isNaN =
                    value instanceof Double real && real.isNaN() || value instanceof Float single && single.isNaN();
            int first = Byte.toUnsignedInt(Encoded.key(value, UNLIMITED)[0]);
            for (ValueType type : ValueType.values()) {
                if (type.isOrdered()) {
                    boolean alike = type == ValueType.of(value) || type.isNumber() && value instanceof Number;
                    assertThat(first >= OrderedKeys.firstByteMin(type) && first <= OrderedKeys.firstByteMax(type))
                            .as("%s of %s", first, type)
                            .isEqualTo(alike && !isNaN);
                }
            }
        });
    }

    @Test
    void firstByteMax_ofNumbers_isBeforeNaN() {
        int first = Byte.toUnsignedInt(Encoded.key(Double.NaN, UNLIMITED)[0]);
        assertThat(OrderedKeys.firstByteMax(ValueType.DOUBLE)).isLessThan(first);
        assertThat(OrderedKeys.firstByteMin(ValueType.DATE)).isGreaterThan(first);
    }

    @Test
    void end_ofEachOfATuple_isWhereTheNextBegins() {
        Seeds.forEach(OrderedKeyTest.class, SEEDS, seed -> {
            var values = new RandomValues(seed);
            var key = new ByteWriter(16);
            List<Integer> ends = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                OrderedKeyWriter.write(key, values.ordered(), 40);
                ends.add(key.length());
            }
            key.writeOrderedVarint(seed);
            int at = 0;
            for (int end : ends) {
                at = OrderedKeys.end(key.array(), at, key.length());
                assertThat(at).isEqualTo(end);
            }
            assertThat(OrderedVarint.read(key.array(), at, key.length())).isEqualTo(seed);
        });
    }

    @Test
    void end_ofMalformedKeys_isCorrupt() {
        for (String hex : new String[] {
            "",
            "00",
            "07",
            "0f",
            "9c",
            "ff",
            "a0",
            "58",
            "5901",
            "5700",
            "57000001",
            "9800",
            "b0",
            "b000",
            "b00002",
            "b061",
            "b1",
            "b1001122",
            "99",
            "998000000190",
            "99800000019015",
            "998000000190" + "c8",
            "a0" + "96ffffffffffffffffff" + "8001" + "ff",
            "a2" + "55",
            "50be"
        }) {
            byte[] key = HexFormat.of().parseHex(hex);
            assertThatThrownBy(() -> OrderedKeys.end(key, 0, key.length))
                    .as(hex)
                    .isInstanceOf(GraphException.Corrupt.class);
        }
    }

    @Test
    void end_ofAnyBytes_isInsideOrCorrupt() {
        Seeds.forEach(OrderedKeyTest.class, 50 * SEEDS, seed -> {
            var values = new RandomValues(seed);
            SplittableRandom random = values.random();
            byte[] key = random.nextBoolean() ? values.bytes(random.nextInt(30)) : Encoded.key(values.ordered(), 40);
            for (int i = random.nextInt(3); i > 0; i--) {
                key = ValueReaderTest.mutated(random, key);
            }
            try {
                assertThat(OrderedKeys.end(key, 0, key.length)).isBetween(1, key.length);
            } catch (GraphException.Corrupt reported) {
                assertThat(reported).hasMessageContaining("offset");
            }
        });
    }

    private static String hex(byte[] key) {
        return HexFormat.of().formatHex(key);
    }
}
