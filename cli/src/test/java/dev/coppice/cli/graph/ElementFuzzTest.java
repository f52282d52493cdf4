package dev.coppice.cli.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.Mangling;
import dev.coppice.cli.row.BadRow;
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

/// Files of vertices and edges that somebody has mangled: each element is read, or refused with its line, and reading
/// ends.
class ElementFuzzTest {
    private static final byte[][] TEXTS = bytes(
            "_label,_id,name,age:int\nperson,ada,\"Ada, \"\"A.\"\"\",3\n,b,,\n",
            "_from_label,_from,_type,_to_label,_to,w:double,v:vector,j:json\np,a,t,p,b,1.5,1 2,\"{\"\"x\"\":[1]}\"\n",
            "{\"vertex\":\"ada\",\"label\":\"p\",\"properties\":{\"a\":1,\"b\":{\"@type\":\"date\",\"value\":\"2026-01-31\"}}}\n"
                    + "{\"edge\":\"k\",\"from\":\"a\",\"to\":{\"label\":\"p\",\"id\":7}}\n{\"vertex\":1,\"remove\":true}\n",
            "{\"vertex\":\"x\",\"properties\":{\"n\":{\"@type\":\"values\",\"value\":[{\"value\":1,\"meta\":{\"m\":[2]}}]},"
                    + "\"s\":{\"@type\":\"set\",\"value\":[1,2]},\"m\":{\"@type\":\"map\",\"value\":[[1,2]]}}}\n",
            "<?xml version=\"1.0\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
                    + "<key id=\"k\" for=\"node\" attr.name=\"n\" attr.type=\"int\"><default>5</default></key>\n<graph>\n"
                    + "<node id=\"a\"><data key=\"k\">7</data></node><node id=\"b\"/>\n"
                    + "<edge source=\"a\" target=\"b\"/><hyperedge/>\n</graph>\n</graphml>\n");
    private static final byte[][] PIECES = bytes(
            "\"",
            "\n",
            "\r\n",
            ",",
            "\t",
            "{",
            "}",
            "[",
            ":",
            "\\",
            "\\ud800",
            "\uFEFF",
            "\0",
            "null",
            "1e999",
            "-",
            "9".repeat(11_000),
            "@type",
            "\"@type\":\"uuid\",",
            "<",
            ">",
            "</data>",
            "<!DOCTYPE graphml [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
            "&e;",
            "&#0;",
            "<![CDATA[x]]>",
            "<graph>",
            "<node id=\"a\">",
            "encoding=\"UTF-16\"",
            "\u00e4",
            "[".repeat(3_000),
            "{\"a\":".repeat(1_500),
            "<x>".repeat(2_000));

    private static byte[][] bytes(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    @Test
    void next_mangledFile_givesElementsOrSaysWhichAreBad() {
        Seeds.forEach(ElementFuzzTest.class, 600, seed -> readMangled(new SplittableRandom(seed)));
    }

    private static void readMangled(SplittableRandom random) throws IOException {
        byte[] bytes = Mangling.mangled(TEXTS[random.nextInt(TEXTS.length)], PIECES, random);
        var columns = new CsvElements.Columns(null, null, null, null, null, null);
        for (ElementSource source : List.of(
                CsvElements.vertices("f.csv", stream(bytes), columns),
                CsvElements.edges("f.csv", stream(bytes), columns),
                new JsonElements("f.jsonl", stream(bytes)),
                new GraphmlElements("f.graphml", stream(bytes)))) {
            assertThat(read(source)).isLessThanOrEqualTo(bytes.length + 1);
        }
    }

    private static InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static int read(ElementSource source) throws IOException {
        int count = 0;
        try (source) {
            for (boolean more = true; more; count++) {
                try {
                    Element element = source.next();
                    more = element != null;
                    assertThat(element == null || element.line() >= 1).isTrue();
                } catch (BadRow e) {
                    assertThat(e.line()).isPositive();
                    assertThat(e.getMessage()).isNotBlank().doesNotContain("REDACTED", "java.");
                }
            }
        } catch (Failure e) {
            assertThat(e.getMessage()).startsWith(source.name()).doesNotContain("java.");
        }
        return count;
    }
}
