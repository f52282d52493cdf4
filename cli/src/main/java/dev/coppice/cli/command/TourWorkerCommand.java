package dev.coppice.cli.command;

import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.tour.Worker;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `coppice tour-worker`: the process that the tour kills.
@Command(
        name = "tour-worker",
        hidden = true,
        description = "Commit durably for ever, and print the number of each commit that is acknowledged.")
public final class TourWorkerCommand extends BaseCommand {
    @Parameters(index = "0", paramLabel = "DB", description = "The database.")
    private Path database;

    /// For the command line.
    public TourWorkerCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) throws IOException {
        Worker.work(database, out.asStream());
        return ExitCode.OK;
    }
}
