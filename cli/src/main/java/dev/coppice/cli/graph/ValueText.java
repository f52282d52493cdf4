package dev.coppice.cli.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.coppice.cli.row.JsonErrors;
import dev.coppice.graph.value.ValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// Values of properties as text of one line, and the words for their types: what stands in a cell of CSV or in an
/// element of GraphML. Lists, sets and maps have no type word of their own; like any other value, they can be written
/// in the JSON of [JsonValues], under the word `json`.
public final class ValueText {
    /// The word for a value that is written in JSON.
    static final String JSON = "json";

    /// Longer numbers take time to read that is out of proportion, and are no numbers that anybody measured.
    private static final int MAX_DIGITS = 10_000;

    private static final Map<String, ValueType> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("string", ValueType.STRING);
        TYPES.put("boolean", ValueType.BOOLEAN);
        TYPES.put("byte", ValueType.BYTE);
        TYPES.put("short", ValueType.SHORT);
        TYPES.put("int", ValueType.INTEGER);
        TYPES.put("long", ValueType.LONG);
        TYPES.put("float", ValueType.FLOAT);
        TYPES.put("double", ValueType.DOUBLE);
        TYPES.put("integer", ValueType.BIG_INTEGER);
        TYPES.put("decimal", ValueType.DECIMAL);
        TYPES.put("bytes", ValueType.BYTES);
        TYPES.put("date", ValueType.DATE);
        TYPES.put("time", ValueType.TIME);
        TYPES.put("instant", ValueType.INSTANT);
        TYPES.put("datetime", ValueType.OFFSET_DATE_TIME);
        TYPES.put("millis", ValueType.LEGACY_DATE);
        TYPES.put("duration", ValueType.DURATION);
        TYPES.put("uuid", ValueType.UUID);
        TYPES.put("vector", ValueType.VECTOR);
    }

    private static final Map<ValueType, String> WORDS =
            TYPES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

    private ValueText() {}

    /// Whether a word names a type, or `json`.
    static boolean isType(String word) {
        return word.equals(JSON) || TYPES.containsKey(word);
    }

    /// The type that a word names, or null.
    public static ValueType type(String word) {
        return TYPES.get(word);
    }

    /// All words that name a type.
    public static Iterable<String> words() {
        return TYPES.keySet();
    }

    /// The word under which a value can be written: that of its type, or `json`.
    static String word(Object value) {
        return WORDS.getOrDefault(ValueType.of(value), JSON);
    }

    /// The word for a type; of lists, sets and maps one that only this knows.
    public static String word(ValueType type) {
        return WORDS.getOrDefault(type, type.name().toLowerCase(Locale.ROOT));
    }

    /// A value as text, to be read under its word.
    public static String format(Object value) {
        return switch (ValueType.of(value)) {
            case LIST, SET, MAP -> JsonValues.text(value);
            case DECIMAL -> ((BigDecimal) value).toString();
            case BYTES -> HexFormat.of().formatHex((byte[]) value);
            case LEGACY_DATE -> Long.toString(((Date) value).getTime());
            case VECTOR -> vector((float[]) value);
            default -> value.toString();
        };
    }

    private static String vector(float[] numbers) {
        StringBuilder text = new StringBuilder();
        for (float number : numbers) {
            text.append(text.isEmpty() ? "" : " ").append(number);
        }
        return text.toString();
    }

    /// Reads a value.
    ///
    /// @param word a word for which [#isType] holds
    /// @throws Unreadable when the text is no value of the type
    static Object parse(String word, String text) throws Unreadable {
        if (word.equals(JSON)) {
            return json(text);
        }
        try {
            return parse(TYPES.get(word), text);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new Unreadable("'" + shortened(text) + "' is no " + word + form(TYPES.get(word)));
        }
    }

    private static Object parse(ValueType type, String text) throws Unreadable {
        if (type.isNumber() && text.length() > MAX_DIGITS) {
            throw new Unreadable("a number of " + text.length() + " digits is longer than " + MAX_DIGITS);
        }
        return switch (type) {
            case STRING -> wellFormed(text);
            case BOOLEAN -> bool(text);
            case BYTE -> Byte.valueOf(text);
            case SHORT -> Short.valueOf(text);
            case INTEGER -> Integer.valueOf(text);
            case LONG -> Long.valueOf(text);
            case FLOAT -> Float.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case BIG_INTEGER -> new BigInteger(text);
            case DECIMAL -> new BigDecimal(text);
            case BYTES -> HexFormat.of().parseHex(text);
            case DATE -> LocalDate.parse(text);
            case TIME -> LocalTime.parse(text);
            case INSTANT -> Instant.parse(text);
            case OFFSET_DATE_TIME -> OffsetDateTime.parse(text);
            case LEGACY_DATE -> new Date(Long.parseLong(text));
            case DURATION -> Duration.parse(text);
            case UUID -> uuid(text);
            case VECTOR -> vector(text);
            case LIST, SET, MAP -> throw new IllegalStateException("has no word: " + type);
        };
    }

    private static String form(ValueType type) {
        return switch (type) {
            case BOOLEAN -> "; write true or false";
            case BYTES -> "; write two hexadecimal digits for each byte";
            case DATE -> "; write such as 2026-01-31";
            case TIME -> "; write such as 23:59:59.5";
            case INSTANT -> "; write such as 2026-01-31T23:59:59Z";
            case OFFSET_DATE_TIME -> "; write such as 2026-01-31T23:59:59+01:00";
            case LEGACY_DATE -> "; write milliseconds since 1970";
            case DURATION -> "; write such as PT1H30M";
            case VECTOR -> "; write numbers with spaces between them";
            default -> "";
        };
    }

    private static Object json(String text) throws Unreadable {
        try {
            return JsonValues.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new Unreadable("'" + shortened(text) + "' is no JSON" + JsonErrors.describe(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // from memory
        }
    }

    private static Boolean bool(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw new IllegalArgumentException(text);
    }

    /// Only the usual form: the JDK reads shorter ones too, which would be written back otherwise.
    private static UUID uuid(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException(text);
        }
        return UUID.fromString(text);
    }

    private static float[] vector(String text) {
        String[] words = text.isBlank() ? new String[0] : text.strip().split("\\s+");
        float[] numbers = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = Float.parseFloat(words[i]);
        }
        return numbers;
    }

    /// Half a surrogate pair can be written in JSON, but is no text.
    static String wellFormed(String text) throws Unreadable {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                throw new Unreadable("the text has half a character (a lone surrogate) at position " + (i + 1));
            }
        }
        return text;
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    /// A text that is no value of its type.
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }
}
