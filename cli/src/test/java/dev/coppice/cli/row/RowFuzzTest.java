package dev.coppice.cli.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.Mangling;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.store.sim.Seeds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Files of rows that somebody has mangled: each row is read, or refused as a [BadRow] with its line, and reading ends.
class RowFuzzTest {
    private static final byte[][] TEXTS = bytes(
            "id,name,qty\n007,\"Ada, \"\"A.\"\"\",3\n8,,\n",
            "key,value,expiresAt\nk,v,5364662400000\nl,w,\n",
            "keyHex,valueHex\n00ff,\n01,02\n",
            "a\tb\tc\n1\t2\t3\n\"x\ty\"\t\\t\t\n",
            "{\"id\":1,\"name\":\"Ada\",\"deep\":{\"a\":[1,2,{\"b\":null}]}}\n{\"key\":\"k\",\"value\":\"v\"}\n\n[1]\n",
            "{\"key\":\"a\",\"value\":\"b\",\"expiresAt\":5364662400000}\n{\"keyHex\":\"00\",\"valueHex\":\"ff\"}\n");
    private static final byte[][] PIECES = bytes(
            "\"",
            "\n",
            "\r\n",
            "\r",
            ",",
            "\t",
            "{",
            "}",
            "[",
            ":",
            "\\",
            "\\u",
            "\\ud800",
            "\uFEFF",
            "\0",
            "\0\0\0",
            "null",
            "1e999",
            "-",
            "keyHex",
            "\u00e4",
            "\ud83d\ude00",
            "[".repeat(3_000),
            "{\"id\":".repeat(1_500));

    private static byte[][] bytes(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    @Test
    void next_mangledFile_givesRowsOrSaysWhichAreBad() {
        Seeds.forEach(RowFuzzTest.class, 400, seed -> readMangled(new SplittableRandom(seed)));
    }

    private static void readMangled(SplittableRandom random) throws IOException {
        byte[] bytes = Mangling.mangled(TEXTS[random.nextInt(TEXTS.length)], PIECES, random);
        Mapping mapping = new Mapping(
                List.of(List.of("id"), List.of("id", "deep.a"), List.<String>of())
                        .get(random.nextInt(3)),
                random.nextInt(4) == 0 ? "name" : null,
                random.nextBoolean(),
                random.nextInt(4) != 0);
        for (Format format : List.of(Format.csv, Format.tsv, Format.jsonl)) {
            InputStream stream = new ByteArrayInputStream(bytes);
            int rows = read(
                    format == Format.jsonl
                            ? new JsonRows("test.jsonl", stream, mapping)
                            : new CsvRows("test.csv", stream, format, mapping));
            assertThat(rows).isLessThanOrEqualTo(bytes.length + 1);
        }
    }

    private static int read(RowSource source) throws IOException {
        long line = 0;
        int count = 0;
        try (source) {
            for (boolean more = true; more; count++) {
                try {
                    Row row = source.next();
                    more = row != null;
                    if (row != null) {
                        assertThat(row.line()).isGreaterThan(line);
                        line = row.line();
                        assertThat(row.key()).isNotNull();
                        assertThat(row.value()).isNotNull();
                    }
                } catch (BadRow e) {
                    assertThat(e.line()).isGreaterThan(line);
                    assertThat(e.getMessage()).isNotBlank().doesNotContain("REDACTED");
                    line = e.line();
                }
            }
        } catch (Failure e) {
            assertThat(e.getMessage()).isNotBlank(); // the file as a whole is refused
        }
        return count;
    }
}
