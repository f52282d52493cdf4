package dev.coppice.gremlin.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Gremlin Console itself, on the plugin that comes with the graph.
final class ConsoleTest {
    private static final Path PAGE = Path.of("../docs/gremlin.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```groovy\\n(.*?)^```$");

    private static String typed(Home home, String lines) throws Exception {
        Path log = home.folder().resolve("console.log");
        Process console = home.start(log, "console", "-C");
        try (OutputStream keyboard = console.getOutputStream()) {
            keyboard.write((lines + "\n:quit\n").getBytes(StandardCharsets.UTF_8));
        }
        int code = Home.finish(console);
        String said = Files.readString(log);
        assertThat(code).as(said).isZero();
        return said;
    }

    @Test
    void console_forksAGraphAndAsksAServer_asThePageSays() throws Exception {
        Matcher block = BLOCK.matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        String port = Integer.toString(SharedServer.get().port());
        String page = block.group(1);
        assertThat(page).contains("8182");

        String said = typed(Home.create(), ":plugin list\n" + page.replace("8182", port));

        assertThat(said).contains("plugin activated: coppice", "==>coppice[active]");
        List<String> answers = said.lines()
                .filter(line -> line.startsWith("==>"))
                .map(line -> line.substring(3))
                .toList();
        assertThat(answers)
                .contains("coppicegraph[people@primary]", "coppicegraph[people@what-if]")
                .containsSubsequence("[name:[Ada],born:[1815]]", "[name:[Ada]]", "Grace");
        // The console breaks long lines.
        assertThat(said.replaceAll("\\s+", "")).contains("index(peoplebyname)");
    }

    @Test
    void console_runsAScript() throws Exception {
        Home home = Home.create();
        Path script = home.folder().resolve("script.groovy");
        Files.writeString(script, """
                graph = CoppiceGraph.open('people')
                g = graph.traversal()
                g.addV('person').property('name', 'Ada').iterate()
                graph.tx().commit()
                try {
                    CoppiceGraph.open('people', 'nobody')
                } catch (GraphException.NotFound e) {
                    println e.message
                }
                println 'there are ' + g.V().count().next()
                graph.close()
                """);
        Path log = home.folder().resolve("console.log");

        assertThat(Home.finish(home.start(log, "console", "-e", script.toString())))
                .isZero();
        assertThat(log).content().contains("there are 1").contains("there is no fork 'nobody'");
    }
}
