package dev.coppice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Types what the README tells its readers to type, in a folder of the test's own.
class ReadmeCommandsTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^## By hand$.*?^```sh\\n(.*?)^```$");
    private static final Pattern HERE_DOCUMENT = Pattern.compile("cat > (\\S+) <<'(\\w+)'");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|#.*|([^\\s']+)");

    @TempDir
    Path folder;

    @Test
    void byHand_everyCommand_doesWhatTheReadmeSays() throws IOException {
        Map<String, String> outputs = runBlock();

        assertThat(outputs.keySet())
                .extracting(command -> command.split(" ")[0])
                .containsExactly("import", "scan", "fork", "put", "delete", "diff", "get", "promote");
        assertThat(outputs.get("scan orders.db orders").lines()).hasSize(3);
        assertThat(outputs.get("diff orders.db what-if primary"))
                .contains("~")
                .contains("42")
                .contains("-")
                .contains("43");
        assertThat(outputs.get("get orders.db orders 42")).contains("\"customer\":\"Grace\"");
        assertThat(TestCli.ok("get", folder.resolve("orders.db"), "orders", "42"))
                .isEqualTo("{\"qty\":\"7\"}");
        assertThat(TestCli.ok("scan", folder.resolve("orders.db"), "orders", "--keys-only"))
                .isEqualTo("41\n42\n");
    }

    /// Runs the block line by line.
    ///
    /// @return what each command printed, in their order, by the command without `./coppice`
    private Map<String, String> runBlock() throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(Path.of("../README.md")));
        assertThat(block.find()).as("the README has commands to type").isTrue();
        Map<String, String> outputs = new LinkedHashMap<>();
        Iterator<String> lines = block.group(1).lines().iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            Matcher hereDocument = HERE_DOCUMENT.matcher(line);
            if (hereDocument.matches()) {
                write(hereDocument.group(1), hereDocument.group(2), lines);
            } else if (!line.isBlank()) {
                run(words(line), outputs);
            }
        }
        return outputs;
    }

    private void write(String name, String end, Iterator<String> lines) throws IOException {
        List<String> content = new ArrayList<>();
        for (String line = lines.next(); !line.equals(end); line = lines.next()) {
            content.add(line);
        }
        Files.write(folder.resolve(name), content);
    }

    private void run(List<String> words, Map<String, String> outputs) {
        assertThat(words).startsWith("./coppice");
        List<String> command = words.subList(1, words.size());
        outputs.put(
                String.join(" ", command),
                TestCli.ok(command.stream().map(this::inFolder).toArray()));
    }

    /// Words that name files, which the README's reader has in the working directory.
    private String inFolder(String word) {
        return Stream.of("orders.db", "orders.csv").anyMatch(word::startsWith)
                ? folder.resolve(word).toString()
                : word;
    }

    private static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .filter(match -> !match.group().startsWith("#"))
                .map(ReadmeCommandsTest::text)
                .toList();
    }

    private static String text(MatchResult match) {
        return match.group(1) != null ? match.group(1) : match.group(2);
    }
}
