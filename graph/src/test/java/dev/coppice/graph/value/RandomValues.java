package dev.coppice.graph.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/// Makes values of all types, and many that are equal, or nearly.
final class RandomValues {
    private static final int DEPTH_MAX = 4;
    private static final String[] CHARACTERS = {
        "\0",
        "\1",
        "a",
        "b",
        "\u007f",
        "\u0080",
        "\u00ff",
        "\u07ff",
        "\u0800",
        "\ud7ff",
        "\ue000",
        "\ufffd",
        "\uffff",
        "\ud800\udc00",
        "\ud83d\ude00",
        "\udbff\udfff"
    };
    private static final long[] LONGS = {
        0,
        1,
        -1,
        127,
        128,
        -128,
        -129,
        255,
        256,
        32767,
        32768,
        -32768,
        -32769,
        65535,
        65536,
        1 << 20,
        1 << 24,
        (1 << 24) + 1,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 31,
        1L << 32,
        1L << 53,
        (1L << 53) + 1,
        -(1L << 53),
        Long.MAX_VALUE,
        Long.MAX_VALUE - 1,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1
    };
    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        0.5,
        -0.5,
        0.1,
        1.1,
        1.5,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Math.nextDown(Double.MIN_NORMAL),
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN,
        Float.MIN_VALUE,
        Float.MAX_VALUE,
        0x1p63,
        0x1p64,
        -0x1p63
    };
    private static final String[] DECIMALS = {
        "0",
        "0.00",
        "0E+5",
        "1.0",
        "1.00",
        "10",
        "1E+1",
        "0.1",
        "0.10",
        "-0.1",
        "19.99",
        "0.3",
        "1E+308",
        "1E+309",
        "1E-323",
        "1E-324",
        "4.9E-324",
        "2.4E-324",
        "1E+2147483647",
        "1E-2147483647",
        "-1E+2147483647",
        "18446744073709551616",
        "18446744073709551617",
        "36893488147419103233",
        "123456789012345678901234567890"
    };

    private final SplittableRandom random;

    RandomValues(long seed) {
        random = new SplittableRandom(seed);
    }

    SplittableRandom random() {
        return random;
    }

    /// A value of any type, also null inside of collections.
    Object any() {
        return any(0);
    }

    private Object any(int depth) {
        int kind = random.nextInt(depth < DEPTH_MAX ? 24 : 20);
        return switch (kind) {
            case 20 -> vector();
            case 21 -> list(depth + 1);
            case 22 -> set(depth + 1);
            case 23 -> map(depth + 1);
            default -> ordered();
        };
    }

    /// A value of a type that has an order.
    Object ordered() {
        return switch (random.nextInt(11)) {
            case 0 -> random.nextBoolean();
            case 1 -> LocalDate.ofEpochDay(within(integer(), LocalDate.MIN.toEpochDay(), LocalDate.MAX.toEpochDay()));
            case 2 -> LocalTime.ofNanoOfDay(within(integer(), 0, LocalTime.MAX.toNanoOfDay()));
            case 3 -> instant();
            case 4 -> offsetDateTime();
            case 5 -> new Date(integer());
            case 6 -> Duration.ofSeconds(integer(), nanos());
            case 7 -> string(random.nextInt(8));
            case 8 -> bytes(random.nextInt(8));
            case 9 -> new UUID(integer(), integer());
            default -> number();
        };
    }

    /// A number of any type; many are equal to those of others, or lie beside them.
    Number number() {
        return switch (random.nextInt(8)) {
            case 0 -> (byte) integer();
            case 1 -> (short) integer();
            case 2 -> (int) integer();
            case 3 -> integer();
            case 4 -> (float) real();
            case 5 -> real();
            case 6 -> bigInteger();
            default -> decimal();
        };
    }

    String string(int characters) {
        var text = new StringBuilder();
        for (int i = 0; i < characters; i++) {
            text.append(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
        return text.toString();
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (random.nextBoolean() ? random.nextInt(-1, 2) : random.nextInt());
        }
        return bytes;
    }

    long integer() {
        long any = random.nextBoolean()
                ? LONGS[random.nextInt(LONGS.length)]
                : random.nextLong() >> random.nextInt(Long.SIZE);
        return random.nextInt(4) == 0 ? any + random.nextInt(-1, 2) : any;
    }

    private double real() {
        return switch (random.nextInt(5)) {
            case 0 -> DOUBLES[random.nextInt(DOUBLES.length)];
            case 1 -> Double.longBitsToDouble(random.nextLong());
            case 2 -> random.nextInt(-1000, 1000) / 100.0;
            case 3 -> Math.nextUp((double) integer());
            default -> integer();
        };
    }

    private BigInteger bigInteger() {
        return switch (random.nextInt(4)) {
            case 0 ->
                new BigInteger(random.nextInt(1, 1200), new Random(random.nextLong()))
                        .multiply(BigInteger.valueOf(random.nextBoolean() ? 1 : -1));
            case 1 -> BigInteger.ONE.shiftLeft(random.nextInt(1030)).add(BigInteger.valueOf(random.nextInt(-1, 2)));
            default -> BigInteger.valueOf(integer());
        };
    }

    private BigDecimal decimal() {
        return switch (random.nextInt(6)) {
            case 0 -> new BigDecimal(DECIMALS[random.nextInt(DECIMALS.length)]);
            case 1 -> new BigDecimal(bigInteger(), random.nextInt(-400, 400));
            case 2 -> new BigDecimal(BigInteger.valueOf(integer()), random.nextInt());
            case 3 -> besideReal();
            default -> BigDecimal.valueOf(random.nextInt(-10_000, 10_000), random.nextInt(-2, 6));
        };
    }

    /// A decimal that is a double, or is as near to one as decimals get.
    private BigDecimal besideReal() {
        double real = real();
        BigDecimal exact = Double.isFinite(real) ? new BigDecimal(real) : BigDecimal.ONE;
        return switch (random.nextInt(3)) {
            case 0 -> exact;
            case 1 -> exact.add(exact.ulp().movePointLeft(random.nextInt(30)));
            default -> exact.subtract(exact.ulp().movePointLeft(random.nextInt(30)));
        };
    }

    private Instant instant() {
        long seconds = within(integer(), Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
        return Instant.ofEpochSecond(seconds, nanos());
    }

    private OffsetDateTime offsetDateTime() {
        long seconds = within(integer(), -1L << 40, 1L << 40);
        int offset = random.nextInt(4) * 900 * (random.nextBoolean() ? 1 : -1) + random.nextInt(2);
        return OffsetDateTime.ofInstant(Instant.ofEpochSecond(seconds, nanos()), ZoneOffset.ofTotalSeconds(offset));
    }

    private int nanos() {
        return switch (random.nextInt(3)) {
            case 0 -> 0;
            case 1 -> random.nextInt(3);
            default -> random.nextInt(1_000_000_000);
        };
    }

    private static long within(long value, long min, long max) {
        return value >= min && value <= max ? value : min + Math.floorMod(value, max - min + 1);
    }

    private float[] vector() {
        float[] vector = new float[random.nextInt(4)];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = random.nextInt(8) == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) real();
        }
        return vector;
    }

    private Object element(int depth) {
        return random.nextInt(8) == 0 ? null : any(depth);
    }

    private List<Object> list(int depth) {
        List<Object> list = random.nextBoolean() ? new ArrayList<>() : new LinkedList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(element(depth));
        }
        return list;
    }

    private Set<Object> set(int depth) {
        Set<Object> set = random.nextBoolean() ? new HashSet<>() : new LinkedHashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            addDistinct(set, element(depth));
        }
        return set;
    }

    private Map<Object, Object> map(int depth) {
        Map<Object, Object> map = random.nextBoolean() ? new HashMap<>() : new LinkedHashMap<>();
        Set<Object> keys = new LinkedHashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            addDistinct(keys, element(depth));
        }
        keys.forEach(key -> map.put(key, element(depth)));
        return map;
    }

    /// Arrays, which Java compares by identity, are in a set once only if it is asked by content.
    private static void addDistinct(Set<Object> set, Object element) {
        if (set.stream().noneMatch(other -> ValueEquality.equal(other, element))) {
            set.add(element);
        }
    }

    /// An equal value that shares no object and no order of insertion with the given one.
    Object copyOf(Object value) {
        return switch (value) {
            case null -> null;
            case byte[] bytes -> bytes.clone();
            case float[] vector -> vector.clone();
            case String text -> new String(text.toCharArray());
            case BigDecimal decimal ->
                new BigDecimal(new BigInteger(decimal.unscaledValue().toByteArray()), decimal.scale());
            case Date date -> new Date(date.getTime());
            case List<?> list -> list.stream().map(this::copyOf).collect(LinkedList::new, List::add, List::addAll);
            case Set<?> set -> {
                Set<Object> copy = new LinkedHashSet<>();
                shuffled(set).forEach(element -> copy.add(copyOf(element)));
                yield copy;
            }
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                shuffled(map.entrySet()).forEach(entry -> copy.put(copyOf(entry.getKey()), copyOf(entry.getValue())));
                yield copy;
            }
            default -> value;
        };
    }

    private <T> List<T> shuffled(Set<T> elements) {
        List<T> list = new ArrayList<>(elements);
        Collections.shuffle(list, new Random(random.nextLong()));
        return list;
    }
}
