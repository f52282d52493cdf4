package dev.coppice.cli.command;

import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.tour.CommandRunner;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// `coppice warm-up`: runs what users run most, on a database that is thrown away. The launcher runs it once to record
/// which classes the next starts will need.
@Command(name = "warm-up", hidden = true, description = "Run the common commands on a database that is thrown away.")
public final class WarmUpCommand extends BaseCommand {
    private final CommandRunner runner;

    /// For the command line.
    ///
    /// @param runner runs the commands
    public WarmUpCommand(Console console, CommandRunner runner) {
        super(console);
        this.runner = runner;
    }

    @Override
    ExitCode run(Output out) throws IOException {
        Path directory = Files.createTempDirectory("coppice-warm-up-");
        try {
            String db = directory.resolve("db").toString();
            Path rows = Files.writeString(directory.resolve("rows.csv"), "id,name\n1,one\n2,two\n");
            String graph = directory.resolve("graph").toString();
            Path elements = Files.writeString(
                    directory.resolve("elements.jsonl"),
                    "{\"vertex\":\"a\"}\n{\"vertex\":\"b\"}\n{\"edge\":\"to\",\"from\":\"a\",\"to\":\"b\"}\n");
            Console silent = console().withOutput(OutputStream.nullOutputStream());
            for (List<String> words : List.of(
                    List.of("--help"),
                    List.of("import", db, "--table", "t", rows.toString()),
                    List.of("fork", db, "f"),
                    List.of("put", db + "@f", "t", "3", "three"),
                    List.of("get", db + "@f", "t", "3"),
                    List.of("delete", db + "@f", "t", "1"),
                    List.of("scan", db, "t", "--json"),
                    List.of("count", db, "t"),
                    List.of("tables", db),
                    List.of("diff", db, "f"),
                    List.of("promote", db, "f"),
                    List.of("forks", db),
                    List.of("stats", db),
                    List.of("check", db),
                    List.of("export", db, "--table", "t", "--format", "csv"),
                    List.of("graph", "import", graph, elements.toString()),
                    List.of("graph", "fork", graph, "f"),
                    List.of("graph", "stats", graph),
                    List.of("graph", "diff", graph, "f"))) {
                int code = runner.run(silent, words.toArray(String[]::new));
                if (code != 0) {
                    return ExitCode.DEFECT;
                }
            }
            return ExitCode.OK;
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
