package dev.coppice.cli;

import dev.coppice.cli.command.ArchiveCommand;
import dev.coppice.cli.command.ArchivesCommand;
import dev.coppice.cli.command.BackupCommand;
import dev.coppice.cli.command.BaseCommand;
import dev.coppice.cli.command.CheckCommand;
import dev.coppice.cli.command.CompactCommand;
import dev.coppice.cli.command.CompletionCommand;
import dev.coppice.cli.command.CoppiceCommand;
import dev.coppice.cli.command.CountCommand;
import dev.coppice.cli.command.DeleteCommand;
import dev.coppice.cli.command.DiffCommand;
import dev.coppice.cli.command.DropCommand;
import dev.coppice.cli.command.ExportCommand;
import dev.coppice.cli.command.ForkCommand;
import dev.coppice.cli.command.ForksCommand;
import dev.coppice.cli.command.GetCommand;
import dev.coppice.cli.command.HelpCommand;
import dev.coppice.cli.command.ImportCommand;
import dev.coppice.cli.command.InspectCommand;
import dev.coppice.cli.command.PromoteCommand;
import dev.coppice.cli.command.PutCommand;
import dev.coppice.cli.command.RebaseCommand;
import dev.coppice.cli.command.RestoreCommand;
import dev.coppice.cli.command.ScanCommand;
import dev.coppice.cli.command.SnapshotCommand;
import dev.coppice.cli.command.StatsCommand;
import dev.coppice.cli.command.TablesCommand;
import dev.coppice.cli.command.TourCommand;
import dev.coppice.cli.command.TourWorkerCommand;
import dev.coppice.cli.terminal.BrokenPipe;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.store.StoreException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Runs one command on a console and returns its exit code; never ends the process. Every error becomes one line on
/// standard error that begins with `coppice: ` and says what to do; with `--debug` its stack trace follows.
public final class Cli {
    private final Console console;

    /// A command line on a console.
    public Cli(Console console) {
        this.console = console;
    }

    /// Runs a command.
    ///
    /// @param words the words after `coppice`
    /// @return the exit code, see [ExitCode]
    public int run(String... words) {
        CommandLine line = build();
        return line.execute(words);
    }

    /// All commands, in the order in which help lists them.
    CommandLine build() {
        CommandLine line = new CommandLine(new CoppiceCommand());
        BaseCommand[] commands = {
            new ImportCommand(console),
            new ExportCommand(console),
            new GetCommand(console),
            new PutCommand(console),
            new DeleteCommand(console),
            new ScanCommand(console),
            new CountCommand(console),
            new TablesCommand(console),
            new ForkCommand(console),
            new ForksCommand(console),
            new DropCommand(console),
            new DiffCommand(console),
            new PromoteCommand(console),
            new RebaseCommand(console),
            new SnapshotCommand(console),
            new ArchiveCommand(console),
            new ArchivesCommand(console),
            new RestoreCommand(console),
            new BackupCommand(console),
            new StatsCommand(console),
            new CheckCommand(console),
            new InspectCommand(console),
            new CompactCommand(console),
            new TourCommand(console, (other, words) -> new Cli(other).run(words)),
            new TourWorkerCommand(console),
            new CompletionCommand(console),
            new HelpCommand(console)
        };
        for (BaseCommand command : commands) {
            line.addSubcommand(command);
        }
        PrintWriter out = new PrintWriter(console.out(), true, StandardCharsets.UTF_8);
        return line.setExpandAtFiles(false) // a value may begin with @
                .setOut(out)
                .setErr(new PrintWriter(console.err(), true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setUsageHelpWidth(110)
                .setUsageHelpAutoWidth(false)
                .setParameterExceptionHandler((error, _) -> misused(error))
                .setExecutionExceptionHandler((error, command, _) -> failed(error, command));
    }

    private int misused(ParameterException error) {
        // The store and the arguments' own types check a word while it is read; picocli wraps what they throw.
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreException refused) {
                return report(refused.getMessage(), ExitCode.of(refused));
            }
        }
        CommandLine command = error.getCommandLine();
        if (command.getParent() == null) {
            return report(withoutCommand(error), ExitCode.USAGE);
        }
        return report(error.getMessage() + "\nTry 'coppice help " + command.getCommandName() + "'.", ExitCode.USAGE);
    }

    private static String withoutCommand(ParameterException error) {
        if (error instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            List<String> similar = unmatched.getSuggestions();
            return "there is no command '" + unmatched.getUnmatched().getFirst() + "'"
                    + (similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?")
                    + " See 'coppice --help'";
        }
        return error.getMessage();
    }

    private int failed(Exception error, CommandLine command) {
        if (error instanceof ParameterException misuse) {
            return misused(misuse);
        }
        int code = switch (error) {
            case BrokenPipe _ -> ExitCode.BROKEN_PIPE.number();
            case StoreException refused -> report(refused.getMessage(), ExitCode.of(refused));
            case Failure failure -> report(failure.getMessage(), failure.exitCode());
            default ->
                report(
                        "this is a defect: " + error
                                + (isDebug(command) ? "" : "; run again with --debug and report it"),
                        ExitCode.DEFECT);
        };
        if (isDebug(command)) {
            error.printStackTrace(console.err());
        }
        return code;
    }

    private int report(String message, ExitCode code) {
        console.err().println("coppice: " + message);
        console.err().flush();
        return code.number();
    }

    private static boolean isDebug(CommandLine command) {
        return command.getCommand() instanceof BaseCommand base && base.isDebug();
    }
}
