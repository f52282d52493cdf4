package dev.coppice.cli.command;

import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.tour.CommandRunner;
import dev.coppice.cli.tour.Tour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `coppice tour`.
@Command(
        name = "tour",
        description = "See the main job done on real data: the POM files of your Maven repository.",
        footer = {
            "",
            "Imports them, forks the database, upgrades and deletes on the fork, shows the diff, promotes,",
            "kills a process in the middle of its work, and proves after each step that all is as it must be.",
            "Then the same as a graph: who depends on whom, asked, forked, changed, drawn and promoted.",
            "Prints the command for each step and how long it took. Exit code 3 when a proof fails.",
            "Your Maven repository is only read.",
            "",
            "Examples:",
            "  coppice tour",
            "  coppice tour my-tour --poms ~/projects"
        })
public final class TourCommand extends BaseCommand {
    private final CommandRunner runner;

    @Parameters(
            index = "0",
            paramLabel = "DIR",
            arity = "0..1",
            description = "Where to put the database; without it, a new directory for temporary files. It is kept.")
    private Path directory;

    @Option(
            names = "--poms",
            paramLabel = "DIR",
            description = "Read the POM files below this directory instead of the local Maven repository.")
    private Path poms;

    /// For the command line.
    ///
    /// @param runner runs the commands that the tour shows
    public TourCommand(Console console, CommandRunner runner) {
        super(console);
        this.runner = runner;
    }

    @Override
    ExitCode run(Output out) throws IOException, InterruptedException {
        Path place = directory == null ? Files.createTempDirectory("coppice-tour-") : directory.toAbsolutePath();
        Path source = poms == null ? Tour.mavenRepository(console()) : poms;
        out.line("A tour of coppice, in " + place);
        boolean proved = new Tour(console(), out, runner, place).take(source.toAbsolutePath());
        return proved ? ExitCode.OK : ExitCode.UNSOUND;
    }
}
