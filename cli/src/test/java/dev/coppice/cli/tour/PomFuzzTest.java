package dev.coppice.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.Mangling;
import dev.coppice.store.sim.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// POM files that somebody has mangled: each is read or is no POM, and an edit of it is right or does not happen.
class PomFuzzTest {
    private static final byte[] POM = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- <version>9</version> -->
            <project child.project.url.inherit.append.path="false">
              <parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent>
              <artifactId>lib</artifactId>
              <version>2.0</version>
              <description><![CDATA[ <version>3</version> ]]></description>
              <dependencies>
                <dependency a="b > c"><groupId>g</groupId><artifactId>a</artifactId><version>1.0</version></dependency>
              </dependencies>
            </project>
            """.getBytes(StandardCharsets.UTF_8);
    private static final byte[][] PIECES = Stream.of(
                    "<",
                    ">",
                    "/>",
                    "</",
                    "</project>",
                    "<project>",
                    "<version>",
                    "<!--",
                    "-->",
                    "<![CDATA[",
                    "]]>",
                    "<?",
                    "<!DOCTYPE p [<!ENTITY e \"x\">]>",
                    "&e;",
                    "&#0;",
                    "&#x41;",
                    "\"",
                    "'",
                    "\0",
                    "\uFEFF",
                    "${v}",
                    "<dependency>".repeat(500),
                    "<a:b>",
                    ":")
            .map(piece -> piece.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);

    @Test
    void parseAndEdit_mangledPom_isReadOrRefusedAndEditedRightOrNotAtAll() {
        Seeds.forEach(PomFuzzTest.class, 600, seed -> readMangled(new SplittableRandom(seed)));
    }

    private static void readMangled(SplittableRandom random) {
        byte[] bytes = Mangling.mangled(POM, PIECES, random);
        Poms.parseOrNull(bytes);
        var one = new TreeMap<>(Map.of("org.x:app:1", bytes));
        assertThat(DependencyGraph.of(MavenModels.of(one)).vertices()).hasSizeLessThan(10_000);
        byte[] withVersion = PomEdit.withVersion(bytes, "7");
        byte[] withDependency = PomEdit.withDependency(bytes, "g:a", "7");

        if (withVersion != null) {
            assertThat(Poms.parseOrNull(withVersion).version()).isEqualTo("7");
        }
        if (withDependency != null) {
            assertThat(Poms.parseOrNull(withDependency).dependencies())
                    .anyMatch(each -> each.unversioned().equals("g:a") && "7".equals(each.version()));
        }
    }
}
