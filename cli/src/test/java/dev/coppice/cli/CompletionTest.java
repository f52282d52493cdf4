package dev.coppice.cli;

import static dev.coppice.cli.TestCli.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Completes words in a real shell, with the script that the program prints.
class CompletionTest {
    @TempDir
    private static Path directory;

    private static String shell;

    @BeforeAll
    static void fill() throws IOException {
        Path db = directory.resolve("orders.db");
        ok("put", db, "orders", "1", "v", "--create");
        ok("put", db, "stock", "1", "v");
        ok("fork", db, "what-if");
        ok("archive", db, "friday");
        ok("put", db + "@what-if", "of_fork", "1", "v");
        Files.writeString(directory.resolve("orders.csv"), "id\n");
        Path program = directory.resolve("coppice");
        String java = ChildCli.command().stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        Files.writeString(program, "#!/bin/sh\nexec " + java + " \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Files.writeString(directory.resolve("completion"), ok("completion", "bash"));
        shell =
                "source ./completion; COMP_LINE=$1; COMP_POINT=${#COMP_LINE}; _coppice; printf '%s\\n' \"${COMPREPLY[@]}\"";
    }

    /// What bash offers for the last word of a line; what it would put in the place of what stands behind a word break.
    private static List<String> complete(String line) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "--norc", "-c", shell, "bash", line)
                .directory(directory.toFile())
                .start();
        List<String> words = ChildCli.read(bash.getInputStream())
                .lines()
                .filter(word -> !word.isEmpty())
                .toList();
        assertThat(ChildCli.read(bash.getErrorStream())).as(line).isEmpty();
        bash.waitFor();
        return words;
    }

    @Test
    void bash_anyPlaceOfALine_offersWhatFitsThere() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");

        assertThat(complete("./coppice ")).contains("import", "tour", "help").doesNotContain("tour-worker", "warm-up");
        assertThat(complete("./coppice ex")).containsExactly("export");
        assertThat(complete("./coppice --v")).containsExactly("--version");
        assertThat(complete("./coppice help exi")).containsExactly("exit-codes");
        assertThat(complete("./coppice completion ")).containsExactly("bash", "zsh");

        assertThat(complete("./coppice scan orders.db orders --re")).containsExactly("--reverse");
        assertThat(complete("./coppice scan orders.db orders -")).contains("--limit", "--prefix", "--json", "--help");
        assertThat(complete("./coppice promote orders.db what-if --on-conflict "))
                .containsExactly("fail", "take-fork", "take-target");
        assertThat(complete("./coppice scan --color ")).containsExactly("auto", "always", "never");
        assertThat(complete("./coppice import orders.db orders.csv --format j")).containsExactly("jsonl");
        assertThat(complete("./coppice scan orders.db orders --limit ")).isEmpty();

        assertThat(complete("./coppice graph s")).containsExactly("stats", "schema");
        assertThat(complete("./coppice graph diff --sv")).containsExactly("--svg");
        assertThat(complete("./coppice graph promote orders.db what-if --on-conflict take-t"))
                .containsExactly("take-target");
        assertThat(complete("./coppice get ord")).containsExactly("orders.db");
        assertThat(complete("./coppice import orders.db ord")).containsExactlyInAnyOrder("orders.db", "orders.csv");
        assertThat(complete("./coppice put orders.db t k --file orders.c")).containsExactly("orders.csv");
        assertThat(complete("./coppice snapshot orders.db --to ord")).containsExactly("orders.db");
    }

    @Test
    void bash_whatIsInADatabase_isOffered() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");

        assertThat(complete("./coppice get orders.db@")).containsExactly("primary", "what-if", "archive:friday");
        assertThat(complete("./coppice get orders.db@archive:f")).containsExactly("friday");
        assertThat(complete("./coppice get " + directory + "/orders.db@w")).containsExactly("what-if");
        assertThat(complete("./coppice get --color never orders.db@what-if o")).containsExactly("of_fork", "orders");
        assertThat(complete("./coppice export orders.db --table s")).containsExactly("stock");
        assertThat(complete("./coppice promote orders.db ")).containsExactly("primary", "what-if");
        assertThat(complete("./coppice diff orders.db what-if a")).containsExactly("archive:friday");
        assertThat(complete("./coppice restore orders.db ")).containsExactly("friday");
        assertThat(complete("./coppice fork orders.db ")).isEmpty();
        assertThat(complete("./coppice graph promote orders.db w")).containsExactly("what-if");
        assertThat(complete("./coppice graph diff orders.db what-if a")).containsExactly("archive:friday");
        assertThat(complete("./coppice graph fork orders.db ")).isEmpty();
        assertThat(complete("./coppice get absent.db ")).isEmpty();
    }

    @Test
    void bash_script_hasNoError() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");

        Process bash =
                new ProcessBuilder("bash", "-n", directory.resolve("completion").toString()).start();

        assertThat(ChildCli.read(bash.getErrorStream())).isEmpty();
        assertThat(bash.waitFor()).isZero();
    }
}
