package dev.coppice.bench.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GraphBenchTest {
    @TempDir
    private Path directory;

    @Test
    void run_measuresInChildProcesses_andReports() throws IOException {
        int code = run("--vertices", "500", "--engines", "coppice,tinkergraph", "--workloads", "load,crash");
        assertThat(code).isZero();
        assertThat(directory.resolve("report/README.md"))
                .content()
                .contains("# Coppice beside TinkerGraph", "Ingest in transactions", "Reopen after kill -9")
                .doesNotContain("failed");
        assertThat(directory.resolve("report/ratios-random.svg")).exists();
        assertThat(directory.resolve("report/results.json")).content().contains("\"vertices\": 500");
        try (var left = Files.list(directory.resolve("data"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void run_refusesUnknownEngines() {
        assertThat(run("--engines", "coppice,orientdb")).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    private int run(String... arguments) {
        return new CommandLine(new GraphBench())
                .execute(Stream.concat(
                                Stream.of(
                                        "--quick",
                                        "--dir",
                                        directory.resolve("data").toString(),
                                        "--output",
                                        directory.resolve("report").toString()),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
