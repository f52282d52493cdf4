package dev.coppice.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "616263 | abc",
                "c3a4e282ac | ä€",
                "5c | \\\\",
                "090a0d | \\t\\n\\r",
                "001b7f | \\x00\\x1b\\x7f",
                "c285 | \\xc2\\x85",
                "ff61 | \\xffa",
                "c3 | \\xc3",
                "efbfbd | \uFFFD",
            })
    void of_bytes_areOnOneLine(String hex, String expected) {
        assertThat(Escape.of(HexFormat.of().parseHex(hex))).isEqualTo(expected);
    }

    @Test
    void of_randomBytes_neverLookAlike() {
        Random random = new Random(42);
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(4)];
            random.nextBytes(bytes);
            String hex = HexFormat.of().formatHex(bytes);

            String earlier = seen.put(Escape.of(bytes), hex);

            assertThat(earlier).as("seed 42, %s", hex).isIn(null, hex);
        }
    }

    @Test
    void shortened_longText_isCutBetweenCharacters() {
        byte[] text = "ää€€x".getBytes(StandardCharsets.UTF_8);

        assertThat(Escape.shortened(text, text.length)).isEqualTo("ää€€x");
        assertThat(Escape.shortened(text, 5)).isEqualTo("ää… (11 bytes)");
        assertThat(Escape.shortened(text, 7)).isEqualTo("ää€… (11 bytes)");
    }
}
