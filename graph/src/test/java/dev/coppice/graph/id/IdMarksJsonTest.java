package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import dev.coppice.store.sim.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdMarksJsonTest {
    private static final String WHERE = "the object";
    private static final String GOLDEN = """
            {
              "next_vid_batch": 2000,
              "next_eid_batch": 18446744073709551615
            }""";
    /// What may be read, without escapes, and with `_` where white space may stand.
    private static final Pattern VALID = Pattern.compile("_\\{_(VID_,_EID|EID_,_VID)_\\}_"
            .replace("VID", "\"next_vid_batch\"_:_NUMBER")
            .replace("EID", "\"next_eid_batch\"_:_NUMBER")
            .replace("NUMBER", "(0|[1-9][0-9]*)")
            .replaceAll("_(?![a-z])", "[ \t\r\n]*"));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static IdMarks decode(String text) {
        return IdMarksJson.decode(bytes(text), WHERE);
    }

    private static String object(String vid, String eid) {
        return "{\"next_vid_batch\": " + vid + ", \"next_eid_batch\": " + eid + "}";
    }

    @Test
    void encode_isTheDocumentedText() {
        assertThat(new String(IdMarksJson.encode(new IdMarks(2_000, -1)), StandardCharsets.UTF_8))
                .isEqualTo(GOLDEN);
    }

    @Test
    void decode_ofWhatWasEncoded_isTheSame() {
        for (long number : new long[] {0, 1, 1_000, Long.MAX_VALUE, Long.MIN_VALUE, -2, -1}) {
            IdMarks marks = new IdMarks(number, ~number);
            assertThat(IdMarksJson.decode(IdMarksJson.encode(marks), WHERE)).isEqualTo(marks);
        }
    }

    @Test
    void decode_inAnyOrderAndLayout_isTheSame() {
        IdMarks marks = new IdMarks(7, 3);

        assertThat(decode("{\"next_vid_batch\":7,\"next_eid_batch\":3}")).isEqualTo(marks);
        assertThat(decode("\r\n\t { \"next_eid_batch\" :\n3 , \"next_vid_batch\":7 }\n \n"))
                .isEqualTo(marks);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "7",
                "[]",
                "[7, 3]",
                "\"{}\"",
                "{}",
                "{\"next_vid_batch\": 7}",
                "{\"next_eid_batch\": 3}",
                "{\"next_vid_batch\": 7, \"next_eid_batch\": 3, \"other\": 1}",
                "{\"other\": {\"a\": [1]}, \"next_vid_batch\": 7, \"next_eid_batch\": 3}",
                "{\"next_vid_batch\": 7, \"next_eid_batch\": 3, \"next_vid_batch\": 7}",
                "{\"next_vid_batch\": 7, \"next_vid_batch\": 7}",
                "{\"NEXT_VID_BATCH\": 7, \"next_eid_batch\": 3}",
                "{\"next_vid_batch\": 7, \"next_eid_batch\": 3",
                "{\"next_vid_batch\": 7, \"next_eid_batch\": 3]",
                "{\"next_vid_batch\": 7, \"next_eid_batch\": 3,}",
                "{\"next_vid_batch\": 7 \"next_eid_batch\": 3}",
                "{\"next_vid_batch\": 7, \"next_eid_batch\": 3} x",
                "{\"next_vid_batch\": 7, \"next_eid_batch\": 3} 1",
                "{\"next_vid_batch\": 7, \"next_eid_batch\": 3}{}",
                "{\"next_vid_batch\": 7, \"next_eid_batch\": 3}\u0000",
                "{\"next_vid_batch\": 7, \"next_eid_batch\": 3} // end",
                "{next_vid_batch: 7, next_eid_batch: 3}",
                "{'next_vid_batch': 7, 'next_eid_batch': 3}",
                "\u00EF\u00BB\u00BF{\"next_vid_batch\": 7, \"next_eid_batch\": 3}",
                "{\"next_vid_batch\": 7, \"next_eid\u00FF_batch\": 3}"
            })
    void decode_ofAnythingElse_isCorrupt(String text) {
        assertThatThrownBy(() -> decode(text))
                .isInstanceOf(GraphException.Corrupt.class)
                .hasMessageStartingWith(WHERE + ": expected one JSON object")
                .hasMessageContaining("found")
                .hasMessageContaining("put back");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "-0",
                "+1",
                "00",
                "007",
                "1.0",
                "1e3",
                "1E3",
                ".5",
                "0x10",
                "18446744073709551616",
                "99999999999999999999",
                "100000000000000000000",
                "NaN",
                "Infinity",
                "true",
                "null",
                "\"7\"",
                "[7]",
                "{}",
                ""
            })
    void decode_ofWhatIsNoNumberOf64Bits_isCorrupt(String number) {
        assertThatThrownBy(() -> decode(object(number, "3"))).isInstanceOf(GraphException.Corrupt.class);
        assertThatThrownBy(() -> decode(object("3", number))).isInstanceOf(GraphException.Corrupt.class);
    }

    @Test
    void decode_ofANumberOfThousandsOfDigits_isCorruptWithAShortMessage() {
        assertThatThrownBy(() -> decode(object("1".repeat(3_000), "3")))
                .isInstanceOf(GraphException.Corrupt.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
        assertThatThrownBy(() -> decode("{\"" + "x".repeat(3_000) + "\": 1}"))
                .isInstanceOf(GraphException.Corrupt.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
    }

    @Test
    void decode_ofMoreThanIsSensible_isCorrupt() {
        String spaces = " ".repeat(IdMarksJson.SIZE_MAX - GOLDEN.length());

        assertThat(decode(GOLDEN + spaces)).isEqualTo(new IdMarks(2_000, -1));
        assertThatThrownBy(() -> decode(GOLDEN + spaces + " "))
                .isInstanceOf(GraphException.Corrupt.class)
                .hasMessageContaining("4097 bytes");
        assertThatThrownBy(() -> IdMarksJson.decode(new byte[1 << 20], WHERE))
                .isInstanceOf(GraphException.Corrupt.class);
    }

    @Test
    void decode_ofNestingWithoutEnd_isCorrupt() {
        assertThatThrownBy(() -> decode("[".repeat(4_000))).isInstanceOf(GraphException.Corrupt.class);
        assertThatThrownBy(() -> decode("{\"a\":".repeat(800))).isInstanceOf(GraphException.Corrupt.class);
        assertThatThrownBy(() -> decode("{\"next_vid_batch\":" + "[".repeat(4_000)))
                .isInstanceOf(GraphException.Corrupt.class);
    }

    @Test
    void decode_ofAnyBytes_isWhatTheySayOrCorrupt() {
        Seeds.forEach(getClass(), 20_000, seed -> {
            byte[] input = mutated(new SplittableRandom(seed));
            String text = new String(input, StandardCharsets.ISO_8859_1);
            IdMarks marks;
            try {
                marks = IdMarksJson.decode(input, WHERE);
            } catch (GraphException.Corrupt reported) {
                boolean isValid = VALID.matcher(text).matches() && !text.matches("(?s).*[0-9]{20}.*");
                assertThat(isValid).as("refused: %s", text).isFalse();
                return;
            }
            assertThat(VALID.matcher(text).matches() || text.contains("\\"))
                    .as("accepted: %s", text)
                    .isTrue();
            assertThat(IdMarksJson.decode(IdMarksJson.encode(marks), WHERE)).isEqualTo(marks);
        });
    }

    private static byte[] mutated(SplittableRandom random) {
        byte[] input = bytes(random.nextBoolean() ? GOLDEN : object("7", "3"));
        byte[] tokens = bytes("{}[]:,\"\\ 0123456789-+.eE\n\t\u0000\u00FFntf_vid");
        int edits = 1 + random.nextInt(4);
        for (int i = 0; i < edits && input.length > 0; i++) {
            int at = random.nextInt(input.length);
            switch (random.nextInt(5)) {
                case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> input[at] = tokens[random.nextInt(tokens.length)];
                case 2 -> input = spliced(input, at, at, new byte[] {tokens[random.nextInt(tokens.length)]});
                case 3 -> input = spliced(input, at, at + random.nextInt(input.length - at), new byte[0]);
                default -> {
                    int from = random.nextInt(input.length);
                    byte[] part = Arrays.copyOfRange(input, from, from + random.nextInt(input.length - from));
                    input = spliced(input, at, at, part);
                }
            }
        }
        return input;
    }

    private static byte[] spliced(byte[] input, int from, int to, byte[] part) {
        byte[] result = new byte[input.length - (to - from) + part.length];
        System.arraycopy(input, 0, result, 0, from);
        System.arraycopy(part, 0, result, from, part.length);
        System.arraycopy(input, to, result, from + part.length, input.length - to);
        return result;
    }
}
