package dev.coppice.cli;

import static dev.coppice.cli.TestCli.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files that `get --file` and `export` write: replaced when complete, and only if they are files.
class FileOutputTest {
    @TempDir
    private Path directory;

    private Path db;

    @BeforeEach
    void fill() {
        db = directory.resolve("test.db");
        ok("put", db, "t", "a", "{\"x\":1}", "--create");
        ok("put", db, "t", "b", "no JSON");
    }

    private List<List<Object>> commands(Path file) {
        return List.of(
                List.of("get", db, "t", "b", "--file", file),
                List.of("export", db, file, "--table", "t", "--prefix", "b", "--format", "csv"));
    }

    @Test
    void write_pipe_isWrittenAndStaysAPipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "needs mkfifo");
        for (List<Object> command : commands(pipe)) {
            CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return Files.readString(pipe);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });

            assertThat(new TestCli().run(command.toArray()).code()).isZero();

            assertThat(Files.exists(pipe) && !Files.isRegularFile(pipe)).isTrue();
            assertThat(read.get(10, TimeUnit.SECONDS)).contains("no JSON");
        }
    }

    @Test
    void write_link_replacesWhatItLeadsTo() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        for (List<Object> command : commands(link)) {
            assertThat(new TestCli().run(command.toArray()).code()).isZero();

            assertThat(link).isSymbolicLink();
            assertThat(file).content().contains("no JSON");
            Files.writeString(file, "old");
        }
    }

    @Test
    void export_failsHalfWay_leavesTheFileThatWasThere() throws IOException {
        Path file = Files.writeString(directory.resolve("out.csv"), "old");

        assertThat(new TestCli()
                        .run("export", db, file, "--table", "t", "--rows")
                        .code())
                .isEqualTo(30);

        assertThat(file).hasContent("old");
        assertThat(directory.resolve("out.csv.unfinished")).doesNotExist();
    }
}
