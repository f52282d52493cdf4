package dev.coppice.graph.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds the bytes of both formats to what they were, and the page of the package to them.
class ValueFormatTest {
    private static final Path PAGE = Path.of("src/main/java/dev/coppice/graph/value/package-info.java");

    private static final Map<String, Object> RECORDS = new LinkedHashMap<>();
    private static final Map<String, Object> KEYS = new LinkedHashMap<>();

    static {
        RECORDS.put("01", false);
        RECORDS.put("02", true);
        RECORDS.put("03fe", (byte) -2);
        RECORDS.put("04d704", (short) -300);
        RECORDS.put("05ac02", 150);
        RECORDS.put("0501", -1);
        RECORDS.put("06ffffffffffffffffff01", Long.MIN_VALUE);
        RECORDS.put("070000803f", 1.0f);
        RECORDS.put("070000c07f", Float.NaN);
        RECORDS.put("080000000000000080", -0.0);
        RECORDS.put("08000000000000f83f", 1.5);
        RECORDS.put("08000000000000f87f", Double.NaN);
        RECORDS.put("0902ff7f", BigInteger.valueOf(-129));
        RECORDS.put("090100", BigInteger.ZERO);
        RECORDS.put("0a040164", new BigDecimal("1.00"));
        RECORDS.put("0a050101", new BigDecimal("1E+3"));
        RECORDS.put("0b00", "");
        RECORDS.put("0b0a61c3a9e282acf09f9880", "a\u00e9\u20ac\ud83d\ude00");
        RECORDS.put("0c0200ff", new byte[] {0, -1});
        RECORDS.put("0d02", LocalDate.of(1970, 1, 2));
        RECORDS.put("0d01", LocalDate.of(1969, 12, 31));
        RECORDS.put("0eac02", LocalTime.ofNanoOfDay(300));
        RECORDS.put("0f0105", Instant.ofEpochSecond(-1, 5));
        RECORDS.put("100200a038", OffsetDateTime.parse("1970-01-01T01:00:01+01:00"));
        RECORDS.put("1102", new Date(1));
        RECORDS.put("1201c08faedc03", Duration.ofMillis(-1));
        RECORDS.put("1300112233445566778899aabbccddeeff", UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"));
        RECORDS.put("14010000803f", new float[] {1});
        RECORDS.put("1500", List.of());
        RECORDS.put("1503050200", Arrays.asList(1, null));
        RECORDS.put("16060b01610b0162", new LinkedHashSet<>(List.of("b", "a")));
        RECORDS.put("1605050205c801", new LinkedHashSet<>(List.of(100, 1)));
        RECORDS.put("17070504000b016b02", mapOf("k", true, 2, null));
        RECORDS.put("170705020205c80101", mapOf(100, false, 1, true));

        KEYS.put("08", false);
        KEYS.put("09", true);
        KEYS.put("10", Double.NEGATIVE_INFINITY);
        KEYS.put("50bf", (byte) -5);
        KEYS.put("53fbd1663298cc663298cc667fffeb", new BigDecimal("-0.1"));
        KEYS.put("54800000018eeb", new BigDecimal("-1E-400"));
        KEYS.put("55", -0.0f);
        KEYS.put("57042e99cd673399cd673399800014", new BigDecimal("0.10"));
        KEYS.put("57043100", 0.5);
        KEYS.put("5800", 1);
        KEYS.put("5900", 2L);
        KEYS.put("5980", 3.0);
        KEYS.put("5a40", new BigDecimal("5.0"));
        KEYS.put("602c", (short) 300);
        KEYS.put("96fffffffffffffffffc", Long.MAX_VALUE);
        KEYS.put("98000000", BigInteger.TWO.pow(64));
        KEYS.put("99800000019114", new BigDecimal("1E+400"));
        KEYS.put("9a", Float.POSITIVE_INFINITY);
        KEYS.put("9b", Float.NaN);
        KEYS.put("a05800", LocalDate.of(1970, 1, 2));
        KEYS.put("a15980", LocalTime.ofNanoOfDay(3));
        KEYS.put("a258005900", Instant.ofEpochSecond(1, 2));
        KEYS.put("a358005563c2", OffsetDateTime.parse("1970-01-01T01:00:01+01:00"));
        KEYS.put("a452ff", new Date(-1));
        KEYS.put("a552ff5800", Duration.ofSeconds(-1, 1));
        KEYS.put("b00000", "");
        KEYS.put("b06100ff620000", "a\0b");
        KEYS.put("b0eda0bdedb8800000", "\ud83d\ude00");
        KEYS.put("b180112233445566770899aabbccddeeff", UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"));
        KEYS.put("b200ffff0000", new byte[] {0, -1});
    }

    private static Map<Object, Object> mapOf(Object key, Object value, Object otherKey, Object otherValue) {
        Map<Object, Object> map = new HashMap<>();
        map.put(key, value);
        map.put(otherKey, otherValue);
        return map;
    }

    @Test
    void write_everyType_isGolden() {
        RECORDS.forEach((hex, value) -> assertThat(Encoded.recordHex(value)).isEqualTo(hex));
    }

    @Test
    void read_everyGolden_isTheValue() {
        RECORDS.forEach((hex, value) -> {
            Object read = Encoded.readHex(hex);
            assertThat(ValueEquality.equal(read, value)).as("%s: %s", hex, read).isTrue();
        });
    }

    @Test
    void golden_values_haveEveryType() {
        assertThat(RECORDS.values().stream().map(ValueType::of).distinct()).containsExactly(ValueType.values());
        assertThat(KEYS.values().stream().map(ValueType::of).distinct())
                .containsExactlyInAnyOrder(Arrays.stream(ValueType.values())
                        .filter(ValueType::isOrdered)
                        .toArray(ValueType[]::new));
    }

    @Test
    void writeKey_everyType_isGolden() {
        KEYS.forEach((hex, value) -> assertThat(Encoded.keyHex(value)).isEqualTo(hex));
    }

    @Test
    void goldenKeys_inOrder_ascend() {
        assertThat(List.copyOf(KEYS.keySet())).isSorted();
    }

    @Test
    void tags_page_hasThoseOfTheTypes() throws IOException {
        List<String> documented = new ArrayList<>();
        Pattern.compile("^/// \\| (\\d+) +\\| ([A-Z_]+) ", Pattern.MULTILINE)
                .matcher(Files.readString(PAGE))
                .results()
                .forEach(row -> documented.add(row.group(1) + " " + row.group(2)));
        List<String> tags = new ArrayList<>();
        for (int tag = 0; tag <= 255; tag++) {
            if (ValueType.ofTag(tag) != null) {
                tags.add(tag + " " + ValueType.ofTag(tag));
            }
        }
        assertThat(documented).isEqualTo(tags).hasSize(ValueType.values().length + 1);
    }

    @Test
    void firstBytes_page_hasThoseOfTheTypes() throws IOException {
        String page = Files.readString(PAGE);
        for (ValueType type : ValueType.values()) {
            if (type.isOrdered() && !type.isNumber() && type != ValueType.BOOLEAN) {
                assertThat(page)
                        .containsPattern("/// \\| %02X +\\| %s ".formatted(OrderedKeys.firstByteMin(type), type));
            }
        }
    }
}
