package dev.coppice.store.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Holds the documents' blocks of Java and the tests that run them together: each block stands in a test, word for word
/// but for white space, which the formatter of the sources decides.
class DocumentedExamplesTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Path GUIDE = Path.of("src/test/java/dev/coppice/store/guide");
    private static final Path METRICS = Path.of("../metrics/src/test/java/dev/coppice/metrics");

    private static List<String> blocksOf(Path document) throws IOException {
        return BLOCK.matcher(Files.readString(document))
                .results()
                .map(block -> normalized(block.group(1)))
                .toList();
    }

    private static String normalized(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("(?<=\\() | (?=\\.)", "").strip();
    }

    private static String run() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (Path source : List.of(
                GUIDE.resolve("ReadmeTest.java"),
                GUIDE.resolve("GuideTest.java"),
                METRICS.resolve("MicrometerMetricsTest.java"))) {
            sources.append(Files.readString(source)).append('\n');
        }
        return normalized(sources.toString());
    }

    @ParameterizedTest
    @CsvSource({"../README.md, 1", "../docs/store.md, 11"})
    void everyBlockOfADocument_isInATest(Path document, int atLeast) throws IOException {
        String run = run();

        List<String> blocks = blocksOf(document);

        assertThat(blocks).hasSizeGreaterThanOrEqualTo(atLeast);
        for (String block : blocks) {
            // The README names a directory; a test gets one.
            boolean isRun = run.contains(block.replace("Path.of(\"orders.db\")", "directory"));
            assertThat(isRun).as("a test runs: %s", block).isTrue();
        }
    }

    @Test
    void normalized_blockAsTheFormatterBreaksIt_isTheSame() {
        assertThat(normalized("a = b(\n        c.d()\n            .e());")).isEqualTo(normalized("a = b(c.d().e());"));
    }
}
