package dev.coppice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.TestCli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TourTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|[^\\s']+");

    @TempDir
    private Path directory;

    private void pom(String artifact, String version, String dependencyVersion) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("repo/org/x/" + artifact + "/" + version));
        Files.writeString(
                folder.resolve(artifact + "-" + version + ".pom"),
                "<project><groupId>org.x</groupId><artifactId>" + artifact + "</artifactId><version>" + version
                        + "</version><dependencies><dependency><groupId>org.x</groupId><artifactId>lib</artifactId><version>"
                        + dependencyVersion + "</version></dependency></dependencies></project>");
    }

    @Test
    void tour_ofSomePoms_provesEveryStepAndKeepsTheDatabase() throws IOException {
        pom("lib", "1.0", "0.1");
        pom("lib", "1.1", "0.1");
        pom("app", "7", "1.0");
        pom("tool", "8", "1.1");
        Files.writeString(directory.resolve("repo/org/x/app/7/broken.pom"), "<project");

        Result result = new TestCli().run("tour", directory.resolve("out"), "--poms", directory.resolve("repo"));

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("All 23 proofs hold.").doesNotContain("NOT TRUE");
        assertThat(result.code()).isZero();
        assertThat(TestCli.ok("get", directory.resolve("out/tour.db"), "poms", "org.x:app:7"))
                .contains("<artifactId>lib</artifactId><version>1.1</version>");
        assertThat(TestCli.ok("scan", directory.resolve("out/tour.db"), "poms", "--keys-only"))
                .isEqualTo("org.x:app:7\norg.x:lib:1.1\norg.x:tool:8\n");
    }

    @Test
    void tour_ofOnePomThatDependsOnNothing_provesWhatThereIs() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("repo/org/x/lone/1"));
        Files.writeString(
                folder.resolve("lone-1.pom"),
                "<project><groupId>org.x</groupId><artifactId>lone</artifactId><version>1</version></project>");

        Result result = new TestCli().run("tour", directory.resolve("out"), "--poms", directory.resolve("repo"));

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("so there is nothing to upgrade", "All 13 proofs hold.");
        assertThat(result.code()).isZero();
    }

    @Test
    void tour_ofNothingThatMavenReads_provesTheRest() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("repo/org/x/broken/1"));
        Files.writeString(folder.resolve("broken-1.pom"), "<project");

        Result result = new TestCli().run("tour", directory.resolve("out"), "--poms", directory.resolve("repo"));

        assertThat(result.out()).contains("so there is no graph");
        assertThat(result.code()).as(result.out()).isZero();
    }

    /// As `sh` would read them: words in single quotes, and words without any.
    private static List<String> words(String command) {
        return WORD.matcher(command)
                .results()
                .map(word -> word.group(1) == null ? word.group() : word.group(1))
                .toList();
    }

    @Test
    void tour_itsCommandsTypedByHand_leadToTheSameDatabase() throws IOException {
        pom("lib", "1.0", "0.1");
        pom("lib", "1.1", "0.1");
        pom("app", "7", "1.0");
        Result tour = new TestCli()
                .withEnvironment(Map.of("COPPICE_LAUNCHER", "/opt/coppice"))
                .run("tour", directory.resolve("out"), "--poms", directory.resolve("repo"));
        String byHand = directory.resolve("by-hand.db").toString();
        String toured = directory.resolve("out/tour.db").toString();

        String graphByHand = directory.resolve("graph-by-hand.db").toString();
        String touredGraph = directory.resolve("out/graph.db").toString();

        int typed = 0;
        for (String line : tour.out().lines().toList()) {
            if (line.startsWith("   $ coppice ") && !line.contains("tour-worker")) {
                TestCli.ok(words(line.substring("   $ coppice ".length())
                                .replace(toured, byHand)
                                .replace(touredGraph, graphByHand))
                        .toArray());
                typed++;
            }
        }

        assertThat(typed).isEqualTo(28);
        assertThat(tour.out()).contains("   $ alias coppice=/opt/coppice\n");
        for (String state : List.of("", "@what-if")) {
            assertThat(TestCli.ok("graph", "export", graphByHand + state, "--format", "jsonl"))
                    .isEqualTo(TestCli.ok("graph", "export", touredGraph + state, "--format", "jsonl"))
                    .contains("dependsOn");
        }
        for (String state : List.of("", "@upgrade")) {
            for (String table : List.of("poms", "dependencies")) {
                assertThat(TestCli.ok("scan", byHand + state, table, "--json"))
                        .isEqualTo(TestCli.ok("scan", toured + state, table, "--json"))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void tour_noPoms_saysHowToGetSome() {
        Result result = new TestCli().run("tour", directory.resolve("out"), "--poms", directory.resolve("none"));

        assertThat(result.code()).isEqualTo(11);
        assertThat(result.err())
                .isEqualTo(
                        "coppice: there are no POM files below " + directory.resolve("none") + "; run any Maven build"
                                + " to fill the local repository (for example 'mvn verify' in this project), or name another"
                                + " directory with --poms DIR\n");
    }

    @Test
    void tour_directoryInUse_isRefused() throws IOException {
        Files.writeString(Files.createDirectories(directory.resolve("out")).resolve("mine"), "x");

        Result result = new TestCli().run("tour", directory.resolve("out"), "--poms", directory.resolve("none"));

        assertThat(result.code()).isEqualTo(12);
        assertThat(result.err()).contains("is not empty");
    }
}
